"""Question → answer: the whole pipeline on one screen."""

from __future__ import annotations

import threading

from retrieval.archive import Archive
from retrieval.engines import new_engine
from retrieval.index import Index
from retrieval.models import Answer, Quote, Span, Verdict
from retrieval.query import Query, read_query
from retrieval.ranking import Scored, rank
from retrieval.reading import Readings
from retrieval.synonyms import newsroom_synonyms
from retrieval.terms import Terms

# Cuts of the plain rule: half the coverage by the best paragraph, half by the best quote.
ANSWERED = 0.45
NEAREST = 0.2
HEADLINES = 5


class Search:
    """Answers questions from an archive in quotes. Safe to share between threads."""

    def __init__(self, archive: Archive, engine: str = "rank_bm25") -> None:
        self.engine = engine
        self._archive = archive
        self._terms = Terms(newsroom_synonyms())
        self._lock = threading.RLock()
        self._revision: int | None = None
        self._index = Index(new_engine(engine), new_engine(engine), self._terms)
        self._readings = Readings(self._terms)
        self._held: dict[tuple[str, int], str] = {}
        self.refresh()

    def ask(self, question: str, limit: int = 3) -> Answer:
        """At most `limit` quotes, best first, each from another paragraph, and whether they answer the question."""
        # Half a surrogate pair can't be printed or stored; it matches nothing either.
        question = question.encode(errors="replace").decode()
        with self._lock:
            self.refresh()
            query = read_query(self._terms.of(question), self._index)
            ranked = rank(query, self._index, self._readings)
            confidence = _confidence(ranked)
            if not ranked or confidence < NEAREST:
                headlines = tuple(list(self._held.values())[:HEADLINES])
                return Answer(question=question, verdict=Verdict.NOTHING, confidence=confidence, headlines=headlines)
            verdict = Verdict.ANSWERED if confidence >= ANSWERED else Verdict.NEAREST
            quotes = tuple(_quote(query, scored) for scored in ranked[:limit])
            return Answer(question=question, verdict=verdict, confidence=confidence, quotes=quotes)

    def refresh(self) -> None:
        """Take in what changed in the archive; cheap when nothing did."""
        with self._lock:
            revision = self._archive.revision
            if revision == self._revision:
                return
            current = {(article.id, article.version): article for article in self._archive.articles()}
            self._index.remove(self._held.keys() - current.keys())
            self._index.add(article for identity, article in current.items() if identity not in self._held)
            self._held = {identity: article.headline for identity, article in current.items()}
            self._revision = revision


def _confidence(ranked: list[Scored]) -> float:
    if not ranked:
        return 0.0
    best = ranked[0].values
    return round((best["covered"] + best["covered_around"]) / 2, 4)


def _quote(query: Query, scored: Scored) -> Quote:
    candidate = scored.window.candidate
    return Quote(
        article=candidate.article,
        paragraph=candidate.paragraph,
        span=scored.span,
        score=round(scored.score, 4),
        matches=_matches(query, scored),
    )


def _matches(query: Query, scored: Scored) -> tuple[Span, ...]:
    """The words that the question matched, in order, those that overlap made one."""
    merged: list[Span] = []
    for sentence in scored.window.sentences:
        for term in sentence.terms:
            if term.stem in query.weights:
                span = Span(start=sentence.span.start + term.start, end=sentence.span.start + term.end)
                if merged and span.start < merged[-1].end:
                    before = merged.pop()
                    span = Span(start=before.start, end=max(before.end, span.end))
                merged.append(span)
    return tuple(merged)
