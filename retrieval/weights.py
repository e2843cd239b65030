"""How much each signal counts, as `python -m benchmarks.tune` found it."""

from __future__ import annotations

WEIGHTS: dict[str, float] = {
    "sentence_bm25": 2.0,
    "paragraph_bm25": 2.0,
    "article_bm25": 3.0,
    "headline": 2.0,
    "covered": 2.0,
    "covered_around": 4.0,
    "pairs": 2.5,
    "exact": 1.5,
    "answer_kind": 2.0,
    "counted": 1.2,
    "lead": 0.6,
    "company": 2.0,
    "kin": 2.0,
    "kin_around": 2.0,
}
