"""Subjects: where in a sentence whoever speaks stands, seen from the cue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.speakers.cues import CUE_FORMS, PLAIN, TELLING
from retrieval.speakers.mentions import Mention, after, before, behind, describes, skip_left
from retrieval.speakers.quotations import MARKS
from retrieval.speakers.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    TIME_UNITS,
    TIMES,
    is_role,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrieval.speakers.tokens import Token

    IsName = Callable[[str], bool]

BREAKS = words(", — – -- -")
_CLAUSE_STARTS = words("and but that while when because if as though said ; :")
_NOT_INVERTED = CONJUNCTIONS | words(", : — – --")
_LONGEST_RELATIVE = 12
_ENDS_DESCRIPTION = CUE_FORMS | PREPOSITIONS | CONJUNCTIONS | DETERMINERS | words("what how why whom whose much")
_DETERMINING = DETERMINERS - {"that"}
_GOVERNING = PREPOSITIONS - words("after before since until till as like than")  # these begin clauses too
_NO_PARTICIPLES = CUE_FORMS | TIME_UNITS | words("anything everything nothing something spring")


def left_of(tokens: Sequence[Token], left: int) -> Mention | None:
    """The subject that ends at token `left`, or before a relative clause that does: “those who spoke to Smith”."""
    mention = before(tokens, left)
    if mention is None or not _is_governed(tokens, mention):
        return mention
    for at in range(mention.first - 1, max(0, mention.first - _LONGEST_RELATIVE), -1):
        if tokens[at].low == "who" or tokens[at].low.endswith(("ing", "ed")):
            described = before(tokens, at - 1)
            if described is not None and described.kind in {"name", "role"} and tokens[at - 1].low not in DETERMINERS:
                return described
        if tokens[at].text in BREAKS or tokens[at].quote is not None:
            break
    return mention._replace(kind="other")


def _is_governed(tokens: Sequence[Token], mention: Mention) -> bool:
    """Whether a preposition or a verb governs a mention, whatever describes it: “people who met Smith”, “in Smith”."""
    first = mention.first
    if first == 0 or mention.kind == "pronoun" or tokens[first - 1].low in PREPOSITIONS:
        return first > 0 and tokens[first - 1].low in PREPOSITIONS
    verb = tokens[first - 1].low
    if verb.endswith("ing") and verb not in _NO_PARTICIPLES:
        return first > 1 and tokens[first - 2].low not in DETERMINERS
    at = first if tokens[first].low in DETERMINERS else _described_from(tokens, first)
    if at > 1 and tokens[at - 1].low.endswith("ed") and tokens[at - 2].low == "who":
        return True
    return 0 < at < first and (tokens[at - 1].low == "who" or _is_prepositional(tokens, at - 1))


def _is_prepositional(tokens: Sequence[Token], at: int) -> bool:
    """Whether a phrase is a preposition's that starts behind token `at`; in “chief of staff Smith” Smith isn't."""
    if at > 0 and tokens[at].low in _DETERMINING:
        return tokens[at - 1].low in _GOVERNING
    is_title = at > 0 and tokens[at].low in {"of", "for"} and is_role(tokens[at - 1].low)
    return tokens[at].low in _GOVERNING and not is_title


def _described_from(tokens: Sequence[Token], first: int) -> int:
    """Where the words start that describe the phrase from token `first`: “in India's capital” New Delhi."""
    at = first
    while at > 0 and tokens[at - 1].low not in _ENDS_DESCRIPTION:
        previous = tokens[at - 1]
        is_owner = at < first and previous.is_word and (previous.is_capital or tokens[at].low == "'s")
        if not is_owner and previous.low != "'s" and not describes(previous):
            break
        at -= 1
    return at


def right_of(tokens: Sequence[Token], cue: int, left: int) -> Mention | None:
    """The subject right behind the cue, where the two are inverted: “said Smith”; `left` is what the cue follows."""
    word = tokens[cue].low
    if cue + 1 >= len(tokens) or word.endswith("ing") or word in TELLING or left != cue - 1:
        return None
    if tokens[cue + 1].quote is not None or tokens[cue + 1].low in _NOT_INVERTED:
        return None
    mention = behind(tokens, cue + 1)
    if mention is None or _follows_quotation(tokens, left):
        return mention
    if left < 0:
        return mention if mention.kind != "pronoun" else None
    certain = tokens[left].text in BREAKS and word in PLAIN and mention.kind != "other"
    return mention if certain and _closes(tokens, mention.last + 1) else None


def _follows_quotation(tokens: Sequence[Token], left: int) -> bool:
    if left < 0:
        return False
    behind_break = left > 0 and tokens[left].text in BREAKS and tokens[left - 1].quote is not None
    return tokens[left].quote is not None or behind_break


def _closes(tokens: Sequence[Token], at: int) -> bool:
    """Whether no verb can follow a subject that ends before token `at`."""
    if at >= len(tokens):
        return True
    token = tokens[at]
    is_over = not token.is_word and token.low not in AUXILIARIES
    return is_over or token.low in PREPOSITIONS or token.low in TIMES


def agent(tokens: Sequence[Token], cue: int) -> Mention | None:
    """Who did it: “was described by Mr Smith as …”."""
    by = cue + 1 < len(tokens) and tokens[cue + 1].low == "by"
    return behind(tokens, cue + 2) if by else None


def before_apposition(tokens: Sequence[Token], comma: int) -> Mention | None:
    """Who stands before the apposition that ends at `comma`: “Smith, who runs a shop, said”."""
    fallback: Mention | None = None
    for at in range(comma - 1, -1, -1):
        mention = before(tokens, skip_left(tokens, at - 1)) if tokens[at].text in BREAKS else None
        if mention is None or mention.kind == "other" or _is_dateline(tokens, mention, at):
            continue
        if mention.first == 0 or tokens[mention.first - 1].low in _CLAUSE_STARTS:
            return mention
        if fallback is None and not _is_dependent(tokens, mention):
            fallback = mention
    return fallback


def _is_dateline(tokens: Sequence[Token], mention: Mention, at: int) -> bool:
    """Whether a mention before a dash is the place that an article comes from: “LOS ANGELES –”."""
    return mention.first == 0 and tokens[at].text != "," and tokens[mention.last].text.isupper()


def _is_dependent(tokens: Sequence[Token], mention: Mention) -> bool:
    """Whether the mention is itself an apposition (“, a friend,”) or a preposition's (“of Smith”)."""
    previous = tokens[mention.first - 1]
    return _is_governed(tokens, mention) or (previous.text == "," and tokens[mention.first].low in {"a", "an"})


def behind_comma(tokens: Sequence[Token], start: int) -> Mention | None:
    """The subject of a sentence that starts with a participle: “Conceding that …, he warned …”."""
    for at in range(start, len(tokens) - 1):
        token = tokens[at]
        if token.text == "," or (token.quote is not None and token.text.rstrip(MARKS).endswith(",")):
            mention = after(tokens, at + 1)
            if mention is not None:
                return mention
    return None


def shared(tokens: Sequence[Token], cue: int, nearest: Mention | None, is_name: IsName) -> Mention | None:
    """The subject that a later verb of the sentence shares: a pronoun's behind `nearest`, `nearest`, or the first."""
    for at in range(cue - 1, nearest.last if nearest else -1, -1):
        if tokens[at].low in PERSONAL and (at == 0 or tokens[at - 1].low != "that"):
            return Mention(at, at, "pronoun")
    return nearest or first_subject(tokens, cue, is_name)


def first_subject(tokens: Sequence[Token], end: int, is_name: IsName) -> Mention | None:
    """The first noun phrase of the sentence that no preposition governs, before token `end`.

    A capital at the sentence's start is a name only if `is_name` knows it from elsewhere.
    """
    at = 0 if _may_start_phrase(tokens, is_name) else 1
    placed = False
    while at < end:
        token = tokens[at]
        if token.low in PREPOSITIONS or (placed and at + 1 < end and tokens[at + 1].text == ","):
            at = _after_comma(tokens, at, end)
            placed = True
        elif token.low in CONJUNCTIONS or not token.is_word:
            at += 1
        elif token.low in PRONOUNS or token.low in DETERMINERS or token.is_capital or token.low in ROLES:
            return after(tokens, at)
        else:
            at += 1
    return None


def _may_start_phrase(tokens: Sequence[Token], is_name: IsName) -> bool:
    low = tokens[0].low
    if not tokens[0].is_capital or (len(tokens) > 1 and tokens[1].is_capital):
        return True
    return low in DETERMINERS or low in PRONOUNS or low in ROLES or low in PREPOSITIONS or is_name(low)


def _after_comma(tokens: Sequence[Token], at: int, end: int) -> int:
    return next((later + 1 for later in range(at, end) if tokens[later].text == ","), end)
