"""rank_bm25's Okapi formula at an engine's speed: Lucene's idf, scores looked up in postings, changes in segments."""

from __future__ import annotations

import itertools
import math
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from retrieval.engines.postings import Ints, Longs, Postings, Segment
from retrieval.engines.protocol import Arrays, Hit, Parts

# Segments that together have so many postings are joined as documents are added, which takes some 10 ms; more of them
# wait for `compact`.
JOINED_AT_ONCE = 100_000
# A segment so many times as big as all the smaller ones together is left alone when these are joined.
MUCH_BIGGER = 6
# For so many sets of parts what searching them needs is kept.
_KEPT = 8
_FIELDS = ("keys", "lengths", "terms", "starts", "documents", "counts")
Scores = NDArray[np.float32]


class Okapi(BM25Okapi):  # type: ignore[misc]  # rank_bm25 is untyped
    """BM25Okapi over segments, with ln(1 + (N − n + ½)/(n + ½)) for idf: never negative.

    rank_bm25 walks every document for every term of a query; here only those that hold the term are looked at. However
    many segments documents stand in, their scores are the same. No documents at all are allowed.
    """

    def _initialize(self, corpus: Sequence[Segment]) -> dict[int, int]:
        self.segments = corpus
        self.corpus_size = sum(each.size for each in corpus)
        self.avgdl = (sum(each.length for each in corpus) / self.corpus_size if self.corpus_size else 0.0) or 1.0
        self._norms: list[Scores] = [
            (self.k1 * (1 - self.b + self.b * each.postings.lengths / self.avgdl)).astype(np.float32) for each in corpus
        ]
        return {}

    def _calc_idf(self, nd: Mapping[int, int]) -> None:
        """Nothing: it is worked out for the terms that are asked for."""

    def frequencies(self, terms: Ints) -> Longs:
        """How many documents hold each term."""
        return sum((each.frequencies_of(terms) for each in self.segments), np.zeros(len(terms), np.int64))

    def get_scores(self, query: Iterable[int]) -> Scores:
        """Every document's score in the order of the segments, as rank_bm25 sums it: a repeated term counts again."""
        return np.concatenate([np.zeros(0, np.float32), *self.weighted_scores(Counter(query))])

    def weighted_scores(self, query: Mapping[int, float]) -> list[Scores]:
        """For each segment its documents' scores; above 0 exactly where a term matched and the document lives."""
        counts = self.frequencies(np.fromiter(query, np.int32, len(query))).tolist()
        weights = [
            (term, np.float32(weight * math.log(1 + (self.corpus_size - count + 0.5) / (count + 0.5)) * (self.k1 + 1)))
            for (term, weight), count in zip(query.items(), counts, strict=True)
        ]
        found = []
        for segment, norms in zip(self.segments, self._norms, strict=True):
            postings = segment.postings
            scores = np.zeros(len(postings.keys), np.float32)
            for term, weight in weights:
                at = postings.place(term)
                if at is not None:
                    start, end = postings.starts[at], postings.starts[at + 1]
                    documents = postings.documents[start:end]
                    often = postings.counts[start:end].astype(np.float32)
                    scores[documents] += weight * (often / (often + norms[documents]))
            if segment.size < len(scores):
                scores *= segment.live
            found.append(scores)
        return found


class RankBM25:
    """The default engine: in memory, in segments, so that a change costs what it changes.

    Safe to share between threads. Terms of weight 0 or less are left out, so that what is found always matched.
    """

    def __init__(self, k1: float = 1.2, b: float = 0.5) -> None:
        self._k1 = k1
        self._b = b
        self._vocabulary: dict[str, int] = {}
        self._parts: dict[int, tuple[Segment, ...]] = {}
        self._scorers: dict[Parts, Okapi] = {}
        self._lock = threading.RLock()
        self._compacting = threading.Lock()

    def add(self, documents: Iterable[tuple[int, Sequence[str]]], part: int = 0) -> None:
        """Index documents under keys that aren't in use, each as its terms in order."""
        with self._lock:
            number = self._vocabulary.setdefault
            numbered = [(key, [number(term, len(self._vocabulary)) for term in terms]) for key, terms in documents]
            if numbered:
                segments = (*self._parts.get(part, ()), Segment.of(Postings.of(numbered)))
                last = _to_be_joined(segments)
                if len(last) > 1 and sum(len(each.postings.documents) for each in last) <= JOINED_AT_ONCE:
                    segments = (*segments[: -len(last)], Segment.of(Postings.joined(last)))
                self._set(part, segments)

    def remove(self, keys: Iterable[int]) -> None:
        """Forget documents; a key that isn't there is no error."""
        gone = np.sort(np.fromiter(keys, np.int64))
        with self._lock:
            for part, segments in list(self._parts.items()):
                left = tuple(each.without(gone) for each in segments)
                if left != segments:
                    self._set(part, tuple(each for each in left if each.size))

    def search(self, query: Mapping[str, float], limit: int, parts: Parts) -> list[Hit]:
        """The best `limit` documents that hold a term of `query` (term → weight), by (−score, key)."""
        okapi = self._okapi(parts)
        known = {number: weight for term, weight in query.items() if weight > 0 and (number := self._number(term)) >= 0}
        keys, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
        for segment, found in zip(okapi.segments, okapi.weighted_scores(known), strict=True):
            places = np.flatnonzero(found)
            keys.append(segment.postings.keys[places])
            scores.append(found[places])
        return _best(np.concatenate(keys), np.concatenate(scores), limit)

    def holding(self, groups: Iterable[Collection[str]], parts: Parts) -> Longs:
        """The keys, ascending, of the documents that hold a term of every group; all of them where there is none."""
        numbered = [[self._number(term) for term in group] for group in groups]
        found = [np.zeros(0, np.int64)]
        for segment in self._okapi(parts).segments:
            held = segment.live.copy()
            for group in numbered:
                held &= segment.holds(group)
            found.append(segment.postings.keys[held])
        return np.sort(np.concatenate(found))

    def held(self, terms: Sequence[str], keys: Sequence[int], parts: Parts) -> list[frozenset[str]]:
        """Which of some terms each of some documents holds; none for a key that isn't there."""
        wanted = np.asarray(keys, np.int64)
        found = np.zeros((len(keys), len(terms)), np.bool_)
        for segment in self._okapi(parts).segments:
            found |= segment.held([self._number(term) for term in terms], wanted)
        return [frozenset(itertools.compress(terms, row)) for row in found.tolist()]

    def frequencies(self, terms: Sequence[str], parts: Parts) -> list[int]:
        """How many documents hold each term."""
        numbers = np.fromiter(map(self._number, terms), np.int32, len(terms))
        return [int(count) for count in self._okapi(parts).frequencies(numbers)]

    def size(self, parts: Parts) -> int:
        """How many documents there are."""
        return int(self._okapi(parts).corpus_size)

    def words(self) -> Collection[str]:
        """Every term that was ever added, in the order in which they came; more of them only ever come behind."""
        return self._vocabulary.keys()

    def compact(self) -> None:
        """Join segments that have become many or are mostly removed; others may search, add and remove meanwhile."""
        with self._compacting:
            for part, segments in list(self._parts.items()):
                chosen = _to_be_joined(segments)
                if len(chosen) > 1 or any(2 * each.size < len(each.live) for each in chosen):
                    self._replace(part, chosen, Segment.of(Postings.joined(chosen)))

    def pack(self) -> Arrays:
        """All that it holds, for `unpack`: no array is copied."""
        with self._lock:
            parts = [(part, each) for part, segments in self._parts.items() for each in segments]
            words = "\n".join(self._vocabulary).encode()
        arrays: Arrays = {
            "words": np.frombuffer(words, np.uint8),
            "parts": np.array([part for part, _ in parts], np.int64),
        }
        for number, (_, segment) in enumerate(parts):
            arrays |= {f"{number}.{field}": getattr(segment.postings, field) for field in _FIELDS}
            arrays[f"{number}.live"] = segment.live
        return arrays

    def unpack(self, arrays: Arrays) -> None:
        """Hold what was packed and nothing else. Raises ValueError or LookupError for what `pack` did not make."""
        words = arrays["words"].tobytes().decode()
        parts: dict[int, tuple[Segment, ...]] = {}
        for number, part in enumerate(arrays["parts"].tolist()):
            postings = Postings(**{field: arrays[f"{number}.{field}"] for field in _FIELDS})
            segment = Segment.of(postings).without(postings.keys[~arrays[f"{number}.live"]])
            parts[part] = (*parts.get(part, ()), segment)
        with self._lock:
            self._vocabulary = {word: number for number, word in enumerate(words.split("\n") if words else ())}
            self._scorers = {}
            self._parts = parts

    def _number(self, term: str) -> int:
        return self._vocabulary.get(term, -1)

    def _set(self, part: int, segments: tuple[Segment, ...]) -> None:
        self._parts[part] = tuple(sorted(segments, key=lambda each: -len(each.postings.documents)))
        self._scorers = {parts: okapi for parts, okapi in self._scorers.items() if part not in parts}

    def _okapi(self, parts: Parts) -> Okapi:
        okapi = self._scorers.get(parts)
        if okapi is None:
            with self._lock:
                segments = [each for part in sorted(parts) for each in self._parts.get(part, ())]
                okapi = Okapi(segments, k1=self._k1, b=self._b)
                if len(self._scorers) >= _KEPT:
                    del self._scorers[next(iter(self._scorers))]
                self._scorers[parts] = okapi
        return okapi

    def _replace(self, part: int, chosen: Sequence[Segment], joined: Segment) -> None:
        """Put a segment in the place of others, without what was removed from these in the meantime."""
        with self._lock:
            now = {id(each.postings): each for each in self._parts.get(part, ())}
            for each in chosen:
                left = now.pop(id(each.postings), None)
                gone = each.live if left is None else each.live & ~left.live
                joined = joined.without(each.postings.keys[gone])
            others = tuple(now.values())
            self._set(part, (*others, joined) if joined.size else others)


def _to_be_joined(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The last segments that have no much bigger one among them, or all of them where one is mostly removed."""
    if any(2 * each.size < len(each.live) for each in segments):
        return tuple(segments)
    first, together = len(segments), 0
    for place in range(len(segments) - 1, -1, -1):
        held = len(segments[place].postings.documents)
        if first < len(segments) and held > MUCH_BIGGER * together:
            break
        first, together = place, together + held
    return tuple(segments[first:])


def _best(keys: Longs, scores: Scores, limit: int) -> list[Hit]:
    if 0 < limit < len(scores):
        at_least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        keys, scores = keys[scores >= at_least], scores[scores >= at_least]
    order = np.lexsort((keys, -scores))[: max(0, limit)]
    return [Hit(*pair) for pair in zip(keys[order].tolist(), scores[order].tolist(), strict=True)]
