"""What the ledger holds, as values: entries of the inbox with their states, answers, and the quotes given out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from enum import IntEnum, StrEnum

from bot.corrections.remarks import WITH_WORDS, Remark, Wording
from bot.questions import Surface
from bot.replies.wording import Placed, anonymity, differs, source, speaker
from retrieval.models import Article, Attribution, Differing, Holding, Quote, Span, Spelling, Theirs, Value, Verdict


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


FOR_THE_OPERATOR = (State.FAILED, State.ABANDONED)


class Limit(StrEnum):
    """Which limit of fair use an entry went over: it is not answered, and the first of a window gets a word on it."""

    PERSON = "person"
    THREAD = "thread"


class Urgency(IntEnum):
    """In which order what is due is taken up: words that must go, questions, other corrections, words to the asker."""

    RECALL = 0
    QUESTION = 1
    CORRECTION = 2
    NOTICE = 3


class Entry(Value):
    """One row of the inbox, as delivery works on it.

    `shown` is the revision whose answer is known to stand in the message; `corrects` the answer that is to be put
    right by this revision. A `private` answer is seen by the asker alone, also once its `respond_to` was used and
    forgotten, and can't be changed.
    """

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
    private: bool = False
    urgency: Urgency = Urgency.QUESTION
    shown: int | None = None
    corrects: str | None = None
    limited: Limit | None = None

    @property
    def reference(self) -> str:
        """The answer and its revision: what buttons, block ids and the ledger's rows carry."""
        return f"{self.answer}.{self.revision}"


class Ending(Value):
    """How an attempt at an entry ended: the columns that change with its state.

    With `anew` the message that was posted is forgotten, and the next attempt posts another. `shown` is the revision
    that is known to stand in the message, where that was learnt. With `held` nothing is posted in the whole channel
    before `not_before`, or after an update no message is updated anywhere; the attempt doesn't count.
    """

    state: State
    anew: bool = False
    held: bool = False
    posted_ts: str | None = None
    not_before: float = 0.0
    error: str | None = None
    absent: int = 0
    shown: int | None = None


class Unsettled(Value):
    """An entry that waits for the operator: what happened and where, without a word of the question.

    `at` is where to look in Slack: the timestamp of what was posted or else of the message that was answered.
    Where `corrects` names an answer the message is there, and could not be put right. Times are seconds since 1970.
    """

    id: int
    state: State
    surface: Surface
    channel: str
    at: str | None
    error: str | None
    attempts: int
    received_at: float
    settled_at: float | None
    private: bool
    corrects: str | None


class StoredDiffering(Value):
    """Another article's wording of a quotation as the ledger holds it: by reference, with the hash of its words."""

    article: str
    version: int
    paragraph: int
    span: Span
    words: Span
    instead_of: Span
    sha256: str


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
    attributions: tuple[Attribution, ...] = ()
    also_in: tuple[tuple[str, int], ...] = ()
    differs: tuple[StoredDiffering, ...] = ()
    beside: str
    remark: Remark | None = None
    was: tuple[Wording, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether its words are in the message."""
        return self.given and (self.remark is None or self.remark.kind in WITH_WORDS)

    @property
    def articles(self) -> tuple[tuple[str, int], ...]:
        """The articles of its words, of the same words elsewhere and of other wordings, each with its version."""
        return ((self.article, self.version), *self.also_in, *((each.article, each.version) for each in self.differs))


class StoredHeard(Value):
    """Somebody in a list of who speaks in the archive, by reference."""

    article: str
    version: int
    span: Span
    title: Span | None
    times: int


class StoredHolding(Value):
    """What a message says the archive holds, by reference."""

    articles: int
    paragraphs: int
    heard: tuple[StoredHeard, ...]


class Beside(Value):
    """What a message says beside its quotes, so that it can be composed again; `headlines` are articles' ids.

    `listing` says that it was asked which articles there are. `theirs` and `missed` are those of the `Answer`: what the
    message says of them is worked out from its quotes.
    """

    asked: str | None = None
    shared_by: str | None = None
    taken_as: str | None = None
    spellings: tuple[Spelling, ...] = ()
    holding: StoredHolding | None = None
    headlines: tuple[str, ...] = ()
    listing: bool = False
    theirs: Theirs | None = None
    missed: tuple[str, ...] = ()


class StoredAnswer(Value):
    """An answer as the ledger holds it: the quotes given out, and those kept for *More quotes*.

    `root` is the answer that was found for the question; a corrected one keeps the root of what it corrects.
    """

    reference: str
    root: str
    question: str
    verdict: Verdict
    confidence: float
    quotes: tuple[StoredQuote, ...]
    beside: Beside = Beside()

    @property
    def named(self) -> frozenset[str]:
        """Ids of the articles that the message names without quoting them."""
        heard = self.beside.holding.heard if self.beside.holding else ()
        standing = [quote for quote in self.quotes if quote.stands]
        others = [other for quote in standing for other, _ in quote.also_in]
        differing = [each.article for quote in standing for each in quote.differs]
        return frozenset([*(each.article for each in heard), *others, *differing, *self.beside.headlines])

    def shows(self, article: str) -> bool:
        """Whether the message quotes or names an article."""
        return article in self.named or any(each.article == article for each in self.quotes if each.stands)


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
            attributions=each.quote.attributions,
            also_in=tuple((other.id, other.version) for other in each.quote.also_in),
            differs=stored_differing(each.quote),
            beside=beside(each.quote),
        )
        for each in placed
    )


def stored_differing(quote: Quote) -> tuple[StoredDiffering, ...]:
    """The other wordings of a quote as the ledger holds them."""
    return tuple(
        StoredDiffering(
            article=other.article.id,
            version=other.article.version,
            paragraph=other.paragraph,
            span=other.span,
            words=other.words,
            instead_of=other.instead_of,
            sha256=fingerprint(other),
        )
        for other in quote.differs
    )


def differing(quote: StoredQuote, article_of: Callable[[str, int], Article | None]) -> tuple[Differing, ...]:
    """The other wordings of a stored quote, sliced anew: those whose words `article_of` still gives."""
    found = []
    for each in quote.differs:
        article = article_of(each.article, each.version)
        if article is not None:
            known = each.model_dump(include={"paragraph", "span", "words", "instead_of"})
            other = Differing(article=article, **known)
            if fingerprint(other) == each.sha256:
                found.append(other)
    return tuple(found)


def sliced_anew(stored: StoredQuote, article_of: Callable[[str, int], Article | None]) -> Quote | None:
    """A stored quote from what `article_of` still gives; None where the same words don't stand there."""
    article = article_of(stored.article, stored.version)
    if article is None or stored.span.end > len(article.text):
        return None
    others = (article_of(*place) for place in stored.also_in)
    quote = Quote(
        article=article,
        paragraph=stored.paragraph,
        span=stored.span,
        score=stored.score,
        matches=stored.matches,
        attributions=stored.attributions,
        also_in=tuple(other for other in others if other is not None),
        differs=differing(stored, article_of),
    )
    return quote if fingerprint(quote) == stored.sha256 else None


def fingerprint(quote: Quote | Differing) -> str:
    """SHA-256 of a quote's words in hexadecimal."""
    return hashlib.sha256(quote.text.encode()).hexdigest()


def beside(quote: Quote) -> str:
    """SHA-256 of what a message says beside a quote's words, whatever the number of the version, in hexadecimal."""
    first = quote.article.model_copy(update={"version": 1})
    as_first = quote.model_copy(update={"article": first})
    lines = [speaker(as_first), source(as_first), anonymity(as_first) or "", quote.article.url or ""]
    lines += [f"{differs(as_first, other)} {other.text}" for other in quote.differs]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def stored_holding(holding: Holding) -> StoredHolding:
    """A list of who speaks in the archive as the ledger holds it."""
    return StoredHolding(
        articles=holding.articles,
        paragraphs=holding.paragraphs,
        heard=tuple(
            StoredHeard(
                article=each.article.id,
                version=each.article.version,
                span=each.span,
                title=each.title,
                times=each.times,
            )
            for each in holding.heard
        ),
    )
