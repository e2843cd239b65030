"""What a format's reader found out about one article → its Source: the canonical text is put together here, once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlsplit

from retrieval.models import Article, PassageKind, Source, Span, State
from retrieval.passages import BOILERPLATE, headline_line, outline
from retrieval.readers.damage import notes
from retrieval.readers.dates import earliest, latest, when
from retrieval.readers.refusals import UnreadableError
from retrieval.readers.rendered import Block
from retrieval.readers.text import headline_of

MAX_ID = 200
_MAX_URL = 2000
_NO_TEXT = "it has no text that could be quoted: only a headline, or nothing at all"
_OPENING_WORDS = 12
_MAX_KNOWN = 500
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSHOWABLE_IN_IDS = re.compile("[\x00-\x20\x7f-\xa0\ud800-\udfff]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,2}")
_STATES = {
    "usable": State.USABLE,
    "withheld": State.WITHHELD,
    "canceled": State.WITHDRAWN,
    "cancelled": State.WITHDRAWN,
    "withdrawn": State.WITHDRAWN,
    "killed": State.WITHDRAWN,
    "kill": State.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came: `url` is where it was fetched from, `charset` what the server said of it."""

    data: bytes
    name: str
    url: str | None = None
    charset: str | None = None


@dataclass(slots=True)
class Draft:
    """One article as its format gives it; what is optional and malformed is left out with a remark.

    `text` is there where the text is fixed already, character by character, else it is put together from `blocks`.
    `ids` are the candidates for its identity, best first. `status`, `embargo` and `expires` are the source's own words:
    what can't be understood of them keeps the article from being quoted, for the safe side.
    """

    format: str
    raw: bytes
    blocks: Sequence[Block] = ()
    headline: str | None = None
    text: str | None = None
    ids: Iterable[object] = ()
    publisher: object = None
    byline: object = None
    url: object = None
    published: object = None
    language: object = None
    rights: object = None
    status: object = None
    note: object = None
    embargo: object = None
    expires: object = None
    edition: object = None
    remarks: list[str] = field(default_factory=list)

    def source(self) -> Source:
        """The article with its text fixed. Raises UnreadableError where it has no text, unless it is recalled."""
        state = self._state()
        try:
            headline, text, headings = self._text()
        except UnreadableError:
            if state is State.USABLE:
                raise
            headline, text, headings = " ".join((self.headline or "").split()) or identity(self.ids), "", ()
        embargo = self._moment("embargo", self.embargo, latest)
        expires = self._moment("expiry", self.expires, earliest)
        if state is State.USABLE and any(remark.startswith("withheld") for remark in self.remarks):
            state = State.WITHHELD
        article = Article(
            id=identity(self.ids),
            headline=headline,
            text=text,
            headings=headings,
            publisher=self._line("publisher", self.publisher),
            byline=self._line("byline", self.byline),
            url=self._url(),
            published=self._day("date of publication", self.published),
            language=self._language(),
            rights=self._line("rights", self.rights),
        )
        passages = tuple(outline(article))
        if text and not any(passage.kind is PassageKind.PARAGRAPH for passage in passages):
            raise UnreadableError(_NO_TEXT)
        return Source(
            article=article.model_copy(update={"notes": notes(article, passages)}),
            state=state,
            note=self._line("editor's note", self.note, limit=5000),
            embargo_until=embargo,
            expires_at=expires,
            raw=self.raw,
            format=self.format,
            edition=self._edition(),
            remarks=tuple(self.remarks),
        )

    def _text(self) -> tuple[str, str, tuple[Span, ...]]:
        headline = " ".join((self.headline or "").split())
        if _UNSHOWABLE.search(headline):
            self.remarks.append("the headline is left out: it holds characters that can't be shown")
            headline = ""
        if self.text is not None:
            first = headline_line(self.text).of(self.text)
            begins = not headline or _folded(first) == _folded(headline)
            text = self.text if begins else f"{headline}\n\n{self.text}"
            return headline or headline_of(text), text, ()
        kept = [block for number, block in enumerate(self.blocks, 1) if self._is_sound(number, block)]
        if headline and kept and _folded(kept[0].text) == _folded(headline):
            kept = kept[1:]
        elif not headline and kept and kept[0].heading:
            headline = " ".join(kept[0].text.split())
            kept = kept[1:]
        kept = [
            block
            for block in kept
            if not (block.heading and _folded(block.text) == _folded(headline))
            and _folded(block.text).rstrip(".!:…") not in BOILERPLATE
        ]
        if not any(not block.heading for block in kept):
            raise UnreadableError(_NO_TEXT)
        text = f"{headline}\n\n" if headline else ""
        headings = []
        for block in kept:
            words = " ".join(block.text.split()) if block.heading else block.text
            if block.heading:
                headings.append(Span(start=len(text), end=len(text) + len(words)))
            text += f"{words}\n\n"
        text = text.removesuffix("\n\n")
        return headline or _opening(text), text, tuple(headings)

    def _is_sound(self, number: int, block: Block) -> bool:
        fault = "it holds characters that can't be shown" if _UNSHOWABLE.search(block.text) else block.fault
        if fault:
            opening = _UNSHOWABLE.sub("�", block.text[:40])
            self.remarks.append(f"block {number} (“{opening}…”) is left out: {fault}")
        return fault is None

    def _state(self) -> State:
        if _absent(self.status):
            return State.USABLE
        said = re.split(r"[:/]", str(self.status))[-1].strip().lower()
        if said not in _STATES:
            self.remarks.append(f"withheld: its status {str(self.status)[:40]!r} is not known")
            return State.WITHHELD
        return _STATES[said]

    def _moment(self, name: str, value: object, read: Callable[[object], datetime]) -> datetime | None:
        if value is None:
            return None
        try:
            moment = read(value)
        except (ValueError, OverflowError):
            self.remarks.append(f"withheld: its {name} {str(value)[:40]!r} is no date")
            return None
        return moment

    def _day(self, name: str, value: object) -> datetime | date | None:
        if _absent(value):
            return None
        try:
            return when(value)
        except (ValueError, OverflowError):
            self.remarks.append(f"its {name} {str(value)[:40]!r} is no date: it is kept as undated")
            return None

    def _line(self, name: str, value: object, limit: int = _MAX_KNOWN) -> str | None:
        if value is None:
            return None
        line = " ".join(value.split()) if isinstance(value, str) else None
        if line is None or len(line) > limit or _UNSHOWABLE.search(line):
            self.remarks.append(f"its {name} is left out: it is no line of text")
            return None
        return line or None

    def _url(self) -> str | None:
        if _absent(self.url):
            return None
        if is_address(self.url):
            return str(self.url).strip()
        self.remarks.append(f"its address {str(self.url)[:40]!r} is left out: it is no http(s) address")
        return None

    def _language(self) -> str:
        if _absent(self.language):
            return "en"
        if isinstance(self.language, str) and _LANGUAGE.fullmatch(self.language.strip()):
            return self.language.strip().replace("_", "-")
        self.remarks.append(f"its language {str(self.language)[:40]!r} is no language: it is kept as en")
        return "en"

    def _edition(self) -> int | None:
        if _absent(self.edition):
            return None
        said = str(self.edition).strip()
        if isinstance(self.edition, str | int) and re.fullmatch(r"[0-9]{1,18}", said):
            return int(said)
        self.remarks.append(f"its version {said[:40]!r} is left out: it is no whole number")
        return None


def identity(candidates: Iterable[object]) -> str:
    """The first candidate with something in it, in at most MAX_ID characters: a long one ends in its hash."""
    for candidate in candidates:
        if not isinstance(candidate, str | int) or isinstance(candidate, bool):
            continue
        said = _UNSHOWABLE_IN_IDS.sub(" ", str(candidate)).strip()
        if said:
            digest = hashlib.sha256(said.encode()).hexdigest()[:16]
            return said if len(said) <= MAX_ID else f"{said[: MAX_ID - 17]}#{digest}"
    raise UnreadableError("it has no identity: give it an address or a name")


def is_address(value: object) -> bool:
    """Whether `value` is an absolute http or https address."""
    if not isinstance(value, str) or len(value) > _MAX_URL or _UNSHOWABLE_IN_IDS.search(value.strip()):
        return False
    try:
        parts = urlsplit(value.strip())
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _opening(text: str) -> str:
    """What stands for a headline where there is none: the first words, cut so that it is no paragraph of the text."""
    return " ".join(text[:1000].split()[:_OPENING_WORDS]) + " …"


def _absent(value: object) -> bool:
    return value is None or value == ""


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
