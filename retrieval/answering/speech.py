"""Who said a quote: the attributions of its words, worked out when they are first quoted."""

from __future__ import annotations

from collections import OrderedDict

from retrieval.models import PRONOUNS, Article, Attribution, AttributionKind, Span
from retrieval.speakers import CERTAIN, Speakers, can_speak

# Of so many articles what was read stays: an answer may quote one more than once.
_READ = 8
# And so many answers to who speaks in a span.
_KEPT = 10_000


class Speech:
    """Attributions by where they stand, the latest kept. Not safe between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, int, int], tuple[Attribution, ...]] = OrderedDict()
        self._read: OrderedDict[tuple[str, int], Speakers] = OrderedDict()

    def certain(self, article: Article, span: Span) -> list[Attribution]:
        """The words in `span` whose speaker may be named, none of them inside another's."""
        inside = self.named(article, span)
        return [each for each in inside if not any(_holds(other, each) for other in inside if other is not each)]

    def behind(self, article: Article, span: Span) -> tuple[Attribution, ...]:
        """Everybody's words in `span`, in order; where it isn't certain who speaks, without a speaker.

        Uncertain words are left out where they only go on with what the same speaker is certain to say in quotation
        marks, or are a quotation without a cue inside somebody's words.
        """
        inside = self._in(article, span)
        certain = [each for each in inside if _is_certain(each)]
        return tuple(
            each if _is_certain(each) else _without_speaker(each)
            for each in inside
            if _is_certain(each) or not any(_covers(article, other, each) for other in certain)
        )

    def _in(self, article: Article, span: Span) -> tuple[Attribution, ...]:
        """Everybody's words that stand in `span`, or partly."""
        if not can_speak(_lines(article.text, span).of(article.text)):
            return ()
        key = article.id, article.version, span.start, span.end
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._speakers(article).within(span)
            if len(self._kept) > _KEPT:
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

    def named(self, article: Article, span: Span) -> list[Attribution]:
        """All words in `span` whose speaker may be named, those inside another's too."""
        return [each for each in self._in(article, span) if _is_certain(each)]

    def pronouns(self, article: Article, span: Span) -> frozenset[str]:
        """The pronouns, in small letters, that stand for who speaks in `span` where it isn't certain whom they mean."""
        unnamed = (each.speaker for each in self._in(article, span) if each.speaker is not None and each.name is None)
        return PRONOUNS.intersection(speaker.of(article.text).casefold() for speaker in unnamed)


def _lines(text: str, span: Span) -> Span:
    """The whole lines that `span` touches."""
    end = text.find("\n", span.end)
    return Span(start=text.rfind("\n", 0, span.start) + 1, end=end if end >= 0 else len(text))


def _is_certain(attribution: Attribution) -> bool:
    return attribution.speaker is not None and attribution.confidence >= CERTAIN


def _without_speaker(words: Attribution) -> Attribution:
    return Attribution(kind=words.kind, span=words.span, speaker=None, cue=words.cue, confidence=words.confidence)


def _covers(article: Article, certain: Attribution, open_: Attribution) -> bool:
    """Whether what is certain of one's words leaves nothing open about others."""
    if open_.kind is not AttributionKind.INDIRECT:
        return open_.cue is None and _holds(certain, open_)
    goes_on = certain.kind is not AttributionKind.INDIRECT and certain.speaker == open_.speaker
    return goes_on and certain.who(article.text) == open_.who(article.text)


def _holds(outer: Attribution, inner: Attribution) -> bool:
    return outer.span.overlap(inner.span) == inner.span.end - inner.span.start
