"""Candidate paragraphs → the best quotes: stretches of whole sentences, scored by all signals together."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from retrieval.answering.query import Query
from retrieval.answering.reading import Paragraph, Readings, Sentence
from retrieval.answering.signals import SIGNALS, Rivals, Window, asked_for, bm25, held_pairs, shared_company
from retrieval.answering.weights import WEIGHTS
from retrieval.indexing.view import LEAD, RECENCY, Candidate, View
from retrieval.models import Span

# A quote of more than one sentence has no more words than this.
QUOTE_WORDS = 50
# Candidates are read, best first, until they have this many words together, but at least this many of them.
READ_WORDS = 600
READ_CANDIDATES = 12
_QUOTATION = re.compile(r"“[^“”]*”|\"[^\"]*\"")
# How fast a candidate's voice in what the candidates share falls with its score.
COMPANY_DECAY = 4.0


class Genre(StrEnum):
    """How articles are built.

    In news the top holds what matters most, several articles tell of one thing, and the newer says what holds; in works
    of reference any paragraph may answer, rarely two say the same, and age tells nothing.
    """

    NEWS = "news"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Scored:
    """A quote to be: a window, the value of each signal, and their weighted sum."""

    window: Window
    values: Mapping[str, float]
    score: float

    @property
    def span(self) -> Span:
        """Where the quote stands in its article."""
        first, last = self.window.sentences[0], self.window.sentences[-1]
        return Span(start=first.span.start, end=last.span.end)


class _Read(NamedTuple):
    """A candidate, its paragraph, and the stems of its article's headline."""

    candidate: Candidate
    paragraph: Paragraph
    headline: frozenset[str]


def rank(query: Query, index: View, readings: Readings, genre: Genre = Genre.NEWS) -> list[Scored]:
    """The best windows of all candidates, best first, no sentence in two; ties stay in the candidates' order."""
    best: list[Scored] = []
    for windows in windows_of(query, index, readings, genre):
        best += apart([score(query, window) for window in windows])
    return sorted(best, key=lambda each: -each.score)


def apart(scored: Iterable[Scored]) -> list[Scored]:
    """A paragraph's windows without those that share a sentence with a better one, best first."""
    kept: list[Scored] = []
    taken: set[int] = set()
    for each in sorted(scored, key=lambda each: -each.score):
        starts = {sentence.span.start for sentence in each.window.sentences}
        if taken.isdisjoint(starts):
            taken |= starts
            kept.append(each)
    return kept


def score(query: Query, window: Window, weights: Mapping[str, float] = WEIGHTS) -> Scored:
    """A window with the value of every weighted signal and their sum."""
    values = {name: SIGNALS[name](query, window) for name in weights}
    return Scored(window, values, sum(weights[name] * value for name, value in values.items()))


def windows_of(query: Query, index: View, readings: Readings, genre: Genre = Genre.NEWS) -> list[list[Window]]:
    """For each candidate that is read, the windows that match the question."""
    is_news = genre is Genre.NEWS
    read = _read(query, index, readings, is_news=is_news)
    if not read:
        return []
    rivals = _rivals(query, index, read, is_news=is_news)
    found = (
        _windows(query, each, rivals, is_news=is_news)
        for each in read
        if not each.paragraph.stems.isdisjoint(query.weights)
    )
    return [windows for windows in found if windows]


def _read(query: Query, index: View, readings: Readings, *, is_news: bool) -> list[_Read]:
    """The best candidates, with at most so many words together."""
    read: list[_Read] = []
    words = 0
    lead, recency = (LEAD, RECENCY * query.urgency) if is_news else (0.0, 0.0)
    for candidate in index.candidates(query.weights, lead=lead, recency=recency):
        if words > READ_WORDS and len(read) >= READ_CANDIDATES:
            break
        paragraph = readings.of(candidate)
        words += sum(sentence.words for sentence in paragraph.sentences)
        read.append(_Read(candidate, paragraph, readings.headline(candidate)))
    return read


def _rivals(query: Query, index: View, read: Sequence[_Read], *, is_news: bool) -> Rivals:
    top = read[0].candidate.together
    voices = [(math.exp(COMPANY_DECAY * (each.candidate.together / top - 1)), each.paragraph) for each in read]
    return Rivals(
        company=shared_company(voices, query.asked, index.idfs) if is_news else {},
        together=top,
        pairs=max(held_pairs(query, each.paragraph.sentences) for each in read),
    )


def _windows(query: Query, read: _Read, rivals: Rivals, *, is_news: bool) -> list[Window]:
    """The windows of a candidate that hold a word of the question."""
    candidate, paragraph, headline = read
    scores = {sentence.span.start: bm25(query, sentence) for sentence in paragraph.sentences}
    asked = {sentence.span.start: asked_for(query, sentence) for sentence in paragraph.sentences}
    windows = []
    for sentences in stretches(paragraph.sentences):
        best = max(sentences, key=lambda each: scores[each.span.start])
        if scores[best.span.start] > 0:
            windows.append(
                Window(
                    candidate=candidate,
                    paragraph=paragraph,
                    sentences=sentences,
                    stems=frozenset().union(*(each.counts for each in sentences)),
                    headline=headline,
                    rivals=rivals,
                    best=best,
                    best_bm25=scores[best.span.start],
                    found=frozenset().union(*(asked[each.span.start] for each in sentences)),
                    top=1 / candidate.paragraph if is_news else 0.0,
                    recent=candidate.recent if is_news else 0.0,
                )
            )
    return windows


def stretches(sentences: Sequence[Sentence]) -> list[tuple[Sentence, ...]]:
    """The longest stretches of neighbouring sentences with at most QUOTE_WORDS; a longer sentence stays whole.

    One ends before a quotation that it wouldn't hold to its end, unless it starts there.
    """
    within = _within_quotation(sentences)
    found: list[tuple[int, int]] = []
    for first in range(len(sentences)):
        last = first
        words = sentences[first].words
        while last + 1 < len(sentences) and words + sentences[last + 1].words <= QUOTE_WORDS:
            last += 1
            words += sentences[last].words
        last = next((at for at in range(last, first - 1, -1) if not within[at]), last)
        if not found or last > found[-1][1]:
            found.append((first, last))
    return [tuple(sentences[first : last + 1]) for first, last in found]


def _within_quotation(sentences: Sequence[Sentence]) -> list[bool]:
    """Of each sentence whether a quotation that a later one closes goes on at its end."""
    text = "\n".join(each.text for each in sentences)
    is_paired = text.count('"') % 2 == 0
    quotations = [match.span() for match in _QUOTATION.finditer(text) if is_paired or match[0][0] == "“"]
    within = []
    at = 0
    for end in accumulate(len(each.text) + 1 for each in sentences):
        while at < len(quotations) and quotations[at][1] < end:
            at += 1
        within.append(at < len(quotations) and quotations[at][0] < end - 1)
    return within
