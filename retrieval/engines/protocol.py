"""The seam between an engine and the rest: documents as terms in, hits out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
Parts = frozenset[int]


class Hit(NamedTuple):
    """A document that holds a term of the query; `key` is the number that it was added under."""

    key: int
    score: float


class Engine(Protocol):
    """An index of documents in parts; what `add` and `remove` did shows in the next call.

    Everything that is asked is asked of some parts, and answered as if there were no others: no score, count or hit
    tells of a document elsewhere. Safe to share between threads.
    """

    def add(self, documents: Iterable[tuple[int, Sequence[str]]], part: int = 0) -> None:
        """Index documents under keys that aren't in use, each as its terms in order."""

    def remove(self, keys: Iterable[int]) -> None:
        """Forget documents; a key that isn't there is no error."""

    def search(self, query: Mapping[str, float], limit: int, parts: Parts) -> list[Hit]:
        """The best `limit` documents that hold a term of `query` (term → weight), by (−score, key)."""

    def holding(self, groups: Iterable[Collection[str]], parts: Parts) -> NDArray[np.int64]:
        """The keys, ascending, of the documents that hold a term of every group; all of them where there is none."""

    def held(self, terms: Sequence[str], keys: Sequence[int], parts: Parts) -> list[frozenset[str]]:
        """Which of some terms each of some documents holds; none for a key that isn't there."""

    def frequencies(self, terms: Sequence[str], parts: Parts) -> list[int]:
        """How many documents hold each term."""

    def size(self, parts: Parts) -> int:
        """How many documents there are."""

    def words(self) -> Collection[str]:
        """Every term that was ever added, in the order in which they came; more of them only ever come behind."""

    def compact(self) -> None:
        """Do the slow part of keeping order; others may search, add and remove meanwhile."""

    def pack(self) -> Arrays:
        """All that it holds, for `unpack`."""

    def unpack(self, arrays: Arrays) -> None:
        """Hold what was packed and nothing else. Raises ValueError or LookupError for what `pack` did not make."""
