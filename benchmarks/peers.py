"""Other BM25 engines as people use them, each ranking paragraphs: texts in, numbers of paragraphs out."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence

import bm25s  # type: ignore[import-untyped,import-not-found,unused-ignore]  # of the extra `bench`
import numpy as np
import Stemmer
import tantivy  # type: ignore[import-untyped,import-not-found,unused-ignore]  # of the extra `bench`
from rank_bm25 import BM25Okapi

from retrieval.terms import STOP_WORDS, Terms

Search = Callable[[str, int], list[int]]


def rank_bm25_split(texts: Sequence[str]) -> Search:
    """rank_bm25 as its readme shows it: lower case, split at white space."""
    engine = BM25Okapi([text.lower().split() for text in texts])
    return lambda question, limit: _best(engine.get_scores(question.lower().split()), limit)


def rank_bm25_terms(texts: Sequence[str]) -> Search:
    """rank_bm25 over this project's terms."""
    terms = Terms()
    engine = BM25Okapi([_stems(terms, text) for text in texts])
    return lambda question, limit: _best(engine.get_scores(_stems(terms, question)), limit)


def bm25s_lucene(texts: Sequence[str]) -> Search:
    """bm25s with its stop words and Snowball stems."""
    stemmer = Stemmer.Stemmer("english")
    engine = bm25s.BM25(method="lucene", k1=0.9, b=0.4)
    engine.index(bm25s.tokenize(list(texts), stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def search(question: str, limit: int) -> list[int]:
        tokens = bm25s.tokenize([question], stopwords="en", stemmer=stemmer, show_progress=False)
        found, scores = engine.retrieve(tokens, k=min(limit, len(texts)), show_progress=False)
        return [int(number) for number, score in zip(found[0], scores[0], strict=True) if score > 0]

    return search


def tantivy_english(texts: Sequence[str]) -> Search:
    """tantivy with its English stemmer."""
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("number", stored=True)
    schema.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(schema.build())
    writer = index.writer()
    for number, text in enumerate(texts):
        writer.add_document(tantivy.Document(number=number, text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: str, limit: int) -> list[int]:
        query = index.parse_query(" ".join(_words(question)) or "nothing", ["text"])
        return [int(searcher.doc(address)["number"][0]) for _, address in searcher.search(query, limit).hits]

    return search


def sqlite_fts5(texts: Sequence[str]) -> Search:
    """SQLite's FTS5 with the Porter stemmer."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE passages USING fts5(text, tokenize='porter unicode61')")
    connection.executemany("INSERT INTO passages(rowid, text) VALUES (?, ?)", enumerate(texts))

    def search(question: str, limit: int) -> list[int]:
        match = " OR ".join(f'"{word}"' for word in _words(question)) or '"nothing"'
        rows = connection.execute("SELECT rowid FROM passages(?) ORDER BY rank LIMIT ?", (match, limit))
        return [number for (number,) in rows]

    return search


PEERS: dict[str, Callable[[Sequence[str]], Search]] = {
    "rank_bm25, lower and split": rank_bm25_split,
    "rank_bm25, our terms": rank_bm25_terms,
    "bm25s, Lucene": bm25s_lucene,
    "tantivy, en_stem": tantivy_english,
    "SQLite FTS5, porter": sqlite_fts5,
}


def _best(scores: np.ndarray[tuple[int], np.dtype[np.float64]], limit: int) -> list[int]:
    order = np.lexsort((np.arange(len(scores)), -scores))[:limit]
    return [int(number) for number in order if scores[number] > 0]


def _stems(terms: Terms, text: str) -> list[str]:
    return [term.stem for term in terms.of(text) if not term.stop]


def _words(question: str) -> list[str]:
    return [word for word in re.findall(r"\w+", question.lower()) if word not in STOP_WORDS]
