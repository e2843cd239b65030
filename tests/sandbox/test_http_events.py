"""Signed HTTP delivery: the handshake, signatures, forms, answers in the response, retries with their headers."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import GestureError, Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

UKRAINE, MAYA = "C0UKRAINE", "U0MAYA"


@asynccontextmanager
async def listening(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_post("/slack/events", handler)
    runner = web.AppRunner(application, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


async def test_a_bolt_app_over_http_hears_answers_and_opens(sandbox: Sandbox) -> None:
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    app = AsyncApp(name="bolt", client=client, signing_secret=sandbox.signing_secret)

    @app.event("app_mention")
    async def answer(event: dict[str, Any], say: Any) -> None:
        blocks = [
            {
                "type": "actions",
                "elements": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}],
            }
        ]
        await say(text="yes", blocks=blocks, thread_ts=event["ts"])

    @app.event("message")
    async def heard() -> None:
        pass

    @app.command("/quote")
    async def quote(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"for {command['text']}")

    @app.action("go")
    async def go(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="gone", replace_original=True)

    server = app.server(port=0, path="/slack/events")
    async with listening(server.handle_post_requests) as url:
        sandbox.deliver_to(url)
        ts = await sandbox.say(MAYA, UKRAINE, "@Quote Desk hello")
        await sandbox.until(lambda s: len(s.messages(UKRAINE, ts)) == 2)
        await sandbox.command(MAYA, UKRAINE, "/quote", "a & b")
        assert [m["text"] for m in sandbox.ephemerals(MAYA, UKRAINE)] == ["for a &amp; b"]
        reply = sandbox.messages(UKRAINE, ts)[1]
        await sandbox.press(MAYA, "go", channel=UKRAINE, message_ts=reply["ts"])
        await sandbox.until(lambda s: s.messages(UKRAINE, ts)[1]["text"] == "gone")
        await sandbox.until(lambda s: all(event["acked"] for event in s.events))
    assert "blocks" not in sandbox.messages(UKRAINE, ts)[1]


class Endpoint:
    """Answers the challenge, then whatever it was told, and keeps what came."""

    def __init__(self, *answers: tuple[int, str, dict[str, str]]) -> None:
        self.answers = list(answers)
        self.requests: list[tuple[dict[str, str], bytes]] = []

    async def __call__(self, request: web.Request) -> web.Response:
        body = await request.read()
        if b"url_verification" in body:
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        self.requests.append((dict(request.headers), body))
        status, text, headers = self.answers.pop(0) if self.answers else (200, "", {})
        if status == 0:
            await asyncio.sleep(1.0)
        return web.Response(status=status or 200, text=text, headers=headers)


async def test_every_request_carries_slacks_signature_over_its_body(sandbox: Sandbox) -> None:
    endpoint = Endpoint()
    async with listening(endpoint) as url:
        sandbox.deliver_to(url)
        await sandbox.say(MAYA, UKRAINE, "grüße")
        await sandbox.until(lambda s: s.events[0]["acked"])
        await sandbox.command(MAYA, UKRAINE, "/quote", "x")
    verifier = SignatureVerifier(sandbox.signing_secret)
    assert len(endpoint.requests) == 2
    for headers, body in endpoint.requests:
        assert verifier.is_valid_request(body, headers)
        assert not verifier.is_valid_request(body + b" ", headers)
    assert endpoint.requests[0][0]["Content-Type"] == "application/json"
    assert endpoint.requests[1][0]["Content-Type"] == "application/x-www-form-urlencoded"


async def test_what_fails_is_sent_again_with_its_number_and_reason(hasty: Sandbox) -> None:
    endpoint = Endpoint((500, "", {}), (0, "", {}), (404, "", {}))
    async with listening(endpoint) as url:
        hasty.deliver_to(url)
        await hasty.say(MAYA, UKRAINE, "hello")
        await hasty.until(lambda s: s.events[0]["acked"])
    retries = [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h, _ in endpoint.requests]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_timeout"), ("3", "http_error")]
    assert hasty.events[0]["deliveries"] == 4


async def test_an_app_can_say_that_it_wants_no_retry(hasty: Sandbox) -> None:
    endpoint = Endpoint((500, "", {"x-slack-no-retry": "1"}))
    async with listening(endpoint) as url:
        hasty.deliver_to(url)
        await hasty.say(MAYA, UKRAINE, "hello")
        await asyncio.sleep(0.5)
    assert len(endpoint.requests) == 1


async def test_nothing_is_delivered_before_the_challenge_was_answered(sandbox: Sandbox) -> None:
    challenged = 0

    async def deaf(request: web.Request) -> web.Response:
        nonlocal challenged
        assert b"url_verification" in await request.read()
        challenged += 1
        return web.Response(text="no" if challenged == 1 else json.loads(await request.read())["challenge"])

    async with listening(deaf) as url:
        sandbox.deliver_to(url)
        await sandbox.until(lambda s: challenged == 1)
        assert not sandbox.connected
        with pytest.raises(GestureError, match="dispatch_failed"):
            await sandbox.command(MAYA, UKRAINE, "/quote")
        await sandbox.until(lambda s: s.connected)


async def test_a_second_address_takes_over_from_the_first(sandbox: Sandbox) -> None:
    first, second = Endpoint(), Endpoint()
    async with listening(first) as url, listening(second) as other:
        sandbox.deliver_to(url)
        await sandbox.say(MAYA, UKRAINE, "one")
        await sandbox.until(lambda s: s.events[0]["acked"])
        sandbox.deliver_to(other)
        await sandbox.say(MAYA, UKRAINE, "two")
        await sandbox.until(lambda s: s.events[1]["acked"])
    assert [len(first.requests), len(second.requests)] == [1, 1]


async def test_a_command_fails_when_the_endpoint_does_or_when_it_is_silent(hasty: Sandbox) -> None:
    endpoint = Endpoint((500, "", {}), (0, "", {}))
    async with listening(endpoint) as url:
        hasty.deliver_to(url)
        await hasty.until(lambda s: s.connected)
        with pytest.raises(GestureError, match="dispatch_failed"):
            await hasty.command(MAYA, UKRAINE, "/quote")
        with pytest.raises(GestureError, match="operation_timeout"):
            await hasty.command(MAYA, UKRAINE, "/quote")
        assert len(endpoint.requests) == 2
