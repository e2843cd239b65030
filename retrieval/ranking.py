"""Candidate paragraphs → the best quotes: whole sentences, scored by several lexical signals together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from retrieval.index import Candidate
from retrieval.models import Span
from retrieval.query import Query
from retrieval.sentences import sentences
from retrieval.terms import Term, Terms

# A quote grows by neighbouring sentences while it has no more words than this.
QUOTE_WORDS = 50


class Scored(NamedTuple):
    """A stretch of whole sentences of a candidate, with what it matched and how well."""

    candidate: Candidate
    span: Span
    score: float
    matches: tuple[Span, ...]
    coverage: float


def rank(query: Query, candidates: Iterable[Candidate], terms: Terms) -> list[Scored]:
    """The best stretch of each candidate that matches at all, best first; ties stay in the candidates' order."""
    best = [scored for candidate in candidates if (scored := _best(query, candidate, terms)) is not None]
    return sorted(best, key=lambda scored: -scored.score)


def coverage(query: Query, stems: set[str]) -> float:
    """The idf-weighted share (0 to 1) of the question's words that `stems` hold; a synonym counts as the word."""
    rarity = {unit: max(query.idf[stem] for stem in unit if not stem.startswith("=")) for unit in query.units}
    total = sum(rarity.values())
    return sum(weight for unit, weight in rarity.items() if unit & stems) / total if total else 0.0


def _best(query: Query, candidate: Candidate, terms: Terms) -> Scored | None:
    text = candidate.article.text
    spans = sentences(text, candidate.span)
    found = [[_shifted(term, span.start) for term in terms.of(span.of(text))] for span in spans]
    scores = [_sentence_score(query, sentence) for sentence in found]
    top = max(range(len(spans)), key=lambda position: (scores[position], -position))
    if scores[top] == 0:
        return None
    first, last = _grown(text, spans, scores, top)
    stems = {term.stem for sentence in found[first : last + 1] for term in sentence}
    matches = tuple(
        term.span for sentence in found[first : last + 1] for term in sentence if term.stem in query.weights
    )
    return Scored(
        candidate,
        Span(start=spans[first].start, end=spans[last].end),
        scores[top] + 0.5 * candidate.score + 0.2 * candidate.article_score,
        _merged(matches),
        coverage(query, stems),
    )


def _sentence_score(query: Query, sentence: list[Term], k1: float = 0.6, b: float = 0.4) -> float:
    stems = [term.stem for term in sentence if not term.stop]
    length = 1 - b + b * len(stems) / 12
    score = 0.0
    for stem in set(stems) & query.weights.keys():
        frequency = stems.count(stem)
        score += query.weights[stem] * query.idf[stem] * frequency * (k1 + 1) / (frequency + k1 * length)
    return score


def _grown(text: str, spans: tuple[Span, ...], scores: list[float], top: int) -> tuple[int, int]:
    """The first and last sentence: the better neighbour is taken in while the words allow."""
    first = last = top
    while True:
        choices = []
        if first > 0 and _words(text, spans[first - 1], spans[last]) <= QUOTE_WORDS:
            choices.append((scores[first - 1], 0, first - 1, last))
        if last + 1 < len(spans) and _words(text, spans[first], spans[last + 1]) <= QUOTE_WORDS:
            choices.append((scores[last + 1], 1, first, last + 1))
        if not choices:
            return first, last
        _, _, first, last = max(choices)


def _words(text: str, first: Span, last: Span) -> int:
    return len(text[first.start : last.end].split())


def _shifted(term: Term, by: int) -> Term:
    return term._replace(start=term.start + by, end=term.end + by)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap made one."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(start=merged[-1].start, end=max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
