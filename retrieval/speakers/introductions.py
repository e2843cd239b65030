"""Introductions: whom a sentence names in full, and under which title."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from retrieval.models import Span
from retrieval.speakers.titles import NO_NAMES, is_plural, title_after, title_before
from retrieval.speakers.words import MODIFIERS, OPENERS, PARTICLES, is_role, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.speakers.tokens import Sentence, Token

_SUFFIXES = frozenset({"jr.", "sr.", "jr", "sr", "ii", "iii", "iv"})
_LONGEST_NAME = 4
# From so many words before the surname on, the first of them may be an office's.
_MANY_NAMES = 2
_GOVERNING = words("of for to")
_GLUED = re.compile(r"\A[A-Z]{4,}+[a-z]{2}")


class Person(NamedTuple):
    """Somebody whom the article names in full: the span of the full name there, and of the title beside it.

    The name is None where it isn't sure with which word it begins.
    """

    surname: str
    name: Span | None
    title: Span | None
    words: frozenset[str]


def introduced(sentence: Sentence) -> list[Person]:
    """Everybody whom a sentence names in full, in order."""
    tokens = sentence.tokens
    found = list(_asked_about(tokens))
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


def _asked_about(tokens: Sequence[Token]) -> Iterator[Person]:
    """Who a question that “Will” opens may name in full, though the word is more likely a verb: “Will Berg resign?”."""
    if tokens[-1].text == "?":
        for at, (token, following) in enumerate(pairwise(tokens)):
            if token.text == "Will" and _is_name_word(following) and _next_name_word(tokens, at + 1) is None:
                yield Person(following.low, None, None, frozenset({token.text}))


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
    start = _start(tokens, first, last)
    end = last
    while end > start and tokens[end].low in _SUFFIXES:
        end -= 1
    # a caption may run into the text: “Anna Berg Anna Berg”
    repeated = next((at + 1 for at in range(end - 1, start, -1) if tokens[at].low == tokens[end].low), None)
    start = repeated or start
    if not 1 <= end - start <= _LONGEST_NAME or is_role(tokens[end].low) or tokens[end].text.isupper():
        return None
    words = frozenset(token.low for token in tokens[start:end])
    if _holds_office(tokens, first, start, end):
        return Person(tokens[end].low, None, None, words)
    title = (title_before(tokens, first, start) if repeated is None else None) or title_after(tokens, last + 1)
    return Person(tokens[end].low, Span(start=tokens[start].start, end=tokens[last].end), title, words)


def _start(tokens: Sequence[Token], first: int, last: int) -> int:
    """Where the name starts in a run of capitals: behind roles, “Former”, “Swiss-born” and, before two names, “NBA”."""
    start = first
    for at in range(first, last):
        if (
            is_role(tokens[at].low)
            or (at + 2 <= last and (_is_acronym(tokens[at].text) or is_plural(tokens[at].low)))
            or (at == start and _describes_name(tokens[at].low))
        ):
            start = at + 1
    is_office = start == first >= 2 and tokens[first - 1].low == "of" and is_role(tokens[first - 2].low)
    return min(start + is_office, last)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.isalpha()


def _describes_name(low: str) -> bool:
    return low in MODIFIERS or low.endswith(("-born", "-based"))


def _holds_office(tokens: Sequence[Token], first: int, start: int, end: int) -> bool:
    """Whether capitals from `first` on may begin with an office's: “Head of Safety and Integrity Anna Berg”."""
    if start > first + 1 or sum(not token.text.endswith(".") for token in tokens[start:end]) < _MANY_NAMES:
        return False
    at = first - 1
    while at > 0 and (tokens[at].is_capital or tokens[at].low in {"and", "&", "the"}):
        at -= 1
    return at > 0 and tokens[at].low in _GOVERNING and is_role(tokens[at - 1].low)
