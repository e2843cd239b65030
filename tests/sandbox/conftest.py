"""Sandboxes, clients and apps for the tests beside this file; everything goes through real HTTP and WebSockets."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, Timing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

UKRAINE = "C0UKRAINE"
MAYA = "U0MAYA"

PATIENT = Timing(ping=0.2, warning=0.3, refresh=0.1, stall=0.2)
"""Waits for acks as long as Slack does, so that a slow machine fails no test."""

HASTY = Timing(ack=0.3, retries=(0.0, 0.1, 0.2), trigger=0.3, ping=0.2)
"""For tests of what happens when an ack or a trigger is late."""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(rate_limits=None, timing=PATIENT) as running:
        yield running


@pytest.fixture
async def hasty() -> AsyncIterator[Sandbox]:
    async with Sandbox(rate_limits=None, timing=HASTY) as running:
        yield running


@pytest.fixture
def web(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class App:
    """The least that an app is over Socket Mode: one connection, read by hand."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse) -> None:
        self.websocket = websocket

    async def receive(self, within: float = 2.0) -> dict[str, Any]:
        """The next JSON message; TimeoutError after some seconds, whatever pings come in between."""
        async with asyncio.timeout(within):
            return await self.websocket.receive_json()

    async def envelope(self, *, ack: bool = True, within: float = 2.0) -> dict[str, Any]:
        """The next envelope, acked unless told not to."""
        while True:
            body = await self.receive(within)
            if "envelope_id" in body:
                if ack:
                    await self.ack(body)
                return body

    async def ack(self, envelope: dict[str, Any], payload: dict[str, Any] | None = None) -> None:
        """Acknowledge, with an answer or without."""
        answer = {"envelope_id": envelope["envelope_id"]}
        await self.websocket.send_str(json.dumps(answer if payload is None else {**answer, "payload": payload}))


async def ticket_url(http: aiohttp.ClientSession, sandbox: Sandbox) -> str:
    headers = {"Authorization": f"Bearer {sandbox.app_token}"}
    async with http.post(f"{sandbox.api_url}apps.connections.open", headers=headers) as response:
        return (await response.json())["url"]


@pytest.fixture
def new_ticket(http: aiohttp.ClientSession) -> Callable[[Sandbox], Any]:
    return lambda sandbox: ticket_url(http, sandbox)


@pytest.fixture
async def connect(http: aiohttp.ClientSession) -> AsyncIterator[Callable[[Sandbox], Any]]:
    """Connect as an app does, past the hello."""
    async with AsyncExitStack() as stack:

        async def connect_app(sandbox: Sandbox) -> App:
            url = await ticket_url(http, sandbox)
            app = App(await stack.enter_async_context(http.ws_connect(url, autoping=True)))
            assert (await app.receive())["type"] == "hello"
            return app

        yield connect_app


@pytest.fixture
def running_bolt() -> Callable[..., Any]:
    """Run a Bolt app over the real socket, as its documentation says, with what `register` adds to it."""

    @asynccontextmanager
    async def run(sandbox: Sandbox, register: Callable[[AsyncApp], None]) -> AsyncIterator[AsyncApp]:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        app = AsyncApp(name="bolt", client=client, signing_secret=sandbox.signing_secret)
        register(app)

        @app.event("message")
        async def heard() -> None:
            pass

        handler = AsyncSocketModeHandler(app, sandbox.app_token)
        await handler.connect_async()
        await sandbox.until(lambda s: s.connected)
        try:
            yield app
        finally:
            await handler.close_async()

    return run
