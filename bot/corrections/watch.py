"""Follows the archive's changes while the bot runs, and makes the messages due that each of them touches."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import structlog

from bot.corrections.plan import TOUCHING, step
from bot.corrections.rewording import Rewording
from bot.ledger.corrections import Corrections, Cursor, Step, Touched
from bot.polling import poll
from retrieval.archive import Archive
from retrieval.models import Change

POLL_SECONDS = 0.25
"""How often the archive is asked for changes: one from another process is to show within 2 s."""
AT_ONCE = 100
"""Rows in one transaction: questions wait no longer than for these."""
_CHANGES = 1_000


class Watch:
    """One for each process; several share the work by the cursor, and each row is made due once.

    `in_ledger` runs a method of the ledger in the ledger's own thread; `wake` is called when something became due.
    """

    def __init__(
        self,
        *,
        corrections: Corrections,
        archive: Archive,
        rewording: Rewording,
        in_ledger: Callable[..., Awaitable[Any]],
        wake: Callable[[], None],
    ) -> None:
        self._corrections, self._archive, self._rewording = corrections, archive, rewording
        self._in_ledger, self._wake = in_ledger, wake
        self._seen = -1
        self._log = structlog.get_logger()

    async def follow(self) -> NoReturn:
        """Goes through the changes, for ever."""
        await poll(self._go_through, name="following changed articles", every=POLL_SECONDS)

    async def go_on(self) -> bool:
        """One transaction's worth of work; False when every change has been gone through."""
        revision = await asyncio.to_thread(lambda: self._archive.revision)
        if revision == self._seen:
            return False
        at: Cursor = await self._in_ledger(self._corrections.cursor)
        changes = await asyncio.to_thread(self._archive.changes, at.change, _CHANGES)
        if not changes:
            self._seen = revision
            return False
        change = next((each for each in changes if each.action in TOUCHING), None)
        if change is None:
            await self._in_ledger(self._corrections.go_on, at, Cursor(change=changes[-1].number), 0, [])
            return True
        below = at.below if change is changes[0] else None
        page = await self._in_ledger(self._corrections.touched, change.article, below, AT_ONCE)
        steps = await asyncio.to_thread(self._steps, page.touched)
        to = Cursor(change=change.number)
        if page.below is not None:
            to = Cursor(change=change.number - 1, below=page.below)
        if await self._in_ledger(self._corrections.go_on, at, to, change.number, steps) and steps:
            self._tell(change, steps)
        return True

    async def _go_through(self) -> None:
        while await self.go_on():
            pass

    def _steps(self, touched: tuple[Touched, ...]) -> list[Step]:
        steps = [step(each, archive=self._archive, rewording=self._rewording) for each in touched]
        return [each for each in steps if each is not None]

    def _tell(self, change: Change, steps: list[Step]) -> None:
        self._log.info(
            "corrections due",
            change=change.number,
            action=change.action,
            article=change.article,
            messages=sum(each.visible for each in steps),
            askers=sum(bool(each.told) for each in steps),
        )
        self._wake()
