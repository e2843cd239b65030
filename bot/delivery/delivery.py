"""From an event to a posted answer, once, whatever fails: take in, claim, answer, check, post, settle.

    taken in → claim (a lease) → draft → record → check → post ─┬─ posted → settled
                  ▲                                             ├─ held back, refused → new later, failed
                  └───────── read back: absent twice ◄──────────┴─ outcome not known

Every message that holds a quote leaves through here.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar
from weakref import WeakValueDictionary

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.endings import after_posting, after_reading_back
from bot.delivery.posting import Held, Refused, find, post
from bot.errors import LoggedError, words_for
from bot.journal import Attempt, Journal
from bot.ledger.ledger import Ledger
from bot.ledger.records import Ending, Entry, State, StoredAnswer
from bot.questions import Asked, Deleted, Edited, Surface, asks_for_help
from bot.replies.blocks import Message, help_message, notice
from bot.replies.drafts import Composed, altered, draft, fitted, without
from retrieval.archive import Archive
from retrieval.search import Search

P = ParamSpec("P")
T = TypeVar("T")

LOST_IN_FLIGHT_SECONDS = 10.0
"""How long a request may still arrive at Slack after the client has given up on it."""
_SWEEP_SECONDS = 0.5
_RECENT = 1_000


class Delivery:
    """Answers each entry of the inbox once. One instance owns its ledger's thread.

    `settle_seconds` outlasts the longest request that may still be on its way: the client's time-out and 10 s.
    """

    def __init__(  # noqa: PLR0913  the composition root passes each part in by name
        self,
        *,
        ledger: Ledger,
        archive: Archive,
        search: Search,
        client: AsyncWebClient,
        journal: Journal,
        suggested: tuple[str, ...],
        name: str,
        settle_seconds: float | None = None,
    ) -> None:
        self._ledger, self._archive, self._search, self._client = ledger, archive, search, client
        self._journal, self._suggested, self._name = journal, suggested, name
        self._settle_seconds = settle_seconds or client.timeout + LOST_IN_FLIGHT_SECONDS
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._waiting: list[tuple[Asked | Edited | Deleted, asyncio.Future[Entry | None]]] = []
        self._recent: OrderedDict[str, asyncio.Future[Entry | None]] = OrderedDict()
        self._writing: asyncio.Task[None] | None = None
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._held_until: dict[str, float] = {}
        self._updates_held_until = 0.0
        self._closing = False
        self._taken_up: dict[int, asyncio.Task[State | None]] = {}
        self._under_way = 0
        self._idle = asyncio.Event()
        self._log = structlog.get_logger()

    async def take_in(self, entry: Asked | Edited | Deleted) -> Entry | None:
        """Returns once the entry is durable: its row if it is now to be answered, else None.

        Entries that come while others are being written share their transaction.
        """
        started = time.perf_counter()
        twin = self._recent.get(entry.key)
        if twin is not None and isinstance(entry, Asked):
            await asyncio.wait([twin])  # Slack sends a mention as two events: neither is acked before it is durable
            if not twin.cancelled() and twin.exception() is None:
                return None
        future: asyncio.Future[Entry | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, future))
        if isinstance(entry, Asked) and entry.surface in {Surface.MENTION, Surface.DIRECT}:
            self._recent[entry.key] = future
            if len(self._recent) > _RECENT:
                self._recent.popitem(last=False)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        row = await future
        if row is not None:
            self._journal.took_in(row, time.perf_counter() - started)
        return row

    async def deliver(self, entry: Entry) -> State:
        """Answers an entry if nobody else does, and returns the state in which it is left."""
        with self.under_way():
            async with self._turns.setdefault(entry.channel, asyncio.Lock()):
                return await self._in_turn(entry)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """What is done within is waited for at `close`."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._idle.set()

    async def sweep(self) -> None:
        """Takes up, for ever, what is due: left by a crash, held back, or to be read back."""
        while True:
            try:
                now = time.time()
                updates_held = now < self._updates_held_until
                due = await self.in_ledger(self._ledger.due, now, self._held(), updates_held=updates_held)
                for entry in due:
                    if entry.id not in self._taken_up:
                        self._taken_up[entry.id] = asyncio.create_task(self._take_up(entry))
            except Exception as error:  # noqa: BLE001  the sweep outlives a database that is gone for a moment
                words_for(error)
            await asyncio.sleep(_SWEEP_SECONDS)

    async def _take_up(self, entry: Entry) -> State | None:
        try:
            return await self.deliver(entry)
        except Exception as error:  # noqa: BLE001  it stays due, and the log says why it isn't answered yet
            words_for(error)
            return None
        finally:
            self._taken_up.pop(entry.id, None)

    async def in_ledger(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a method of the ledger in the ledger's own thread, so that the event loop never waits for a disk."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: call(*args, **kwargs))

    async def close(self) -> None:
        """Waits for the requests under way, then ends the ledger's thread; the next start takes up what else waits."""
        self._closing = True
        while self._under_way:
            self._idle.clear()
            await self._idle.wait()
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)
        self._thread.shutdown()

    async def _in_turn(self, entry: Entry) -> State:
        updates_held = entry.posted_ts is not None and time.time() < self._updates_held_until
        if self._closing or updates_held or entry.channel in self._held():
            return entry.state
        attempt = Attempt(entry)
        state = await self._answer(entry, attempt)
        self._journal.ended(attempt, state)
        return state

    def _held(self) -> list[str]:
        """The channels that Slack wants left alone for now."""
        now = time.time()
        self._held_until = {channel: until for channel, until in self._held_until.items() if until > now}
        return list(self._held_until)

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                taken = await self.in_ledger(self._ledger.take_in, [entry for entry, _ in batch])
            except Exception as error:  # noqa: BLE001  whoever waits is told: without durability nothing is acked
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
            else:
                for (_, future), row in zip(batch, taken, strict=True):
                    if not future.done():
                        future.set_result(row)

    async def _answer(self, entry: Entry, attempt: Attempt) -> State:
        error: str | None = None
        try:
            with attempt.timed("composed"):
                composed = await self._compose(entry)
        except Exception as failure:  # noqa: BLE001  the gate: whoever asked is told, with an id for the log
            error = words_for(failure)
            composed = Composed(message=notice(error))
        attempt.verdict = composed.answer.verdict if composed.answer is not None else None
        claimed = await self._claim(entry, composed.answer)
        if claimed is None:
            return entry.state
        if claimed.state is State.CHECKING:
            return await self._look(claimed)
        message = await self._checked(claimed, composed)
        if message is None:
            return await self._settle(claimed, Ending(state=State.IGNORED))
        with attempt.timed("posted"):
            outcome = await post(self._client, claimed, message)
        if isinstance(outcome, Refused) and not outcome.formed:
            error = words_for(LoggedError(f"Slack refused the blocks of entry {entry.id}: {outcome.error}"))
            with attempt.timed("posted"):
                outcome = await post(self._client, claimed, notice(error))
        if isinstance(outcome, Held):
            self._journal.held(outcome.seconds)
            until = time.time() + outcome.seconds
            if claimed.posted_ts is None:
                self._held_until[entry.channel] = until
            else:
                self._updates_held_until = until  # for the whole workspace, while its questions go on
        return await self._settle(claimed, after_posting(claimed, outcome, error, time.time(), self._settle_seconds))

    async def _compose(self, entry: Entry) -> Composed:
        if entry.source is None and asks_for_help(entry.text):
            if entry.surface is Surface.FOLLOW_UP:
                return Composed()
            return Composed(message=help_message(self._suggested, name=self._name))
        source = await self.in_ledger(self._ledger.answer, entry.source) if entry.source is not None else None
        said = draft(entry, source, search=self._search, archive=self._archive)
        return fitted(entry, said, archive=self._archive) if said is not None else Composed()

    async def _claim(self, entry: Entry, answer: StoredAnswer | None) -> Entry | None:
        return await self.in_ledger(self._ledger.claim, entry, time.time(), self._settle_seconds, answer)

    async def _checked(self, entry: Entry, composed: Composed) -> Message | None:
        """The message, each quote of it compared with the archive as it is now; what differs is left out."""
        while composed.message is not None and composed.draft is not None:
            wrong = altered(composed.message, entry, self._archive)
            if not wrong:
                break
            self._log.error("quotes not sent: they are not what the archive holds", entry=entry.id, positions=wrong)
            composed = fitted(entry, without(composed.draft, wrong), archive=self._archive)
            if composed.answer is not None:
                await self.in_ledger(self._ledger.record, entry, composed.answer)
        return composed.message

    async def _look(self, entry: Entry) -> State:
        found = await find(self._client, entry) if entry.respond_to is None else None
        return await self._settle(entry, after_reading_back(entry, found, time.time(), self._settle_seconds))

    async def _settle(self, entry: Entry, ending: Ending) -> State:
        left_in = await self.in_ledger(self._ledger.settle, entry, ending)
        if left_in in {State.FAILED, State.ABANDONED}:
            self._log.error("not answered", entry=entry.id, state=left_in, error=ending.error)
        return left_in or ending.state
