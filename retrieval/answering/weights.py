"""How much each signal counts, as `python -m benchmarks.tune` found it."""

from __future__ import annotations

WEIGHTS: dict[str, float] = {
    "article_top": 0.79,
    "headline": 1.56,
    "covered_around": 1.66,
    "covered_beside": 2.15,
    "covered_opening": 2.56,
    "covered_asked": 1.99,
    "pairs": 0.85,
    "exact": 1.28,
    "answer_kind": 2.59,
    "asks": -2.43,
    "headline_names": 0.70,
    "company": 1.29,
    "kin_around": 4.14,
    "recent": 4.40,
    "named": 2.06,
    "among_candidates": 3.73,
}
