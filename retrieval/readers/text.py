"""Plain text → Article: UTF-8, the first line is the headline, blank lines stand between paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from retrieval.models import Article
from retrieval.passages import headline_line
from retrieval.readers.damage import notes
from retrieval.readers.refusals import UnreadableError
from retrieval.sentences import sentences

_HEADLINE_WORDS = 40


def read_text(data: bytes, article_id: str, known: Mapping[str, Any] = MappingProxyType({})) -> Article:
    """The article in `data`: its text is every character as it came, without a byte order mark.

    `known` is what is known of it beside its text, by the names of `Article`'s fields.
    Raises UnreadableError for bytes that aren't UTF-8 and for a text without a word, pydantic's ValidationError for
    what can't be known of an article.
    """
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"byte {error.start} is not UTF-8: save the file as UTF-8") from error
    if not text.strip():
        raise UnreadableError("the file is empty: its first line must be the headline")
    article = Article.model_validate({"headline": headline_of(text), **known, "id": article_id, "text": text})
    return article.model_copy(update={"notes": notes(article)})


def headline_of(text: str) -> str:
    """The first line, or its first sentence if it is too long to be a headline (then it stays a paragraph)."""
    line = headline_line(text)
    if len(line.of(text).split()) > _HEADLINE_WORDS:
        line = sentences(text, line)[0]
    return line.of(text)
