"""Clauses: what a sentence reports in the article's own words (“Smith said that the bridge is safe”)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers.cues import REPORTING
from retrieval.speakers.statements import setting_of
from retrieval.speakers.words import PREPOSITIONS, TIMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.statements import Setting, Statement
    from retrieval.speakers.tokens import Sentence, Token

_CLOSERS = frozenset({".", "?", "!", "…", ",", ";"})
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
    """The clause's first and last token, and whether the statement trails or leads it."""
    mention = statement.mention
    if mention is None:
        return None
    first, last = min(mention.first, statement.cue), max(mention.last, statement.cue_end)
    comma_before = first > earliest and tokens[first - 1].text == ","
    if comma_before and first - 1 - earliest >= _FEWEST_WORDS and _ends_here(tokens, last):
        return earliest, first - 2, "trailing"
    if statement.form == "according" and not comma_before and first - earliest >= _FEWEST_WORDS:
        return earliest, first - 1, "trailing"
    start = None if statement.form == "inverted" else _content_start(tokens, statement, last)
    return None if start is None else (start, _content_end(tokens, start, following), "leading")


def _ends_here(tokens: Sequence[Token], last: int) -> bool:
    """Whether the sentence ends with the tag, give or take a time, a place or an apposition."""
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    return (
        following is None
        or following.text in _CLOSERS
        or following.low in TIMES
        or (following.low in PREPOSITIONS | {"last", "this", "who"})
    )


def _content_start(tokens: Sequence[Token], statement: Statement, last: int) -> int | None:
    """The first token of what is said: after “that”, else right after the cue."""
    at = last + 1
    if statement.form == "according" or (at < len(tokens) and tokens[at].text in {",", ":"}):
        while at < len(tokens) and tokens[at].text not in {",", ":"}:
            at += 1
        return at + 1 if at + 1 < len(tokens) else None
    for that in range(at, min(at + _FARTHEST_THAT, len(tokens))):
        if tokens[that].low == "that":
            return that + 1
        if tokens[that].text in {",", ";", ":"}:
            break
    while at < len(tokens) and tokens[at].low in TIMES:
        at += 1
    if at >= len(tokens) or tokens[at].low in PREPOSITIONS or tokens[statement.cue].low in {"told", "tells", "tell"}:
        return None
    return at if tokens[at].is_word or tokens[at].quote is not None else None


def _content_end(tokens: Sequence[Token], start: int, following: Statement | None) -> int:
    """The last token of what is said: the sentence's, or the one before the next statement's comma."""
    end = len(tokens)
    if following is not None and following.mention is not None:
        subject = min(following.mention.first, following.cue)
        commas = [at for at in range(start + 1, subject) if tokens[at].text in {",", ";"}]
        if commas:
            end = commas[-1]
    while end > start and tokens[end - 1].text in _CLOSERS:
        end -= 1
    return end - 1


def _is_report(tokens: Sequence[Token], first: int, last: int) -> bool:
    words = sum(token.is_word or token.quote is not None for token in tokens[first : last + 1])
    return words >= _FEWEST_WORDS and tokens[first].quote is None
