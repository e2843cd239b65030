"""Whether the best quote answers the question at all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.answering.evidence import SIGNS, Evidence
from retrieval.answering.query import Query
from retrieval.answering.ranking import Genre, Scored
from retrieval.models import Verdict

# Two logistic regressions, which `python -m benchmarks.verdict` fits. In few articles, and in works of reference, what
# counts is what the best quote holds: fitted to SQuAD, half of whose articles were indexed.
FEW = {
    "start": -7.01,
    "sentence_bm25": 2.03,
    "covered_beside": 1.36,
    "kin_around": 4.12,
    "pairs": 2.05,
    "exact": 2.41,
    "missing_names": -2.48,
    "missing_kind": -0.63,
    "matched": 3.79,
    "together": 1.57,
    "engine": 1.65,
}
# In many articles of news something always holds the question's words, and what counts is whether they stand together:
# fitted to questions asked of the news with and without their own pages.
MANY = {
    "start": -9.52,
    "pairs": 4.37,
    "kin_around": 11.20,
    "together": 2.81,
    "ahead": 3.56,
    "ahead_of_others": 4.48,
    "one_article": 7.07,
    "event": 10.64,
    "unnamed": -5.81,
    "headlines": 7.85,
}
# Up to so many articles are few, from so many on they are many, and between they are so in part.
FEW_ARTICLES, MANY_ARTICLES = 30, 1000


@dataclass(frozen=True)
class Cuts:
    """From which confidence (0 to 1) on a question is answered, and from which near; see docs/relevance.md.

    `unknown_name` takes the place of `answered` for a question that names what the whole archive doesn't hold.
    """

    answered: float = 0.38
    nearest: float = 0.025
    unknown_name: float = 0.9

    def verdict(self, query: Query, confidence: float) -> Verdict:
        """What a confidence means for a question."""
        names_unknown = any(unit.is_name and not unit.is_held for unit in query.units)
        if confidence >= (max(self.answered, self.unknown_name) if names_unknown else self.answered):
            return Verdict.ANSWERED
        return Verdict.NEAREST if confidence >= self.nearest else Verdict.NOTHING


DEFAULT_CUTS = Cuts()


def confidence(
    query: Query,
    ranked: Sequence[Scored],
    many: float,
    *,
    among: Sequence[Scored] | None = None,
    known: frozenset[str] = frozenset(),
) -> float:
    """How likely (0 to 1) the best quote's paragraph answers the question.

    `many` says how far (0 to 1) the archive is one of many articles; the rest is as in `Evidence`.
    """
    if not ranked:
        return 0.0
    evidence = Evidence(query, ranked, among or ranked, known)
    odds = sum(share * _odds(weights, evidence) for weights, share in ((FEW, 1 - many), (MANY, many)) if share)
    return round(1 / (1 + math.exp(-odds)), 4)


def many_articles(articles: int, genre: Genre) -> float:
    """How far (0 to 1) an archive is one of many articles of news, by the logarithm of their number."""
    if genre is not Genre.NEWS or articles <= FEW_ARTICLES:
        return 0.0
    return min(1.0, math.log(articles / FEW_ARTICLES) / math.log(MANY_ARTICLES / FEW_ARTICLES))


def _odds(weights: Mapping[str, float], evidence: Evidence) -> float:
    return sum(weight * (SIGNS[name](evidence) if name in SIGNS else 1.0) for name, weight in weights.items())
