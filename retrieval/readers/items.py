"""JSON → articles: each object by its own shape, whatever file it stands in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from retrieval.models import Source
from retrieval.readers.ans import is_ans, read_ans
from retrieval.readers.drafts import Draft, File
from retrieval.readers.fields import by_field
from retrieval.readers.json_text import parsed
from retrieval.readers.ninjs import is_ninjs, read_ninjs
from retrieval.readers.refusals import BadSource, UnreadableError
from retrieval.readers.rendered import plain_blocks

_TEXTS = ("text", "body", "content", "articlebody", "article_body")
_LISTS = ("items", "articles", "stories", "content_elements")
_BETWEEN = re.compile(r"[\s,]*")


def read_json(text: str, file: File) -> list[Source | BadSource]:
    """The articles of a JSON text: one object, or a list of them."""
    value = parsed(text)
    if isinstance(value, dict) and not _is_item(value):
        inner = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
        if inner is not None:
            return _each(((each, file.data) for each in inner), file)
    if isinstance(value, list):
        return _each(_sliced(text, value), file)
    return [read_item(value, file)]


def read_item(item: Any, file: File) -> Source:
    """The article of one JSON object. Raises UnreadableError."""
    if isinstance(item, dict):
        if is_ninjs(item):
            return read_ninjs(item, file)
        if is_ans(item):
            return read_ans(item, file)
        if (body := _text(item)) is not None:
            return _record(item, body, file)
    raise UnreadableError(
        "its JSON is no article that is known here: ninjs has `uri` and a body, ANS has `content_elements`, "
        "anything else needs `headline` and `text`"
    )


def _record(item: dict[str, Any], body: str, file: File) -> Source:
    known = by_field(item)
    headline = known.get("headline")
    if not isinstance(headline, str):
        known["headline"] = headline = None
    digest = hashlib.sha256((headline or body).encode("utf-8", "replace")).hexdigest()[:16]
    ids = (*known.pop("ids"), known.get("url"), f"{file.name[:100]}#{digest}")
    return Draft(format="json", raw=file.data, blocks=plain_blocks(body), ids=ids, **known).source()


def _text(item: dict[str, Any]) -> str | None:
    named = {name.lower(): value for name, value in item.items()}
    return next((named[name] for name in _TEXTS if isinstance(named.get(name), str)), None)


def _is_item(value: dict[str, Any]) -> bool:
    return is_ninjs(value) or is_ans(value) or _text(value) is not None


def _each(items: Iterator[tuple[Any, bytes]], file: File) -> list[Source | BadSource]:
    found: list[Source | BadSource] = []
    for number, (item, raw) in enumerate(items, 1):
        try:
            found.append(read_item(item, File(raw, file.name)))
        except UnreadableError as error:
            found.append(BadSource(name=file.name, place=f"item {number}", reason=error.reason))
    if not found:
        raise UnreadableError("its JSON holds no article: the list is empty")
    return found


def _sliced(text: str, values: list[Any]) -> Iterator[tuple[Any, bytes]]:
    """Each value of a JSON list with the bytes that it was read from."""
    decoder = json.JSONDecoder()
    place = text.index("[") + 1
    for value in values:
        between = _BETWEEN.match(text, place)
        place = between.end() if between else place
        _, end = decoder.raw_decode(text, place)
        yield value, text[place:end].encode("utf-8", "replace")
        place = end
