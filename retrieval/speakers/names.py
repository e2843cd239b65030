"""Names: where in a mention the name stands, and where the title."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers.mentions import head_of, holds_office
from retrieval.speakers.words import BODIES, DETERMINERS, PARTICLES, PREPOSITIONS, SOURCES, is_role, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.mentions import Mention
    from retrieval.speakers.tokens import Token

HONORIFICS = words("mr mr. mrs mrs. ms ms. dr. major")
_OF = words("of for on")
_OFFICE_OF = words("of for to")
_SEVERAL = words("men people police women")
_FEWEST_NAMES = 2
_AROUND = 3
_CLOSERS = words(", . — – (")
# Behind “the mayor of …,” the second name of a place, and with these words one of two words or more.
_CAMPUSES = words("campus college university")
_PLACES = words("""
    british central city coast costa county district east eastern el hong island islands kingdom new north
    northern nova puerto province region republic rhode san santa saudi sierra south southern sri state states united
    west western
    """)


class Named(NamedTuple):
    """A mention split into a title and a name (token ranges, both ends included)."""

    title: tuple[int, int] | None
    name: tuple[int, int]


def named(tokens: Sequence[Token], mention: Mention) -> Named | None:
    """The title and the name in a mention such as “British Prime Minister Keir Starmer”.

    None where the mention must stand as a whole: what is somebody's (“Biden's Treasury Department”) isn't them.
    """
    first, last = mention.first, mention.last
    if holds_office(tokens, first, last):
        return Named((first, first + 2), (first + 3, last))
    roles = [at for at in range(first, last) if _titles(tokens, at)]
    head = head_of(tokens, first, last)
    described = [*roles, *(at for at in range(first, head) if _is_noun(tokens[at]))]
    start = max(described) + 1 if described else first
    owned = next((at for at in range(last - 1, first, -1) if tokens[at].low == "'s"), first)
    if owned > first and owned >= start and (owned < head or start > head):
        return None
    while start <= last and (not tokens[start].is_capital or tokens[start].low in DETERMINERS):
        start += 1
    if start > last:
        return None
    end = start
    while end < last and (tokens[end + 1].is_capital or tokens[end + 1].low in PARTICLES):
        end += 1
    if not roles and (end == start or tokens[end].low in SOURCES) and end + 2 <= last and tokens[end + 1].low in _OF:
        end = last
    while start > first and tokens[start - 1].low in PARTICLES:
        start -= 1
    before = first if tokens[first].low not in {"the", "a", "an"} else first + 1
    if start > max(first, 1) and tokens[start - 1].text == "The":
        start -= 1
    titled = any(tokens[at].low not in HONORIFICS for at in roles) and before < start
    return Named((before, start - 1) if titled else None, (start, end))


def apposed(tokens: Sequence[Token], mention: Mention) -> Named | None:
    """The name beside a role: “the UK ambassador to Ukraine, Melinda Simmons, said”.

    None where it may be the name of something else, as in “the mayor of Buffalo, New York, said”.
    """
    first, comma = mention.first, mention.last + 1
    if comma >= len(tokens) or tokens[comma].text != "," or not _is_one_office(tokens, mention):
        return None
    last = comma
    while last + 1 < len(tokens) and (tokens[last + 1].is_capital or tokens[last + 1].low in PARTICLES):
        last += 1
    if last - comma < _FEWEST_NAMES or (last + 1 < len(tokens) and tokens[last + 1].text not in _CLOSERS):
        return None
    if any(token.low in _PLACES or is_role(token.low) for token in tokens[comma + 1 : last + 1]):
        return None
    before = first + (tokens[first].low in {"the", "a", "an"})
    return Named((before, mention.last), (comma + 1, last))


def _is_one_office(tokens: Sequence[Token], mention: Mention) -> bool:
    """Whether a mention is of one person by their role, and a name behind it can't be that of where they are."""
    head = head_of(tokens, mention.first, mention.last)
    role = tokens[head].low
    is_one = is_role(role) and role not in _SEVERAL and (role.endswith("ss") or not role.endswith("s"))
    if head == mention.last or not is_one:
        return is_one
    named_after = tokens[mention.last].is_capital and tokens[head + 1].low in _OFFICE_OF
    return named_after and not any(token.low in _CAMPUSES for token in tokens[head : mention.last])


def is_full(tokens: Sequence[Token], name: tuple[int, int]) -> bool:
    """Whether a name is more than a surname with its particles."""
    first, last = name
    return sum(token.low not in PARTICLES for token in tokens[first : last + 1]) > 1


def _titles(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token is a role right before a name: not that in “Justice Department”."""
    following = tokens[at + 1]
    is_title = is_role(tokens[at].low) or _is_manager(tokens, at)
    return is_title and following.is_capital and not is_role(following.low) and following.low not in BODIES


def _is_manager(tokens: Sequence[Token], at: int) -> bool:
    """Whether “GM” is no company but an office: between a team and two names, as in “Reds GM Anna Berg”."""
    around = (*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 3])
    is_between = len(around) == _AROUND and all(token.is_capital for token in around)
    return tokens[at].text == "GM" and is_between and around[0].low not in DETERMINERS


def _is_noun(token: Token) -> bool:
    """Whether the token is in small letters and says what somebody is: “a Tory grandee”."""
    return token.text[0].islower() and token.low not in PARTICLES and token.low not in PREPOSITIONS
