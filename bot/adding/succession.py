"""Texts that come together under one identity: which of them follows which is never guessed from their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from retrieval.models import Source, State
from retrieval.readers import BadSource


class _Known(NamedTuple):
    sha256: str
    edition: int | None
    published: datetime | date | None


class Succession:
    """What was brought together so far: a feed's entries, a file's lines, a folder's files."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def told_apart(self, found: Iterable[Source | BadSource]) -> Iterator[Source | BadSource]:
        """What was found, but a second text under one identity that doesn't say that it is newer is refused.

        It says so by its source's number of the version, or by a later date of publication. A recall is always heard.
        """
        for each in found:
            yield self._looked_at(each) if isinstance(each, Source) else each

    def _looked_at(self, source: Source) -> Source | BadSource:
        article = source.article
        if not article.text:
            return source
        new = _Known(article.sha256, source.edition, article.published)
        before = self._known.get(article.id)
        if before is not None and before.sha256 != new.sha256 and source.state is State.USABLE:
            if before.edition is not None and new.edition is not None and before.edition > new.edition:
                return source  # the archive leaves an older version alone
            if not _follows(before, new):
                return BadSource(name=article.id, place=f"“{article.headline}”", reason=_REASON)
        self._known[article.id] = new
        return source


_REASON = (
    "another text came with it under the same identity, and neither says that it is newer: give each an id of its own, "
    "or number the versions, or add the newer one later by itself"
)


def _follows(before: _Known, new: _Known) -> bool:
    if before.edition is not None and new.edition is not None and before.edition != new.edition:
        return new.edition > before.edition
    if isinstance(before.published, datetime) and isinstance(new.published, datetime):
        return new.published > before.published
    is_dated = before.published is not None and new.published is not None
    return is_dated and _day(new.published) > _day(before.published)


def _day(at: datetime | date | None) -> date:
    return at.date() if isinstance(at, datetime) else at or date.min
