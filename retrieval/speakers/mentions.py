"""Mentions: the words with which a sentence names somebody, left or right of a cue."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers.cues import CUE_FORMS, SAYING_FORMS
from retrieval.speakers.words import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MODIFIERS,
    NOT_ADVERBS,
    OBJECT_PRONOUNS,
    OFFICES,
    OPENERS,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    SOURCES,
    TIME_UNITS,
    TIME_WORDS,
    TIMES,
    is_role,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.tokens import Token

_LONGEST = 14
_NEVER_NAMES = PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | TIMES
_NEVER_NOUNS = PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | OBJECT_PRONOUNS
_NOT_SURNAMES = ROLES | DETERMINERS | MODIFIERS
_NO_DESCRIPTION = _NEVER_NOUNS | PRONOUNS | DETERMINERS | TIMES | TIME_UNITS | TIME_WORDS
_LONGEST_DESCRIPTION = 4
_OF = frozenset({"of", "for"})
_PAST_SAYING = frozenset(form for form in SAYING_FORMS if form.endswith("ed"))
_SEVERAL = ("s", "men", "people", "police")
_SENT = frozenset({"adviser", "advisor", "aide", "ambassador", "delegate", "envoy", "representative"})
_JOINING = frozenset({"of", "for", "at", "in", "from", "with", "on", "to"})


class Mention(NamedTuple):
    """Tokens `first` to `last` (both included) of a sentence; `kind` is name, pronoun, role, group or other."""

    first: int
    last: int
    kind: str


def before(tokens: Sequence[Token], last: int) -> Mention | None:
    """The noun phrase that ends with token `last`, if one does."""
    if last < 0 or not _in_phrase(tokens[last]) or (last == 0 and _opens_sentence(tokens[0])):
        return None
    if tokens[last].low in PRONOUNS:
        return Mention(last, last, "pronoun")
    first = _start(tokens, last)
    if first > last:
        return None
    while first >= 2 and tokens[first - 1].low in _JOINING:
        if tokens[first - 1].low == "to" and tokens[first - 2].low not in ROLES:
            break
        if not _in_phrase(tokens[first - 2]) or tokens[first - 2].low in PRONOUNS or last - first > _LONGEST:
            break
        extended = _start(tokens, first - 2)
        head = tokens[first - 2]
        if not (head.is_capital or head.low in SOURCES or head.low.endswith("s")):
            break
        first = extended
    joined = _joined(tokens, first)
    is_group = joined < first and not _is_one(tokens, joined, first)
    return Mention(joined, last, "group" if is_group else kind_of(tokens, first, last))


def _is_one(tokens: Sequence[Token], joined: int, first: int) -> bool:
    """Whether “and” before token `first` joins what somebody is, not two people: “singer and actor Anna Berg”."""
    roles = tokens[first - 2], next((token for token in tokens[first:] if token.is_capital or is_role(token.low)), None)
    return DETERMINERS.isdisjoint((tokens[joined].low, tokens[first].low)) and all(
        role is not None and is_role(role.low) and role.text.islower() and not role.low.endswith(_SEVERAL)
        for role in roles
    )


def _joined(tokens: Sequence[Token], first: int) -> int:
    """Where a phrase starts that “and” joins to the one from `first`: “Obama and Biden”."""
    if first < 2 or tokens[first - 1].low not in {"and", "or", "&"}:
        return first
    head = tokens[first - 2]
    if not _in_phrase(head) or not (head.is_capital or head.low in ROLES or head.low in MODIFIERS):
        return first
    start = _start(tokens, first - 2)
    return _joined(tokens, start) if start <= first - 2 else first


def after(tokens: Sequence[Token], first: int) -> Mention | None:
    """The noun phrase that starts with token `first`, if one does."""
    if first >= len(tokens) or not _in_phrase(tokens[first]):
        return None
    if tokens[first].low in PRONOUNS:
        return Mention(first, first, "pronoun")
    named = tokens[first].is_capital
    last = first
    while last + 1 < len(tokens) and last - first < _LONGEST:
        if not _continues(tokens, last, named=named) and not _joins(tokens, last):
            break
        last += 1
    if tokens[last].low in DETERMINERS:
        return None
    return Mention(first, last, kind_of(tokens, first, last))


def behind(tokens: Sequence[Token], first: int) -> Mention | None:
    """The noun phrase that starts with token `first` behind “said” or “according to”, where no verb follows it.

    What a name there only describes is part of it: “said Swedish opposition leader Anna Berg”. Nobody is named by a
    name that goes on in some other way: “according to North Korean state media”.
    """
    mention = after(tokens, first)
    if mention is None or mention.kind == "pronoun":
        return mention
    end = mention.last
    while end + 1 < len(tokens) and end - mention.last < _LONGEST_DESCRIPTION and describes(tokens[end + 1]):
        end += 1
    name = after(tokens, end + 1) if end > mention.last else None
    if name is not None and name.kind == "name":
        return Mention(first, name.last, kind_of(tokens, first, name.last))
    if end > mention.last and mention.kind == "name":
        is_source = tokens[end].low in SOURCES or is_role(tokens[end].low)
        return Mention(first, end, "role") if is_source else mention._replace(kind="other")
    return mention


def describes(token: Token) -> bool:
    """Whether a token may stand inside a description: small letters, of no closed class, and no participle."""
    if token.low in _NO_DESCRIPTION or not token.text[0].islower() or _is_adverb(token):
        return False
    return not token.low.endswith(("ed", "ing"))


def kind_of(tokens: Sequence[Token], first: int, last: int) -> str:
    """What a phrase is by the last word of its core: “Smith” (name), “a Smith aide of old”, “some of them” (role)."""
    if holds_office(tokens, first, last):
        return "name"
    at = head_of(tokens, first, last)
    head = tokens[at]
    if head.low in DETERMINERS and at < last:
        return "role"
    if head.is_capital and not is_role(head.low):
        return "name"
    return "role" if head.low in SOURCES or is_role(head.low) else "other"


def head_of(tokens: Sequence[Token], first: int, last: int) -> int:
    """The last word of a phrase's core, which is what stands before its first preposition."""
    head = first
    while head < last and tokens[head + 1].low not in PREPOSITIONS:
        head += 1
    return head


def holds_office(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether an office of one word stands before a name: “Secretary of State Antony Blinken”."""
    if last - first < 4 or tokens[first].low not in ROLES or tokens[first + 1].low != "of":
        return False
    return tokens[first + 2].low in OFFICES and tokens[first + 3].is_capital


def _opens_sentence(token: Token) -> bool:
    return _is_adverb(token) or token.low in TIMES


def skip_left(tokens: Sequence[Token], at: int) -> int:
    """The first token at or left of `at` that isn't an auxiliary, an adverb, a time or a bracket."""
    while at >= 0:
        token = tokens[at]
        if token.text in {")", "]"}:
            opening = at
            while opening >= 0 and tokens[opening].text not in {"(", "["}:
                opening -= 1
            at = opening - 1
        elif (token.low in TIMES and not _is_masthead(token, at)) or token.low in TIME_UNITS:
            before_time = _before_time(tokens, at)
            if before_time == at:
                break
            at = before_time
        elif token.low in AUXILIARIES or _is_adverb(token):
            at -= 1
        else:
            break
    return at


def _is_masthead(token: Token, at: int) -> bool:
    """Whether “Today” in mid-sentence is part of a name: USA Today."""
    return token.low == "today" and token.is_capital and at > 0


def _before_time(tokens: Sequence[Token], at: int) -> int:
    """The token before a time: “on Friday”, “two years ago”, “earlier this week”, “in the past”."""
    first = at
    while first > 0 and (
        tokens[first - 1].low in TIMES or tokens[first - 1].low in TIME_WORDS or tokens[first - 1].text.isdigit()
    ):
        first -= 1
    if tokens[at].low in TIME_UNITS and first == at:
        return at
    return first - 1


def _is_adverb(token: Token) -> bool:
    return token.low in ADVERBS or (
        token.low.endswith("ly") and token.low not in NOT_ADVERBS and not token.is_capital and token.is_word
    )


def _in_phrase(token: Token) -> bool:
    if not token.is_word:
        return False
    if token.is_capital:
        return token.low not in _NEVER_NAMES or token.low == "today"
    return token.low not in _NEVER_NOUNS


def _start(tokens: Sequence[Token], last: int) -> int:
    """Where the phrase without prepositions that ends at `last` starts."""
    at = last
    named = tokens[last].is_capital
    while at >= 0 and last - at < _LONGEST:
        token = tokens[at]
        if token.low == "'s" and 0 < at < last and tokens[at - 1].is_word:
            named = False
            at -= 2
            continue
        if token.low in DETERMINERS:
            return at + (token.low == "that")
        if token.low in PRONOUNS or not _in_phrase(token) or (at < last and _is_before(tokens, at)):
            break
        if at < last and not token.is_capital:
            if token.low in SAYING_FORMS and token.low not in SOURCES:
                break
            if named and token.low in PARTICLES:
                at -= 1
                continue
            if named and token.low not in ROLES and token.low not in MODIFIERS and "-" not in token.text:
                break
            named = False
        if at < last and token.low in CUE_FORMS and not token.is_capital:
            break
        at -= 1
    return at + 1


def _is_before(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token isn't of the phrase behind it: in “Later Smith” and “Said Smith”, not in “the First Lady”."""
    token = tokens[at]
    if token.is_capital and at > 0:
        return False
    opens = at == 0 and tokens[1].is_capital and (token.low in OPENERS or token.low in _PAST_SAYING)
    return opens or _is_adverb(token)


def _continues(tokens: Sequence[Token], last: int, *, named: bool) -> bool:
    """Whether the phrase goes on after token `last`."""
    token, following = tokens[last], tokens[last + 1]
    if following.low == "'s":
        return True
    if following.low in _OF or (following.low == "to" and token.low in _SENT):
        return last + 2 < len(tokens) and tokens[last + 2].is_word and (token.is_capital or token.low in SOURCES)
    if token.low in _OF or token.low == "to":
        return following.is_word and following.low not in PRONOUNS
    if not _in_phrase(following) or following.low in PRONOUNS or following.low in DETERMINERS or _is_adverb(following):
        return False
    if token.is_capital and named and token.low not in _NOT_SURNAMES:
        return following.is_capital or following.low in ROLES
    noun = token.low in DETERMINERS or following.low not in SAYING_FORMS or following.low in ROLES
    return noun or following.is_capital


def _joins(tokens: Sequence[Token], last: int) -> bool:
    """Whether a name goes on behind token `last` with “von der” or the like."""
    if tokens[last + 1].low not in PARTICLES:
        return False
    further = next((each for each in tokens[last + 2 : last + 4] if each.low not in PARTICLES), None)
    return further is not None and further.is_capital
