"""How much each signal counts, as `python -m benchmarks.tune` found it."""

from __future__ import annotations

WEIGHTS: dict[str, float] = {
    "sentence_bm25": 2.22,
    "paragraph_bm25": 1.21,
    "article_bm25": 3.48,
    "headline": 3.09,
    "covered": 2.34,
    "covered_around": 3.56,
    "pairs": 2.01,
    "exact": 1.27,
    "answer_kind": 1.76,
    "counted": 1.42,
    "own_words": 0.22,
    "lead": 0.85,
    "company": 2.02,
    "kin": 2.53,
    "kin_around": 3.40,
}
