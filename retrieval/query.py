"""A question → what is searched for: weighted stems, and how rare each is in the archive."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.index import Index
from retrieval.terms import Term, Terms

# A synonym group counts less than the word itself, so that an exact spelling still wins.
GROUP_WEIGHT = 0.6


@dataclass(frozen=True)
class Query:
    """A question's terms. `weights` and `idf` are by stem; `units` are the words that an answer should cover.

    A unit is the set of stems that stand for one word of the question: its own and its synonym groups.
    """

    weights: dict[str, float]
    idf: dict[str, float]
    units: tuple[frozenset[str], ...]


def read_query(question: str, terms: Terms, index: Index) -> Query:
    """The query for a question; without a single term of meaning it is empty."""
    found = [term for term in terms.of(question) if not term.stop]
    weights: dict[str, float] = {}
    for term in found:
        weights[term.stem] = weights.get(term.stem, 0.0) + (GROUP_WEIGHT if term.group else 1.0)
    return Query(weights, {stem: index.idf(stem) for stem in weights}, _units(found))


def _units(found: list[Term]) -> tuple[frozenset[str], ...]:
    groups = [term for term in found if term.group]
    units = []
    for term in found:
        if not term.group:
            alike = {group.stem for group in groups if group.start <= term.start and term.end <= group.end}
            units.append(frozenset({term.stem} | alike))
    return tuple(dict.fromkeys(units))
