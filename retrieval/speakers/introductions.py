"""Introductions: whom a sentence names in full, and under which title."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.models import Span
from retrieval.speakers.names import HONORIFICS
from retrieval.speakers.words import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MODIFIERS,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    TIMES,
    is_role,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.tokens import Sentence, Token

NO_NAMES = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | PRONOUNS | AUXILIARIES | ADVERBS | TIMES | words("how what why")
_SUFFIXES = frozenset({"jr.", "sr.", "jr", "sr", "ii", "iii", "iv"})
_LONGEST_TITLE = 12


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
        if at <= end or not token.is_capital or not _is_name_word(token):
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
    return token.is_capital and token.low not in NO_NAMES


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
    title = _title_before(tokens, first, start) or _title_after(tokens, last + 1)
    words = frozenset(token.low for token in tokens[start:end])
    return Person(tokens[end].low, Span(start=tokens[start].start, end=tokens[last].end), title, words)


def _title_before(tokens: Sequence[Token], first: int, start: int) -> Span | None:
    """The title left of a name that starts at `start`, in a run of capitals from `first`."""
    at = start
    while at > 0 and start - at < _LONGEST_TITLE and _is_title_word(tokens[at - 1], inside=at - 1 >= first):
        at -= 1
    words_ = tokens[at:start]
    if not any(is_role(word.low) and word.low not in HONORIFICS for word in words_):
        return None
    return Span(start=tokens[at].start, end=tokens[start - 1].end)


def _is_title_word(token: Token, *, inside: bool) -> bool:
    if token.low in DETERMINERS or token.low in PREPOSITIONS or token.quote is not None:
        return False
    return (
        inside
        or token.low in ROLES
        or token.low in MODIFIERS
        or "-" in token.text
        or (token.is_capital and token.low not in NO_NAMES)
    )


def _title_after(tokens: Sequence[Token], comma: int) -> Span | None:
    if comma + 2 >= len(tokens) or tokens[comma].text != ",":
        return None
    end = comma + 1
    while end < len(tokens) and tokens[end].text not in {",", ".", ";", "—", "(", ":"} and tokens[end].quote is None:
        end += 1
    words = tokens[comma + 1 : end]
    head = [word.low for word in words[:5]]
    if not words or len(words) > 2 * _LONGEST_TITLE or not any(map(is_role, head)):
        return None
    if head[0] not in {"a", "an", "the", "who"} and not is_role(words[0].low) and not words[0].is_capital:
        return None
    if head[0] == "who" or any(word in {"said", "says", "told"} for word in head):
        return None
    stop = next(
        (at for at, word in enumerate(words) if word.low in {"who", "which", "whose", "said", "says"}), len(words)
    )
    return Span(start=words[0].start, end=words[stop - 1].end)
