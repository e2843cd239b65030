"""The ledger's own thread: the event loop never waits for a disk, and writes that come together share a commit."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar

from bot.ledger.ledger import Ledger
from bot.ledger.records import Entry
from bot.questions import Asked, Deleted, Edited

P = ParamSpec("P")
T = TypeVar("T")
Q = TypeVar("Q")

_TAKEN_IN_TOGETHER = 500
_CALM_SECONDS = 3.0
"""How long answers wait at most for what is to be taken in: as long as Slack waits for an ack."""
_BURST, _LULL_SECONDS = 50, 0.25
"""So many entries in one transaction are a burst, and it is over when none like it follows for so long."""
_STEPS_TOGETHER = 16
"""So few that an event that comes meanwhile isn't kept waiting for its ack."""


class _Waiting(NamedTuple, Generic[Q]):
    call: Q
    future: asyncio.Future[Any]


class LedgerThread:
    """Runs the ledger's methods in one thread, what is to be taken in before everything else."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._entries: deque[_Waiting[Asked | Edited | Deleted]] = deque()
        self._steps: deque[_Waiting[Callable[[], Any]]] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._calm = asyncio.Event()
        self._calm.set()
        self._burst_until = 0.0

    async def calm(self) -> None:
        """Returns once nothing waits to be taken in and no burst lasts, or after some time: first come acks."""
        now = asyncio.get_running_loop().time
        with suppress(TimeoutError):
            async with asyncio.timeout(_CALM_SECONDS):
                await self._calm.wait()
                while (left := self._burst_until - now()) > 0:
                    await asyncio.sleep(left)
                    await self._calm.wait()

    @property
    def not_yet_durable(self) -> int:
        """How many entries wait to be taken in."""
        return len(self._entries)

    def take_in(self, entry: Asked | Edited | Deleted) -> asyncio.Future[Entry | None]:
        """`Ledger.take_in` for one entry, in a transaction with those that come at the same time."""
        self._calm.clear()
        return self._wait(self._entries, entry)

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A method of the ledger that writes, in a transaction with others that come at the same time."""
        step: Callable[[], T] = partial(call, *args, **kwargs)
        result: T = await self._wait(self._steps, step)
        return result

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A method of the ledger by itself, in the ledger's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(call, *args, **kwargs))

    async def close(self) -> None:
        """Writes what waits and ends the thread."""
        while self._writing is not None and not self._writing.done():
            await asyncio.wait([self._writing])
        self._thread.shutdown()

    def _wait(self, queue: deque[_Waiting[Q]], call: Q) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        queue.append(_Waiting(call, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return future

    async def _write(self) -> None:
        while self._entries or self._steps:
            entries = [self._entries.popleft() for _ in range(min(len(self._entries), _TAKEN_IN_TOGETHER))]
            steps = [self._steps.popleft() for _ in range(min(len(self._steps), _STEPS_TOGETHER))]
            calls: list[Callable[[], Any]] = [step.call for step in steps]
            if entries:
                calls.insert(0, partial(self._ledger.take_in, [entry.call for entry in entries]))
            results = await self.read(self._together, calls)
            if entries:
                _tell(entries, results.pop(0))
            if len(entries) >= _BURST:
                self._burst_until = asyncio.get_running_loop().time() + _LULL_SECONDS
            if not self._entries:
                self._calm.set()
            for step, result in zip(steps, results, strict=True):
                _tell([step], result if isinstance(result, Exception) else [result])

    def _together(self, calls: Sequence[Callable[[], Any]]) -> list[Any]:
        """What each call returned or raised; when one fails, each is made by itself."""
        if len(calls) > 1:
            try:
                return self._ledger.together(calls)
            except Exception:  # noqa: BLE001, S110  what went wrong is seen, and told, when each is made by itself
                pass
        return [_outcome(call) for call in calls]


def _outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:  # noqa: BLE001  whoever waits is told: without durability nothing is acked
        return error


def _tell(waiting: Sequence[_Waiting[Any]], results: Sequence[Any] | Exception) -> None:
    for at, each in enumerate(waiting):
        if each.future.done():
            continue
        if isinstance(results, Exception):
            each.future.set_exception(results)
        else:
            each.future.set_result(results[at])
