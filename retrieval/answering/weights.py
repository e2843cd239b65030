"""How much each signal counts, as `python -m benchmarks.tune` found it."""

from __future__ import annotations

WEIGHTS: dict[str, float] = {
    "paragraph_bm25": 0.73,
    "article_top": 0.97,
    "headline": 1.79,
    "covered_around": 1.15,
    "covered_beside": 2.32,
    "covered_opening": 2.67,
    "covered_asked": 2.01,
    "pairs": 0.87,
    "exact": 1.00,
    "answer_kind": 2.55,
    "asks": -2.42,
    "headline_names": 0.67,
    "company": 1.41,
    "kin_around": 4.06,
    "recent": 3.27,
    "named": 1.59,
    "among_candidates": 3.22,
}
