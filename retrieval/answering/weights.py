"""How much each signal counts, as `python -m benchmarks.tune` found it."""

from __future__ import annotations

WEIGHTS: dict[str, float] = {
    "sentence_bm25": 2.26,
    "paragraph_bm25": 1.24,
    "article_bm25": 3.49,
    "headline": 3.09,
    "covered": 2.20,
    "covered_around": 3.63,
    "pairs": 2.10,
    "exact": 1.32,
    "answer_kind": 2.00,
    "counted": 1.38,
    "own_words": 0.21,
    "lead": 0.85,
    "company": 2.02,
    "kin": 2.56,
    "kin_around": 3.39,
}
