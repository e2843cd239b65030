"""Bytes → articles: the reader for a file is found by what is in it, not by its name."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Sequence

from retrieval.models import Source
from retrieval.readers import feed, lines, newsml
from retrieval.readers.decoding import decoded
from retrieval.readers.drafts import File
from retrieval.readers.items import read_json
from retrieval.readers.page import read_page
from retrieval.readers.refusals import BadSource, UnreadableError
from retrieval.readers.written import read_written
from retrieval.readers.xml_text import local, parsed

MAX_BYTES = lines.MAX_BYTES

Reader = Callable[[File], Sequence[Source | BadSource]]


def _read_pdf(file: File) -> Sequence[Source | BadSource]:
    from retrieval.readers.pdf import read_pdf  # noqa: PLC0415  a tenth of a second at import, for who reads one

    return read_pdf(file)


def _read_docx(file: File) -> Sequence[Source | BadSource]:
    from retrieval.readers.docx import read_docx  # noqa: PLC0415  the same

    return read_docx(file)


# Formats told by their first bytes. A reader that is given here sees the file before anything tries to decode it.
BINARY: tuple[tuple[bytes, Reader], ...] = ((b"%PDF-", _read_pdf), (b"PK\x03\x04", _read_docx))

_UNKNOWN = (
    (b"\xd0\xcf\x11\xe0", "an old Word file, or one with a password"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_PAGE = re.compile(
    r"\A\s*(?:<\?xml[^>]{0,500}>\s*)?(?:<!--(?:[^-]|-(?!->)){0,5000}-->\s*)*"
    r"(?:<!doctype\s+html\b|<(?:html|head|body|article|main|section|div|p|h1|h2|meta|title|script|style)\b)",
    re.IGNORECASE,
)
_XML = re.compile(r"\A\s*<(?:\?xml|!doctype|!--|[A-Za-z_][\w.-]{0,50}(?::[\w.-]{1,50})?[\s/>])", re.IGNORECASE)
# `[Updated]` begins a text.
_JSON = re.compile(r"\A\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")


def read(data: bytes, *, name: str, url: str | None = None, charset: str | None = None) -> list[Source | BadSource]:
    """The articles of one file; `url` is where it came from, `charset` what the server said of it.

    Raises UnreadableError, naming the file, where nothing in it can be read.
    """
    try:
        return list(_read(File(data, name, url, charset)))
    except UnreadableError as error:
        raise UnreadableError(error.reason, name) from error
    except RecursionError as error:
        raise UnreadableError("it is nested too deeply", name) from error


def _read(file: File) -> Sequence[Source | BadSource]:
    if len(file.data) > MAX_BYTES:
        raise UnreadableError(f"it is larger than {MAX_BYTES // 2**20} MiB: no article is; many go into JSON Lines")
    if not file.data.strip():
        raise UnreadableError("it is empty")
    for magic, reader in BINARY:
        if file.data.startswith(magic):
            return reader(file)
    for magic, what in _UNKNOWN:
        if file.data.startswith(magic):
            raise UnreadableError(f"it is {what}: save the article as text, HTML or a format in docs/formats.md")
    if file.data.startswith(lines.GZIP):
        inner = File(lines.inflated(file.data), file.name, file.url, file.charset)
        if inner.data.startswith(lines.GZIP):
            raise UnreadableError("it is packed twice: unpack it once")
        return _read(inner)
    if _is_lines(file.data):
        return list(lines.read_lines(io.BytesIO(file.data), name=file.name))
    return _read_text(file)


def _is_lines(data: bytes) -> bool:
    """Whether the first two lines each begin a JSON object."""
    first, _, rest = data.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")
    return first.startswith(b"{") and first.strip() != b"{" and rest.lstrip().startswith(b"{")


def _read_text(file: File) -> Sequence[Source | BadSource]:
    text = decoded(file.data, file.charset)
    if _PAGE.match(text):
        return read_page(file)
    if _XML.match(text):
        return _read_xml(text, file)
    if _JSON.match(text):
        return read_json(text, file)
    return read_written(file)


def _read_xml(text: str, file: File) -> Sequence[Source | BadSource]:
    root = parsed(text)
    if local(root) in newsml.ROOTS:
        return newsml.read_newsml(root, file)
    if local(root) in feed.ROOTS:
        return feed.read_feed(file)
    raise UnreadableError(f"its XML is <{local(root)[:40]}>, which is neither NewsML-G2 nor a feed")
