"""Who said a quote: the attributions of its words, worked out when they are first quoted."""

from __future__ import annotations

import re
from collections import OrderedDict
from enum import StrEnum

from retrieval.models import Article, Attribution, AttributionKind, Span
from retrieval.speakers import CERTAIN, Speakers, can_speak
from retrieval.terms import Terms

# Of so many articles what was read stays: an answer may quote one more than once.
_READ = 8

_ASKED = re.compile(
    r"\bwhat(?:'s|’s)?\s+(?:did|does|do|has|have|is|are|was|were)\s+(?P<speaker>\S+(?:\s+\S+){0,5}?)\s+"
    r"(?:say|said|saying|tell|told|telling|claim|claimed|argue|argued|warn|warned|comment|commented|announce|announced)\b",
    re.IGNORECASE,
)
PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "who"})


class Voice(StrEnum):
    """Whose words stand somewhere, as far as the article tells."""

    THEIRS = "theirs"
    OPEN = "open"
    NOT_THEIRS = "not theirs"


def asked_speaker(question: str) -> str | None:
    """Whose words a question asks for ("what did Zakharova say about …"), as the question names them."""
    asked = _ASKED.search(question)
    return asked["speaker"] if asked else None


class Speech:
    """Attributions by where they stand, the `capacity` latest kept. Not safe between threads."""

    def __init__(self, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[tuple[str, int, int, int], tuple[Attribution, ...]] = OrderedDict()
        self._read: OrderedDict[tuple[str, int], Speakers] = OrderedDict()

    def certain(self, article: Article, span: Span) -> list[Attribution]:
        """The words in `span` whose speaker may be named, none of them inside another's."""
        inside = [each for each in self._in(article, span) if _is_certain(each)]
        return [each for each in inside if not any(_holds(other, each) for other in inside if other is not each)]

    def behind(self, article: Article, span: Span) -> Attribution | None:
        """Who said what stands in `span`, if they are certain and the only one: their longest words there.

        Words in quotation marks come before the article's paraphrase, unless somebody else's marks stand there too.
        """
        inside = self._in(article, span)
        certain = [each for each in inside if _is_certain(each)]
        speakers = {self.who(article, each) for each in certain}
        if len(speakers) != 1 or any(each.cue is not None and not _is_certain(each) for each in inside):
            return None
        quoted = [each for each in inside if each.kind is not AttributionKind.INDIRECT]
        theirs = quoted if quoted and all(map(_is_certain, quoted)) else certain
        return max(theirs, key=lambda each: each.span.overlap(span))

    def _in(self, article: Article, span: Span) -> tuple[Attribution, ...]:
        """Everybody's words that stand in `span`, or partly."""
        if not can_speak(_lines(article.text, span).of(article.text)):
            return ()
        key = article.id, article.version, span.start, span.end
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._speakers(article).within(span)
            if len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found

    def _speakers(self, article: Article) -> Speakers:
        key = article.id, article.version
        if key not in self._read:
            self._read[key] = Speakers(article.text)
            if len(self._read) > _READ:
                self._read.popitem(last=False)
        self._read.move_to_end(key)
        return self._read[key]

    def voice(self, article: Article, span: Span, name: frozenset[str], terms: Terms) -> Voice:
        """Whether what stands in `span` is said by whom the stems in `name` mean.

        Open where it may be: their name with too little certainty, or a pronoun near it that may mean them.
        """
        inside = self._in(article, span)
        theirs = [each for each in inside if _is_meant(article, each, name, terms)]
        if any(map(_is_certain, theirs)):
            return Voice.THEIRS
        is_mentioned = not name.isdisjoint(terms.stems(span.of(article.text)))
        may_be = theirs or (is_mentioned and any(_is_pronoun(article, each) for each in inside))
        return Voice.OPEN if may_be else Voice.NOT_THEIRS

    @staticmethod
    def name(article: Article, attribution: Attribution) -> str:
        """The fullest name of a speaker, as the article gives it."""
        span = attribution.name or attribution.speaker
        return span.of(article.text) if span else ""

    @staticmethod
    def who(article: Article, attribution: Attribution) -> str:
        """What tells a speaker from others: the last word of the fullest name, folded."""
        words = Speech.name(article, attribution).split()
        return words[-1].casefold() if words else ""


def _lines(text: str, span: Span) -> Span:
    """The whole lines that `span` touches."""
    end = text.find("\n", span.end)
    return Span(start=text.rfind("\n", 0, span.start) + 1, end=end if end >= 0 else len(text))


def _is_meant(article: Article, words: Attribution, name: frozenset[str], terms: Terms) -> bool:
    """By the surname alone ("Starmer"), or by every word of a description ("a Western official")."""
    spans = [span for span in (words.name or words.speaker, words.title) if span is not None]
    if not spans:
        return False
    last = spans[0].of(article.text).split()[-1]
    by_surname = last[0].isupper() and not name.isdisjoint(terms.stems(last))
    return by_surname or name <= {stem for span in spans for stem in terms.stems(span.of(article.text))}


def _is_pronoun(article: Article, words: Attribution) -> bool:
    return words.name is None and words.speaker is not None and words.speaker.of(article.text).casefold() in PRONOUNS


def _is_certain(attribution: Attribution) -> bool:
    return attribution.speaker is not None and attribution.confidence >= CERTAIN


def _holds(outer: Attribution, inner: Attribution) -> bool:
    return outer.span.overlap(inner.span) == inner.span.end - inner.span.start
