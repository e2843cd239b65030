"""Damage in an article's text, found by rule: told to the reader, never mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from retrieval.models import Article, Note, Passage, PassageKind, Span
from retrieval.passages import is_quotable, outline
from retrieval.sentences import sentences
from retrieval.terms import STOP_WORDS

_JOINED = ("whether", "because", "although", "which")


class _Pattern(NamedTuple):
    """A sign of damage. It matches only in a text that `may_match`, which is told at a fraction of the time."""

    kind: str
    message: str
    pattern: re.Pattern[str]
    may_match: Callable[[str], object]


_PATTERNS = (
    # `warKiev`; a lower-case start of three letters spares iPhone, eBay, McDonald, YouTube.
    _Pattern(
        "run together",
        "words run together",
        re.compile(r"\b[a-z]{3,}[A-Z][a-z]{2,}\b"),
        re.compile(r"[a-z][A-Z][a-z]").search,
    ),
    # `flag.To`; the space behind spares web addresses.
    _Pattern(
        "run together",
        "words run together",
        re.compile(r"\b[a-z]{2,}[.!?,;][A-Z][a-z]*(?=\s)"),
        re.compile(r"[.!?,;][A-Z]").search,
    ),
    # `footwhether`: no English word ends like this.
    _Pattern(
        "run together",
        "words run together",
        re.compile(rf"\b[a-z]{{3,}}(?:{'|'.join(_JOINED)})\b"),
        lambda text: any(text.count(word) > text.count(f" {word}") for word in _JOINED),
    ),
    _Pattern("full stop", "a doubled full stop", re.compile(r"(?<!\.)\.\.(?!\.)"), lambda text: ".." in text),
    _Pattern(
        "full stop",
        "a space before a full stop",
        re.compile(r"(?<=[^\s.])[^\S\n]+\.(?=\s|$)|(?<!\. )(?<=\.) \.(?! ?\.)"),
        re.compile(r"\s\.").search,
    ),
    # What is left of a character that couldn't be read at all, or was read in a wrong encoding.
    _Pattern("encoding", "a character that was lost", re.compile("\ufffd+"), lambda text: "\ufffd" in text),
    _Pattern(
        "encoding",
        "characters read in a wrong encoding",
        re.compile("â€[™œ\u009d“”˜¦]|Ã[\u0080-\u00bf©¨¼¶¤±§]|Â[\u00a0£«»]"),
        lambda text: any(letter in text for letter in "âÃÂ"),
    ),
)
_CAPITAL = re.compile(r"(?<![\w’'])[a-z]+ ([A-Z][a-z]+)(?= [a-z0-9])")
_CAPITAL_AFTER_ANYTHING = re.compile(r"(?<=\w[ ])(?:But|He|She|They|This|It)(?=[ ][a-z])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_NEVER_CAPITAL = (STOP_WORDS | {"almost"}) - {"may", "will", "us", "might"}
# Without one of these words there is no need to look at each sentence, which takes most of the time.
_ANY_CAPITAL = re.compile(r" (?<=\w )([A-Z][a-z]*) [a-z0-9]")
_TOLD_CAPITALS = frozenset(("But", "He", "She", "They", "This", "It", *(word.capitalize() for word in _NEVER_CAPITAL)))
_STRAIGHT = '"'
_MARKS = re.compile('[“”"]')
_ORPHAN_WORDS = 3


def notes(article: Article, found: Iterable[Passage] | None = None) -> tuple[Note, ...]:
    """Every sign of damage in an article, in order of place; `found` is its outline where that is known already."""
    text = article.text
    paragraphs = [each for each in found or outline(article) if each.kind is PassageKind.PARAGRAPH]
    patterns = [each for each in _PATTERNS if each.may_match(text)]
    is_plain = text.isascii()
    has_capitals = _has_capitals(text)
    told: list[Note] = []
    for passage, after in zip_longest(paragraphs, paragraphs[1:]):
        continued = after is not None and text[after.span.start] in '“"'
        told += _unbalanced(text, passage.span, continued=continued)
        told += _by_pattern(text, passage.span, patterns)
        if not is_plain:
            told += _invisible(text, passage.span)
        if has_capitals:
            told += _capitals(text, passage.span)
        told += _orphans(text, passage.span)
        if not is_plain and not is_quotable(article, passage):
            message = "characters that turn the reading direction round: this paragraph is not quoted"
            told.append(Note(kind="direction", message=message, span=passage.span))
    return tuple(sorted(told, key=lambda note: (note.span or Span(start=0, end=0)).start))


def _unbalanced(text: str, paragraph: Span, *, continued: bool) -> Iterator[Note]:
    """Marks without a partner; a quotation may run on where the next paragraph opens with a mark."""
    opened: list[int] = []
    straight: list[int] = []
    for found in _MARKS.finditer(text, paragraph.start, paragraph.end):
        position, mark = found.start(), found.group()
        if mark == "“":
            opened.append(position)
        elif mark == "”" and opened:
            opened.pop()
        elif mark == "”":
            yield _note("quotation mark", "a closing quotation mark without an opening one", position, position + 1)
        elif mark == _STRAIGHT:
            straight.append(position)
    for position in opened[: len(opened) - continued]:
        yield _note("quotation mark", "an opening quotation mark without a closing one", position, position + 1)
    if len(straight) % 2 and not continued:
        yield _note("quotation mark", "an odd number of quotation marks", straight[-1], straight[-1] + 1)


def _by_pattern(text: str, paragraph: Span, patterns: Iterable[_Pattern]) -> Iterator[Note]:
    body = paragraph.of(text)
    for each in filter(lambda pattern: pattern.may_match(body), patterns):
        for match in each.pattern.finditer(text, paragraph.start, paragraph.end):
            yield _note(each.kind, each.message, match.start(), match.end())


def _invisible(text: str, paragraph: Span) -> Iterator[Note]:
    invisible = list(_INVISIBLE.finditer(text, paragraph.start, paragraph.end))
    if invisible:
        message = f"{len(invisible)} invisible characters (soft hyphens or zero width)"
        yield _note("invisible", message, invisible[0].start(), invisible[-1].end())


def _has_capitals(text: str) -> bool:
    return any(found[1] in _TOLD_CAPITALS for found in _ANY_CAPITAL.finditer(text))


def _capitals(text: str, paragraph: Span) -> Iterator[Note]:
    """Capitals in mid-sentence on words that have none: `sides To eliminate`, the trace of a lost link."""
    if not _has_capitals(paragraph.of(text)):
        return
    for sentence in sentences(text, paragraph):
        body = sentence.of(text)
        places = {match.span() for match in _CAPITAL_AFTER_ANYTHING.finditer(body)}
        places |= {match.span(1) for match in _CAPITAL.finditer(body) if match[1].lower() in _NEVER_CAPITAL}
        for start, end in sorted(places):
            yield _note("capital", "a capital in mid-sentence", sentence.start + start, sentence.start + end)


def _orphans(text: str, paragraph: Span) -> Iterator[Note]:
    found = sentences(text, paragraph) if text[paragraph.end - 1].isalpha() else ()
    if len(found) > 1:
        last = found[-1]
        words = last.of(text).split()
        if len(words) <= _ORPHAN_WORDS and words[0][0].islower():
            yield _note("orphan", "words left over at the end of a paragraph", last.start, last.end)


def _note(kind: str, message: str, start: int, end: int) -> Note:
    return Note(kind=kind, message=message, span=Span(start=start, end=end))
