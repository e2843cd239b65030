"""A tree of HTML, XHTML or NITF → its blocks as a browser shows them: white space collapsed, line breaks kept.

What is no story (navigation, captions, forms, adverts, comments) is marked, what nobody sees is not there, and a block
whose meaning hangs on how it is drawn (struck out, marks that only a style prints) carries the reason not to quote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from retrieval.word_set import word_set

_BLOCKS = word_set(
    "html head body address article aside blockquote bq block body.content body.end body.head caption center dd "
    "details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hedline hl1 hl2 hr "
    "legend li main media media-caption menu nav nitf ol optgroup option p pre search section summary table tbody "
    "td tfoot th thead tr ul byline dateline abstract note tagline"
)
_HEADINGS = word_set("h1 h2 h3 h4 h5 h6 hl1 hl2 hedline legend caption summary dt th")
_UNSEEN = word_set(
    "title script style template noscript noembed noframes object iframe embed video audio canvas map svg math select "
    "datalist textarea input progress meter param area base link meta"
)
# The words that a browser shows in these are no words of the paragraph that they stand in.
_SEEN_OTHERWISE = word_set("select textarea input math")
_NO_STORY = word_set(
    "nav footer aside form fieldset dialog menu figcaption figure media media-caption button address search "
    "byline dateline tagline body.head body.end"
)
_NO_STORY_ROLES = word_set("navigation search complementary contentinfo form dialog alert banner menu toolbar")
_NO_STORY_NAMES = word_set(
    "newsletter newsletters subscribe subscription signup promo promos promotion advert adverts advertisement "
    "advertising ad ads sponsored sponsor related recommended recommendations readmore comments comment respond "
    "disqus share sharing social cookie cookies consent caption captions credit credits byline breadcrumb breadcrumbs "
    "taboola outbrain pullquote nav navigation menu sidebar"
)
_HIDDEN_NAMES = frozenset(
    (
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screen-reader",
        "screenreader",
        "a11y-hidden",
    )
)
_HIDDEN_STYLE = re.compile(
    r"(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}(?:hidden|collapse))", re.IGNORECASE
)
_STRUCK = word_set("del s strike")
_MARKED_BY_STYLE = word_set("q")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_TWO_BREAKS = re.compile(r"\n[^\S\n]*\n\s*")
# A paragraph that is one link and begins like this leads elsewhere.
_LEADS_ELSEWHERE = re.compile(
    r"(?:read (?:more|also|next|the full)|also read|see also|more on|more:|related|watch:|listen:|subscribe|sign up|"
    r"click here|advertisement)\b",
    re.IGNORECASE,
)
_MAX_ELEMENTS = 200_000


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table cell.

    `story` is False for what only surrounds the story; `surely` says that its element tells so, not just a class name.
    `fault` says why it can't be quoted. `full` is the text with what is hidden inside it.
    """

    text: str
    heading: bool = False
    story: bool = True
    surely: bool = True
    fault: str | None = None
    full: str = ""


class TooManyElementsError(ValueError):
    """More elements than an article has."""


@dataclass(frozen=True, slots=True)
class _Context:
    heading: bool = False
    story: bool = True
    surely: bool = True
    hidden: bool = False
    pre: bool = False
    struck: bool = False
    marked: bool = False
    linked: bool = False


def blocks(root: Any) -> list[Block]:
    """The blocks of a tree of lxml's or the standard library's elements, in order. Raises TooManyElementsError."""
    page = _Page()
    for event, element, context in _walk(root):
        name = _name(element)
        if event == "open":
            if name in _BLOCKS:
                page.close()
            if name == "br":
                page.add("\n", context, is_break=True)
            elif name in _SEEN_OTHERWISE:
                page.interrupt()
            elif name not in _UNSEEN:
                page.add(element.text or "", context)
        elif event == "close":
            if name in _BLOCKS:
                page.close()
        else:
            page.add(element.tail or "", context)
    page.close()
    return page.blocks


def fragment(markup: str) -> list[Block]:
    """The blocks of a piece of HTML."""
    parser = html.HTMLParser(encoding="utf-8")
    try:
        tree = html.document_fromstring(f"<!doctype html><body>{markup}".encode(), parser=parser)
    except (etree.ParserError, UnicodeEncodeError):
        return []
    return blocks(tree)


def plain_blocks(text: str) -> list[Block]:
    """The paragraphs of plain text: between blank lines, or one a line where there are none."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = _TWO_BREAKS.split(text)
    if len(parts) == 1:
        parts = text.split("\n")
    return [Block(part.strip(), full=part.strip()) for part in parts if part.strip()]


def story(found: list[Block]) -> list[Block]:
    """The blocks that are the story itself.

    A class name that would leave out more than half of it was the page's own, not an advert's.
    """
    sure = [block for block in found if block.story or not block.surely]
    named = [block for block in sure if block.story]
    return named if 2 * sum(len(b.text) for b in named) >= sum(len(b.text) for b in sure) else sure


def _walk(root: Any) -> Iterator[tuple[str, Any, _Context]]:
    """Every element opened and closed, and its tail, without recursion."""
    start = _inside(root, _Context())
    yield "open", root, start
    stack = [(root, iter(root), start)]
    count = 0
    while stack:
        element, children, context = stack[-1]
        child = next(children, None)
        if child is None:
            yield "close", element, context
            stack.pop()
            if stack:
                yield "tail", element, stack[-1][2]
            continue
        count += 1
        if count > _MAX_ELEMENTS:
            raise TooManyElementsError(f"more than {_MAX_ELEMENTS:,} elements")
        if not isinstance(child.tag, str):
            yield "tail", child, context
            continue
        name = _name(child)
        inner = _inside(child, context)
        yield "open", child, inner
        stack.append((child, iter(()) if name in _UNSEEN else iter(child), inner))


def _name(element: Any) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].lower()


def _inside(element: Any, around: _Context) -> _Context:
    name = _name(element)
    by_element = name in _NO_STORY or (element.get("role") or "").lower() in _NO_STORY_ROLES
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    by_name = name in _BLOCKS and name not in {"body", "html", "main", "article"} and _names_no_story(names)
    hidden = (
        element.get("hidden") is not None
        or (name == "dialog" and element.get("open") is None)
        or _HIDDEN_STYLE.search(element.get("style") or "") is not None
        or not _HIDDEN_NAMES.isdisjoint(names.split())
    )
    return _Context(
        heading=around.heading or name in _HEADINGS or (element.get("role") or "").lower() == "heading",
        story=around.story and not (by_element or by_name),
        surely=by_element if around.story else around.surely or by_element,
        hidden=around.hidden or hidden,
        pre=around.pre or name == "pre",
        struck=around.struck or name in _STRUCK,
        marked=around.marked or name in _MARKED_BY_STYLE,
        linked=around.linked or name == "a",
    )


def _names_no_story(names: str) -> bool:
    return not _NO_STORY_NAMES.isdisjoint(re.split(r"[^a-z]+", names))


class _Page:
    """Collects text until a block ends, as a browser lays it out."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[tuple[str, _Context]] = []
        self._interrupted = False

    def add(self, text: str, context: _Context, *, is_break: bool = False) -> None:
        if text:
            self._pieces.append((text if is_break or context.pre else _SPACE.sub(" ", text), context))

    def interrupt(self) -> None:
        self._interrupted = True

    def close(self) -> None:
        pieces, self._pieces = self._pieces, []
        interrupted, self._interrupted = self._interrupted, False
        seen = [(text, context) for text, context in pieces if not context.hidden]
        full = _laid_out(text for text, _ in pieces)
        whole = _laid_out(text for text, _ in seen)
        inked = [context for text, context in seen if text.strip()]
        if not whole or not inked:
            return
        linked = all(context.linked for context in inked)
        leads = linked and _LEADS_ELSEWHERE.match(whole) is not None
        first = next((context for context in inked if not context.story), inked[0])
        # An inline button or the like inside a paragraph is not the paragraph's words, but a reader sees it there.
        mixed = any(context.story != inked[0].story for context in inked)
        fault = _fault(inked, mixed=mixed or interrupted)
        for text in _TWO_BREAKS.split(whole):
            if text.strip():
                self.blocks.append(
                    Block(
                        text=text.strip(),
                        heading=all(context.heading for context in inked),
                        story=(mixed or first.story) and not leads,
                        surely=leads or first.surely,
                        fault=fault,
                        full=full,
                    )
                )


def _fault(inked: list[_Context], *, mixed: bool) -> str | None:
    if any(context.struck for context in inked):
        return "some of its words are struck out"
    if any(context.marked for context in inked):
        return "its quotation marks are printed by the page's style and are not in its text"
    if mixed:
        return "something that is no part of the story stands in the middle of it"
    return None


def _laid_out(texts: Iterator[str]) -> str:
    out: list[str] = []
    ends_in_space = True
    for text in texts:
        piece = text[1:] if ends_in_space and text.startswith(" ") else text
        if piece:
            out.append(piece)
            ends_in_space = piece[-1] in " \n"
    return _AROUND_BREAK.sub("\n", "".join(out)).strip(" \n\t\r\f")
