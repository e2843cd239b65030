"""What is done with the ledger's tables when articles change. Each public method is one transaction."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from bot.corrections.remarks import Told
from bot.ledger.progress import Outstanding, Progress, Stuck, outstanding, progress, stuck
from bot.ledger.records import FOR_THE_OPERATOR, Entry, State, StoredAnswer, StoredQuote, Urgency
from bot.ledger.rows import answer_in, entry_of, quote_row
from bot.ledger.statements import OUTCOME_OPEN, SETTLED
from bot.ledger.tables import answers, corrections, corrections_cursor, inbox, named, quotes
from bot.questions import Surface
from retrieval.models import Value

_NAMESPACE = uuid.UUID("0e5a4c1b-6f2d-5d8e-9c35-1d1f1b0c7a42")
_NOT_SURE = [*OUTCOME_OPEN, State.ABANDONED]


class Cursor(Value):
    """How far the changes have been gone through: all up to `change`, and of the next one the rows from `below` on."""

    change: int
    below: int | None = None


class Touched(Value):
    """A row of the inbox whose message a change touches, and the answer that stands in it, or may.

    `told` is what whoever asked is told of it already.
    """

    entry: Entry
    answer: StoredAnswer
    told: tuple[Told, ...] = ()


class Page(Value):
    """Some of the rows that a change touches; `below` is where to go on, None when there are no more."""

    touched: tuple[Touched, ...]
    below: int | None


class Step(Value):
    """What is to be done with one touched row.

    `moved` are quotes that stand as they are, elsewhere; `visible` says that the message must be changed, at which
    `urgency`; `told` is what whoever asked must hear.
    """

    touched: Touched
    moved: tuple[StoredQuote, ...] = ()
    visible: bool = False
    urgency: Urgency = Urgency.CORRECTION
    told: tuple[Told, ...] = ()


class About(Value):
    """What a word to an asker is about: `reply` as it is now, and the `answer` that was in it then.

    `answer` is None when it was never given out. `is_right` says whether the message has been put right: None as long
    as that is open, or where the message is gone. A later change that tells of the same quotes makes it `superseded`.
    """

    reply: Entry
    answer: StoredAnswer | None
    told: tuple[Told, ...]
    is_right: bool | None
    superseded: bool


class Corrections:
    """The rows that changes of the archive make due."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    def cursor(self) -> Cursor:
        """How far the changes have been gone through."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(corrections_cursor)).one_or_none()
        return Cursor(change=row.change, below=row.below) if row is not None else Cursor(change=0)

    def touched(self, article: str, below: int | None, limit: int) -> Page:
        """Rows whose message quotes or names an article, newest first, with an id less than `below`."""
        quoting = sa.select(quotes.c.reference).where(quotes.c.article == article, quotes.c.given)
        naming = sa.select(named.c.reference).where(named.c.article == article)
        given = sa.select(answers.c.inbox_id).where(answers.c.reference.in_(quoting.union(naming)))
        query = sa.select(inbox).where(inbox.c.id.in_(given)).order_by(inbox.c.id.desc()).limit(limit)
        if below is not None:
            query = query.where(inbox.c.id < below)
        with self._engine.connect() as connection:
            entries = [entry_of(row) for row in connection.execute(query)]
            found = [(entry, _standing(connection, entry), _told(connection, entry)) for entry in entries]
        touched = tuple(
            Touched(entry=entry, answer=answer, told=told)
            for entry, answer, told in found
            if answer is not None and answer.shows(article)
        )
        return Page(touched=touched, below=entries[-1].id if len(entries) == limit else None)

    def go_on(self, at: Cursor, to: Cursor, change: int, steps: Sequence[Step]) -> bool:
        """Makes the steps' rows due and moves the cursor, both or neither.

        False when another process was there first, or a question was edited meanwhile: read again, and do it anew.
        """
        with self._writer.begin() as connection:
            done = _move(connection, at, to) and all(_make_due(connection, change, step) for step in steps)
            if not done:
                connection.rollback()
        return done

    def about(self, notice: int) -> About | None:
        """What the word to an asker in this row of the inbox is about."""
        mine = corrections.c.notice == notice
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(corrections).where(mine)).one_or_none()
            if row is None:
                return None
            same_reply = corrections.c.inbox_id == row.inbox_id
            later = sa.select(corrections.c.told).where(same_reply, corrections.c.change > row.change)
            told_later = {each["position"] for told in connection.scalars(later) for each in told}
            reply = entry_of(connection.execute(sa.select(inbox).where(inbox.c.id == row.inbox_id)).one())
            answer = answer_in(connection, row.reference)
        told = tuple(Told.model_validate(each) for each in row.told)
        return About(
            reply=reply,
            answer=answer,
            told=told,
            is_right=_is_right(reply, row.revision),
            superseded={each.position for each in told} <= told_later,
        )

    def address(self, notice: int, channel: str, thread_ts: str | None) -> Entry:
        """Notes where a word to an asker goes, once that is known."""
        there = sa.update(inbox).where(inbox.c.id == notice).values(channel=channel, thread_ts=thread_ts)
        with self._writer.begin() as connection:
            return entry_of(connection.execute(there.returning(*inbox.c)).one())

    def progress(self, last: int) -> list[Progress]:
        """The `last` changes that touched a message, the newest first, with how far each has come."""
        return progress(self._engine, last)

    def outstanding(self) -> Outstanding:
        """What is still to be put right or told, and what needs the operator."""
        return outstanding(self._engine)

    def stuck(self, last: int) -> Iterator[Stuck]:
        """What needs the operator, the newest first, `last` of each kind."""
        return stuck(self._engine, last)

    def try_again(self) -> int:
        """Makes what could not be put right or told due again; how many rows that were."""
        failed = inbox.c.state.in_(FOR_THE_OPERATOR)
        is_told = inbox.c.surface == Surface.CORRECTION
        can_be_changed = sa.and_(inbox.c.corrects.is_not(None), inbox.c.posted_ts.is_not(None))
        again = sa.update(inbox).where(failed, sa.or_(is_told, can_be_changed))
        values = {"state": State.NEW, "not_before": 0.0, "attempts": 1, "absent": 0}
        with self._writer.begin() as connection:
            return connection.execute(again.values(values)).rowcount


def _standing(connection: sa.Connection, entry: Entry) -> StoredAnswer | None:
    """The answer that stands in the row's message; one that is on its way counts, as nobody can call it back."""
    if entry.state in _NOT_SURE:
        newest = sa.select(answers.c.reference).where(answers.c.inbox_id == entry.id)
        reference = connection.scalar(newest.order_by(answers.c.revision.desc()).limit(1))
    else:
        reference = f"{entry.answer}.{entry.shown}" if entry.shown else None
    return answer_in(connection, reference) if reference is not None else None


def _told(connection: sa.Connection, entry: Entry) -> tuple[Told, ...]:
    rows = connection.scalars(sa.select(corrections.c.told).where(corrections.c.inbox_id == entry.id))
    return tuple(Told.model_validate(each) for told in rows for each in told)


def _move(connection: sa.Connection, at: Cursor, to: Cursor) -> bool:
    row = connection.execute(sa.select(corrections_cursor).with_for_update()).one_or_none()
    if (Cursor(change=row.change, below=row.below) if row is not None else Cursor(change=0)) != at:
        return False
    connection.execute(sa.delete(corrections_cursor))
    connection.execute(sa.insert(corrections_cursor).values(to.model_dump()))
    return True


def _make_due(connection: sa.Connection, change: int, step: Step) -> bool:
    entry, answer = step.touched.entry, step.touched.answer
    revision: int | None = None
    if step.visible and not entry.private:
        is_replaced_anyway = entry.state is State.NEW and entry.corrects is None
        revision = entry.revision + (not is_replaced_anyway)
        if not is_replaced_anyway and not _correct(connection, step):
            return False
    else:
        _rewrite(connection, answer.reference, step.moved)
    if entry.private:
        positions = [each.position for each in step.told]
        theirs = sa.and_(quotes.c.reference == answer.reference, quotes.c.position.in_(positions))
        connection.execute(sa.update(quotes).where(theirs).values(given=False))
    notice = _notice(connection, change, step) if step.told else None
    values = {"change": change, "inbox_id": entry.id, "reference": answer.reference, "at": time.time()}
    more = {"revision": revision, "notice": notice, "told": [each.model_dump(mode="json") for each in step.told]}
    connection.execute(sa.insert(corrections).values(values | more))
    return True


def _correct(connection: sa.Connection, step: Step) -> bool:
    """The row's next revision, which is to put its message right; False when the row is no longer what was read."""
    entry = step.touched.entry
    is_settled, waits = inbox.c.state.in_(SETTLED), inbox.c.state == State.NEW
    can_be_changed = inbox.c.posted_ts.is_not(None)
    as_urgent = sa.and_(waits, inbox.c.urgency < step.urgency)
    change = (
        sa.update(inbox)
        .where(inbox.c.id == entry.id, inbox.c.revision == entry.revision)
        .values(
            revision=entry.revision + 1,
            corrects=step.touched.answer.reference,
            attempts=0,
            absent=0,
            urgency=sa.case((as_urgent, inbox.c.urgency), else_=step.urgency),
            not_before=sa.case((is_settled, 0.0), else_=inbox.c.not_before),
            state=sa.case((sa.and_(is_settled, can_be_changed), State.NEW), else_=inbox.c.state),
        )
    )
    return connection.execute(change).rowcount == 1


def _rewrite(connection: sa.Connection, reference: str, moved: Sequence[StoredQuote]) -> None:
    if moved:
        positions = [each.position for each in moved]
        same = sa.and_(quotes.c.reference == reference, quotes.c.position.in_(positions))
        connection.execute(sa.delete(quotes).where(same))
        connection.execute(sa.insert(quotes), [quote_row(reference, each) for each in moved])


def _notice(connection: sa.Connection, change: int, step: Step) -> int:
    """The row that tells whoever asked; for a private answer the channel is theirs, to be opened when it is sent."""
    entry, key = step.touched.entry, f"correction:{change}:{step.touched.entry.id}"
    row: dict[str, Any] = {
        "key": key,
        "surface": Surface.CORRECTION,
        "channel": entry.asker if entry.private else entry.channel,
        "thread_ts": None if entry.private else entry.thread_ts or entry.posted_ts,
        "asker": entry.asker,
        "asker_name": entry.asker_name,
        "text": step.touched.answer.question,
        "answer": str(uuid.uuid5(_NAMESPACE, key)),
        "state": State.NEW,
        "urgency": Urgency.NOTICE,
        "received_at": time.time(),
    }
    return int(connection.execute(sa.insert(inbox).values(row).returning(inbox.c.id)).scalar_one())


def _is_right(reply: Entry, revision: int | None) -> bool | None:
    if revision is None or reply.state in {State.NEW, State.IGNORED, *OUTCOME_OPEN}:
        return None
    return reply.shown is not None and reply.shown >= revision
