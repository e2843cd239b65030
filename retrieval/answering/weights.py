"""How much each signal counts, as `python -m benchmarks.tune` found it."""

from __future__ import annotations

WEIGHTS: dict[str, float] = {
    "paragraph_bm25": 1.91,
    "article_top": 1.63,
    "headline": 2.15,
    "covered_around": 1.68,
    "covered_beside": 2.40,
    "covered_opening": 2.68,
    "covered_asked": 1.87,
    "pairs": 1.85,
    "exact": 1.44,
    "answer_kind": 2.48,
    "asks": -2.96,
    "headline_names": 0.77,
    "company": 1.49,
    "kin_around": 4.18,
}
