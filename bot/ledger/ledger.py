"""The tables behind every answer: what was asked, what was posted where, which quotes were given out.

Each public method is one transaction. A row of `inbox` goes through the states that `bot.ledger.records.State` lists;
`bot.delivery` moves it. Nothing here talks to Slack.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.ledger.corrections import Corrections
from bot.ledger.intake import take_in
from bot.ledger.limits import DEFAULT_LIMITS, Limits
from bot.ledger.records import FOR_THE_OPERATOR, Ending, Entry, State, StoredAnswer, Unsettled
from bot.ledger.rows import answer_in, entry_of, quote_row
from bot.ledger.statements import (
    CLAIM,
    DUE_CHANNELS,
    FORGET_ANSWER,
    FORGET_HOLD,
    FORGET_NAMED,
    FORGET_QUOTES,
    HOLD,
    NEXT,
    QUESTION_BEFORE,
    RECORD_ANSWER,
    RECORD_NAMED,
    RECORD_QUOTES,
    RECORDED,
    SETTLE,
    SETTLED,
    TAKE_BACK,
    UPDATES,
    WAITING,
)
from bot.ledger.tables import HISTORY, events_seen, feedback, inbox
from bot.questions import Asked, Deleted, Edited, Surface
from retrieval.database import open_database
from retrieval.schema import bring_up_to_date

T = TypeVar("T")
_CONVERSATION_SECONDS = 3600.0
_RACES = 3
"""A writer that comes first under the same key makes ours begin again, and find its row; so often at most."""


class Ledger:
    """The inbox, the outbox and the record of quotes given out, in one database.

    Not for several threads at once; several processes may each have one on the same database.
    """

    def __init__(self, url: str, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self._joined: sa.Connection | None = None
        self._engine = open_database(url)
        self._writer = self._engine.execution_options(writes=True)
        bring_up_to_date(self._engine, HISTORY)
        self.corrections = Corrections(self._engine)

    def close(self) -> None:
        """Gives back the connections."""
        self._engine.dispose()

    def together(self, calls: Sequence[Callable[[], T]]) -> list[T]:
        """Calls of this ledger's methods in one transaction: each has its effect, or an error leaves none of them."""
        with self._writer.begin() as connection:
            self._joined = connection
            try:
                return [call() for call in calls]
            finally:
                self._joined = None

    def take_in(self, entries: Sequence[Asked | Edited | Deleted]) -> list[Entry | None]:
        """Makes the entries durable in one transaction; the row of each that is now to be answered, else None.

        None for what was taken in before under the same key or client_msg_id, for an edit that changes nothing, for a
        message in a thread that isn't ours, for what is over a limit. A press that failed is taken up again when it
        is repeated. Edits and deletions also count when they come before their question.
        """
        return self._write(lambda connection: take_in(connection, entries, self.limits, time.time()))

    def saw_event(self, kind: str) -> None:
        """Notes that Slack delivers this type of event: what `quotedesk doctor` shows."""

        def note(connection: sa.Connection) -> None:
            connection.execute(sa.delete(events_seen).where(events_seen.c.type == kind))
            connection.execute(sa.insert(events_seen).values(type=kind, at=time.time()))

        self._write(note)

    def events_seen(self) -> dict[str, float]:
        """When each type of event was last seen, to within a minute, in seconds since 1970."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(events_seen.c.type, events_seen.c.at)).all()
        return {row.type: row.at for row in rows}

    def entry_of(self, key: str) -> Entry | None:
        """The inbox's row under a key."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(inbox).where(inbox.c.key == key)).one_or_none()
        return entry_of(row) if row is not None else None

    def due_channels(self, now: float, taken_in_before: float | None = None) -> list[str]:
        """The channels where something waits to be answered or settled at `now` (seconds since 1970).

        A question that isn't older than `taken_in_before` is left to the process that took it in.
        """
        values = {"now": now, "taken_in_before": now if taken_in_before is None else taken_in_before}
        with self._engine.connect() as connection:
            return list(connection.execute(DUE_CHANNELS, values).scalars())

    def next_in(self, channel: str, now: float) -> Entry | None:
        """What comes next in a channel: an outcome to be settled, else the oldest question unless it is held back."""
        with self._engine.connect() as connection:
            row = connection.execute(NEXT, {"channel": channel, "now": now}).one_or_none()
        return entry_of(row) if row is not None else None

    def claim(self, entry: Entry, now: float, lease_seconds: float, answer: StoredAnswer | None) -> Entry | None:
        """Takes the row under a new lease and, in the same transaction, writes down what is about to be given out.

        new → sending, and an outcome that isn't known → checking, for which no answer is written. None when somebody
        else has it, the row isn't what `entry` says any more, the channel is held back, or a question that was taken in
        before it in the same channel is due or being sent. One whose outcome isn't known keeps nobody waiting. A lease
        that ran out was held by a process that died: what it sent isn't known.
        """
        seen = _revision(entry) | {"seen_state": entry.state}
        lease = {"new_lease": str(uuid.uuid4()), "now": now, "until": now + lease_seconds}

        def take(connection: sa.Connection) -> Entry | None:
            row = connection.execute(CLAIM, lease | seen).one_or_none()
            if row is None:
                return None
            claimed = entry_of(row)
            if claimed.state is State.SENDING and answer is not None:
                _record(connection, claimed, answer, anew=claimed.attempts > 1)
            return claimed

        return self._write(take)

    def record(self, entry: Entry, answer: StoredAnswer) -> None:
        """Writes down again what is about to be given out, where it has changed since the claim."""
        self._write(lambda connection: _record(connection, entry, answer, anew=True))

    def settle(self, entry: Entry, ending: Ending) -> State | None:
        """Ends this lease and returns the state it led to; None when the lease was lost and nothing was changed.

        A question that was edited while its answer was on the way becomes new again.
        """
        now = time.time()
        values = {
            "held_lease": entry.lease,
            "settled": ending.state in SETTLED,
            "ending_state": ending.state,
            "anew": ending.anew,
            "held_back": ending.held,
            "new_posted_ts": ending.posted_ts,
            "new_error": ending.error,
            "new_absent": ending.absent,
            "new_shown": ending.shown,
            "until": ending.not_before,
            "now": now,
        }

        def end(connection: sa.Connection) -> State | None:
            left_in = connection.execute(SETTLE, values | _revision(entry)).scalar_one_or_none()
            if left_in is not None and ending.held:
                place = entry.channel if entry.posted_ts is None else UPDATES
                connection.execute(FORGET_HOLD, {"of": place, "now": now})
                connection.execute(HOLD, {"channel": place, "until": ending.not_before})
            if left_in is not None and _was_not_given(entry, ending):
                connection.execute(TAKE_BACK, {"of": entry.reference})
            return State(left_in) if left_in is not None else None

        return self._write(end)

    def answer(self, reference: str) -> StoredAnswer | None:
        """An answer that was given, by its reference."""
        with self._engine.connect() as connection:
            return answer_in(connection, reference)

    def question_before(self, entry: Entry) -> str | None:
        """The question that was answered last, as it was taken, before an entry in its thread.

        In a direct message, where each question has its own thread, what was asked in the last hour counts too.
        """
        is_direct = entry.surface is Surface.DIRECT
        since = entry.received_at - _CONVERSATION_SECONDS if is_direct else float("inf")
        asked = {"entry": entry.id, "channel": entry.channel, "thread_ts": entry.thread_ts, "since": since}
        with self._engine.connect() as connection:
            return connection.execute(QUESTION_BEFORE, asked).scalar_one_or_none()

    def note_feedback(self, reference: str, person: str, *, good: bool) -> bool:
        """Keeps one person's last word on an answer; False when there is no such answer."""

        def note(connection: sa.Connection) -> bool:
            if connection.execute(RECORDED, {"of": reference}).one_or_none() is None:
                return False
            mine = sa.and_(feedback.c.reference == reference, feedback.c.person == person)
            connection.execute(sa.delete(feedback).where(mine))
            values = {"reference": reference, "person": person, "good": good, "at": time.time()}
            connection.execute(sa.insert(feedback).values(**values))
            return True

        return self._write(note)

    def check_writable(self) -> None:
        """Raises SQLAlchemyError where nothing can be written now: writes a row and takes it back."""
        with self._writer.connect() as connection:
            connection.execute(sa.insert(events_seen).values(type="none: is it writable?", at=0.0))
            connection.rollback()

    def counts(self) -> dict[State, int]:
        """How many entries of the inbox are in each state."""
        query = sa.select(inbox.c.state, sa.func.count()).group_by(inbox.c.state)
        with self._engine.connect() as connection:
            return {State(state): count for state, count in connection.execute(query)}

    def waiting(self) -> int:
        """How many entries are neither answered nor settled."""
        with self._engine.connect() as connection:
            return int(connection.execute(WAITING).scalar_one())

    def oldest_waiting(self) -> float | None:
        """When the entry that has waited longest was taken in, in seconds since 1970; None when nothing waits."""
        query = sa.select(sa.func.min(inbox.c.received_at)).where(inbox.c.state.not_in(SETTLED))
        with self._engine.connect() as connection:
            oldest = connection.execute(query).scalar_one()
        return float(oldest) if oldest is not None else None

    def unsettled(self, limit: int = 100) -> list[Unsettled]:
        """What failed or can't be settled, the newest first: it waits for `retry` or `dismiss`."""
        query = sa.select(inbox).where(inbox.c.state.in_(FOR_THE_OPERATOR)).order_by(inbox.c.id.desc())
        with self._engine.connect() as connection:
            return [_unsettled(row) for row in connection.execute(query.limit(limit))]

    def retry(self, entry_id: int) -> bool:
        """Has a failed or abandoned entry answered again; False when it is neither, or only the asker could see it.

        An abandoned one may have been posted: look before you retry.
        """
        again = {"state": State.NEW, "attempts": 1, "absent": 0, "settled_at": None}
        return self._by_hand(entry_id, inbox.c.private.is_(False), again)

    def dismiss(self, entry_id: int) -> bool:
        """Leaves a failed or abandoned entry as it is, for good; False when it is neither."""
        return self._by_hand(entry_id, sa.true(), {"state": State.IGNORED})

    def _by_hand(self, entry_id: int, condition: sa.ColumnElement[bool], values: dict[str, Any]) -> bool:
        waits = sa.and_(inbox.c.id == entry_id, inbox.c.state.in_(FOR_THE_OPERATOR), condition)
        change = sa.update(inbox).where(waits).values(not_before=0.0, **values)
        return self._write(lambda connection: connection.execute(change).rowcount == 1)

    def _write(self, step: Callable[[sa.Connection], T]) -> T:
        """One transaction, or a part of the one that `together` has begun."""
        if self._joined is not None:
            return step(self._joined)
        for races in range(1, _RACES + 1):
            try:
                with self._writer.begin() as connection:
                    return step(connection)
            except IntegrityError:
                if races == _RACES:
                    raise
        raise AssertionError("the last race returns or raises")


def _revision(entry: Entry) -> dict[str, int]:
    return {"entry_id": entry.id, "entry_revision": entry.revision}


def _record(connection: sa.Connection, entry: Entry, answer: StoredAnswer, *, anew: bool) -> None:
    if anew:
        for statement in (FORGET_QUOTES, FORGET_NAMED, FORGET_ANSWER):
            connection.execute(statement, {"of": answer.reference})
    about = answer.model_dump(mode="json", exclude={"quotes"})
    more = {"inbox_id": entry.id, "revision": entry.revision, "at": time.time()}
    connection.execute(RECORD_ANSWER, about | more)
    if answer.quotes:
        connection.execute(RECORD_QUOTES, [quote_row(answer.reference, quote) for quote in answer.quotes])
    if answer.named:
        connection.execute(RECORD_NAMED, [{"reference": answer.reference, "article": each} for each in answer.named])


def _was_not_given(entry: Entry, ending: Ending) -> bool:
    """Whether nobody has seen what was recorded at the claim: it was refused, or is not there, or gave way to words."""
    was_refused = ending.state in {State.NEW, State.FAILED} and ending.posted_ts is None and entry.posted_ts is None
    return was_refused or ending.shown == 0


def _unsettled(row: sa.Row[Any]) -> Unsettled:
    asked_at = row.key.removeprefix(f"{row.channel}:") if row.key.startswith(f"{row.channel}:") else row.thread_ts
    known = {name: row._mapping[name] for name in Unsettled.model_fields if name != "at"}  # noqa: SLF001  see entry_of
    return Unsettled.model_validate(known | {"at": row.posted_ts or asked_at})
