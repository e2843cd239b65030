"""From an event to a posted answer, once, whatever fails: take in, claim, answer, check, post, settle.

    taken in → draft → claim (a lease) and record → check → post ─┬─ posted → settled
                 ▲                                                ├─ held back, refused → new later, failed
                 └───────── read back: absent twice ◄─────────────┴─ outcome not known

Every message that holds a quote leaves through here; docs/delivery.md tells it at length.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, ParamSpec, TypeVar

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.corrections.composing import Mended
from bot.corrections.mending import Mending, is_correction
from bot.delivery.endings import after_posting, after_reading_back
from bot.delivery.ledger_thread import LedgerThread
from bot.delivery.lines import Lines
from bot.delivery.posting import Held, Refused, direct_message, find, post
from bot.delivery.thinking import Thinking
from bot.errors import LoggedError, RefusedError, words_for
from bot.ledger.corrections import About
from bot.ledger.ledger import Ledger
from bot.ledger.records import FOR_THE_OPERATOR, Ending, Entry, State, StoredAnswer
from bot.observing.journal import Attempt, Journal
from bot.polling import poll
from bot.questions import Asked, Deleted, Edited, Surface
from bot.replies.blocks import Message, notice
from bot.replies.composing import compose, may_go_on
from bot.replies.drafts import Composed, fitted, without
from bot.replies.verbatim import altered
from retrieval.archive import Archive
from retrieval.search import Search

P = ParamSpec("P")
T = TypeVar("T")

LOST_IN_FLIGHT_SECONDS = 10.0
"""How long a request may still arrive at Slack after the client has given up on it."""
_SWEEP_SECONDS = 0.5
_LEFT_TO_OTHERS_SECONDS = 1.0
"""How long a question is left to the process that took it in before another one takes it up."""
_RECENT = 1_000


class TooManyWaitError(RefusedError):
    """The inbox is full: nothing is taken in, so nothing may be acked."""


class Delivery:
    """Answers each entry of the inbox once. One instance owns its ledger's thread.

    `settle_seconds` outlasts the longest request that may still be on its way: the client's time-out and 10 s. It is
    how long a claim's lease holds.
    """

    def __init__(  # noqa: PLR0913  the composition root passes each part in by name
        self,
        *,
        ledger: Ledger,
        archive: Archive,
        search: Search,
        client: AsyncWebClient,
        journal: Journal,
        mending: Mending,
        suggested: tuple[str, ...],
        name: str,
        settle_seconds: float | None = None,
    ) -> None:
        self._ledger, self._archive, self._search, self._client = ledger, archive, search, client
        self._journal, self._mending, self._suggested, self._name = journal, mending, suggested, name
        self._settle_seconds = settle_seconds or client.timeout + LOST_IN_FLIGHT_SECONDS
        self._waiting = 0
        self._writing = LedgerThread(ledger)
        self._lines = Lines(self._attempt, self._following)
        self.thinking = Thinking()
        self._recent: OrderedDict[str, asyncio.Future[Entry | None]] = OrderedDict()
        self._under_way = 0
        self._idle = asyncio.Event()
        self._look = asyncio.Event()
        self._log = structlog.get_logger()

    async def take_in(self, entry: Asked | Edited | Deleted) -> Entry | None:
        """Returns once the entry is durable: its row if it is now to be answered, else None.

        Raises TooManyWaitError when it is not taken in: it must not be acked then.
        """
        started = time.perf_counter()
        twin = self._recent.get(entry.key)
        if twin is not None and isinstance(entry, Asked):
            await asyncio.wait([twin])  # Slack sends a mention as two events: neither is acked before it is durable
            if not twin.cancelled() and twin.exception() is None:
                return None
        if self._waiting + self._writing.not_yet_durable >= self._ledger.limits.waiting:
            raise TooManyWaitError("Too many questions are waiting just now. Please ask again in a minute.")
        taking = self._writing.take_in(entry)
        if isinstance(entry, Asked) and entry.surface in {Surface.MENTION, Surface.DIRECT}:
            self._recent[entry.key] = taking
            if len(self._recent) > _RECENT:
                self._recent.popitem(last=False)
        row = await taking
        if row is not None:
            self._waiting += 1
            self._journal.took_in(row, time.perf_counter() - started)
        return row

    def answer(self, entry: Entry) -> None:
        """Has an entry answered in its turn, and returns at once."""
        self._lines.wake(entry.channel, entry)

    async def deliver(self, entry: Entry) -> None:
        """Has an entry answered in its turn, and returns when that was tried; `Ledger.entry_of` says how it went."""
        await self._lines.attempted(entry)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """What is done within is waited for at `close`."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._idle.set()

    async def sweep(self) -> NoReturn:
        """Takes up, for ever, what is due: left by a crash, held back, or to be read back."""
        await poll(self._take_up, name="taking up what is due", every=_SWEEP_SECONDS, sooner=self._look)

    def look(self) -> None:
        """Has the sweep look for what is due at once."""
        self._look.set()

    async def in_ledger(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a method of the ledger in the ledger's own thread, so that the event loop never waits for a disk."""
        return await self._writing.read(call, *args, **kwargs)

    async def close(self) -> None:
        """Waits for the requests under way, then ends the threads; the next start takes up what else waits."""
        await self._lines.close()
        while self._under_way:
            self._idle.clear()
            await self._idle.wait()
        await self._writing.close()
        self.thinking.close()

    async def _take_up(self) -> None:
        self._waiting = await self.in_ledger(self._ledger.waiting)
        now = time.time()
        for channel in await self.in_ledger(self._ledger.due_channels, now, now - _LEFT_TO_OTHERS_SECONDS):
            self._lines.wake(channel)

    async def _following(self, channel: str, now: float) -> Entry | None:
        return await self.in_ledger(self._ledger.next_in, channel, now)

    async def _attempt(self, entry: Entry) -> bool:
        """One way through the diagram; whether the entry had its turn and isn't due again."""
        await self._writing.calm()
        if entry.surface is Surface.CORRECTION and entry.state is State.NEW and entry.thread_ts is None:
            addressed = await self._addressed(entry)
            if addressed is None:
                return False
            entry = addressed
        attempt = Attempt(entry)
        composed, error = await self._composed(entry, attempt)
        claimed_at = time.time()
        claimed = await self._claim(entry, claimed_at, composed.answer)
        if claimed is None:
            return False
        if claimed.state is State.CHECKING:
            ending = await self._read_back(claimed)
        else:
            ending = await self._post(claimed, composed, error, attempt, claimed_at)
        left_in = await self._settle(claimed, ending)
        self._journal.ended(attempt, left_in)
        return left_in is not State.NEW

    async def _addressed(self, entry: Entry) -> Entry | None:
        """A word to an asker with the place where it goes; None when that can't be found out now."""
        about = await self.in_ledger(self._mending.given, entry)
        if not isinstance(about, About) or (about.reply.private and entry.channel != entry.asker):
            return entry
        address = self._ledger.corrections.address
        if not about.reply.private:
            return await self._writing.write(address, entry.id, entry.channel, about.reply.posted_ts)
        opened = await direct_message(self._client, entry.asker)
        if isinstance(opened, str):
            return await self._writing.write(address, entry.id, opened, None)
        now = time.time()
        claimed = await self._claim(entry, now, None)
        if claimed is not None:
            await self._settle(claimed, after_posting(claimed, opened, None, now, self._settle_seconds))
        return None

    async def _composed(self, entry: Entry, attempt: Attempt) -> tuple[Composed, str | None]:
        """What there is to say, and what is told of an error instead of it."""
        if entry.state is not State.NEW:
            return Composed(), None
        try:
            with attempt.timed("composed"):
                composed = await self._compose(entry)
        except Exception as failure:  # noqa: BLE001  the gate: whoever asked is told, with an id for the log
            error = words_for(failure)
            return Composed(message=notice(error)), error
        attempt.verdict = composed.answer.verdict if composed.answer is not None else None
        return composed, None

    async def _post(
        self, entry: Entry, composed: Composed, error: str | None, attempt: Attempt, claimed_at: float
    ) -> Ending:
        message = await self._checked(entry, composed)
        if message is None:
            return Ending(state=State.IGNORED)
        if time.time() - claimed_at > self._settle_seconds / 2:
            return Ending(state=State.NEW)  # this process was asleep: what it sends now could outlast its lease
        with attempt.timed("posted"):
            outcome = await post(self._client, entry, message)
        if isinstance(outcome, Refused) and not outcome.formed:
            error = words_for(LoggedError(f"Slack refused the blocks of entry {entry.id}: {outcome.error}"))
            with attempt.timed("posted"):
                outcome = await post(self._client, entry, notice(error))
        if isinstance(outcome, Held):
            self._journal.held(outcome.seconds)
        return after_posting(entry, outcome, error, time.time(), self._settle_seconds)

    async def _read_back(self, entry: Entry) -> Ending:
        found = await find(self._client, entry) if not entry.private else None
        return after_reading_back(entry, found, time.time(), self._settle_seconds)

    async def _compose(self, entry: Entry) -> Composed:
        if is_correction(entry):
            given = await self.in_ledger(self._mending.given, entry)
            if given is not None:
                return await self.thinking.on(entry.id, self._mending.compose, entry, given)
        source = await self.in_ledger(self._ledger.answer, entry.source) if entry.source is not None else None
        before = await self.in_ledger(self._ledger.question_before, entry) if may_go_on(entry) else None
        return await self.thinking.on(
            entry.id,
            compose,
            entry,
            source,
            before,
            search=self._search,
            archive=self._archive,
            suggested=self._suggested,
            name=self._name,
        )

    async def _claim(self, entry: Entry, now: float, answer: StoredAnswer | None) -> Entry | None:
        return await self._writing.write(self._ledger.claim, entry, now, self._settle_seconds, answer)

    async def _checked(self, entry: Entry, composed: Composed) -> Message | None:
        """The message, each quote of it compared with the archive as it is now; what differs is left out."""
        if isinstance(composed, Mended):
            mended = await self.thinking.on(entry.id, self._mending.checked, entry, composed)
            if mended != composed and mended.answer is not None:
                await self._writing.write(self._ledger.record, entry, mended.answer)
            return mended.message
        while composed.message is not None and composed.draft is not None:
            wrong = await self.thinking.on(entry.id, altered, composed.message, entry, self._archive)
            if not wrong:
                break
            self._log.error("quotes not sent: they are not what the archive holds", entry=entry.id, positions=wrong)
            composed = await self.thinking.on(
                entry.id, fitted, entry, without(composed.draft, wrong), archive=self._archive
            )
            if composed.answer is not None:
                await self._writing.write(self._ledger.record, entry, composed.answer)
        return composed.message

    async def _settle(self, entry: Entry, ending: Ending) -> State:
        left_in = await self._writing.write(self._ledger.settle, entry, ending)
        if left_in in FOR_THE_OPERATOR:
            self._log.error("not answered", entry=entry.id, state=left_in, error=ending.error)
        return left_in or ending.state
