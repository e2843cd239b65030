"""One worker for each channel in which something is due: its entries are answered in the order they came in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.errors import words_for
from bot.ledger.records import Entry

AT_ONCE = 40
"""Channels worked on at the same moment: under the HTTP client's 100 connections, so that no post waits for one."""


class Lines:
    """Starts a worker in a channel that is woken, and lets it go on until nothing is left that can be done now.

    `attempt` is one try at an entry, True where that had its turn and isn't due again; `following` finds what comes
    next in a channel, whoever took it in.
    """

    def __init__(
        self,
        attempt: Callable[[Entry], Awaitable[bool]],
        following: Callable[[str, float], Awaitable[Entry | None]],
    ) -> None:
        self._attempt, self._following = attempt, following
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._woken: set[str] = set()
        self._expected: dict[str, dict[int, asyncio.Future[None]]] = {}
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._closing = False

    def wake(self, channel: str, first: Entry | None = None) -> None:
        """Has a channel looked after; `first` saves the look for what comes first in it."""
        if channel in self._workers:
            self._woken.add(channel)
        elif not self._closing:
            self._workers[channel] = asyncio.create_task(self._work(channel, first))

    async def attempted(self, entry: Entry) -> None:
        """Returns once there was a try at the entry here, or its channel has nothing more that can be done now."""
        if self._closing:
            return
        expected = self._expected.setdefault(entry.channel, {})
        future = expected.setdefault(entry.id, asyncio.get_running_loop().create_future())
        self.wake(entry.channel, entry)
        await asyncio.shield(future)

    async def close(self) -> None:
        """Starts nothing more, and waits for the tries under way."""
        self._closing = True
        await asyncio.gather(*self._workers.values())

    async def _work(self, channel: str, first: Entry | None) -> None:
        try:
            await self._empty(channel, first)
        except Exception as error:  # noqa: BLE001  what is left stays due, and the log says why it waits
            words_for(error)
        finally:
            del self._workers[channel]
            self._woken.discard(channel)
            for future in self._expected.pop(channel, {}).values():
                _tell(future)

    async def _empty(self, channel: str, first: Entry | None) -> None:
        entry, tried = first, None
        while not self._closing:
            self._woken.discard(channel)
            if entry is None:
                entry = await self._following(channel, time.time())
            if entry is not None and entry != tried:
                async with self._at_once:
                    is_done = await self._attempt(entry)
                _tell(self._expected.get(channel, {}).pop(entry.id, None))
                if entry is first and is_done and channel not in self._woken:
                    return  # nothing older was due, or it would have had the turn, and nothing came since
                entry, tried = None, entry
            elif channel not in self._woken:
                return
            else:
                entry = None


def _tell(future: asyncio.Future[None] | None) -> None:
    if future is not None and not future.done():
        future.set_result(None)
