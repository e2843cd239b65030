"""Ending on SIGTERM or Ctrl-C: what is under way is finished, and whatever hangs, the process is gone in time."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import traceback
from collections.abc import Coroutine
from types import FrameType
from typing import Any

import structlog

END_SECONDS = 10.0
"""How long Docker waits between SIGTERM and SIGKILL unless told otherwise."""
TELL_SECONDS = 1.0
"""How long the end may take to say why."""


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
    # in a thread of its own: whoever hangs may hold the log's lock, or the pipe that it leads to may be full
    telling = threading.Thread(target=_tell, args=[why], daemon=True)
    telling.start()
    telling.join(TELL_SECONDS)
    os._exit(1)


def _tell(why: str) -> None:
    structlog.get_logger("bot").error("ended as it was: the next start takes up what was under way", why=why)
    # not faulthandler: it lets no other thread go on while it writes
    for number, frame in sys._current_frames().items():  # noqa: SLF001  documented, and the only way
        sys.stderr.write(f"Thread {number:#x}:\n{''.join(traceback.format_stack(frame))}")
    sys.stderr.flush()
