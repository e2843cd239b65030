"""The HTTP server: Slack's requests in HTTP mode, and in either mode what an operator's machines ask."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.connecting.front import Front
from bot.observing.metrics import Metrics

SLACK_PATH = "/slack/events"
HTTP_PORT = 3000
"""What Bolt's own examples listen on."""
HEAD_LIMIT = 32 * 1024
HEAD_SECONDS = 10.0
AT_ONCE = 500
"""Connections beyond so many are told 503, and Slack comes again: below the usual limit of 1,024 open files."""


def address(host: str, port: int) -> str:
    """Where a server that listens on `host` is reached from this machine."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def slack_route(app: AsyncApp, signing_secret: str, metrics: Metrics) -> Route:
    """Where Slack posts events, commands and interactions."""
    front = Front(AsyncSlackRequestHandler(app).handle, signing_secret, metrics)
    return Route(SLACK_PATH, front, methods=["POST"])


@asynccontextmanager
async def served(
    routes: Sequence[Route], host: str, port: int, *, head_seconds: float = HEAD_SECONDS
) -> AsyncIterator[str]:
    """Serves the routes while the context lasts; gives the address. Port 0 takes any that is free.

    Raises OSError, in words, when that can't be listened on.
    """
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        words = f"{host} port {port} can't be listened on ({error.strerror}): choose another with --port"
        raise OSError(words) from error
    application = Starlette(routes=list(routes))
    application.router.redirect_slashes = False
    config = uvicorn.Config(
        application,
        http=_protocol(head_seconds),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=AT_ONCE,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=HEAD_LIMIT,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not serving.done():  # noqa: ASYNC110  uvicorn has nothing to wait for
            await asyncio.sleep(0.01)
        yield address(host, listener.getsockname()[1])
    finally:
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signals to `bot.stopping`, which ends the server with the rest."""
        yield


def _protocol(head_seconds: float) -> type[asyncio.Protocol]:
    class Punctual(H11Protocol):
        """Hangs up on whoever doesn't send the head of a request in time: uvicorn itself would wait for ever."""

        late: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._expect_a_head()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._head_came()
            elif self.late is None:
                self._expect_a_head()

        def connection_lost(self, exc: Exception | None) -> None:
            self._head_came()
            super().connection_lost(exc)

        def _expect_a_head(self) -> None:
            self.late = self.loop.call_later(head_seconds, self.transport.close)

        def _head_came(self) -> None:
            if self.late is not None:
                self.late.cancel()
                self.late = None

    return Punctual
