"""Where the words of a quote stand in a later version of their article: unchanged, in other words, or nowhere.

Only whole sentences of a paragraph that may be quoted count, as in an answer. Sentences that stood elsewhere in the
earlier version, too, are what they were then, and never taken for a quote's new wording.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from rapidfuzz import fuzz

from retrieval.models import Article, Passage, Span, Value
from retrieval.passages import is_quotable, passages

ALIKE = 65.0
"""How alike (rapidfuzz's `ratio`, 0 to 100) two wordings must be for one to be the other's correction.

Of news sentences with three words in ten replaced 99.5 % keep this much, of an article's other sentences 3.1 % have it
by themselves (`benchmarks/successors.py`); most of those stood in the earlier version too, and are left out by that."""
_SENTENCES_MORE = 1


class Fate(StrEnum):
    """What became of a quote's words in a later version."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    GONE = "gone"


class Successor(Value):
    """A quote's words in a later version: in which paragraph and where; neither is there when they are gone."""

    fate: Fate
    paragraph: int | None = None
    span: Span | None = None


def successor(old: Article, quote: Span, new: Article) -> Successor:
    """What became of the words at `quote` in `old`: the same to the letter, else the most like them, else gone.

    Of several places with the same words the nearest to the old one counts, measured in characters.
    """
    words = quote.of(old.text)
    places = sorted(_exact(words, new), key=lambda place: abs(place[1].start - quote.start))
    if places:
        return Successor(fate=Fate.UNCHANGED, paragraph=places[0][0], span=places[0][1])
    best = max(_candidates(old, quote, new), key=lambda each: each[0], default=None)
    if best is None or best[0] < ALIKE:
        return Successor(fate=Fate.GONE)
    return Successor(fate=Fate.CHANGED, paragraph=best[1], span=best[2])


def _exact(words: str, new: Article) -> Iterator[tuple[int, Span]]:
    """Where the words stand as whole sentences of one paragraph."""
    at = new.text.find(words)
    if at < 0:
        return
    quotable = _quotable(new)
    while at >= 0:
        span = Span(start=at, end=at + len(words))
        for passage in quotable:
            starts = any(sentence.start == span.start for sentence in passage.sentences)
            if starts and any(sentence.end == span.end for sentence in passage.sentences):
                yield passage.number, span
        at = new.text.find(words, at + 1)


def _candidates(old: Article, quote: Span, new: Article) -> Iterator[tuple[float, int, Span]]:
    """Runs of sentences that are new, or the quote's own, with how alike they are to the quote's words."""
    words = quote.of(old.text)
    mine, elsewhere = _old_sentences(old, quote)
    most = max(1, mine) + _SENTENCES_MORE
    for passage in _quotable(new):
        run: list[Span] = []
        for sentence in [*passage.sentences, None]:
            if sentence is not None and sentence.of(new.text) not in elsewhere:
                run.append(sentence)
                continue
            for first in range(len(run)):
                for last in range(first, min(first + most, len(run))):
                    span = Span(start=run[first].start, end=run[last].end)
                    alike = fuzz.ratio(words, span.of(new.text), score_cutoff=ALIKE)
                    if alike:
                        yield alike, passage.number, span
            run = []


def _old_sentences(old: Article, quote: Span) -> tuple[int, frozenset[str]]:
    """How many sentences the quote has, and which sentences stood outside it."""
    mine, elsewhere = 0, set()
    for passage in passages(old):
        for sentence in passage.sentences:
            if sentence.overlap(quote):
                mine += 1
            else:
                elsewhere.add(sentence.of(old.text))
    return mine, frozenset(elsewhere)


def _quotable(article: Article) -> list[Passage]:
    return [passage for passage in passages(article) if is_quotable(article, passage)]
