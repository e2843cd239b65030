"""Introductions: whom a sentence names in full, and under which title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from retrieval.models import Span
from retrieval.speakers.titles import NO_NAMES, title_after, title_before
from retrieval.speakers.words import OPENERS, PARTICLES, is_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.tokens import Sentence, Token

_SUFFIXES = frozenset({"jr.", "sr.", "jr", "sr", "ii", "iii", "iv"})
_GLUED = re.compile(r"\A[A-Z]{4,}+[a-z]{2}")


class Person(NamedTuple):
    """Somebody whom the article names in full: the span of the full name there, and of the title beside it."""

    surname: str
    name: Span
    title: Span | None
    words: frozenset[str]


def introduced(sentence: Sentence) -> list[Person]:
    """Everybody whom a sentence names in full, in order."""
    tokens = sentence.tokens
    found: list[Person] = []
    end = -1
    for at, token in enumerate(tokens):
        if at <= end or not _is_name_word(token) or (at == 0 and token.low in OPENERS):
            continue
        end = at
        while (following := _next_name_word(tokens, end)) is not None:
            end = following
        person = _person(tokens, at, end)
        if person is not None:
            found.append(person)
    return found


def _next_name_word(tokens: Sequence[Token], at: int) -> int | None:
    """The next word of the name that holds token `at`, if one follows, past “von der” and the like."""
    following = at + 1
    while following < len(tokens) and tokens[following].text in PARTICLES:
        following += 1
    return following if following < len(tokens) and _is_name_word(tokens[following]) else None


def _is_name_word(token: Token) -> bool:
    return token.is_capital and token.low not in NO_NAMES and not _is_glued(token.text)


def _is_glued(word: str) -> bool:
    """Whether a caption's last word runs into the next one: “TESTIMONYPrince”."""
    return word[1:4].isupper() and not word.isupper() and _GLUED.match(word) is not None


def _person(tokens: Sequence[Token], first: int, last: int) -> Person | None:
    """The person whom the run of capitalised tokens names, if it gives two names or more."""
    roles = [at for at in range(first, last) if is_role(tokens[at].low)]
    start = roles[-1] + 1 if roles else first
    in_office = first >= 2 and tokens[first - 1].low == "of" and is_role(tokens[first - 2].low)
    while start < last and (tokens[start].low.endswith(("-born", "-based")) or (in_office and start == first)):
        start += 1
    end = last
    while end > start and tokens[end].low in _SUFFIXES:
        end -= 1
    if end - start < 1 or end - start > 4 or is_role(tokens[end].low) or tokens[end].text.isupper():
        return None
    title = title_before(tokens, first, start) or title_after(tokens, last + 1)
    words = frozenset(token.low for token in tokens[start:end])
    return Person(tokens[end].low, Span(start=tokens[start].start, end=tokens[last].end), title, words)
