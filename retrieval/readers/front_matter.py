"""Front matter: what a file says of itself before its text, between `---` lines (plain YAML) or `+++` lines (TOML)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from retrieval.readers.fields import by_field
from retrieval.readers.refusals import UnreadableError

_FENCES = ("---", "+++")
_MAX_LINES = 200
_KEY = re.compile(r"([A-Za-z][\w .-]{0,60}?)[ \t]{0,20}:(?:[ \t]+(.*))?$")
_ITEM = re.compile(r"[ \t]{0,20}-[ \t]+(.*)$")


def split(text: str) -> tuple[Mapping[str, Any], str]:
    """What the front matter says, by the names of a draft's fields, and the text behind it.

    Without front matter nothing and the whole text. Raises UnreadableError for front matter that can't be read.
    """
    lines = text.split("\n", _MAX_LINES)
    fence = lines[0].rstrip()
    if fence not in _FENCES:
        return MappingProxyType({}), text
    ends = [number for number, line in enumerate(lines[1:_MAX_LINES], 1) if line.rstrip() == fence]
    if not ends:
        return MappingProxyType({}), text
    inner = [line.rstrip("\r") for line in lines[1 : ends[0]]]
    said = _toml(inner) if fence == "+++" else _yaml_like(inner)
    if not said and any(line.strip() for line in inner):
        return MappingProxyType({}), text
    return by_field(said), "\n".join(lines[ends[0] + 1 :]).lstrip("\r\n")


def _toml(lines: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(f"its front matter is not TOML: {error}") from error


def _yaml_like(lines: list[str]) -> dict[str, Any]:
    """`key: value` lines and lists of one line or of `- item` lines; what is nested deeper is not needed."""
    said: dict[str, Any] = {}
    key = ""
    for line in lines:
        found = _KEY.match(line)
        item = _ITEM.match(line)
        if found:
            key = found[1].strip()
            if key in said:
                raise UnreadableError(f"its front matter gives {key!r} twice: leave one of them")
            said[key] = _value(found[2] or "")
        elif item and key and isinstance(said[key], list | str):
            before = said[key] if isinstance(said[key], list) else [said[key]] if said[key] else []
            said[key] = [*before, _value(item[1])]
        elif key and line[:1] in {" ", "\t"} and isinstance(said[key], str) and line.strip():
            said[key] = " ".join(filter(None, [said[key].removeprefix(">").removeprefix("|").strip(), line.strip()]))
    return said


def _value(said: str) -> Any:
    said = said.strip()
    if said.startswith("[") and said.endswith("]"):
        return [_value(item) for item in said[1:-1].split(",") if item.strip()]
    if len(said) > 1 and said[0] == said[-1] == "'":
        return said[1:-1].replace("''", "'")
    if len(said) > 1 and said[0] == said[-1] == '"':
        try:
            return json.loads(said)
        except ValueError as error:
            raise UnreadableError(f"its front matter holds {said[:40]}, which isn't quoted as it should be") from error
    return said.partition(" #")[0].rstrip()
