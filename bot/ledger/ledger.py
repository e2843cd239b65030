"""The tables behind every answer: what was asked, what was posted where, which quotes were given out.

Each public method is one transaction. A row of `inbox` goes through the states that `bot.ledger.records.State` lists;
`bot.delivery` moves it. Nothing here talks to Slack.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from bot.ledger.records import Ending, Entry, State, StoredAnswer
from bot.ledger.rows import answer_in, entry_of, quote_row
from bot.ledger.statements import (
    ASK,
    CLAIM,
    DUE,
    EDIT,
    ENTRIES_IN_THREAD,
    FORGET_ANSWER,
    FORGET_NAMED,
    FORGET_QUOTES,
    RECORD_ANSWER,
    RECORD_NAMED,
    RECORD_QUOTES,
    SAME,
    SETTLE,
    SETTLED,
)
from bot.ledger.tables import answers, events_seen, feedback, inbox, metadata
from bot.questions import Asked, Deleted, Edited, Surface
from retrieval.database import open_database

ANSWERS_A_THREAD = 200
"""How many answers one thread gets without a mention: a stop for loops, far above any conversation."""
_PRESSES = {Surface.MORE, Surface.SHARE, Surface.SUGGESTION}
_NAMESPACE = uuid.UUID("5b9c0a53-3c0d-5b0e-9d0a-6f1d7f2f7a11")


class Ledger:
    """The inbox, the outbox and the record of quotes given out, in one database. Not for several threads at once."""

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        self._writer = self._engine.execution_options(writes=True)
        with self._writer.begin() as connection:
            metadata.create_all(connection)

    def close(self) -> None:
        """Gives back the connections."""
        self._engine.dispose()

    def take_in(self, entries: Sequence[Asked | Edited | Deleted]) -> list[Entry | None]:
        """Makes the entries durable in one transaction; the row of each that is now to be answered, else None.

        None for what was taken in before under the same key or client_msg_id, for an edit that changes nothing, for a
        message in a thread that isn't ours. A press that failed is taken up again when it is repeated.
        """
        with self._writer.begin() as connection:
            return [self._take_in(connection, entry) for entry in entries]

    def saw_event(self, kind: str) -> None:
        """Notes that Slack delivers this type of event: what `quotedesk doctor` shows."""
        with self._writer.begin() as connection:
            connection.execute(sa.delete(events_seen).where(events_seen.c.type == kind))
            connection.execute(sa.insert(events_seen).values(type=kind, at=time.time()))

    def events_seen(self) -> dict[str, float]:
        """When each type of event was first seen by the last process that saw it, in seconds since 1970."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(events_seen.c.type, events_seen.c.at)).all()
        return {row.type: row.at for row in rows}

    def entry_of(self, key: str) -> Entry | None:
        """The inbox's row under a key."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(inbox).where(inbox.c.key == key)).one_or_none()
        return entry_of(row) if row is not None else None

    def due(self, now: float, held: Sequence[str] = (), limit: int = 100, *, updates_held: bool = False) -> list[Entry]:
        """What waits to be answered or settled at `now` (seconds since 1970), by urgency; not in channels `held`.

        Questions and words to askers come oldest first, corrections newest first. With `updates_held` no message that
        is there already is changed.
        """
        values = {"now": now, "held": list(held), "most": limit, "updates_held": updates_held}
        with self._engine.connect() as connection:
            return [entry_of(row) for row in connection.execute(DUE, values)]

    def claim(self, entry: Entry, now: float, lease_seconds: float, answer: StoredAnswer | None) -> Entry | None:
        """Takes the row under a new lease and, in the same transaction, writes down what is about to be given out.

        new → sending, and an outcome that isn't known → checking, for which no answer is written. None when somebody
        else has it or the question was edited meanwhile. A lease that ran out was held by a process that died: what
        it sent isn't known.
        """
        lease = {"new_lease": str(uuid.uuid4()), "now": now, "until": now + lease_seconds}
        with self._writer.begin() as connection:
            row = connection.execute(CLAIM, lease | _revision(entry)).one_or_none()
            if row is None:
                return None
            claimed = entry_of(row)
            if claimed.state is State.SENDING and answer is not None:
                _record(connection, claimed, answer, anew=claimed.attempts > 1)
        return claimed

    def record(self, entry: Entry, answer: StoredAnswer) -> None:
        """Writes down again what is about to be given out, where it has changed since the claim."""
        with self._writer.begin() as connection:
            _record(connection, entry, answer, anew=True)

    def settle(self, entry: Entry, ending: Ending) -> State | None:
        """Ends this lease and returns the state it led to; None when the lease was lost and nothing was changed.

        A question that was edited while its answer was on the way becomes new again.
        """
        values = {
            "held_lease": entry.lease,
            "settled": ending.state in SETTLED,
            "ending_state": ending.state,
            "anew": ending.anew,
            "new_posted_ts": ending.posted_ts,
            "new_error": ending.error,
            "new_absent": ending.absent,
            "new_shown": ending.shown,
            "until": ending.not_before,
            "now": time.time(),
        }
        with self._writer.begin() as connection:
            left_in = connection.execute(SETTLE, values | _revision(entry)).scalar_one_or_none()
        return State(left_in) if left_in is not None else None

    def answer(self, reference: str) -> StoredAnswer | None:
        """An answer that was given, by its reference."""
        with self._engine.connect() as connection:
            return answer_in(connection, reference)

    def note_feedback(self, reference: str, person: str, *, good: bool) -> bool:
        """Keeps one person's last word on an answer; False when there is no such answer."""
        with self._writer.begin() as connection:
            known = sa.select(answers.c.reference).where(answers.c.reference == reference)
            if connection.execute(known).one_or_none() is None:
                return False
            mine = sa.and_(feedback.c.reference == reference, feedback.c.person == person)
            connection.execute(sa.delete(feedback).where(mine))
            values = {"reference": reference, "person": person, "good": good, "at": time.time()}
            connection.execute(sa.insert(feedback).values(**values))
        return True

    def counts(self) -> dict[State, int]:
        """How many entries of the inbox are in each state."""
        query = sa.select(inbox.c.state, sa.func.count()).group_by(inbox.c.state)
        with self._engine.connect() as connection:
            return {State(state): count for state, count in connection.execute(query)}

    def _take_in(self, connection: sa.Connection, entry: Asked | Edited | Deleted) -> Entry | None:
        match entry:
            case Asked():
                return self._ask(connection, entry)
            case Edited():
                return self._edit(connection, entry)
            case Deleted():
                waits = sa.and_(inbox.c.state == State.NEW, inbox.c.corrects.is_(None))
                unanswered = sa.and_(inbox.c.key == entry.key, waits)
                connection.execute(sa.update(inbox).where(unanswered).values(state=State.IGNORED))
                return None

    def _ask(self, connection: sa.Connection, asked: Asked) -> Entry | None:
        same = {"key": asked.key, "client_msg_id": asked.client_msg_id}
        known = connection.execute(SAME, same).first()
        if known is not None:
            if known.surface not in _PRESSES or known.state != State.FAILED:
                return None
            pressed_again = sa.update(inbox).where(inbox.c.id == known.id)
            again = pressed_again.values(state=State.NEW, not_before=0.0, respond_to=asked.respond_to)
            return entry_of(connection.execute(again.returning(*inbox.c)).one())
        if asked.surface is Surface.FOLLOW_UP and not self._is_ours(connection, asked):
            return None
        row = asked.model_dump() | {
            "answer": str(uuid.uuid5(_NAMESPACE, asked.key)),
            "state": State.NEW,
            "received_at": time.time(),
            "private": asked.respond_to is not None,
        }
        return entry_of(connection.execute(ASK, row).one())

    def _edit(self, connection: sa.Connection, edited: Edited) -> Entry | None:
        change = {"edited_key": edited.key, "new_text": edited.text, "new_edited_ts": edited.edited_ts}
        row = connection.execute(EDIT, change).one_or_none()
        if row is not None:
            return entry_of(row)
        return self._ask(connection, edited.asked) if edited.asked is not None else None

    def _is_ours(self, connection: sa.Connection, asked: Asked) -> bool:
        thread = {"channel": asked.channel, "thread_ts": asked.thread_ts}
        return 0 < connection.execute(ENTRIES_IN_THREAD, thread).scalar_one() < ANSWERS_A_THREAD


def _revision(entry: Entry) -> dict[str, int]:
    return {"entry_id": entry.id, "entry_revision": entry.revision}


def _record(connection: sa.Connection, entry: Entry, answer: StoredAnswer, *, anew: bool) -> None:
    if anew:
        connection.execute(FORGET_QUOTES, {"of": answer.reference})
        connection.execute(FORGET_NAMED, {"of": answer.reference})
        connection.execute(FORGET_ANSWER, {"of": answer.reference})
    about = answer.model_dump(mode="json", exclude={"quotes"})
    more = {"inbox_id": entry.id, "revision": entry.revision, "at": time.time()}
    connection.execute(RECORD_ANSWER, about | more)
    if answer.quotes:
        connection.execute(RECORD_QUOTES, [quote_row(answer.reference, quote) for quote in answer.quotes])
    if answer.named:
        connection.execute(RECORD_NAMED, [{"reference": answer.reference, "article": each} for each in answer.named])
