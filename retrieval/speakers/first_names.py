"""Months, and “Will”, where they are somebody's name: “April Ryan”, “Theresa May”, “Will Smith”."""

from __future__ import annotations

import re

from retrieval.speakers.cues import PLAIN, SAYING_FORMS
from retrieval.speakers.words import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MODIFIERS,
    PREPOSITIONS,
    PRONOUNS,
    TIME_UNITS,
    TIME_WORDS,
    TIMES,
    is_role,
)

_FIRST_NAMES = frozenset({"April", "August", "Jan", "June", "May", "Will"})
_ASKING = frozenset({"where", "which", "who"})
_DATING = ADVERBS | AUXILIARIES | CONJUNCTIONS | DETERMINERS | PREPOSITIONS | PRONOUNS | TIMES | TIME_UNITS | TIME_WORDS
_OWNING = ("'s", "\N{RIGHT SINGLE QUOTATION MARK}s")
# As many characters before a month as a long word has.
_FARTHEST = 30
_SURNAME = re.compile(r"[^\S\n](?:[A-Z]\. )?([A-Z][a-z]\w*+\.?)")
_SPEAKS = re.compile(rf"[^\S\n](?:{'|'.join(sorted(PLAIN))})\b")
_GOES_ON = re.compile(r"\s(?:\d|[A-Z])")


def may_be_name(word: str) -> bool:
    """Whether a word of another meaning is also a name: those that many people have."""
    return word in _FIRST_NAMES


def names_somebody(text: str, start: int, end: int) -> bool:
    """Whether the word at these offsets of a text is somebody's name there, surely; a doubtful month is a month.

    “Will” before a name is one too, unless its sentence turns out to be a question that it opens.
    """
    before = _word_before(text, start)
    opens = not before or not before[-1].isalnum()
    if text[start:end] == "Will":
        return _is_will(text, end, before, opens=opens)
    if opens and _SPEAKS.match(text, end):
        return True
    if text[start:end] == "May" and not opens:
        return _is_first_name(before) and _GOES_ON.match(text, end) is None
    introduced = opens or is_role(before.lower()) or before.lower() in SAYING_FORMS or before.lower() == "and"
    return introduced and _SURNAME.match(text, end) is not None


def _is_will(text: str, end: int, before: str, *, opens: bool) -> bool:
    """Whether “Will”, which ends there, is a name: in a headline's capitals (“Putin Will Meet”) it is none."""
    if _SPEAKS.match(text, end):
        return before.lower() not in DETERMINERS
    surname = _SURNAME.match(text, end)
    if surname is None or is_role(surname[1].lower()) or surname[1].lower() in MODIFIERS:
        return False
    low = before.lower()
    is_plain = opens or low in _DATING or low in MODIFIERS or is_role(low) or before.islower() or low[-2:] in _OWNING
    return is_plain and not (low in _ASKING and before[0].isupper())


def _word_before(text: str, start: int) -> str:
    """The word, with the marks beside it, that one space keeps apart from what starts there; "" if there is none."""
    stretch = text[max(0, start - _FARTHEST) : start]
    if not stretch.endswith((" ", "\N{NO-BREAK SPACE}")) or stretch[-2:].isspace():
        return ""
    return stretch.split()[-1]


def _is_first_name(word: str) -> bool:
    return word[0].isupper() and word[1:].islower() and word.lower() not in _DATING
