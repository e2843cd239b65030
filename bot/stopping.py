"""Ending on SIGTERM or Ctrl-C: what is under way is finished, and whatever hangs, the process is gone in time."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import signal
import threading
from collections.abc import Coroutine
from types import FrameType
from typing import Any

import structlog

END_SECONDS = 10.0
"""How long Docker waits between SIGTERM and SIGKILL unless told otherwise."""


async def until_stopped(work: Coroutine[Any, Any, None], *, within: float = END_SECONDS) -> None:
    """Does `work` until it ends or the process is told to stop, which cancels it and has it clean up.

    For the whole life of a process: `within` seconds after the signal, or at a second one, the process ends as it is.
    What was under way then is settled by the next start, as after a crash.
    """
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)

    def stop(_number: int, _frame: FrameType | None) -> None:
        if not stopping.acquire(blocking=False):
            _leave("told twice to stop")
        deadline = threading.Timer(within, _leave, [f"did not end within {within:g} s"])
        deadline.daemon = True
        deadline.start()
        loop.call_soon_threadsafe(task.cancel)

    stopping = threading.Lock()
    for number in (signal.SIGINT, signal.SIGTERM):
        # not loop.add_signal_handler: it does nothing while the loop itself is what hangs
        signal.signal(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not stopping.locked():
            raise


def _leave(why: str) -> None:
    structlog.get_logger("bot").error("ended as it was: the next start takes up what was under way", why=why)
    faulthandler.dump_traceback(all_threads=True)
    os._exit(1)
