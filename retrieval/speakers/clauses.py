"""Clauses: what a sentence reports in the article's own words (“Smith said that the bridge is safe”)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers.cues import CLAUSAL, REPORTING, TELLING
from retrieval.speakers.mentions import after
from retrieval.speakers.quotations import MARKS
from retrieval.speakers.statements import setting_of
from retrieval.speakers.words import ADVERBS, AUXILIARIES, CONJUNCTIONS, PREPOSITIONS, PRONOUNS, TIME_UNITS, TIMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.statements import Setting, Statement
    from retrieval.speakers.tokens import Sentence, Token

CLAUSE_CUES = REPORTING | {"according"}
"""No clause is reported in a sentence without one of these."""

_FULL_STOPS = frozenset({".", "?", "!", "…"})
_CLOSERS = frozenset({".", "?", "!", "…", ",", ";"})
_OPENERS = frozenset({"while", "although", "though", "as", "when", "after", "because", "if", "since"})
_RELATIVES = frozenset({"which", "that", "what", "who", "whom", "as", "than", "where", "how", "like"})
_TURNS = frozenset({"but", "though", "although", "while", "whereas"})
_TIMING = frozenset({"last", "this", "earlier", "late", "again", "later", "also"})
_NO_START = PREPOSITIONS | AUXILIARIES | frozenset({"and", "but", "so", "to", "nothing", "something", "it's"})
_FEWEST_WORDS = 3
_FARTHEST_THAT = 14


class Clause(NamedTuple):
    """Tokens `first` to `last` (both included) of a sentence are reported by `statement`."""

    first: int
    last: int
    rule: str
    statement: Statement
    setting: Setting


def clauses(sentence: Sentence, said: Sequence[Statement]) -> list[Clause]:
    """The clauses of one sentence that its statements report, in order, none overlapping another."""
    tokens = sentence.tokens
    reports = [
        statement
        for statement in said
        if statement.mention is not None
        and (statement.form == "according" or tokens[statement.cue].low in REPORTING)
        and statement.form in {"plain", "apposition", "inverted", "according", "shared"}
    ]
    found: list[Clause] = []
    for number, statement in enumerate(reports):
        following = reports[number + 1] if number + 1 < len(reports) else None
        earliest = found[-1].last + 1 if found else 0
        extent = _extent(tokens, statement, following, earliest)
        if extent is not None and extent[0] >= earliest and _is_report(tokens, *extent[:2]):
            cue = (statement.cue, statement.cue_end)
            setting = setting_of(tokens, said, statement.mention, cue)
            found.append(Clause(*extent, statement, setting))
    return found


def _extent(
    tokens: Sequence[Token], statement: Statement, following: Statement | None, earliest: int
) -> tuple[int, int, str] | None:
    """The clause's first and last token, and whether the statement trails, leads or interrupts it."""
    mention = statement.mention
    if mention is None or _is_embedded(tokens, statement):
        return None
    first, last = min(mention.first, statement.cue), max(mention.last, statement.cue_end)
    if tokens[statement.cue].low in TELLING:
        told = after(tokens, last + 1)
        last = told.last if told else last
    comma_before = first > earliest and tokens[first - 1].text == ","
    end = _content_end(tokens, last + 1, following)
    if comma_before and statement.form == "plain" and _is_interrupted(tokens, last + 1, end):
        long = first - 1 - earliest >= _FEWEST_WORDS
        return earliest if long else last + 2, end, "interrupting"
    inverted = statement.form == "inverted"
    if comma_before and first - 1 - earliest >= _FEWEST_WORDS and (inverted or _ends_here(tokens, earliest, last)):
        return earliest, _last_word(tokens, earliest, first - 1), "trailing"
    if statement.form == "according" and not comma_before and first - earliest >= _FEWEST_WORDS:
        return earliest, _last_word(tokens, earliest, first), "trailing"
    start = None if inverted else _content_start(tokens, statement, last)
    if start is None:
        return None
    return start, _content_end(tokens, start, following, opening=tokens[0].low in _OPENERS), "leading"


def _is_embedded(tokens: Sequence[Token], statement: Statement) -> bool:
    """Whether the statement is part of a relative clause: “which he said has …”."""
    first = min(statement.mention.first, statement.cue) if statement.mention else statement.cue
    return first > 0 and tokens[first - 1].low in _RELATIVES


def _is_interrupted(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the reported sentence goes on after the tag: “The plan, he said, would fail.”"""
    if at + _FEWEST_WORDS > end or tokens[at].text != "," or tokens[at + 1].quote is not None:
        return False
    word = tokens[at + 1].low
    return not (word.endswith("ing") or word in PREPOSITIONS or word in CONJUNCTIONS or word in {"adding", "who"})


def _ends_here(tokens: Sequence[Token], earliest: int, last: int) -> bool:
    """Whether the sentence ends with the tag, give or take a time, a place or a remark on the saying."""
    if last + 1 >= len(tokens) or tokens[last + 1].text in _FULL_STOPS:
        return True
    following = tokens[last + 1]
    opens = tokens[earliest].low in PREPOSITIONS | _OPENERS or tokens[earliest].low in ADVERBS | {"asked", "less"}
    if opens or following.low == "to" or any(token.quote is not None for token in tokens[last + 1 :]):
        return False
    return following.text == "," or following.low in TIMES | PREPOSITIONS | _TIMING or following.low == "who"


def _content_start(tokens: Sequence[Token], statement: Statement, last: int) -> int | None:
    """The first token of what is said: after “that” or a colon, or right after a cue that needs neither."""
    at = last + 1
    if statement.form == "according":
        while at < len(tokens) and tokens[at].text != ",":
            at += 1
        return at + 1 if at + 1 < len(tokens) else None
    for that in range(at, min(at + _FARTHEST_THAT, len(tokens))):
        if tokens[that].low == "that" or tokens[that].text == ":":
            return that + 1 if that + 1 < len(tokens) else None
        if tokens[that].text in {",", ";"} or tokens[that].quote is not None:
            break
    timed = False
    while at < len(tokens) and (
        tokens[at].low in TIMES or tokens[at].low in _TIMING or (timed and tokens[at].low in TIME_UNITS)
    ):
        timed = True
        at += 1
    if at >= len(tokens) or tokens[statement.cue].low not in CLAUSAL:
        return None
    begins = tokens[at].quote is not None or (tokens[at].is_word and not tokens[at].low.endswith("ly"))
    return at if begins and tokens[at].low not in _NO_START else None


def _content_end(tokens: Sequence[Token], start: int, following: Statement | None, *, opening: bool = False) -> int:
    """The last token of what is said: the sentence's, or the one before the comma that turns away from it."""
    end = len(tokens)
    if following is not None and following.mention is not None:
        subject = min(following.mention.first, following.cue)
        commas = [at for at in range(start + 1, subject) if tokens[at].text in {",", ";"}]
        if commas:
            end = commas[-1]
    for at in range(start + 1, end - 1):
        if tokens[at].text == ";" or (tokens[at].text == "," and (opening or _turns(tokens, at + 1))):
            end = at
            break
    return _last_word(tokens, start, end)


def _last_word(tokens: Sequence[Token], start: int, end: int) -> int:
    """The last token before `end` that isn't a closing mark."""
    while end > start and (tokens[end - 1].text in _CLOSERS or tokens[end - 1].text in MARKS):
        end -= 1
    return end - 1


def _turns(tokens: Sequence[Token], at: int) -> bool:
    """Whether the article's own voice may go on from token `at`: “…, but”, “…, and he”."""
    if tokens[at].low in _TURNS:
        return True
    return tokens[at].low == "and" and at + 1 < len(tokens) and tokens[at + 1].low in PRONOUNS


def _is_report(tokens: Sequence[Token], first: int, last: int) -> bool:
    words = sum(token.is_word or token.quote is not None for token in tokens[first : last + 1])
    return words >= _FEWEST_WORDS and tokens[first].quote is None
