"""Names that texts don't mention: told only where no form of them stands there, as a search that is sure of it.

A name is mentioned too by a synonym, another spelling or form ("Spanish"), its initials, or any of its words; only the
first name of somebody else ("Donald" Trump) is none of Donald Tusk.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from rapidfuzz.distance import OSA, Prefix

from retrieval.models import Article, Quote
from retrieval.speakers.words import PARTICLES, TITLES
from retrieval.terms import newsroom_terms
from retrieval.word_set import word_set

# Countries whose people are called by a word that starts otherwise.
_PEOPLES = (
    word_set("denmark danish dane danes"),
    word_set("netherlands holland dutch"),
    word_set("ireland irish"),
    word_set("wales welsh"),
    word_set("philippines filipino filipinos"),
    word_set("myanmar burma burmese"),
)
_PEOPLE = re.compile(r"(?:ish|iot)s?$")
# What the names of many places start with: like a particle, it alone mentions none of them.
OPENINGS = word_set("east great new north south united west")
# Two spellings of one name share so much (Lukashenko, Lukashenka).
_LIKENESS = 0.7
_SHORTEST = 3
_OTHERS = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"\w+(?:\.\w+)*")


def unmentioned(names: Iterable[str], quotes: Sequence[Quote]) -> tuple[str, ...]:
    """The names, as typed, that no article mentions of which words are quoted or named as another copy.

    In doubt they are mentioned; without a quote none is missed.
    """
    others = (each.article for quote in quotes for each in quote.differs)
    return unmentioned_in(names, chain((one for quote in quotes for one in (quote.article, *quote.also_in)), others))


def unmentioned_in(names: Iterable[str], articles: Iterable[Article]) -> tuple[str, ...]:
    """The same of articles, in their headlines and texts."""
    left, read = list(dict.fromkeys(names)), set[tuple[str, str]]()
    for article in articles:
        if left and (article.id, article.sha256) not in read:
            read.add((article.id, article.sha256))
            held = _Held(f"{article.headline}\n{article.text}", article.language)
            left = [name for name in left if not held.mentions(name)]
    return tuple(left) if read else ()


def are_mentioned(names: Iterable[str], text: str, language: str) -> bool:
    """Whether a text mentions every name, or may."""
    held = _Held(text, language)
    return all(held.mentions(name) for name in names)


class _Words(NamedTuple):
    """Stems, synonyms' too, and folded words: all, those with a capital, and the initials of these in order."""

    stems: set[str]
    spelled: set[str]
    capitals: set[str]
    initials: str


class _Held:
    """The words of a text, in the ways in which a name may stand there."""

    def __init__(self, text: str, language: str) -> None:
        self._terms = newsroom_terms()
        self._is_english = language.casefold().startswith("en")
        self._text = text
        self._letters = _folded(self._text)

    def mentions(self, name: str) -> bool:
        """Whether the text mentions a name, or may."""
        words = [word for word in _WORD.findall(name) if word.casefold() not in TITLES and self._terms.stems(word)]
        if not self._is_english or not words:
            return True
        told = (first for first in words[:-1] if first.casefold() not in OPENINGS | PARTICLES)
        firsts = [first for first in told if not self._is_anothers(first)]
        if any(self._holds(word) for word in [*firsts, words[-1]]):
            return True
        return len(words) > 1 and "".join(word[0] for word in words).casefold() in self._words.spelled

    def _holds(self, word: str) -> bool:
        folded = _folded(word)
        if not folded or (len(folded) >= _SHORTEST and folded in self._letters):
            return True  # most are, and that is told quickly
        words = self._words
        if not words.stems.isdisjoint(self._terms.stems(word)) or (word.isupper() and folded in words.initials):
            return True
        if any(folded in people and not people.isdisjoint(words.spelled) for people in _PEOPLES):
            return True
        return any(_alike(folded, other) for other in words.capitals)

    @cached_property
    def _words(self) -> _Words:
        words, groups = self._terms.words(self._text)
        folded = {word: _folded(word) for word in {word.word for word in words}}
        capitals = [folded[word.word] for word in words if word.capital]
        return _Words(
            stems={word.stem for word in words if not word.stop} | {group.stem for group in groups},
            spelled=set(folded.values()),
            capitals=set(capitals),
            initials="".join(word[:1] for word in capitals),
        )

    def _is_anothers(self, first: str) -> bool:
        """Whether a first name is always followed by another name."""
        behind = re.findall(rf"\b{re.escape(first)}\b(?:\s+(\w+))?", self._text, re.IGNORECASE)
        return bool(behind) and all(word[:1].isupper() for word in behind)


def _alike(one: str, other: str) -> bool:
    """Whether two words may be forms or spellings of one name."""
    shared, shorter = Prefix.similarity(one, other), min(len(one), len(other))
    if shared >= _SHORTEST and (shared >= shorter - 2 or _PEOPLE.search(one) or _PEOPLE.search(other)):
        return True
    return OSA.normalized_similarity(one, other, score_cutoff=_LIKENESS) > 0


def _folded(text: str) -> str:
    """Its letters and digits of the Latin alphabet alone, small and without marks."""
    return _OTHERS.sub("", unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower())
