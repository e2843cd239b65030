"""The Socket Mode connection: as many sockets as wished, each replaced when it ends, is to end, or falls silent."""

from __future__ import annotations

import asyncio
import random
import time
from types import TracebackType
from typing import NoReturn, Self

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.connecting.socket_mode import LINK_DISABLED, SILENT, NotOpenedError, Opening, Socket, Times
from bot.errors import UnreachableError, words_for
from bot.listeners.prompt_app import PromptApp
from bot.observing.metrics import Metrics

_REASONS = {"dropped", "refresh_requested", "too_many_websockets", "warning", LINK_DISABLED, SILENT}


class Connection:
    """Hands envelopes to the app while it is entered, over `sockets` connections.

    Entering raises RefusedError when Slack refuses the app token, UnreachableError when it can't be reached in time.
    """

    def __init__(  # noqa: PLR0913  the composition root passes each part in by name
        self,
        app: PromptApp,
        client: AsyncWebClient,
        app_token: str,
        *,
        metrics: Metrics,
        sockets: int = 1,
        times: Times | None = None,
    ) -> None:
        self._app, self._client, self._app_token = app, client, app_token
        self._metrics, self._count, self._times = metrics, sockets, times or Times()
        self._open: set[Socket] = set()
        self._leaving: dict[Socket, asyncio.Task[None]] = {}
        self._first = asyncio.Event()
        self._heard_at = time.monotonic()
        metrics.sockets.set_function(lambda: self.sockets)
        self._acked = metrics.acked.labels("socket")
        self._log = structlog.get_logger()

    async def __aenter__(self) -> Self:
        self._opening = Opening(self._client, self._app_token, self._times, self.take, self._heard)
        self._heard_at = time.monotonic()
        self._lines = [asyncio.create_task(self._line()) for _ in range(self._count)]
        first = asyncio.create_task(self._first.wait())
        try:
            await asyncio.wait([first, *self._lines], return_when=asyncio.FIRST_COMPLETED)
            if not self._first.is_set():
                await self.lost()
        except BaseException:
            await self._end()
            raise
        finally:
            first.cancel()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    @property
    def sockets(self) -> int:
        """How many sockets are open."""
        return sum(not socket.ended.is_set() for socket in self._open)

    async def lost(self) -> NoReturn:
        """Returns never: raises RefusedError or UnreachableError once there is no point in going on."""
        done, _ = await asyncio.wait(self._lines, return_when=asyncio.FIRST_COMPLETED)
        for line in done:
            line.result()
        raise AssertionError("a line ends by raising")

    async def _line(self) -> NoReturn:
        """Keeps one socket open; the next takes its place before the old one is let go, so that nothing is missed."""
        socket = await self._opened("start")
        while True:
            await socket.leaving.wait()
            if socket.reason == LINK_DISABLED:
                self._log.error("Slack turned Socket Mode off for this app: turn it on again at api.slack.com/apps")
            if socket.ended.is_set():
                self._let_go(socket)
            following = await self._opened(socket.reason if socket.reason in _REASONS else "other")
            self._let_go(socket)
            socket = following

    async def _opened(self, reason: str) -> Socket:
        failures = 0
        while True:
            silent = time.monotonic() - self._heard_at
            if silent >= self._times.give_up:
                raise UnreachableError(f"no word from Slack in {silent:.0f} s, and connecting again did not help")
            try:
                socket = await self._opening.socket()
            except NotOpenedError as error:
                failures += 1
                most = min(self._times.backoff_most, self._times.backoff_first * 2**failures)
                wait = random.uniform(most / 2, most)  # noqa: S311  spreads the returns of many bots
                self._log.warning("no socket", because=str(error), failures=failures, wait=round(wait, 1))
                await asyncio.sleep(wait)
            else:
                self._open.add(socket)
                self._metrics.reconnects.labels(reason).inc()
                self._log.info("socket open", reason=reason, sockets=self.sockets)
                self._first.set()
                return socket

    def _let_go(self, socket: Socket) -> None:
        if socket in self._open:
            self._open.discard(socket)
            self._leaving[socket] = asyncio.create_task(self._listen_out(socket))

    async def _listen_out(self, socket: Socket) -> None:
        """Listens to a socket until Slack ends it: what was on its way to it is still to be acked."""
        try:
            async with asyncio.timeout(self._times.linger):
                await socket.ended.wait()
        except TimeoutError:
            self._log.info("socket let go", reason=socket.reason)
        await socket.close(self._times.acks)
        self._leaving.pop(socket)

    def _heard(self) -> None:
        self._heard_at = time.monotonic()
        self._metrics.last_frame.set_to_current_time()

    async def take(self, socket: Socket, request: SocketModeRequest) -> None:
        """Hands one envelope to the app and acks it as the app says; one that Bolt can't even read is not acked."""
        started = time.perf_counter()
        if request.retry_attempt:
            self._metrics.redeliveries.labels("socket").inc()
        try:
            response = await self._app.to_message(request.payload) or await run_async_bolt_app(self._app, request)
            await send_async_response(socket, request, response, time.time())
        except aiohttp.ClientConnectionError:
            return  # the socket went away before the ack: Slack sends the envelope again, and it is known by then
        except Exception as error:  # noqa: BLE001  the gate: there is nobody to tell
            words_for(error)
        else:
            self._acked.observe(time.perf_counter() - started)

    async def _end(self) -> None:
        tasks = [*self._lines, *self._leaving.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        open_still = [*self._open, *self._leaving]
        await asyncio.gather(*(socket.end(self._times.acks) for socket in open_still), return_exceptions=True)
        self._open.clear()
        await self._opening.close()
