"""Damage in an article's text, found by rule: told to the reader, never mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from retrieval.models import Article, Note, PassageKind, Span
from retrieval.passages import is_quotable, outline
from retrieval.sentences import sentences
from retrieval.terms import STOP_WORDS

# Each with what must be there for it to match, which is found at a fraction of the time.
_RUN_TOGETHER = (
    # `warKiev`; a lower-case start of three letters spares iPhone, eBay, McDonald, YouTube.
    (re.compile(r"[a-z][A-Z]"), re.compile(r"\b[a-z]{3,}[A-Z][a-z]{2,}\b")),
    # `flag.To`; the space behind spares web addresses.
    (re.compile(r"[.!?,;][A-Z]"), re.compile(r"\b[a-z]{2,}[.!?,;][A-Z][a-z]*(?=\s)")),
    # `footwhether`: no English word ends like this.
    (
        re.compile(r"(?<=[a-z])(?:whether|because|although|which)"),
        re.compile(r"\b[a-z]{3,}(?:whether|because|although|which)\b"),
    ),
)
_DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")
_SPACE_BEFORE_STOP = re.compile(r"(?<=[^\s.])[^\S\n]+\.(?=\s|$)|(?<!\. )(?<=\.) \.(?! ?\.)")
_CAPITAL = re.compile(r"(?<![\w’'])[a-z]+ ([A-Z][a-z]+)(?= [a-z0-9])")
_CAPITAL_AFTER_ANYTHING = re.compile(r"(?<=\w[ ])(?:But|He|She|They|This|It)(?=[ ][a-z])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_NEVER_CAPITAL = (STOP_WORDS | {"almost"}) - {"may", "will", "us", "might"}
# Without one of these words there is no need to look at each sentence, which takes most of the time.
_ANY_CAPITAL = re.compile(
    r"\w (?:But|He|She|They|This|It|" + "|".join(sorted(word.capitalize() for word in _NEVER_CAPITAL)) + r") [a-z0-9]"
)
_STRAIGHT = '"'
_MARKS = re.compile('[“”"]')
# What is left of a character that was read in a wrong encoding, or of one that couldn't be read at all.
_LOST = re.compile("\ufffd+")
_MISREAD = re.compile("â€[™œ\u009d“”˜¦]|Ã[\u0080-\u00bf©¨¼¶¤±§]|Â[\u00a0£«»]")
_ORPHAN_WORDS = 3


def notes(article: Article) -> tuple[Note, ...]:
    """Every sign of damage in an article, in order of place."""
    found: list[Note] = []
    paragraphs = [passage for passage in outline(article) if passage.kind is PassageKind.PARAGRAPH]
    for passage, after in zip_longest(paragraphs, paragraphs[1:]):
        continued = after is not None and after.span.of(article.text)[0] in '“"'
        found += _unbalanced(article.text, passage.span, continued=continued)
        found += _by_pattern(article.text, passage.span)
        found += _capitals(article.text, passage.span)
        found += _orphans(article.text, passage.span)
        if not is_quotable(article, passage):
            message = "characters that turn the reading direction round: this paragraph is not quoted"
            found.append(Note(kind="direction", message=message, span=passage.span))
    return tuple(sorted(found, key=lambda note: (note.span or Span(start=0, end=0)).start))


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


def _by_pattern(text: str, paragraph: Span) -> Iterator[Note]:
    patterns = [
        ("run together", "words run together", pattern)
        for sign, pattern in _RUN_TOGETHER
        if sign.search(text, paragraph.start, paragraph.end)
    ]
    patterns.append(("full stop", "a doubled full stop", _DOUBLE_STOP))
    patterns.append(("full stop", "a space before a full stop", _SPACE_BEFORE_STOP))
    patterns.append(("encoding", "a character that was lost", _LOST))
    patterns.append(("encoding", "characters read in a wrong encoding", _MISREAD))
    for kind, message, pattern in patterns:
        for match in pattern.finditer(text, paragraph.start, paragraph.end):
            yield _note(kind, message, match.start(), match.end())
    invisible = list(_INVISIBLE.finditer(text, paragraph.start, paragraph.end))
    if invisible:
        message = f"{len(invisible)} invisible characters (soft hyphens or zero width)"
        yield _note("invisible", message, invisible[0].start(), invisible[-1].end())


def _capitals(text: str, paragraph: Span) -> Iterator[Note]:
    """Capitals in mid-sentence on words that have none: `sides To eliminate`, the trace of a lost link."""
    if not _ANY_CAPITAL.search(text, paragraph.start, paragraph.end):
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
