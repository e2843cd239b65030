"""Whether the best quote answers the question at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answering.copies import without_copies
from retrieval.answering.query import Query
from retrieval.answering.ranking import Scored
from retrieval.answering.signals import has_kin, held_pairs
from retrieval.models import Verdict

# A logistic regression on SQuAD, half of whose articles were indexed: `python -m benchmarks.verdict` fits it.
WEIGHTS = {
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
START = -7.01
_MATCHED_WORDS = 6
_NEXT_BEST = 4
_BEST_FEW = 8


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


def confidence(query: Query, ranked: Sequence[Scored], *, speaker: frozenset[str] = frozenset()) -> float:
    """How likely (0 to 1) the best quote's paragraph answers the question; `speaker` are the stems of who speaks in it.

    A name needn't stand in the paragraph where it is certain that these are their words.
    """
    if not ranked:
        return 0.0
    signs = evidence(query, ranked, speaker)
    odds = START + sum(weight * signs[name] for name, weight in WEIGHTS.items())
    return round(1 / (1 + math.exp(-odds)), 4)


def evidence(query: Query, ranked: Sequence[Scored], speaker: frozenset[str] = frozenset()) -> dict[str, float]:
    """What the decision rests on: how much of the question the best quote and what stands around it hold.

    How well words fit as spelled is looked for in the best few quotes. A name or number that the paragraph doesn't hold
    weighs by itself: what somebody else said is no answer. So does a number, a date or a country that is asked for
    and missing. So does what the engine scores paragraph and article. And so does whether the next best quotes stand
    together with the best: where nothing answers, they come from everywhere.
    """
    best = ranked[0]
    around = best.window.paragraph.stems | best.window.headline | speaker
    matched = sum(not unit.stems.isdisjoint(around) for unit in query.units)
    missing = sum(unit.idf for unit in query.units if unit.is_name and unit.stems.isdisjoint(around))
    exact = max(scored.values["exact"] for scored in ranked[:_BEST_FEW])
    pairs = max(held_pairs(query, scored.window.sentences) for scored in ranked[:_BEST_FEW])
    return {
        "sentence_bm25": best.window.best_bm25 / query.total,
        "covered_beside": best.values["covered_beside"],
        "kin_around": best.values["kin_around"],
        "pairs": pairs / max(1, len(query.pairs)) if len(query.units) > 1 else exact,
        "exact": exact,
        "missing_names": missing / query.total,
        "missing_kind": float(query.kind.things is not None and not best.values["answer_kind"]),
        "matched": min(matched, _MATCHED_WORDS) / _MATCHED_WORDS,
        "together": _together(ranked),
        "engine": (best.window.candidate.score + best.window.candidate.article_score) / query.total,
    }


def speaks_of_it(query: Query, scored: Scored, topic: frozenset[str]) -> bool:
    """Whether a quote's paragraph or headline holds a word of the question that is in `topic`, in some form.

    True where the question has no such word: any words of theirs are asked for.
    """
    paragraph = scored.window.paragraph
    around = paragraph.stems | scored.window.headline
    asked = [unit for unit in query.units if not unit.stems.isdisjoint(topic)]
    held = (not unit.stems.isdisjoint(around) or has_kin(unit, paragraph) for unit in asked)
    return not asked or any(held)


def _together(ranked: Sequence[Scored]) -> float:
    """The share of the next best quotes that stand in an article which prints the best one; 1 where there are none."""
    best, *others = (
        {scored.window.candidate.article.id, *(article.id for article in also_in)}
        for scored, also_in in without_copies(ranked, 1 + _NEXT_BEST)
    )
    return sum(not best.isdisjoint(each) for each in others) / len(others) if others else 1.0
