"""A paragraph → its sentences, as spans: rules for English news text, damaged or not.

A sentence ends at a full stop, a question or exclamation mark or an ellipsis, with the quotation marks and brackets
that close behind it, where the next word can begin a sentence and the last one is no abbreviation.
"""

from __future__ import annotations

import re

from retrieval.models import Span
from retrieval.word_set import word_set

OPENERS = "“‘\"'«„([{"
CLOSERS = "”’\"'»“)]}"

# A stray full stop further on (`make. . The`, `Ukraine.” .`) goes with the sentence before it.
# Looking behind keeps a long run of stops from being tried again at each of them; after the first character, because
# a pattern is searched for fast only where it begins with a character. What follows is looked at from here: to copy
# all the rest of a body at each of its ends takes time that grows with its square.
_END = re.compile(
    rf"[.!?…](?<![.!?…]{{2}})[.!?…]*[{re.escape(CLOSERS)}]*(?:[^\S\n]+[.…]+[{re.escape('”’»)]')}]*(?=\s|$))*(?=\s|$)"
    rf"(?=\s*(?P<marks>[{re.escape(OPENERS)}]*)(?P<word>[^\W_]*))"
)
# `flag.To act`: the space after the full stop was lost.
_RUN_ON = re.compile(r"[.!?](?<=[^\W\d_][^\W\d_].)(?=[A-Z](?:[a-z]+)?\s)")
_FULL_WIDTH_END = re.compile(r"[。！？]+[」』”’）]*")
_LIST_ITEM = re.compile(r"\n[^\S\n]*(?=(?:[-*•–]|\d{1,2}[.)])\s)")
# Words left over at the end when a link was lost: `…told The Associated Press. told`.
_ORPHAN = re.compile(r"[^\W\d_A-Z](?:[^.!?…]{0,29}[^\s.!?…])?\s*\Z")
_ORPHAN_WORDS = 3

_TITLES = word_set(
    "mr mrs ms mx dr prof gen col maj capt cmdr lt sgt cpl pvt adm rep reps sen sens gov govs pres rev hon st mt "
    "ft vs fr sr jr messrs supt insp det dept univ assn approx est fig vol op cf"
)
_BEFORE_A_NUMBER = word_set("no nos jan feb mar apr jun jul aug sep sept oct nov dec art sec p pp ch")
_EITHER = word_set("inc co corp ltd llc bros jr sr etc a.m p.m d.c u.s u.k u.n e.u u.a.e ph.d b.c a.d")
_STARTERS = word_set(
    "the a an this that these those it its he she they we you i his her their our my in on at as but and or so if "
    "when while after before since for from with to by of some many most all no not there here what who how why "
    "where which now then also however still meanwhile nevertheless even despite according although because under "
    "over is are was were has have had asked such another both each one two three"
)
# In a case of law; a capital is a numeral (George V.).
_AGAINST = "v"
_ABBREVIATIONS = _TITLES | _BEFORE_A_NUMBER | _EITHER
_ONLY_TITLES = _TITLES - _EITHER
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_LAST_WORD = re.compile(r"(?<![^\W_])(?<![^\W_]\.)(?:[^\W_]+\.)*[^\W_]+$")


def sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """The sentences of one paragraph of `text`, in order, trimmed of white space; no other character is left out."""
    body = paragraph.of(text)
    ends = sorted({*_ends(body), len(body)})
    spans = []
    start = 0
    for end in ends:
        piece = body[start:end]
        trimmed = piece.strip()
        if trimmed:
            first = paragraph.start + start + len(piece) - len(piece.lstrip())
            spans.append(Span(start=first, end=first + len(trimmed)))
        start = end
    return tuple(spans)


def _ends(body: str) -> list[int]:
    ends = [match.end() for match in _END.finditer(body) if _is_end(body, match)]
    ends += [match.end() for match in _RUN_ON.finditer(body) if _last_word(body, match.start()) not in _TITLES]
    ends += [match.end() for match in _FULL_WIDTH_END.finditer(body)]
    ends += [match.start() for match in _LIST_ITEM.finditer(body)]
    return ends


def _is_end(body: str, stop: re.Match[str]) -> bool:
    if stop.start("word") == len(body):
        return True
    following = body[stop.start("word")]
    if following.islower():
        return _is_orphan(body, stop)
    if following in ",;:.)]}%&":
        return False
    if stop.group()[0] != "." or stop.group().startswith("..") or stop.group()[-1] in CLOSERS:
        return True
    return not _is_abbreviation(body, stop)


def _is_orphan(body: str, stop: re.Match[str]) -> bool:
    word = _last_word(body, stop.start())
    if word.isdigit() or word in _ABBREVIATIONS:
        return False
    orphan = _ORPHAN.match(body, stop.start("marks"))
    return orphan is not None and len(orphan.group().split()) <= _ORPHAN_WORDS


def _is_abbreviation(body: str, stop: re.Match[str]) -> bool:
    """Whether a full stop only ends a short form."""
    written = _last_word(body, stop.start(), fold=False)
    word, next_word, is_marked = written.lower(), stop["word"], bool(stop["marks"])
    if word in _ONLY_TITLES or written == _AGAINST:
        return True
    if word in _BEFORE_A_NUMBER:
        return next_word[:1].isdigit()
    if word in _EITHER:
        return next_word.lower() not in _STARTERS and not is_marked
    if _INITIALS.fullmatch(written):
        return word != "i" and next_word.lower() not in _STARTERS and not is_marked
    return False


def _last_word(body: str, end: int, *, fold: bool = True) -> str:
    found = _LAST_WORD.search(body[max(0, end - 40) : end].rpartition(" ")[2])
    word = found.group() if found else ""
    return word.lower() if fold else word
