"""Rows of the archive's tables ↔ values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from retrieval.models import Article, Change, Current, Limits, Note, Record, Source, Span

SEALED = ("id", "version", "headline", "publisher", "byline", "url", "published", "sha256")
_NOT_COLUMNS = {"headings", "notes", "published"}
_LATEST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


def columns(article: Article) -> dict[str, Any]:
    """An article as columns of `articles`."""
    known = article.model_dump(exclude=_NOT_COLUMNS)
    notes = json.dumps([note.model_dump() for note in article.notes], ensure_ascii=False)
    published = article.published.isoformat() if article.published else None
    headings = [[span.start, span.end] for span in article.headings]
    known |= {"sha256": article.sha256, "headings": headings, "notes": notes, "published": published}
    return known | {"seal": seal(known)}


def seal(row: Mapping[Any, Any]) -> str:
    """SHA-256 in hexadecimal of what a row of `articles` says of its source, and of its text's hash."""
    return hashlib.sha256(json.dumps([row[name] for name in SEALED]).encode()).hexdigest()


def is_intact(row: Mapping[Any, Any]) -> bool:
    """Whether a row of `articles` still holds the text and the source that were stored."""
    text: str = row["text"]
    as_stored: tuple[str, str] = row["sha256"], row["seal"]
    return (hashlib.sha256(text.encode()).hexdigest(), seal(row)) == as_stored


def article_of(row: Mapping[Any, Any]) -> Article:
    """The article in a row of `articles`."""
    known = {name: row[name] for name in Article.model_fields if name not in _NOT_COLUMNS}
    notes = tuple(Note.model_validate(note) for note in json.loads(row["notes"]))
    headings = tuple(Span(start=start, end=end) for start, end in row["headings"])
    return Article(**known, headings=headings, notes=notes, published=_date(row["published"]))


def current_of(row: Mapping[Any, Any]) -> Current:
    """The article in a row of `articles` that is intact, with when and where it may be quoted."""
    article = article_of(row)
    # as `is_intact` found it to be: to work it out again takes as long as all the rest
    vars(article)["sha256"] = row["sha256"]
    return Current(article=article, **_limits(row))


def limits_of(row: Mapping[Any, Any]) -> Limits:
    """When and where what is in a row of `articles` may be quoted."""
    return Limits(**_limits(row))


def record_of(row: Mapping[Any, Any]) -> Record:
    """All that a row of `articles` holds."""
    kept = {name: row[name] for name in ("state", "reason", "note", "format", "edition", "sha256")}
    changed_at = datetime.fromisoformat(row["changed_at"])
    # 0.1.0 kept no raw bytes, and read text alone
    raw_sha256 = row["raw_sha256"] or row["sha256"]
    return Record(article=article_of(row), **_limits(row), **kept, raw_sha256=raw_sha256, changed_at=changed_at)


def change_of(row: Mapping[Any, Any]) -> Change:
    """An entry of the audit."""
    times = {"at": moment(row["at"]), "until": moment(row["until"]) if row["until"] is not None else None}
    return Change(**dict(row) | times | {"channels": tuple(row["channels"])})


def seconds(at: datetime | None) -> float | None:
    """Seconds since 1970."""
    return at.timestamp() if at is not None else None


def moment(at: float) -> datetime:
    """The time of so many seconds since 1970; the last that can be written where it is beyond."""
    return datetime.fromtimestamp(min(at, _LATEST), UTC)


def raw_columns(source: Source) -> dict[str, Any]:
    """What a source says of itself as columns of `articles`, but for what a person may have decided otherwise."""
    return {
        "note": source.note,
        "format": source.format,
        "edition": source.edition,
        "raw_sha256": source.raw_sha256,
    }


def _limits(row: Mapping[Any, Any]) -> dict[str, Any]:
    until, expires = row["embargo_until"], row["expires_at"]
    return {
        "embargo_until": moment(until) if until is not None else None,
        "expires_at": moment(expires) if expires is not None else None,
        "audience": frozenset(row["audience"]),
    }


def _date(iso: str | None) -> date | datetime | None:
    if iso is None:
        return None
    return date.fromisoformat(iso) if len(iso) == len("2025-01-31") else datetime.fromisoformat(iso)
