"""Is it alive, is it ready, and what are its figures: what an operator's machines ask over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import LoggedError
from bot.observing.logs import safe_words
from bot.observing.metrics import Metrics

Check = Callable[[], Awaitable[None]]
"""Returns when what it looks at is right, raises when it isn't."""
CHECK_SECONDS = 2.0
_KEPT_SECONDS = 2.0


class NotReadyError(LoggedError):
    """Something that is needed to answer is not there, in words for the operator."""


class Health:
    """The routes `/healthz`, `/readyz` and `/metrics`. What was found is kept for two seconds, however often asked."""

    def __init__(
        self,
        checks: Mapping[str, Check],
        metrics: Metrics,
        queue: Callable[[], Awaitable[tuple[Mapping[str, int], int]]],
    ) -> None:
        self._checks, self._metrics, self._queue = checks, metrics, queue
        self._found: dict[str, str] = {}
        self._found_at = -_KEPT_SECONDS
        self._turn = asyncio.Lock()

    def routes(self) -> list[Route]:
        """What the operator's machines ask for."""
        return [Route("/healthz", _alive), Route("/readyz", self._ready), Route("/metrics", self._figures)]

    async def _ready(self, _request: Request) -> Response:
        async with self._turn:
            if time.monotonic() - self._found_at >= _KEPT_SECONDS:
                words = await asyncio.gather(*map(_looked_at, self._checks.values()))
                self._found = dict(zip(self._checks, words, strict=True))
                self._found_at = time.monotonic()
        ready = set(self._found.values()) == {"ok"}
        return JSONResponse({"ready": ready} | self._found, 200 if ready else 503)

    async def _figures(self, _request: Request) -> Response:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                self._metrics.show_queue(*await self._queue())
        except Exception as error:  # noqa: BLE001  the other figures are most wanted when the database is gone
            self._metrics.show_queue({})
            return self._text(f"# the queue can't be looked at: {type(error).__name__}\n".encode())
        return self._text(b"")

    def _text(self, before: bytes) -> Response:
        return Response(before + self._metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def _alive(_request: Request) -> Response:
    return PlainTextResponse("alive\n")


async def _looked_at(check: Check) -> str:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except Exception as error:  # noqa: BLE001  whatever it is, it is the finding
        return safe_words(error) or type(error).__name__
    return "ok"
