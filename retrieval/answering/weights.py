"""How much each signal counts, as `python -m benchmarks.tune` found it."""

from __future__ import annotations

WEIGHTS: dict[str, float] = {
    "sentence_bm25": 2.19,
    "paragraph_bm25": 0.92,
    "article_bm25": 3.56,
    "headline": 2.82,
    "covered": 2.45,
    "covered_around": 2.62,
    "pairs": 1.07,
    "exact": 1.38,
    "answer_kind": 1.73,
    "lead": 0.83,
    "company": 2.38,
    "kin_around": 3.93,
}
