"""The articles made searchable: every quotable paragraph and every article as terms in an engine."""

from __future__ import annotations

import itertools
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from retrieval.engines import Engine
from retrieval.models import Article, Span
from retrieval.passages import is_quotable, outline
from retrieval.terms import Terms

# How many paragraphs and articles the engine is asked for, and how often a headline counts as its article's text.
PARAGRAPHS = 500
CANDIDATES = 100
ARTICLES = 300
HEADLINES = 3


class Candidate(NamedTuple):
    """A paragraph that may hold the answer; the scores are the engine's, of the paragraph and of its article."""

    article: Article
    paragraph: int
    span: Span
    score: float
    article_score: float

    @property
    def together(self) -> float:
        """What candidates are put in order by."""
        return self.score + self.article_score


class Index:
    """Paragraphs and articles by number, with how many paragraphs hold each stem. Not safe between threads."""

    def __init__(self, paragraphs: Engine, articles: Engine, terms: Terms) -> None:
        self._terms = terms
        self._paragraphs = paragraphs
        self._articles = articles
        self._articles_by_number: dict[int, Article] = {}
        self._headlines: dict[tuple[str, int], frozenset[str]] = {}
        self._numbers: dict[tuple[str, int], tuple[int, range]] = {}
        # Four numbers a paragraph: its article's number, its own in the article, start and end.
        self._rows = array("q")
        self._next_number = itertools.count()
        self.frequencies: Counter[str] = Counter()
        self.size = 0

    def add(self, new: Iterable[Article]) -> None:
        """Index articles that aren't there yet."""
        for article in new:
            self._add(article)

    def remove(self, gone: Iterable[tuple[str, int]]) -> None:
        """Forget articles by id and version."""
        for identity in gone:
            number, keys = self._numbers.pop(identity)
            article = self._articles_by_number.pop(number)
            del self._headlines[identity]
            for key in keys:
                self.frequencies.subtract(set(self._terms.stems(article.text[slice(*self._place(key))])))
            self._paragraphs.remove(keys)
            self._articles.remove([number])
            self.size -= len(keys)

    def idf(self, stem: str) -> float:
        """Lucene's inverse document frequency over paragraphs; a stem that no paragraph holds has the greatest."""
        count = self.frequencies.get(stem, 0)
        return math.log(1 + (self.size - count + 0.5) / (count + 0.5))

    def candidates(self, query: Mapping[str, float], limit: int = CANDIDATES) -> list[Candidate]:
        """The best `limit` paragraphs that the engine finds for weighted stems, by paragraph and article together."""
        hits = self._articles.search(query, ARTICLES)
        articles = {hit.key: hit.score for hit in hits}
        # An article past the limit scored no more than the last within it.
        least = hits[-1].score if len(hits) == ARTICLES else 0.0
        scored = [
            (hit.key, hit.score, articles.get(self._rows[4 * hit.key], least))
            for hit in self._paragraphs.search(query, PARAGRAPHS)
        ]
        scored.sort(key=lambda each: -each[1] - each[2])
        return [self._candidate(*each) for each in scored[:limit]]

    def everything(self) -> list[Candidate]:
        """Every paragraph, in the order of the archive."""
        return self.paragraphs_of(self._numbers)

    def paragraphs_of(self, articles: Iterable[tuple[str, int]]) -> list[Candidate]:
        """Every paragraph of some articles, given as ids and versions."""
        return [self._candidate(key, 0.0, 0.0) for article in articles for key in self._numbers[article][1]]

    def headline(self, candidate: Candidate) -> frozenset[str]:
        """The stems of a candidate's headline."""
        return self._headlines[candidate.article.id, candidate.article.version]

    def _add(self, article: Article) -> None:
        number = next(self._next_number)
        first = len(self._rows) // 4
        documents = []
        headline = self._terms.stems(article.headline)
        self._headlines[article.id, article.version] = frozenset(headline)
        whole = headline * HEADLINES
        for passage in outline(article):
            if is_quotable(article, passage):
                stems = self._terms.stems(passage.span.of(article.text))
                documents.append((len(self._rows) // 4, stems))
                self._rows.extend((number, passage.number, passage.span.start, passage.span.end))
                self.frequencies.update(set(stems))
                whole += stems
        self._articles_by_number[number] = article
        self._numbers[article.id, article.version] = number, range(first, first + len(documents))
        self._paragraphs.add(documents)
        self._articles.add([(number, whole)])
        self.size += len(documents)

    def _candidate(self, key: int, score: float, article_score: float) -> Candidate:
        number, paragraph, start, end = self._rows[4 * key : 4 * key + 4]
        span = Span.model_construct(start=start, end=end)
        return Candidate(self._articles_by_number[number], paragraph, span, score, article_score)

    def _place(self, key: int) -> tuple[int, int]:
        return self._rows[4 * key + 2], self._rows[4 * key + 3]
