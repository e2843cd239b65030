"""Stretches of a text that stand in quotation marks, paragraph by paragraph, damage allowed for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKS = "“”\"«»„‘’'` "
_CLOSING = {
    "“": ("”",),
    '"': ('"',),
    "«": ("»",),
    "»": ("«",),
    "„": ("“", "”"),
    "‘": ("’",),
    "''": ("''",),
    "``": ("''",),
}
_OPENING = tuple(_CLOSING)
_STRAIGHT = ('"', "''")
_MARKS = re.compile(r"''|``|[“”\"«»„‘’]")
_BEGINNINGS = re.compile(r"''|``|[“”\"«»„‘]")
_PARAGRAPH = re.compile(r"[^\n]+")
_TAG = re.compile(r",? (?:said|says|added|wrote)\b|,? \w+ (?:said|says)\b")
_LONGEST_TAGGED = 2000


class Stretch(NamedTuple):
    """Characters `start` to `end`, marks included; `closed` tells whether its closing mark is there."""

    start: int
    end: int
    closed: bool = True


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The (start, end) of every line that holds more than white space."""
    return [match.span() for match in _PARAGRAPH.finditer(text) if not match[0].isspace()]


def stretches(text: str) -> list[Stretch]:
    """All outermost quotations of `text`, in order; one that runs over paragraphs is a stretch in each.

    Single marks count only where the text has no double ones: there they are its house style.
    """
    single = has_single_marks(text)
    spans = paragraphs(text)
    return [each for number in range(len(spans)) for each in stretches_of(text, spans, number, single=single)]


def has_single_marks(text: str) -> bool:
    """Whether single marks are the house style of `text`."""
    return not any(mark in text for mark in ("“", '"', "«", "„", "''"))


def may_quote(paragraph: str) -> bool:
    """Whether a paragraph holds a mark that a stretch can be told by: an apostrophe alone closes none."""
    return _BEGINNINGS.search(paragraph) is not None


def stretches_of(text: str, spans: Sequence[tuple[int, int]], number: int, *, single: bool) -> list[Stretch]:
    """The outermost quotations of one paragraph among those of `text`."""
    following = spans[number + 1][0] if number + 1 < len(spans) else len(text)
    return _in_paragraph(text, *spans[number], single=single, reopened=text.startswith(_OPENING, following))


def _in_paragraph(text: str, start: int, end: int, *, single: bool, reopened: bool) -> list[Stretch]:
    found: list[Stretch] = []
    opening: int | None = None
    closing: tuple[str, ...] = ()
    for match in _MARKS.finditer(text, start, end):
        at, mark = match.start(), match[0]
        if mark in "‘’" and not (single and _is_single_mark(text, at, end, opening)):
            continue
        if opening is not None and mark in closing:
            if at > opening + len(mark):
                found.append(Stretch(opening, match.end()))
            opening = None
        elif opening is None and _opens(text, at, mark, end):
            opening, closing = at, _CLOSING[mark]
        elif opening is None and not found and mark in {"”", *_STRAIGHT} and at > start and text[at - 1] in ",.?!":
            found.append(Stretch(start, match.end()))
        elif opening is not None and text.startswith(mark, opening):
            opening = at
    if opening is not None:
        found.extend(_unclosed(text, opening, end, reopened=reopened))
    return found


def _is_single_mark(text: str, at: int, end: int, opening: int | None) -> bool:
    """Whether a ‘ or ’ is a quotation mark rather than an apostrophe."""
    if text[at] == "‘":
        return opening is None
    return opening is not None and not text[at + 1 : min(at + 2, end)].isalnum()


def _opens(text: str, at: int, mark: str, end: int) -> bool:
    """Whether a quotation can open here: words follow, and a straight mark doesn't stand behind a word."""
    inside = at + len(mark)
    if mark not in _CLOSING or inside >= end or text[inside] in ",;:)":
        return False
    behind = at > 0 and not text[at - 1].isspace()
    if behind and text[inside] in " .":
        return False
    return not (mark in _STRAIGHT and behind and (text[at - 1].isalnum() or text[at - 1] == "="))


def _unclosed(text: str, opening: int, end: int, *, reopened: bool) -> list[Stretch]:
    """What an unclosed mark covers: the paragraph's rest, if the next one opens anew, or up to a tag."""
    if not reopened:
        tag = _TAG.search(text, opening, min(end, opening + _LONGEST_TAGGED))
        if tag is not None:
            kept = tag.start() + (text[tag.start()] == ",")
            return [Stretch(opening, kept, closed=False)] if kept > opening + 1 else []
    return [Stretch(opening, opening + len(text[opening:end].rstrip()), closed=False)]
