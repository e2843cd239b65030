"""An article as the index takes it in: where its paragraphs stand, and the stems of each."""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import metadata, resources
from itertools import islice

from retrieval.models import Article
from retrieval.passages import is_quotable, outline
from retrieval.terms import Terms

# How often a headline counts as its article's text.
HEADLINES = 3
# More paragraphs of one article can't be told apart by their keys.
MOST_PARAGRAPHS = 1 << 24
# News sites put the day into an article's address: /2024/02/26/, /2024-02-26-.
_DAY_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?!\d)")
# What a change of would make another reading of the same article.
_READ_BY = (
    "indexing/analysed.py",
    "passages.py",
    "sentences.py",
    "synonyms.py",
    "synonyms.txt",
    "terms.py",
    "word_set.py",
)


@dataclass(frozen=True, slots=True)
class Analysed:
    """A version of an article: `places` are three numbers a paragraph (its own in the article, start, end).

    `day` is when it was published, as the ordinal of the date; 0 where nothing tells.
    """

    id: str
    version: int
    sha256: str
    day: int
    places: array[int]
    paragraphs: tuple[list[str], ...]
    whole: list[str]


def analysed(article: Article, terms: Terms) -> Analysed:
    """What an article is found by; the headline counts HEADLINES times as its text."""
    places = array("i")
    paragraphs = []
    whole = terms.stems(article.headline) * HEADLINES
    for number, start, end in islice(_paragraphs(article), MOST_PARAGRAPHS):
        stems = terms.stems(article.text[start:end])
        places.extend((number, start, end))
        paragraphs.append(stems)
        whole += stems
    return Analysed(article.id, article.version, article.sha256, day(article), places, tuple(paragraphs), whole)


def day(article: Article) -> int:
    """The ordinal of the date when an article was published, or that stands in its address; 0 where neither tells."""
    if article.published is not None:
        return article.published.toordinal()
    found = _DAY_IN_ADDRESS.search(article.url or "")
    try:
        return date(*map(int, found.groups())).toordinal() if found else 0
    except ValueError:
        return 0


def fingerprint() -> str:
    """What tells one way of reading articles from another: the code that does it, its lists and its libraries."""
    package = resources.files("retrieval")
    read_by = hashlib.sha256()
    for name in _READ_BY:
        read_by.update(package.joinpath(name).read_bytes())
    versions = (metadata.version("PyStemmer"), unicodedata.unidata_version, str(sys.version_info[:2]))
    return " ".join((read_by.hexdigest(), *versions))


def _paragraphs(article: Article) -> Iterator[tuple[int, int, int]]:
    for passage in outline(article):
        if is_quotable(article, passage):
            yield passage.number, passage.span.start, passage.span.end
