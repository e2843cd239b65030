"""Text files: plain text, every character as it came, and Markdown as its reader sees it; both with front matter."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from retrieval.models import Source
from retrieval.readers import front_matter
from retrieval.readers.decoding import decoded
from retrieval.readers.drafts import Draft, File
from retrieval.readers.refusals import UnreadableError
from retrieval.readers.rendered import fragment, story

# What nobody writes in plain text; `*` and `_` alone are no sign.
_MARKDOWN = re.compile(r"^#{1,6} \S|^(?:```|~~~)|\]\((?:https?://|mailto:|[/#.])|\*\*[^\s*]", re.MULTILINE)
_MARKDOWN_NAME = re.compile(r"\.(?:md|markdown)$", re.IGNORECASE)
# Longer than any report, and what a hostile one may cost: markdown-it needs up to 0.1 ms a character.
_MAX_MARKDOWN = 200_000
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")


def read_written(file: File) -> list[Source]:
    """The article of a text file. Markdown is told by its marks; the file's name decides only where there are none."""
    text = decoded(file.data, file.charset)
    binary = _NO_TEXT.search(text)
    if binary:
        raise UnreadableError(f"it is no text: character {binary.start()} is a control character")
    known, body = front_matter.split(text)
    if not body.strip():
        raise UnreadableError("it has no text: its first line must be the headline")
    known = {**known, "ids": [*known.get("ids", ()), known.get("url"), file.url, file.name]}
    known["url"] = known.get("url") or file.url
    if _MARKDOWN.search(body) or _MARKDOWN_NAME.search(file.name):
        if len(body) > _MAX_MARKDOWN:
            raise UnreadableError(f"it is longer than {_MAX_MARKDOWN:,} characters of Markdown: divide it")
        blocks = story(fragment(_markdown().render(body)))
        return [Draft(format="markdown", raw=file.data, blocks=blocks, **known).source()]
    return [Draft(format="text", raw=file.data, text=body, **known).source()]


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
