"""What the ledger holds, as values: entries of the inbox with their states, answers, and the quotes given out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum

from bot.questions import Surface
from bot.replies.wording import Placed
from retrieval.models import Attribution, Quote, Span, Value, Verdict


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
    """How an attempt at an entry ended: the columns that change with its state.

    With `anew` the message that was posted is forgotten, and the next attempt posts another.
    """

    state: State
    anew: bool = False
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
