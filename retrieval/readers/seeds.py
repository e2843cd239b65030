"""A directory of `NAME.txt`, each with what is known of it in a `NAME.toml` beside it, → articles."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from retrieval.models import Article
from retrieval.readers.refusals import UnreadableError
from retrieval.readers.text import read_text

_TYPES: dict[str, type] = {
    "headline": str,
    "publisher": str,
    "byline": str,
    "url": str,
    "published": date,
    "language": str,
    "rights": str,
}


class SeedError(ValueError):
    """Files that can't be read as articles; the message has a line for each, with what to do."""


def read_seeds(directory: Path) -> list[Article]:
    """The articles of a directory, ordered by file name; an article's id is its file's name without `.txt`.

    Raises SeedError that names every file at fault, not just the first.
    """
    if not directory.is_dir():
        raise SeedError(f"{directory} is not a directory: give one that holds .txt files")
    articles = []
    faults = []
    for path in sorted(directory.glob("*.txt")):
        try:
            known = _known(path.with_suffix(".toml"))
            articles.append(read_text(path.read_bytes(), path.stem, known))
        except (SeedError, UnreadableError, OSError, ValidationError) as error:
            faults.append(str(error) if isinstance(error, SeedError) else f"{path.name}: {_reason(error)}")
    faults += [
        f"{path.name}: there is no {path.stem}.txt that it could describe; add the text or remove this file"
        for path in sorted(directory.glob("*.toml"))
        if not path.with_suffix(".txt").is_file()
    ]
    if faults:
        raise SeedError("\n".join(faults))
    return articles


def _known(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SeedError(f"{path.name}: not readable as TOML: {error}") from error
    faults = [fault for key, value in table.items() if (fault := _fault(key, value))]
    if faults:
        raise SeedError("\n".join(f"{path.name}: {fault}" for fault in faults))
    return table


def _fault(key: str, value: object) -> str | None:
    if key not in _TYPES:
        return f"{key!r} is not known; use {', '.join(_TYPES)}, or remove it"
    if isinstance(value, _TYPES[key]):
        return f"{key} is empty; give it a value or remove the line" if value == "" else None
    wanted = (
        "a date without quotation marks, like 2025-01-31" if _TYPES[key] is date else 'a string in "quotation marks"'
    )
    return f"{key} must be {wanted}, not {value!r}"


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error)
