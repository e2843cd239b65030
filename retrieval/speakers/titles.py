"""Titles: the description of somebody beside their full name, the whole of it or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.models import Span
from retrieval.speakers.cues import CUE_FORMS, PLAIN
from retrieval.speakers.mentions import describes
from retrieval.speakers.names import HONORIFICS
from retrieval.speakers.words import (
    ADVERBS,
    AUXILIARIES,
    COMPOUNDING,
    CONJUNCTIONS,
    DETERMINERS,
    MODIFIERS,
    OPENERS,
    PAST_FORMS,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    TIMES,
    is_role,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.tokens import Token

_ASKING = words("how what why whom")
NO_NAMES = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | PRONOUNS | AUXILIARIES | ADVERBS | TIMES | _ASKING
_LONGEST_TITLE = 12
_LONGEST_COMPOUND = 4
# What only somebody's opinion is: “potential rival” is no title.
_OPINIONS = words("controversial infamous likely notorious possible potential probable")
_PLURALS = words("reps. sens.")
_BOUNDS = (DETERMINERS | PREPOSITIONS | ADVERBS | words("'s and as but")) - words("that to")
_CLOSERS = words(", . ; — ( :")
_ENDING = words("who which whose said says")
# With one of these a clause of its own stands behind the comma: “Berg, the mayor was told”.
_FINITE = (PLAIN | PRONOUNS | AUXILIARIES) - _ENDING - {"'s"}
_TRAILING = PREPOSITIONS | CONJUNCTIONS | words("a an the this that")
_NEVER: frozenset[str] = frozenset()
_GLUE = words(". / @ _")


def title_before(tokens: Sequence[Token], first: int, start: int) -> Span | None:
    """The title left of a name that starts at `start`, in a run of capitals from `first`: the whole of it, or none."""
    at = start
    while at > 0 and start - at < _LONGEST_TITLE and _is_title_word(tokens, at - 1, inside=at - 1 >= first):
        at -= 1
    role = next((word.low for word in reversed(tokens[at:start]) if _gives_title(word.low)), None)
    whole = _whole(tokens, at) if role is not None and not is_plural(role) else None
    if whole is None or any(word.low in _OPINIONS for word in tokens[whole:start]):
        return None
    return Span(start=tokens[whole].start, end=tokens[start - 1].end)


def _is_title_word(tokens: Sequence[Token], at: int, *, inside: bool) -> bool:
    token = tokens[at]
    if token.low in DETERMINERS or token.low in PREPOSITIONS or token.quote is not None:
        return False
    return (inside or token.low in ROLES or token.low in MODIFIERS or "-" in token.text) or (
        token.is_capital and token.low not in NO_NAMES and not (at == 0 and token.low in OPENERS)
    )


def _gives_title(low: str) -> bool:
    return is_role(low) and low not in HONORIFICS


def is_plural(role: str) -> bool:
    """Whether several have a role, of whom the first name is one: “Sens. Anna Berg and Carl Holm”."""
    return role in _PLURALS or (role.endswith("s") and role[:-1] in ROLES)


def _whole(tokens: Sequence[Token], at: int) -> int | None:
    """Where the whole of a title starts of which token `at` is part: “press” in “the press secretary”.

    None where that isn't sure, as words in small letters may be a verb: “Holm thanks star Anna Berg”.
    """
    start = at
    while start > 0 and at - start < _LONGEST_COMPOUND and _compounds(tokens[start - 1]):
        start -= 1
    if start in {at, 0} or tokens[at].low in MODIFIERS:
        return at if start else start
    if not tokens[at].text.islower() and not _is_bound(tokens, start, _NEVER):
        return at - (tokens[at - 1].low == "state")
    if tokens[start - 1].is_capital and not _may_be_finite(tokens[start].low):
        while start > 0 and tokens[start - 1].is_capital and tokens[start - 1].low not in NO_NAMES:
            start -= 1
        return start
    return start if _is_bound(tokens, start, _BOUNDS) else None


def _is_bound(tokens: Sequence[Token], start: int, bounds: frozenset[str]) -> bool:
    """Whether a title that starts at token `start` can't begin earlier, nor with a verb."""
    bound = tokens[start - 1]
    if not bound.is_word:
        return bound.text not in _GLUE or bound.end < tokens[start].start
    if bound.low in CUE_FORMS or bound.low in bounds:
        return True
    if not bounds:
        return False
    is_source = bound.low == "to" and start > 1 and tokens[start - 2].low == "according"
    return is_source or bound.low in PAST_FORMS or bound.low.endswith(("ed", "ing"))


def _may_be_finite(low: str) -> bool:
    """Whether a word behind a name may be what somebody does: “thanks”, “meets”."""
    return low.endswith("s") and not low.endswith(("ss", "us", "is")) and low not in COMPOUNDING


def _compounds(token: Token) -> bool:
    """Whether a word in small letters may be part of a title, as “press” in “press secretary”, and is no verb."""
    is_other = token.low in CUE_FORMS or token.low in PAST_FORMS or token.low in _ASKING
    return token.low in COMPOUNDING or (describes(token) and not is_other)


def title_after(tokens: Sequence[Token], comma: int) -> Span | None:
    """The title right of a name that a comma at `comma` follows: “Anna Berg, the mayor of Malmo, said”."""
    if comma + 2 >= len(tokens) or tokens[comma].text != ",":
        return None
    end = comma + 1
    while end < len(tokens) and tokens[end].text not in _CLOSERS and tokens[end].quote is None:
        end += 1
    words = tokens[comma + 1 : end]
    head = [word.low for word in words[:5]]
    if not any(map(is_role, head)) or len(words) > 2 * _LONGEST_TITLE or not {"said", "says"}.isdisjoint(head):
        return None
    if head[0] not in {"a", "an", "the"} and not is_role(words[0].low) and not words[0].is_capital:
        return None
    stop = next((at for at, word in enumerate(words) if word.low in _ENDING), len(words))
    return _closed(words[:stop])


def _closed(words: Sequence[Token]) -> Span | None:
    """Some words as a title without what they end on, if they are one: “author of”, before the name of a book."""
    if any(word.low in _FINITE and word.text.islower() for word in words):
        return None
    end = len(words)
    while end and words[end - 1].low in _TRAILING:
        end -= 1
    if not end or (end < len(words) and not is_role(words[end - 1].low)):
        return None
    return Span(start=words[0].start, end=words[end - 1].end)
