"""Who said a quote: the attributions of whole articles, worked out when one of theirs is first quoted."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from enum import StrEnum

from retrieval.models import Article, Attribution, AttributionKind, Span
from retrieval.speakers import CERTAIN, attributions
from retrieval.speakers.cues import CUE_FORMS, IDIOMS
from retrieval.terms import Terms

# Of an article with more characters than this only the neighbourhood of a quote is attributed, to answer at once.
LONG = 8_000
BEFORE = 1_500
AFTER = 300

_ASKED = re.compile(
    r"\bwhat(?:'s|’s)?\s+(?:did|does|do|has|have|is|are|was|were)\s+(?P<speaker>\S+(?:\s+\S+){0,5}?)\s+"
    r"(?:say|said|saying|tell|told|telling|claim|claimed|argue|argued|warn|warned|comment|commented|announce|announced)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"[“”\"«»„‘’'`]")
_WORDS = re.compile(r"[^\W\d_]+")
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
    """Attributions by article, or part of a long one, the `capacity` latest kept. Not safe between threads."""

    def __init__(self, capacity: int = 2_000) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[tuple[str, int, int, int], tuple[Attribution, ...]] = OrderedDict()

    def of(self, article: Article) -> tuple[Attribution, ...]:
        """Everybody's words in an article."""
        return self._part(article, 0, len(article.text))

    def certain(self, article: Article, span: Span) -> list[Attribution]:
        """The words in `span` whose speaker may be named, none of them inside another's."""
        inside = [each for each in self.of(article) if each.span.overlap(span) and _is_certain(each)]
        return [each for each in inside if not any(_holds(other, each) for other in inside if other is not each)]

    def behind(self, article: Article, span: Span) -> Attribution | None:
        """Who said what stands in `span`, if they are certain and the only one: their longest words there.

        Words in quotation marks come before the article's paraphrase, unless somebody else's marks stand there too.
        """
        if not _speaks(article.text, span):
            return None
        inside = [each for each in self._near(article, span) if each.span.overlap(span)]
        certain = [each for each in inside if _is_certain(each)]
        speakers = {self.who(article, each) for each in certain}
        if len(speakers) != 1 or any(each.cue is not None and not _is_certain(each) for each in inside):
            return None
        quoted = [each for each in inside if each.kind is not AttributionKind.INDIRECT]
        theirs = quoted if quoted and all(map(_is_certain, quoted)) else certain
        return max(theirs, key=lambda each: each.span.overlap(span))

    def _near(self, article: Article, span: Span) -> Iterable[Attribution]:
        """The words of an article; of a long one that isn't known yet only those near `span`."""
        length = len(article.text)
        if length <= LONG or (article.id, article.version, 0, length) in self._kept:
            return self.of(article)
        start = article.text.rfind("\n", 0, max(0, span.start - BEFORE)) + 1
        end = article.text.find("\n", span.end + AFTER)
        return self._part(article, start, end if end >= 0 else length)

    def _part(self, article: Article, start: int, end: int) -> tuple[Attribution, ...]:
        key = article.id, article.version, start, end
        found = self._kept.get(key)
        if found is None:
            found = attributions(article.text[start:end])
            found = self._kept[key] = tuple(_moved(each, start) for each in found) if start else found
            if len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found

    def voice(self, article: Article, span: Span, name: frozenset[str], terms: Terms) -> Voice:
        """Whether what stands in `span` is said by whom the stems in `name` mean.

        Open where it may be: their name with too little certainty, or a pronoun near it that may mean them.
        """
        inside = [each for each in self._near(article, span) if each.span.overlap(span)]
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


def _speaks(text: str, span: Span) -> bool:
    """Whether anybody can be speaking in `span`: a quotation mark in its lines, or a word that reports speech."""
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    lines = text[start : end if end >= 0 else None]
    return _MARK.search(lines) is not None or any(
        word in CUE_FORMS or word in IDIOMS for word in _WORDS.findall(lines.lower())
    )


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


def _moved(attribution: Attribution, by: int) -> Attribution:
    spans = {name: value for name, value in attribution if isinstance(value, Span)}
    return attribution.model_copy(
        update={name: Span(start=span.start + by, end=span.end + by) for name, span in spans.items()}
    )
