"""A paragraph as ranking sees it: its sentences, each with its terms and what they could answer."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.answering.query import ROOT
from retrieval.indexing.index import Candidate
from retrieval.models import Span
from retrieval.sentences import sentences
from retrieval.terms import Terms
from retrieval.word_set import word_set

NUMBER_WORDS = word_set(
    "one two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand thousands "
    "million millions billion billions trillion half quarter percent"
)
DATE_WORDS = word_set(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday"
)
SPEECH = word_set(
    "said says say saying told tells added warned argued insisted announced stated declared suggested called claimed "
    "urged vowed pledged acknowledged admitted denied described explained indicated noted promised proposed wrote"
)
DECISIONS = word_set(
    "yes no not never unlikely likely refuse refuses refused reject rejects rejected accept accepts accepted agree "
    "agrees agreed oppose opposes opposed deny denies denied unacceptable acceptable willing unwilling ready ruled "
    "rule won't wouldn't can't cannot couldn't doesn't didn't isn't"
)
_FIGURES = NUMBER_WORDS | DATE_WORDS
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_QUOTATION_MARKS = frozenset('“”"«»')
_ORPHAN_WORDS = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `counts` are of the stems that mean something, groups' too; `stems` are its words' in order.

    `spelled` are its folded words, `in_order` the same with a space around each.
    `names`, `numbers` and `dates` are the stems that could answer who, how many and when; a capital at the start of the
    sentence makes no name. It `reports` where somebody speaks, and `decides` where there is a yes or a no.
    """

    span: Span
    words: int
    stems: tuple[str, ...]
    counts: Mapping[str, int]
    length: int
    spelled: frozenset[str]
    in_order: str
    names: frozenset[str]
    numbers: frozenset[str]
    dates: frozenset[str]
    reports: bool
    decides: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A candidate's sentences, without words left over at its end, and their stems, also by their first letters."""

    sentences: tuple[Sentence, ...]
    stems: frozenset[str]
    by_start: Mapping[str, tuple[str, ...]]


class Readings:
    """Reads paragraphs and keeps the `capacity` latest. Not safe between threads."""

    def __init__(self, terms: Terms, capacity: int = 10_000) -> None:
        self._terms = terms
        self._capacity = capacity
        self._kept: OrderedDict[tuple[str, int, int, int], Paragraph] = OrderedDict()
        self._headlines: dict[str, frozenset[str]] = {}

    def of(self, candidate: Candidate) -> Paragraph:
        """The paragraph of a candidate."""
        key = candidate.article.id, candidate.article.version, candidate.span.start, candidate.span.end
        paragraph = self._kept.get(key)
        if paragraph is None:
            paragraph = self._kept[key] = _paragraph(candidate.article.text, candidate.span, self._terms)
            if len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return paragraph

    def headline(self, candidate: Candidate) -> frozenset[str]:
        """The stems of a candidate's headline."""
        words = candidate.article.headline
        stems = self._headlines.get(words)
        if stems is None:
            if len(self._headlines) >= self._capacity:
                self._headlines.clear()
            stems = self._headlines[words] = frozenset(self._terms.stems(words))
        return stems


def _paragraph(text: str, span: Span, terms: Terms) -> Paragraph:
    spans = sentences(text, span)
    if len(spans) > 1 and _is_orphan(spans[-1].of(text)):
        spans = spans[:-1]
    read = tuple(_sentence(text, each, terms) for each in spans)
    stems = frozenset().union(*(sentence.counts for sentence in read))
    by_start: dict[str, tuple[str, ...]] = {}
    for stem in stems:
        if len(stem) >= ROOT:
            by_start[stem[:ROOT]] = (*by_start.get(stem[:ROOT], ()), stem)
    return Paragraph(read, stems, by_start)


def _sentence(text: str, span: Span, terms: Terms) -> Sentence:
    body = span.of(text)
    words, groups = terms.words(body)
    spelled = [word for _, word, _, _ in words]
    quotes = not _QUOTATION_MARKS.isdisjoint(body)
    figures = [(stem, word) for stem, word, _, _ in words if word in _FIGURES or word[0].isdigit()]
    counts: dict[str, int] = {}
    for stem in [*(stem for stem, _, stop, _ in words if not stop), *groups]:
        counts[stem] = counts.get(stem, 0) + 1
    return Sentence(
        span=span,
        words=len(body.split()),
        stems=tuple(stem for stem, _, _, _ in words),
        counts=counts,
        length=sum(counts.values()),
        spelled=frozenset(spelled),
        in_order=f" {' '.join(spelled)} ",
        names=frozenset(stem for stem, _, stop, capital in words[1:] if capital and not stop),
        numbers=frozenset(stem for stem, word in figures if word not in DATE_WORDS),
        dates=frozenset(stem for stem, word in figures if word in DATE_WORDS or _YEAR.fullmatch(word)),
        reports=quotes or not SPEECH.isdisjoint(spelled),
        decides=not DECISIONS.isdisjoint(spelled),
    )


def _is_orphan(sentence: str) -> bool:
    """Words that a lost link left at the end of a paragraph: no sentence that could be quoted."""
    return len(sentence.split()) <= _ORPHAN_WORDS and sentence[0].islower() and sentence[-1].isalpha()
