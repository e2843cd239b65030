"""The seam between an engine and the rest: documents as terms in, hits out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol


class Hit(NamedTuple):
    """A document that holds a term of the query; `key` is the number that it was added under."""

    key: int
    score: float


class Engine(Protocol):
    """An index of documents; what `add` and `remove` did shows in the next `search`."""

    def add(self, documents: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Index documents under keys that aren't in use, each as its terms in order."""

    def remove(self, keys: Iterable[int]) -> None:
        """Forget documents; a key that isn't there is no error."""

    def search(self, query: Mapping[str, float], limit: int) -> list[Hit]:
        """The best `limit` documents that hold a term of `query` (term → weight), by (−score, key)."""
