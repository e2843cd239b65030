"""Engines: weighted terms in, keys of matching documents out. A new one is one file and one line in the table."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.engines.protocol import Arrays, Engine, Hit, Parts
from retrieval.engines.rank_bm25 import RankBM25

__all__ = ["ENGINES", "Arrays", "Engine", "Hit", "Parts", "UnknownEngineError", "new_engine"]


class UnknownEngineError(ValueError):
    """No engine has this name."""


ENGINES: dict[str, Callable[[], Engine]] = {
    "rank_bm25": RankBM25,
}


def new_engine(name: str) -> Engine:
    """An empty engine. Raises UnknownEngineError."""
    if name not in ENGINES:
        raise UnknownEngineError(f"there is no engine {name!r}; choose one of {', '.join(sorted(ENGINES))}")
    return ENGINES[name]()
