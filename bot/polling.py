"""Work that is done again and again, for ever, whatever it meets: a database that is gone for an hour fills no log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NoReturn

import structlog

MOST_SECONDS = 5.0
"""How long failing work is left alone at most: as long as it may take to notice that its database is back."""


async def poll(
    look: Callable[[], Awaitable[None]], *, name: str, every: float, sooner: asyncio.Event | None = None
) -> NoReturn:
    """Looks every so many seconds, or as soon as `sooner` is set; `name` says in the log what is done.

    While it fails it waits twice as long each time. The first failure is logged, and one of another kind, and the end.
    """
    failures, since, kind = 0, 0.0, ""
    sooner = sooner or asyncio.Event()
    log = structlog.get_logger()
    while True:
        try:
            await look()
        except Exception as error:
            since = since if failures else time.monotonic()
            failures += 1
            if type(error).__name__ != kind:
                kind = type(error).__name__
                log.exception("failing: tried again, less and less often", work=name, kind=kind)
        else:
            if failures:
                seconds = round(time.monotonic() - since, 1)
                log.warning("working again", work=name, failures=failures, seconds=seconds)
            failures, kind = 0, ""
        pause = min(every * 2 ** min(failures, 30), max(every, MOST_SECONDS))
        with suppress(TimeoutError):
            # not asyncio.wait_for: up to Python 3.11 it goes on where it is cancelled as `sooner` is set
            async with asyncio.timeout(pause):
                await sooner.wait()
        sooner.clear()
