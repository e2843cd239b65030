"""Whether the best quote answers the question at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answering.copies import without_copies
from retrieval.answering.query import Query
from retrieval.answering.ranking import Scored
from retrieval.models import Verdict

# A logistic regression on SQuAD, half of whose articles were indexed: `python -m benchmarks.verdict` fits it.
WEIGHTS = {
    "sentence_bm25": 2.98,
    "covered": 2.74,
    "pairs": 2.35,
    "exact": 2.30,
    "missing_names": -2.71,
    "matched": 3.79,
    "together": 1.86,
}
START = -6.72
_MATCHED_WORDS = 6
_NEXT_BEST = 4


@dataclass(frozen=True)
class Cuts:
    """From which confidence (0 to 1) on a question is answered, and from which near; see docs/relevance.md.

    `unknown_name` takes the place of `answered` for a question that names what the whole archive doesn't hold.
    """

    answered: float = 0.48
    nearest: float = 0.03
    unknown_name: float = 0.9

    def verdict(self, query: Query, confidence: float) -> Verdict:
        """What a confidence means for a question."""
        names_unknown = any(unit.is_name and not unit.is_held for unit in query.units)
        if confidence >= (max(self.answered, self.unknown_name) if names_unknown else self.answered):
            return Verdict.ANSWERED
        return Verdict.NEAREST if confidence >= self.nearest else Verdict.NOTHING


DEFAULT_CUTS = Cuts()


def confidence(query: Query, ranked: Sequence[Scored]) -> float:
    """How likely (0 to 1) the best quote's paragraph answers the question."""
    if not ranked:
        return 0.0
    signs = evidence(query, ranked)
    odds = START + sum(weight * signs[name] for name, weight in WEIGHTS.items())
    return round(1 / (1 + math.exp(-odds)), 4)


def evidence(query: Query, ranked: Sequence[Scored]) -> dict[str, float]:
    """What the decision rests on: how much of the question the best quote and its paragraph hold, and in which form.

    A name or number that they don't hold weighs by itself: what somebody else said is no answer. And so does whether
    the next best quotes stand together with it: where nothing answers, they come from everywhere.
    """
    best = ranked[0]
    values = best.values
    around = best.window.paragraph.stems | best.window.headline
    matched = sum(not unit.stems.isdisjoint(around) for unit in query.units)
    missing = sum(unit.idf for unit in query.units if unit.is_name and unit.stems.isdisjoint(around))
    return {
        "sentence_bm25": values["sentence_bm25"],
        "covered": values["covered_around"] + values["kin_around"],
        "pairs": values["pairs"] if len(query.units) > 1 else values["exact"],
        "exact": values["exact"],
        "missing_names": missing / query.total,
        "matched": min(matched, _MATCHED_WORDS) / _MATCHED_WORDS,
        "together": _together(ranked),
    }


def _together(ranked: Sequence[Scored]) -> float:
    """The share of the next best quotes that stand in an article which prints the best one; 1 where there are none."""
    best, *others = (
        {scored.window.candidate.article.id, *(article.id for article in also_in)}
        for scored, also_in in without_copies(ranked, 1 + _NEXT_BEST)
    )
    return sum(not best.isdisjoint(each) for each in others) / len(others) if others else 1.0
