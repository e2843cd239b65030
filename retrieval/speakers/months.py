"""Months that are somebody's name: “April Ryan”, “Jan Egeland”, “Theresa May”."""

from __future__ import annotations

import re

from retrieval.speakers.cues import PLAIN, SAYING_FORMS
from retrieval.speakers.words import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    TIME_UNITS,
    TIME_WORDS,
    TIMES,
    is_role,
)

_FIRST_NAMES = frozenset({"April", "August", "Jan", "June", "May"})
_DATING = ADVERBS | AUXILIARIES | CONJUNCTIONS | DETERMINERS | PREPOSITIONS | PRONOUNS | TIMES | TIME_UNITS | TIME_WORDS
# As many characters before a month as a long word has.
_FARTHEST = 30
_SURNAME = re.compile(r"[^\S\n](?:[A-Z]\. )?[A-Z][a-z]")
_SPEAKS = re.compile(rf"[^\S\n](?:{'|'.join(sorted(PLAIN))})\b")
_GOES_ON = re.compile(r"\s(?:\d|[A-Z])")


def may_be_name(word: str) -> bool:
    """Whether a month is also a name: those that many people have."""
    return word in _FIRST_NAMES


def names_somebody(text: str, start: int, end: int) -> bool:
    """Whether the month at these offsets of a text is somebody's name there, surely; a doubtful one is a month."""
    before = _word_before(text, start)
    opens = not before or not before[-1].isalnum()
    if opens and _SPEAKS.match(text, end):
        return True
    if text[start:end] == "May" and not opens:
        return _is_first_name(before) and _GOES_ON.match(text, end) is None
    introduced = opens or is_role(before.lower()) or before.lower() in SAYING_FORMS or before.lower() == "and"
    return introduced and _SURNAME.match(text, end) is not None


def _word_before(text: str, start: int) -> str:
    """The word, with the marks beside it, that one space keeps apart from what starts there; "" if there is none."""
    stretch = text[max(0, start - _FARTHEST) : start]
    if not stretch.endswith((" ", "\N{NO-BREAK SPACE}")) or stretch[-2:].isspace():
        return ""
    return stretch.split()[-1]


def _is_first_name(word: str) -> bool:
    return word[0].isupper() and word[1:].islower() and word.lower() not in _DATING
