"""PDF → Article: the words as the page lays them out, which is why such text carries a note.

A PDF says where letters stand and nothing of words or paragraphs: those are told from lines, and a line that ends in a
hyphen keeps it.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import QueueHandler
from queue import SimpleQueue
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from retrieval.models import Note, Source
from retrieval.readers.drafts import Draft, File
from retrieval.readers.refusals import UnreadableError
from retrieval.readers.rendered import Block

MAX_PAGES = 300
LAYOUT = Note(
    kind="layout", message="taken from a page's layout: words and paragraphs may be parted where they weren't"
)
_DAMAGED = (
    "the PDF is damaged, or refers to itself, or unpacks without end: open it in a reader and print it to a new PDF"
)
_CONTENT_LOGGERS = ("pypdf.filters", "pypdf._page", "pypdf.generic._data_structures")
_SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*$")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)
_SHORT_LINE = 0.85
_RUNNING_LINES = 2
_RUNNING_PAGES = 3


def read_pdf(file: File) -> list[Source]:
    """The article of a PDF. Raises UnreadableError, for one without text (a scan) or with a password too."""
    try:
        reader = PdfReader(io.BytesIO(file.data))
        _refuse_what_is_no_article(reader)
        with _nothing_left_out():
            pages = [page.extract_text().splitlines() for page in reader.pages]
        known = _known(reader.metadata or {})
    except UnreadableError:
        raise
    except (FileNotDecryptedError, DependencyError) as error:
        raise UnreadableError("it is protected by a password: save it without") from error
    except (
        PyPdfError,
        RecursionError,
        LookupError,
        ValueError,
        AttributeError,
        TypeError,
        ArithmeticError,
        OSError,
    ) as error:
        raise UnreadableError(_DAMAGED) from error
    remarks = list(_left_out(pages))
    lines = [line for page in _without_running_lines(pages) for line in (*page, None)]
    blocks = list(_paragraphs(lines))
    if not blocks:
        raise UnreadableError("it has no text, only pictures of it: add the article as text")
    headline = known.pop("headline", None)
    if headline is None or " ".join(headline.split()) not in " ".join(block.text for block in blocks[:3]):
        headline = None
    known = {**known, "headline": headline, "ids": [file.url, file.name], "url": file.url}
    source = Draft(format="pdf", raw=file.data, blocks=blocks, remarks=remarks, **known).source()
    article = source.article.model_copy(update={"notes": (LAYOUT, *source.article.notes)})
    return [source.model_copy(update={"article": article})]


def _left_out(pages: list[list[str]]) -> Iterator[str]:
    """The pages that nothing was taken from, in words for whoever adds the file: a scan among others has no text."""
    without = [str(number) for number, lines in enumerate(pages, 1) if not any(line.strip() for line in lines)]
    if len(without) == 1:
        yield f"page {without[0]} has no text, perhaps a picture of it: nothing of it is taken"
    elif without:
        yield f"pages {', '.join(without)} have no text, perhaps pictures of it: nothing of them is taken"


def _refuse_what_is_no_article(reader: PdfReader) -> None:
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableError(f"it has more than {MAX_PAGES} pages: no article does")


@contextmanager
def _nothing_left_out() -> Iterator[None]:
    """Refuses a file of which pypdf leaves out what it can't unpack: it only logs that, and the text has a gap."""
    skipped: SimpleQueue[logging.LogRecord] = SimpleQueue()
    listening = QueueHandler(skipped)
    for name in _CONTENT_LOGGERS:
        logging.getLogger(name).addHandler(listening)
    try:
        yield
    finally:
        for name in _CONTENT_LOGGERS:
            logging.getLogger(name).removeHandler(listening)
    if not skipped.empty():
        raise UnreadableError(_DAMAGED)


def _known(metadata: Any) -> dict[str, Any]:
    """What the file says of the article; whoever made the file, and when, is neither its byline nor its date."""
    title = metadata.get("/Title") if metadata else None
    return {"headline": str(title)} if title else {}


def _without_running_lines(pages: list[list[str]]) -> Iterator[list[str]]:
    """The pages without their numbers and without what stands at the head or foot of several of them."""
    stripped = [[line.strip() for line in page] for page in pages]
    edges = [{*_edge(page), *_edge(page[::-1])} for page in stripped]
    often = {
        line for line, times in Counter(line for edge in edges for line in edge).items() if times >= _RUNNING_PAGES
    }
    for page in stripped:
        inked = [number for number, line in enumerate(page) if line]
        outer = {*inked[:_RUNNING_LINES], *inked[-_RUNNING_LINES:]}
        yield [
            line
            for number, line in enumerate(page)
            if number not in outer or not (_without_digits(line) in often or _PAGE_NUMBER.fullmatch(line))
        ]


def _edge(page: list[str]) -> list[str]:
    return [_without_digits(line) for line in page if line][:_RUNNING_LINES]


def _without_digits(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _paragraphs(lines: list[str | None]) -> Iterator[Block]:
    """Lines put together: a blank one ends a paragraph, and so does a short one with the end of a sentence.

    A short line without one, where a paragraph would begin, is a heading. None is the end of a page, where a paragraph
    may go on.
    """
    widths = sorted(len(line) for line in lines if line)
    wide = widths[int(len(widths) * 0.9)] * _SHORT_LINE if widths else 0
    held = ""
    for line in lines:
        is_short, ends = bool(line) and len(line or "") < wide, bool(_SENTENCE_END.search(line or held))
        if line and is_short and not held and not ends:
            yield Block(line, heading=True, full=line)
            continue
        if line:
            held += line if not held or held.endswith("-") else f" {line}"
        is_blank = line is not None and not line
        if held and (is_blank or (ends and (is_short or line is None))):
            yield Block(held, full=held)
            held = ""
    if held:
        yield Block(held, full=held)
