"""The threads that answers are worked out in, so that an event that comes meanwhile is acked in time."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_THREADS = 2


class Thought(NamedTuple):
    """An entry that a thread is at work on, and since how many seconds."""

    entry: int
    seconds: float


class Thinking:
    """A few threads, each with a note of what it is at work on: one that hangs can't be ended, but can be told."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="answers")
        self._at_work: dict[int, tuple[int, float]] = {}

    async def on(self, entry: int, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs what an entry needs in one of the threads, as soon as one is free."""
        work = partial(self._noted, entry, partial(call, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def longest(self) -> Thought | None:
        """What a thread has been at work on for longest; None while none is at work."""
        now = time.monotonic()
        thoughts = [Thought(entry, now - since) for entry, since in list(self._at_work.values())]
        return max(thoughts, key=lambda each: each.seconds, default=None)

    def close(self) -> None:
        """Ends the threads once their work is done."""
        self._threads.shutdown()

    def _noted(self, entry: int, call: Callable[[], T]) -> T:
        thread = threading.get_ident()
        self._at_work[thread] = (entry, time.monotonic())
        try:
            return call()
        except StopIteration as error:  # no future takes one: whoever waits would wait for ever
            raise RuntimeError("an iterator ended too early") from error
        finally:
            del self._at_work[thread]
