"""The tables behind every answer: what was asked, what was posted where, which quotes were given out.

Each public method is one transaction. A row of `inbox` goes through the states that `State` lists;
`bot.delivery` moves it. Nothing here talks to Slack.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from bot.questions import Asked, Deleted, Edited, Surface
from bot.wording import Placed
from retrieval.database import open_database
from retrieval.models import Attribution, Quote, Span, Value, Verdict

ANSWERS_A_THREAD = 200
"""How many answers one thread gets without a mention: a stop for loops, far above any conversation."""
_NAMESPACE = uuid.UUID("5b9c0a53-3c0d-5b0e-9d0a-6f1d7f2f7a11")


class State(StrEnum):
    """How far an entry of the inbox is.

    new → sending → posted, failed or ignored; an outcome that isn't known: sending → unknown → checking → posted
    or new again. `abandoned` is what can't be settled; it and `failed` wait for the operator.
    """

    NEW = "new"
    SENDING = "sending"
    UNKNOWN = "unknown"
    CHECKING = "checking"
    POSTED = "posted"
    FAILED = "failed"
    ABANDONED = "abandoned"
    IGNORED = "ignored"


_metadata = sa.MetaData()
_inbox = sa.Table(
    "inbox",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(600), nullable=False, unique=True),
    sa.Column("client_msg_id", sa.String(255), unique=True),
    sa.Column("event_id", sa.String(255)),
    sa.Column("surface", sa.String(20), nullable=False),
    sa.Column("channel", sa.String(255), nullable=False),
    sa.Column("thread_ts", sa.String(255)),
    sa.Column("asker", sa.String(255), nullable=False),
    sa.Column("asker_name", sa.String(255)),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("edited_ts", sa.String(255)),
    sa.Column("revision", sa.Integer, nullable=False, default=1),
    sa.Column("source", sa.String(255)),
    sa.Column("respond_to", sa.Text),
    sa.Column("answer", sa.String(36), nullable=False, unique=True),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("lease", sa.String(36)),
    sa.Column("not_before", sa.Float, nullable=False, default=0.0),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("absent", sa.Integer, nullable=False, default=0),
    sa.Column("error", sa.Text),
    sa.Column("posted_ts", sa.String(255)),
    sa.Column("received_at", sa.Float, nullable=False),
    sa.Column("settled_at", sa.Float),
    sa.Index("inbox_thread", "channel", "thread_ts", "state"),
    sa.Index("inbox_due", "state", "not_before"),
)
_answers = sa.Table(
    "answers",
    _metadata,
    sa.Column("reference", sa.String(60), primary_key=True),
    sa.Column("inbox_id", sa.Integer, sa.ForeignKey("inbox.id"), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("verdict", sa.String(12), nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)
_quotes = sa.Table(
    "quotes",
    _metadata,
    sa.Column("reference", sa.String(60), sa.ForeignKey("answers.reference"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("given", sa.Boolean, nullable=False),
    sa.Column("article", sa.String(200), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("paragraph", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("matches", sa.JSON, nullable=False),
    sa.Column("attribution", sa.JSON),
    sa.Column("also_in", sa.JSON, nullable=False),
    sa.Index("quotes_article", "article", "version"),
)
_feedback = sa.Table(
    "feedback",
    _metadata,
    sa.Column("reference", sa.String(60), primary_key=True),
    sa.Column("person", sa.String(255), primary_key=True),
    sa.Column("good", sa.Boolean, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)
_events_seen = sa.Table(
    "events_seen",
    _metadata,
    sa.Column("type", sa.String(255), primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
)


class Entry(Value):
    """One row of the inbox, as delivery works on it."""

    id: int
    surface: Surface
    channel: str
    thread_ts: str | None
    asker: str
    asker_name: str | None
    text: str
    revision: int
    source: str | None
    respond_to: str | None
    answer: str
    state: State
    lease: str | None
    attempts: int
    absent: int
    error: str | None
    posted_ts: str | None
    received_at: float

    @property
    def reference(self) -> str:
        """The answer and its revision: what buttons, block ids and the ledger's rows carry."""
        return f"{self.answer}.{self.revision}"


class Ending(Value):
    """How an attempt at an entry ended: the columns that change with its state."""

    state: State
    posted_ts: str | None = None
    not_before: float = 0.0
    error: str | None = None
    absent: int = 0


class StoredQuote(Value):
    """A quote as the ledger holds it: by reference, with the hash of its words."""

    position: int
    given: bool
    article: str
    version: int
    paragraph: int
    span: Span
    sha256: str
    score: float
    matches: tuple[Span, ...]
    attribution: Attribution | None
    also_in: tuple[tuple[str, int], ...] = ()


class StoredAnswer(Value):
    """An answer as the ledger holds it: the quotes given out, and those kept for *More quotes*."""

    reference: str
    question: str
    verdict: Verdict
    confidence: float
    quotes: tuple[StoredQuote, ...]


class Ledger:
    """The inbox, the outbox and the record of quotes given out, in one database. Not for several threads at once."""

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        self._writer = self._engine.execution_options(writes=True)
        with self._writer.begin() as connection:
            _metadata.create_all(connection)

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
            connection.execute(sa.delete(_events_seen).where(_events_seen.c.type == kind))
            connection.execute(sa.insert(_events_seen).values(type=kind, at=time.time()))

    def events_seen(self) -> dict[str, float]:
        """When each type of event was first seen by the last process that saw it, in seconds since 1970."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_events_seen.c.type, _events_seen.c.at)).all()
        return {row.type: row.at for row in rows}

    def entry(self, inbox_id: int) -> Entry | None:
        """The inbox's row as it stands."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_inbox).where(_inbox.c.id == inbox_id)).one_or_none()
        return _entry(row) if row is not None else None

    def due(self, now: float, limit: int = 100) -> list[Entry]:
        """What waits to be answered or settled at `now` (seconds since 1970), oldest first."""
        waiting = sa.and_(_inbox.c.state.in_([State.NEW, *_OUTCOME_OPEN]), _inbox.c.not_before <= now)
        query = sa.select(_inbox).where(waiting).order_by(_inbox.c.id).limit(limit)
        with self._engine.connect() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def claim(self, entry: Entry, now: float, lease_seconds: float, answer: StoredAnswer | None) -> Entry | None:
        """Takes the row under a new lease and, in the same transaction, writes down what is about to be given out.

        new → sending, and an outcome that isn't known → checking, for which no answer is written. None when somebody
        else has it or the question was edited meanwhile. A lease that ran out was held by a process that died: what
        it sent isn't known.
        """
        is_new = _inbox.c.state == State.NEW
        statement = (
            sa.update(_inbox)
            .where(_inbox.c.id == entry.id, _inbox.c.revision == entry.revision, _inbox.c.not_before <= now)
            .where(sa.or_(is_new, _inbox.c.state.in_(_OUTCOME_OPEN)))
            .values(
                state=sa.case((is_new, State.SENDING), else_=State.CHECKING),
                lease=str(uuid.uuid4()),
                not_before=now + lease_seconds,
                attempts=_inbox.c.attempts + 1,
            )
            .returning(*_inbox.c)
        )
        with self._writer.begin() as connection:
            row = connection.execute(statement).one_or_none()
            if row is None:
                return None
            if row.state == State.SENDING and answer is not None:
                _record(connection, entry, answer)
        return _entry(row)

    def record(self, entry: Entry, answer: StoredAnswer) -> None:
        """Writes down again what is about to be given out, where it has changed since the claim."""
        with self._writer.begin() as connection:
            _record(connection, entry, answer)

    def settle(self, entry: Entry, ending: Ending) -> State | None:
        """Ends this lease and returns the state it led to; None when the lease was lost and nothing was changed.

        A question that was edited while its answer was on the way becomes new again.
        """
        settled = ending.state in _SETTLED
        values: dict[str, Any] = ending.model_dump(exclude={"posted_ts"}) | {"lease": None}
        if ending.posted_ts is not None:
            values["posted_ts"] = ending.posted_ts
        if settled:
            edited_meanwhile = _inbox.c.revision != entry.revision
            values["state"] = sa.case((edited_meanwhile, State.NEW), else_=ending.state)
            values |= {"settled_at": time.time(), "respond_to": None}
        mine = sa.and_(_inbox.c.id == entry.id, _inbox.c.lease == entry.lease)
        statement = sa.update(_inbox).where(mine).values(**values).returning(_inbox.c.state)
        with self._writer.begin() as connection:
            left_in = connection.execute(statement).scalar_one_or_none()
        return State(left_in) if left_in is not None else None

    def answer(self, reference: str) -> StoredAnswer | None:
        """An answer that was given, by its reference."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_answers).where(_answers.c.reference == reference)).one_or_none()
            if row is None:
                return None
            query = sa.select(_quotes).where(_quotes.c.reference == reference).order_by(_quotes.c.position)
            quotes = tuple(_stored_quote(quote) for quote in connection.execute(query))
        return StoredAnswer(
            reference=reference,
            question=row.question,
            verdict=Verdict(row.verdict),
            confidence=row.confidence,
            quotes=quotes,
        )

    def note_feedback(self, reference: str, person: str, *, good: bool) -> bool:
        """Keeps one person's last word on an answer; False when there is no such answer."""
        with self._writer.begin() as connection:
            known = sa.select(_answers.c.reference).where(_answers.c.reference == reference)
            if connection.execute(known).one_or_none() is None:
                return False
            mine = sa.and_(_feedback.c.reference == reference, _feedback.c.person == person)
            connection.execute(sa.delete(_feedback).where(mine))
            values = {"reference": reference, "person": person, "good": good, "at": time.time()}
            connection.execute(sa.insert(_feedback).values(**values))
        return True

    def counts(self) -> dict[State, int]:
        """How many entries of the inbox are in each state."""
        query = sa.select(_inbox.c.state, sa.func.count()).group_by(_inbox.c.state)
        with self._engine.connect() as connection:
            return {State(state): count for state, count in connection.execute(query)}

    def _take_in(self, connection: sa.Connection, entry: Asked | Edited | Deleted) -> Entry | None:
        match entry:
            case Asked():
                return self._ask(connection, entry)
            case Edited():
                return self._edit(connection, entry)
            case Deleted():
                unanswered = sa.and_(_inbox.c.key == entry.key, _inbox.c.state == State.NEW)
                connection.execute(sa.update(_inbox).where(unanswered).values(state=State.IGNORED))
                return None

    def _ask(self, connection: sa.Connection, asked: Asked) -> Entry | None:
        same: sa.ColumnElement[bool] = _inbox.c.key == asked.key
        if asked.client_msg_id is not None:
            same = sa.or_(same, _inbox.c.client_msg_id == asked.client_msg_id)
        known = connection.execute(sa.select(_inbox.c.id, _inbox.c.state, _inbox.c.source).where(same)).first()
        if known is not None:
            if known.source is None or known.state != State.FAILED:
                return None
            pressed_again = sa.update(_inbox).where(_inbox.c.id == known.id)
            again = pressed_again.values(state=State.NEW, not_before=0.0, respond_to=asked.respond_to)
            return _entry(connection.execute(again.returning(*_inbox.c)).one())
        if asked.surface is Surface.FOLLOW_UP and not self._is_ours(connection, asked):
            return None
        row = asked.model_dump() | {
            "answer": str(uuid.uuid5(_NAMESPACE, asked.key)),
            "state": State.NEW,
            "received_at": time.time(),
        }
        return _entry(connection.execute(sa.insert(_inbox).values(**row).returning(*_inbox.c)).one())

    def _edit(self, connection: sa.Connection, edited: Edited) -> Entry | None:
        newer = sa.or_(_inbox.c.edited_ts.is_(None), _inbox.c.edited_ts < edited.edited_ts)
        changed = (
            sa.update(_inbox)
            .where(_inbox.c.key == edited.key, newer, _inbox.c.text != edited.text)
            .values(
                text=edited.text,
                edited_ts=edited.edited_ts,
                revision=_inbox.c.revision + 1,
                state=sa.case((_inbox.c.state.in_(_SETTLED), State.NEW), else_=_inbox.c.state),
            )
            .returning(*_inbox.c)
        )
        row = connection.execute(changed).one_or_none()
        if row is not None:
            return _entry(row)
        return self._ask(connection, edited.asked) if edited.asked is not None else None

    def _is_ours(self, connection: sa.Connection, asked: Asked) -> bool:
        answered = sa.select(sa.func.count()).where(
            _inbox.c.channel == asked.channel, _inbox.c.thread_ts == asked.thread_ts, _inbox.c.state != State.IGNORED
        )
        return 0 < connection.execute(answered).scalar_one() < ANSWERS_A_THREAD


_OUTCOME_OPEN = [State.UNKNOWN, State.SENDING, State.CHECKING]
_SETTLED = [State.POSTED, State.FAILED, State.ABANDONED, State.IGNORED]


def stored(placed: Iterable[Placed], given: Iterable[int]) -> tuple[StoredQuote, ...]:
    """Quotes as the ledger holds them; those whose positions are in `given` are in the message."""
    positions = set(given)
    return tuple(
        StoredQuote(
            position=each.position,
            given=each.position in positions,
            article=each.quote.article.id,
            version=each.quote.article.version,
            paragraph=each.quote.paragraph,
            span=each.quote.span,
            sha256=fingerprint(each.quote),
            score=each.quote.score,
            matches=each.quote.matches,
            attribution=each.quote.attribution,
            also_in=tuple((other.id, other.version) for other in each.quote.also_in),
        )
        for each in placed
    )


def fingerprint(quote: Quote) -> str:
    """SHA-256 of a quote's words in hexadecimal."""
    return hashlib.sha256(quote.text.encode()).hexdigest()


def _record(connection: sa.Connection, entry: Entry, answer: StoredAnswer) -> None:
    connection.execute(sa.delete(_quotes).where(_quotes.c.reference == answer.reference))
    connection.execute(sa.delete(_answers).where(_answers.c.reference == answer.reference))
    about = answer.model_dump(mode="json", exclude={"quotes"})
    connection.execute(sa.insert(_answers).values(**about, inbox_id=entry.id, at=time.time()))
    if answer.quotes:
        connection.execute(sa.insert(_quotes), [_quote_row(answer.reference, quote) for quote in answer.quotes])


def _entry(row: sa.Row[Any]) -> Entry:
    return Entry.model_validate({name: row._mapping[name] for name in Entry.model_fields})  # noqa: SLF001  SQLAlchemy's public name


def _quote_row(reference: str, quote: StoredQuote) -> dict[str, Any]:
    row = quote.model_dump(mode="json", exclude={"span"})
    return row | {"reference": reference, "start": quote.span.start, "end": quote.span.end}


def _stored_quote(row: sa.Row[Any]) -> StoredQuote:
    values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public name
    del values["reference"]
    return StoredQuote.model_validate(values | {"span": {"start": values.pop("start"), "end": values.pop("end")}})
