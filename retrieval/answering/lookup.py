"""A question looked up in one view of the index: its words as they are meant, its query, what is found, how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from retrieval.answering.query import Query, clauses, read_query
from retrieval.answering.ranking import Genre, Scored, rank
from retrieval.answering.reading import Readings
from retrieval.answering.spelling import Spelled, Vocabulary
from retrieval.answering.verdict import confidence, many_articles
from retrieval.indexing.view import View
from retrieval.terms import Terms

# Of a long message only so many questions are looked at by themselves.
CLAUSES = 4


@dataclass(frozen=True)
class Lookup:
    """Each of these is worked out when it is first asked for."""

    question: str
    index: View
    terms: Terms
    vocabulary: Vocabulary
    readings: Readings
    genre: Genre

    @cached_property
    def spelled(self) -> Spelled:
        """The question with slips taken back."""
        return self.vocabulary.spelled(self.question, self.terms, self.index)

    @cached_property
    def query(self) -> Query:
        """What is searched for."""
        return read_query(self.spelled.question, self.spelled.terms, self.index)

    @cached_property
    def ranked(self) -> list[Scored]:
        """All that is found, best first."""
        return rank(self.query, self.index, self.readings, self.genre)

    def confidence(self, some: Sequence[Scored] | None = None, known: frozenset[str] = frozenset()) -> float:
        """How likely (0 to 1) the best of what is found answers; or of `some` of it, of which `known` is true."""
        many = many_articles(self.index.articles, self.genre)
        ranked = self.ranked if some is None else some
        return confidence(self.query, ranked, many, among=self.ranked, known=known)

    def alone(self) -> float:
        """The same of a question within another: nothing is sure of a single word."""
        return self.confidence() if len(self.query.units) > 1 else 0.0

    def parts(self) -> list[Lookup]:
        """The questions in it, of which there may be one, each by itself."""
        return [replace(self, question=part) for part in clauses(self.question)[:CLAUSES]]
