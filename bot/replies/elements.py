"""The elements of Block Kit that messages and views are made of: pure functions.

Article text goes into `text` elements of `rich_text` blocks and into `plain_text` only, where Slack
leaves it as it is: no ping, no link, no formatting can come alive in it. Limits are Slack's, see
https://docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from retrieval.models import Article, Span

Json = dict[str, Any]

PLAIN_TEXT_LIMIT = 2_000
BUTTON_LIMIT = 75


def plain(words: str) -> Json:
    """A text that nothing in it can enliven; Slack refuses empty ones."""
    return {"type": "plain_text", "text": words[:PLAIN_TEXT_LIMIT] if words.strip() else "(no words)", "emoji": False}


def section(words: str, block_id: str | None = None, accessory: Json | None = None) -> Json:
    """A paragraph of our own words, with a button beside it if there is one."""
    return _without_nones({"type": "section", "text": plain(words), "block_id": block_id, "accessory": accessory})


def context(words: str, block_id: str | None = None) -> Json:
    """Our own words in small print."""
    return _without_nones({"type": "context", "elements": [plain(words)], "block_id": block_id})


def actions(block_id: str, buttons: list[Json]) -> Json:
    """A row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": buttons}


def button(words: str, action_id: str, **more: str) -> Json:
    """A button; `more` is its value, url, style or accessibility_label."""
    return {"type": "button", "text": plain(words[:BUTTON_LIMIT]), "action_id": action_id} | more


def rich_text(elements: list[Json], block_id: str | None = None) -> Json:
    """A block whose text Slack shows as it is."""
    return _without_nones({"type": "rich_text", "block_id": block_id, "elements": elements})


def rich_section(texts: list[Json]) -> Json:
    """A paragraph inside a rich text block."""
    return {"type": "rich_text_section", "elements": texts}


def rich_quote(texts: list[Json]) -> Json:
    """A quote inside a rich text block, drawn with a bar at its side."""
    return {"type": "rich_text_quote", "elements": texts}


def texts(article: Article, span: Span, bold: Iterable[Span] = ()) -> list[Json]:
    """The span as literal text elements: together they are the slice, those in `bold` are styled."""
    elements: list[Json] = []
    at = span.start
    for run in _runs(article, span, bold):
        if run.start > at:
            elements.append(literal(article.text[at : run.start]))
        elements.append(literal(run.of(article.text), bold=True))
        at = run.end
    if at < span.end:
        elements.append(literal(article.text[at : span.end]))
    return elements


def literal(words: str, **style: bool) -> Json:
    """A text element: whatever stands in it is shown as it stands; `style` is bold or strike."""
    element: Json = {"type": "text", "text": words}
    return element | {"style": style} if style else element


def link(url: str, words: str) -> Json:
    """A link on words; only for addresses from `bot.replies.links`."""
    return {"type": "link", "url": url, "text": words}


def size(blocks: Sequence[Json]) -> int:
    """Characters of the blocks as they go to Slack."""
    return len(json.dumps(blocks, ensure_ascii=False))


def _runs(article: Article, span: Span, bold: Iterable[Span]) -> list[Span]:
    """The bold words inside `span`, those with only white space between them as one run."""
    runs: list[Span] = []
    for word in sorted(bold, key=lambda word: word.start):
        if not span.start <= word.start < word.end <= span.end:
            continue
        if runs and not article.text[runs[-1].end : word.start].strip():
            runs[-1] = Span(start=runs[-1].start, end=max(runs[-1].end, word.end))
        else:
            runs.append(word)
    return runs


def _without_nones(block: Json) -> Json:
    return {name: value for name, value in block.items() if value is not None}
