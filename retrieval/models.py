"""What retrieval passes from step to step: frozen values, no I/O.

Every piece of article text that a reader may see is held as a `Span` of a stored article and
computed by slicing, so that a paraphrase can't be represented.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "who"})
SHOWN_AT_ONCE = 3
"""Quotes that are seen at once: whether a question is answered is judged by these."""
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")
CLOCK_DOUBT = timedelta(seconds=1)
"""How far this machine's clock may be from the newsroom's: an embargo lifts that much later, an article expires that
much earlier. Clocks kept by NTP differ by some milliseconds."""


class Value(BaseModel):
    """A frozen pydantic model; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Value):
    """Characters `start` (included) to `end` (not included) of an article's text."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"a span can't end ({self.end}) before it starts ({self.start})")
        return self

    def of(self, text: str) -> str:
        """The slice of `text` that this span covers."""
        return text[self.start : self.end]

    def overlap(self, other: Span) -> int:
        """How many characters the two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


class Note(Value):
    """Damage found in an article by rule at reading; `span` is where, when it is in one place."""

    kind: str
    message: str
    span: Span | None = None


class Article(Value):
    """One version of one article: its canonical text, fixed at reading, and what is known of it.

    `id` stays the same over versions. Every offset in this project means `text`. `headings` are the section headings
    that the source marks as such; others are told by how they look.
    """

    id: str = Field(min_length=1, max_length=200)
    version: int = Field(default=1, ge=1)
    headline: str
    text: str
    headings: tuple[Span, ...] = ()
    publisher: str | None = None
    byline: str | None = None
    url: str | None = None
    published: datetime | date | None = None
    language: str = "en"
    rights: str | None = None
    notes: tuple[Note, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """The text's SHA-256 in hexadecimal: what a quote's article is recognised by."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values, whose hash is that of its own text."""
        copied = super().model_copy(update=update, deep=deep)
        vars(copied).pop("sha256", None)
        return copied


class State(StrEnum):
    """What may be done with a stored version: only a `usable` one is quoted.

    `corrected`: a later version stands in its place. `withheld` and `withdrawn` mean every version of the article.
    Embargoed and expired aren't stored: they follow from the clock, see `Limits.is_open`.
    """

    USABLE = "usable"
    CORRECTED = "corrected"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"


class Source(Value):
    """What a reader makes of one article in a file.

    `state` is the source's own word (usable, withheld or withdrawn), `note` its editor's note. `raw` are the bytes that
    it was read from, `format` their name ("text", "html", "ninjs"). `edition` is the source's own number of this
    version, where it gives one (ninjs and NewsML-G2 `version`, ANS `revision`): what comes with a lower number than the
    archive holds is older, and changes nothing. `remarks` tell whoever adds it what couldn't be taken over.
    The text is empty where a recall says nothing but that it is one, as a wire's kill does.
    """

    article: Article
    state: State = State.USABLE
    note: str | None = None
    embargo_until: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None
    raw: bytes
    format: str = Field(min_length=1, max_length=20)
    edition: int | None = Field(default=None, ge=0, lt=2**63)
    remarks: tuple[str, ...] = ()

    @field_validator("state")
    @classmethod
    def _is_a_sources_word(cls, state: State) -> State:
        if state is State.CORRECTED:
            raise ValueError("a source says usable, withheld or withdrawn; what is corrected follows from versions")
        return state

    @field_validator("article")
    @classmethod
    def _can_be_stored(cls, article: Article) -> Article:
        if _NOT_STORABLE.search(article.text) or _NOT_STORABLE.search(article.headline):
            raise ValueError("NUL and half a surrogate pair can't be stored: the file is damaged or no text")
        return article

    @model_validator(mode="after")
    def _has_text_to_quote(self) -> Self:
        if not self.article.text and self.state is State.USABLE:
            raise ValueError("there is nothing to quote in an article without a text")
        return self

    @cached_property
    def raw_sha256(self) -> str:
        """The SHA-256 of the raw bytes in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()


class Action(StrEnum):
    """What was done to an article. `corrected` is a new version, `updated` what is known of the one there is."""

    ADDED = "added"
    CORRECTED = "corrected"
    UPDATED = "updated"
    WITHDRAWN = "withdrawn"
    WITHHELD = "withheld"
    EMBARGOED = "embargoed"
    EXPIRES = "expires"
    RESTRICTED = "restricted"
    RESTORED = "restored"


class Change(Value):
    """One entry of the audit: who did what to which article, when and why. `number` counts all changes in order.

    `version` is the article's latest at that moment; `note` the editor's note. `until` is the time that an embargo or
    an expiry was set to (None: lifted), `channels` the audience that was set (empty: every channel).
    """

    number: int
    at: AwareDatetime
    by: str
    action: Action
    article: str
    version: int
    note: str | None = None
    reason: str | None = None
    until: AwareDatetime | None = None
    channels: tuple[str, ...] = ()


class Stored(Value):
    """An article as stored, in which state, and what storing it changed: None when nothing."""

    article: Article
    state: State
    change: Action | None


class Limits(Value):
    """When and where an article may be quoted. `audience` are channel ids; empty means all."""

    embargo_until: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None
    audience: frozenset[str] = frozenset()

    def is_open(self, channel: str | None, now: datetime) -> bool:
        """Whether clock and audience allow a quote in `channel`; None is a place that only sees what is open to all.

        Doubts about the clock (CLOCK_DOUBT) count against it at either end.
        """
        if self.embargo_until is not None and now - CLOCK_DOUBT < self.embargo_until:
            return False
        if self.expires_at is not None and now + CLOCK_DOUBT >= self.expires_at:
            return False
        return not self.audience or channel in self.audience


class Current(Limits):
    """A version that stands, with when and where it may be quoted."""

    article: Article


class Record(Current):
    """All that the archive keeps of one version beside its raw bytes, whatever its state.

    `sha256` is the stored hash of the text: where it isn't the text's own, the stored text is damaged.
    """

    state: State
    reason: str | None = None
    note: str | None = None
    format: str
    edition: int | None = None
    sha256: str
    raw_sha256: str
    changed_at: AwareDatetime

    @property
    def is_intact(self) -> bool:
        """Whether the text is still the one that was stored."""
        return self.article.sha256 == self.sha256


class PassageKind(StrEnum):
    """What a passage is in its article; only a `paragraph` is ever quoted."""

    HEADLINE = "headline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BOILERPLATE = "boilerplate"


class Passage(Value):
    """A stretch of one article between blank lines, and the sentences inside it.

    `number` counts an article's paragraphs from 1 as a reader would; it is 0 for what is no paragraph.
    `heading` is the last section heading above it: context, never a statement.
    """

    kind: PassageKind
    number: int = Field(ge=0)
    span: Span
    sentences: tuple[Span, ...]
    heading: Span | None = None


class AttributionKind(StrEnum):
    """How an article gives somebody's words."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Attribution(Value):
    """Somebody's words in an article: the words' span, and who said them as the article names them there.

    `speaker` is None where nobody can be named; `confidence` (0 to 1) says how sure the speaker is.
    `title` is the description at the first mention ("Russian Foreign Ministry spokeswoman"), `name` the
    full name that a pronoun or a surname goes back to, `anonymity` the article's sentence on why a
    source isn't named: all of them spans of the same article.
    """

    kind: AttributionKind
    span: Span
    speaker: Span | None
    cue: Span | None
    confidence: float = Field(ge=0, le=1)
    title: Span | None = None
    name: Span | None = None
    anonymity: Span | None = None

    @property
    def named(self) -> Span | None:
        """Where the article names or describes the speaker most fully; None where nobody can be named."""
        return self.name or self.speaker

    def full_name(self, text: str) -> str:
        """The same in the article's words; empty where nobody can be named."""
        return self.named.of(text) if self.named else ""

    def who(self, text: str) -> str:
        """What tells a speaker from others, folded: the last word of the fullest name, a description as a whole.

        Empty where nobody can be named.
        """
        *before, last = self.full_name(text).split() or [""]
        if last[:1].isupper() or last.casefold() in PRONOUNS:
            return last.casefold()
        return " ".join([*before, last]).casefold().removeprefix("a ").removeprefix("an ").removeprefix("the ")


class Differing(Value):
    """Another article that prints nearly the same quotation in other words: which of us is right nobody here knows.

    `span` are the whole sentences of its paragraph that hold its `words`; `instead_of` are the quote's, as a span of
    the quote's own article.
    """

    article: Article
    paragraph: int = Field(ge=1)
    span: Span
    words: Span
    instead_of: Span

    @property
    def text(self) -> str:
        """The other's sentences, character for character."""
        return self.span.of(self.article.text)


class Quote(Value):
    """Whole sentences of one paragraph of an article, by reference: the text is sliced, never stored.

    `matches` are the words that the question matched, as spans of the article. `attributions` are all words in it that
    somebody says, in order, with a speaker only where that is certain. `score` orders the quotes of one answer and
    means nothing across answers. `also_in` are other articles that print the same words, give or take a few; `differs`
    are those that print what stands in quotation marks here in other words.
    """

    article: Article
    paragraph: int = Field(ge=1)
    span: Span
    score: float
    matches: tuple[Span, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    also_in: tuple[Article, ...] = ()
    differs: tuple[Differing, ...] = ()

    @property
    def text(self) -> str:
        """The quoted words, character for character."""
        return self.span.of(self.article.text)

    @property
    def attribution(self) -> Attribution | None:
        """The longest words of the only one who speaks in it, in quotation marks before the article's paraphrase.

        None where nobody does, or several do, or somebody who isn't certain.
        """
        speakers = {words.who(self.article.text) for words in self.attributions}
        if len(speakers) != 1 or "" in speakers:
            return None
        quoted = [words for words in self.attributions if words.kind is not AttributionKind.INDIRECT]
        return max(quoted or self.attributions, key=lambda words: words.span.overlap(self.span))

    @property
    def speaker(self) -> str | None:
        """Who said it, as the article names them there; None where that isn't certain, or several speak."""
        words = self.attribution
        return words.speaker.of(self.article.text) if words and words.speaker else None


class Verdict(StrEnum):
    """Whether the archive answers a question."""

    ANSWERED = "answered"
    NEAREST = "nearest"
    NOTHING = "nothing"


class Spelling(Value):
    """A word of the question that the archive doesn't know, and the word of the archive that it was taken for."""

    typed: str
    taken_for: str


class Theirs(Value):
    """That the first `count` quotes hold words which are for certain those of whom the question names.

    `who` is the speaker's `Attribution.who` in the first of them.
    """

    who: str
    count: int = Field(ge=1)


class Heard(Value):
    """Somebody who speaks in the archive: where an article names and describes them, how often they are given words."""

    article: Article
    span: Span
    title: Span | None = None
    times: int = Field(ge=1)

    @property
    def name(self) -> str:
        """The name or description, character for character."""
        return self.span.of(self.article.text)

    @property
    def described(self) -> str | None:
        """The title beside the name, character for character; None where there is none, or the name holds it."""
        title = self.title.of(self.article.text) if self.title else None
        return title if title and title not in self.name else None


class Holding(Value):
    """What the archive holds on something: how many articles and paragraphs, and who speaks there, most heard first."""

    articles: int = Field(ge=0)
    paragraphs: int = Field(ge=0)
    heard: tuple[Heard, ...] = ()


class Listing(Value):
    """What articles the archive holds: how many, and the newest of them, undated ones last."""

    count: int = Field(ge=1)
    newest: tuple[Article, ...]


class Answer(Value):
    """What the archive says to a question: quotes, best first, each from a different passage.

    `confidence` (0 to 1) is what `verdict` was decided on. With `nothing` there are no quotes and `headlines`
    says what the archive holds instead. `spellings` says which words were searched for in another spelling.
    `holding` is there where the question was about the archive itself ("what do you have on Macron?"), and `listing`,
    without quotes, where it was which articles there are. `theirs` is there where it asked for somebody's words.
    `missed` are the question's names, as typed, that not every article found may hold: see `retrieval.mentions`.
    """

    question: str
    verdict: Verdict
    confidence: float = Field(ge=0, le=1)
    quotes: tuple[Quote, ...] = ()
    headlines: tuple[str, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    holding: Holding | None = None
    listing: Listing | None = None
    theirs: Theirs | None = None
    missed: tuple[str, ...] = ()
