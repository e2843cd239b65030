"""A web page → its article: trafilatura finds which blocks are the story, their words are taken from the page itself.

trafilatura drops soft hyphens, buttons and more from a paragraph's words. So its output only points at blocks of the
page: a passage that isn't, white space aside, one or more whole blocks of what the page shows is refused with a remark.
"""

from __future__ import annotations

import re
import unicodedata

from lxml import etree, html

from retrieval.models import Source
from retrieval.readers import page_data
from retrieval.readers.decoding import decoded
from retrieval.readers.drafts import Draft, File
from retrieval.readers.refusals import UnreadableError
from retrieval.readers.rendered import Block, TooManyElementsError, blocks, story

_LOGIN_TEXT = 500
_MAX_TRIES = 1000
_AS_HTML = {"head": "h2", "item": "li", "cell": "td", "row": "tr", "list": "ul", "quote": "blockquote", "lb": "br"}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def read_page(file: File) -> list[Source]:
    """The article of an HTML page."""
    text = decoded(file.data, file.charset)
    try:
        tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
        # trafilatura loses the words behind a comment inside a paragraph, and script-built pages are full of them.
        etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
        shown = blocks(tree)
    except (etree.ParserError, UnicodeEncodeError) as error:
        raise UnreadableError("it is an empty page") from error
    except TooManyElementsError as error:
        raise UnreadableError(f"it has {error}: no article has") from error
    remarks: list[str] = []
    found = story(_selected(shown, _passages(tree), remarks))
    length = sum(len(block.text) for block in found)
    if length < _LOGIN_TEXT and tree.xpath("//input[translate(@type,'PASWORD','pasword')='password']"):
        raise UnreadableError("it is a login page: sign in with a browser and save the article from there")
    if not found:
        raise UnreadableError("no article was found in it: the page may need JavaScript; save it from a browser")
    known = page_data.known(tree, file.url, remarks)
    known["ids"] = [*known["ids"], file.name]
    return [Draft(format="html", raw=file.data, blocks=found, remarks=remarks, **known).source()]


def _passages(tree: html.HtmlElement) -> list[Block]:
    """What trafilatura takes for the story, as blocks."""
    import trafilatura  # noqa: PLC0415  a fifth of a second at import, that only who reads a page should pay

    try:
        found = trafilatura.extract(tree, output_format="xml", include_comments=False, include_tables=True)
        main = etree.fromstring(found).find("main") if found else None
    except Exception as error:
        raise UnreadableError(f"its article can't be told from the page around it ({type(error).__name__})") from error
    if main is None:
        return []
    for element in main.iter("*"):
        element.tag = _AS_HTML.get(element.tag, element.tag)
    return blocks(main)


def _selected(shown: list[Block], passages: list[Block], remarks: list[str]) -> list[Block]:
    """The blocks of the page that the passages are, in the page's order."""
    text = _PageText(shown)
    chosen: set[int] = set()
    for passage in passages:
        found = text.find(passage.text)
        chosen.update(found)
        if not found:
            opening = passage.text[:40]
            remarks.append(f"a passage (“{opening}…”) is left out: the page doesn't show these words as they stand")
    return [shown[index] for index in sorted(chosen)]


class _PageText:
    """The words of a page's blocks run together, to find which blocks a passage is, in order."""

    def __init__(self, shown: list[Block]) -> None:
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._with_hidden: dict[str, int] = {}
        keys = []
        length = 0
        for index, block in enumerate(shown):
            key = _key(block.text)
            if key:
                self._starts[length] = index
                length += len(key)
                self._ends[length] = index
                keys.append(key)
                self._with_hidden.setdefault(_key(block.full), index)
        self._text = "".join(keys)
        self._cursor = 0
        self._tries = 0

    def find(self, passage: str) -> range:
        """The blocks that together have exactly this passage's words: behind the last found, else anywhere; or none."""
        key = _key(passage)
        for start in (self._cursor, 0):
            place = self._text.find(key, start) if key else -1
            while place >= 0 and self._tries < _MAX_TRIES:
                if place in self._starts and place + len(key) in self._ends:
                    self._cursor = place + len(key)
                    return range(self._starts[place], self._ends[self._cursor] + 1)
                self._tries += 1
                place = self._text.find(key, place + 1)
        index = self._with_hidden.get(key)
        return range(0) if index is None else range(index, index + 1)


def _key(text: str) -> str:
    """Words alone, for comparison: trafilatura drops what can't be seen and composes accents."""
    return "".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())
