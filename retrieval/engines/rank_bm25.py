"""rank_bm25's Okapi formula at an engine's speed: Lucene's idf, and scores looked up in postings."""

from __future__ import annotations

import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from retrieval.engines.protocol import Hit


class Okapi(BM25Okapi):  # type: ignore[misc]  # rank_bm25 is untyped
    """BM25Okapi over documents of term numbers, with ln(1 + (N − n + ½)/(n + ½)) for idf: never negative.

    rank_bm25 walks every document for every term of a query; here a term's documents and its finished weights in them
    are two arrays. An empty corpus is allowed.
    """

    def _initialize(self, corpus: Sequence[Sequence[int]]) -> dict[int, int]:
        self.corpus_size = len(corpus)
        lengths = np.fromiter((len(document) for document in corpus), np.int64, self.corpus_size)
        self.doc_len = lengths
        self.avgdl = float(lengths.mean()) if self.corpus_size and lengths.any() else 1.0
        terms = np.concatenate([np.asarray(document, np.int64) for document in corpus]) if self.corpus_size else lengths
        documents = np.repeat(np.arange(self.corpus_size), lengths)
        pairs, self._frequencies = np.unique(terms * max(1, self.corpus_size) + documents, return_counts=True)
        numbers = pairs // max(1, self.corpus_size)
        self._documents: NDArray[np.int32] = (pairs % max(1, self.corpus_size)).astype(np.int32)
        vocabulary, starts = np.unique(numbers, return_index=True)
        ends = np.append(starts, len(pairs))[1:]
        self._postings = dict(zip(vocabulary.tolist(), zip(starts.tolist(), ends.tolist(), strict=True), strict=True))
        return {term: end - start for term, (start, end) in self._postings.items()}

    def _calc_idf(self, nd: Mapping[int, int]) -> None:
        counts = np.fromiter(nd.values(), np.float64, len(nd))
        idf = np.log(1 + (self.corpus_size - counts + 0.5) / (counts + 0.5))
        self.idf = dict(zip(nd, idf.tolist(), strict=True))
        lengths = self.doc_len[self._documents] / self.avgdl
        saturation = self._frequencies * (self.k1 + 1) / (self._frequencies + self.k1 * (1 - self.b + self.b * lengths))
        self._weights: NDArray[np.float32] = (np.repeat(idf, counts.astype(np.int64)) * saturation).astype(np.float32)
        del self._frequencies

    def get_scores(self, query: Iterable[int]) -> NDArray[np.float32]:
        """Every document's score, as rank_bm25 sums it: a repeated term counts again."""
        return self.weighted_scores(Counter(query))

    def weighted_scores(self, query: Mapping[int, float]) -> NDArray[np.float32]:
        """Every document's score for weighted terms; above 0 exactly where a term matched."""
        scores = np.zeros(self.corpus_size, np.float32)
        for term, weight in query.items():
            start, end = self._postings.get(term, (0, 0))
            scores[self._documents[start:end]] += np.float32(weight) * self._weights[start:end]
        return scores


class RankBM25:
    """The default engine: in memory, rebuilt on the first search after a change. Safe to share between threads.

    Terms of weight 0 or less are left out, so that what is found always matched.
    """

    def __init__(self, k1: float = 1.2, b: float = 0.5) -> None:
        self._k1 = k1
        self._b = b
        self._vocabulary: dict[str, int] = {}
        self._documents: dict[int, array[int]] = {}
        self._built: tuple[Okapi, NDArray[np.int64]] | None = None
        self._lock = threading.Lock()

    def add(self, documents: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Index documents under keys that aren't in use, each as its terms in order."""
        number = self._vocabulary.setdefault
        with self._lock:
            for key, terms in documents:
                self._documents[key] = array("i", [number(term, len(self._vocabulary)) for term in terms])
            self._built = None

    def remove(self, keys: Iterable[int]) -> None:
        """Forget documents; a key that isn't there is no error."""
        with self._lock:
            for key in keys:
                self._documents.pop(key, None)
            self._built = None

    def search(self, query: Mapping[str, float], limit: int) -> list[Hit]:
        """The best `limit` documents that hold a term of `query` (term → weight), by (−score, key)."""
        okapi, keys = self._index()
        known = {
            self._vocabulary[term]: weight for term, weight in query.items() if weight > 0 and term in self._vocabulary
        }
        scores = okapi.weighted_scores(known)
        found = np.flatnonzero(scores)
        if 0 < limit < len(found):
            at_least = np.partition(scores[found], len(found) - limit)[len(found) - limit]
            found = found[scores[found] >= at_least]
        order = np.lexsort((keys[found], -scores[found]))[: max(0, limit)]
        best = found[order]
        return [Hit(*pair) for pair in zip(keys[best].tolist(), scores[best].tolist(), strict=True)]

    def _index(self) -> tuple[Okapi, NDArray[np.int64]]:
        with self._lock:
            if self._built is None:
                keys = np.fromiter(self._documents, np.int64, len(self._documents))
                self._built = Okapi(list(self._documents.values()), k1=self._k1, b=self._b), keys
            return self._built
