"""Documents turned round: for each term the documents that hold it, as arrays that are never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]

# A term that stands in a document more often than this counts as if it stood there so often.
MOST = np.iinfo(np.uint16).max


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Documents by `keys` (ascending) with their `lengths` in terms;
    `terms` are the numbers (ascending) that they hold.

    The documents of the term at place i are `documents[starts[i] : starts[i + 1]]`, as places in `keys`, ascending;
    `counts` says how often each holds it.
    """

    keys: Longs
    lengths: Ints
    terms: Ints
    starts: Longs
    documents: Ints
    counts: NDArray[np.uint16]

    @classmethod
    def of(cls, documents: Sequence[tuple[int, Sequence[int]]]) -> Postings:
        """The postings of documents given as keys and term numbers."""
        ordered = sorted(documents, key=lambda each: each[0])
        lengths = np.fromiter((len(terms) for _, terms in ordered), np.int32, len(ordered))
        flat = [np.asarray(terms, np.int64) for _, terms in ordered if len(terms)]
        terms = np.concatenate(flat) if flat else np.zeros(0, np.int64)
        places = np.repeat(np.arange(len(ordered)), lengths)
        pairs, counts = np.unique(terms * max(1, len(ordered)) + places, return_counts=True)
        keys = np.fromiter((key for key, _ in ordered), np.int64, len(ordered))
        return cls._from_pairs(
            keys, lengths, *np.divmod(pairs, max(1, len(ordered))), np.minimum(counts, MOST).astype(np.uint16)
        )

    @classmethod
    def joined(cls, segments: Iterable[Segment]) -> Postings:
        """The living documents of several segments together."""
        held = list(segments)
        keys = np.concatenate([each.postings.keys[each.live] for each in held])
        order = np.argsort(keys, kind="stable")
        place = np.empty(len(keys), np.int64)
        place[order] = np.arange(len(keys))
        terms, places, counts, first = [], [], [], 0
        for each in held:
            moved = np.full(len(each.live), -1, np.int64)
            moved[each.live] = place[first : first + each.size]
            first += each.size
            kept = each.live[each.postings.documents]
            terms.append(np.repeat(each.postings.terms, np.diff(each.postings.starts))[kept])
            places.append(moved[each.postings.documents[kept]])
            counts.append(each.postings.counts[kept])
        flat = np.concatenate(terms).astype(np.int64) * max(1, len(keys)) + np.concatenate(places)
        # Each segment's own pairs are in order already, which a stable sort makes use of.
        by_pair = np.argsort(flat, kind="stable")
        lengths = np.concatenate([each.postings.lengths[each.live] for each in held])
        return cls._from_pairs(
            keys[order],
            lengths[order],
            *np.divmod(flat[by_pair], max(1, len(keys))),
            np.concatenate(counts)[by_pair],
        )

    @classmethod
    def _from_pairs(
        cls, keys: Longs, lengths: Ints, terms: Longs, places: Longs, counts: NDArray[np.uint16]
    ) -> Postings:
        vocabulary, starts = np.unique(terms, return_index=True)
        starts = np.append(starts, len(terms)).astype(np.int64)
        return cls(keys, lengths, vocabulary.astype(np.int32), starts, places.astype(np.int32), counts)

    def place(self, term: int) -> int | None:
        """Where a term stands in `terms`."""
        # a plain int would have the whole array cast to its own type
        at = int(self.terms.searchsorted(np.int32(term)))
        return at if at < len(self.terms) and self.terms[at] == term else None


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Postings of which some documents may have been removed.

    `size` and `length` (in terms) count the living documents, `frequencies` those that hold each term.
    """

    postings: Postings
    live: Bools
    frequencies: Longs
    size: int
    length: int

    @classmethod
    def of(cls, postings: Postings) -> Segment:
        """All documents of `postings`."""
        live = np.ones(len(postings.keys), np.bool_)
        return cls(postings, live, np.diff(postings.starts), len(live), int(postings.lengths.sum(dtype=np.int64)))

    def without(self, keys: Longs) -> Segment:
        """The same without some documents; itself where it has none of them. `keys` are ascending."""
        gone = np.isin(self.postings.keys, keys) & self.live
        if not gone.any():
            return self
        live = self.live & ~gone
        touched = np.flatnonzero(gone[self.postings.documents])
        terms, counts = np.unique(self.postings.starts.searchsorted(touched, side="right") - 1, return_counts=True)
        frequencies = self.frequencies.copy()
        frequencies[terms] -= counts
        length = self.length - int(self.postings.lengths[gone].sum(dtype=np.int64))
        return replace(self, live=live, frequencies=frequencies, size=int(live.sum()), length=length)

    def frequencies_of(self, terms: Ints) -> Longs:
        """How many living documents hold each of some terms."""
        held = self.postings.terms
        if not len(held):
            return np.zeros(len(terms), np.int64)
        at = np.minimum(held.searchsorted(terms), len(held) - 1)
        return np.where(held[at] == terms, self.frequencies[at], 0)

    def holds(self, terms: Iterable[int]) -> Bools:
        """For each document, whether it holds one of the terms."""
        found = np.zeros(len(self.live), np.bool_)
        for term in terms:
            at = self.postings.place(term)
            if at is not None:
                found[self.postings.documents[self.postings.starts[at] : self.postings.starts[at + 1]]] = True
        return found

    def held(self, terms: Sequence[int], keys: Longs) -> Bools:
        """For each key (row) and each term (column), whether that document is here and holds it."""
        found = np.zeros((len(keys), len(terms)), np.bool_)
        postings = self.postings
        at = postings.keys.searchsorted(keys)
        at[at == len(postings.keys)] = 0
        rows = np.flatnonzero((postings.keys[at] == keys) & self.live[at])
        # as wide as the arrays that are searched, which would otherwise be cast as a whole
        wanted = at[rows].astype(np.int32)
        for column, term in enumerate(terms):
            place = postings.place(term)
            if place is not None and len(rows):
                documents = postings.documents[postings.starts[place] : postings.starts[place + 1]]
                nearest = np.minimum(documents.searchsorted(wanted), len(documents) - 1)
                found[rows, column] = documents[nearest] == wanted
        return found
