"""The changes of one transaction, numbered so that a reader who has seen one number has seen all before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from retrieval.archive.rows import seconds
from retrieval.archive.tables import archive_revision, changes
from retrieval.models import Action, Change

_LAST = sa.select(archive_revision.c.number).with_for_update()


class Journal:
    """Entries of the audit under way; one for each transaction that writes.

    It takes the lock that every writer of the archive waits for, until the transaction ends: numbers are committed in
    their order, and the latest version that a writer read is the latest when it writes.
    """

    def __init__(self, connection: sa.Connection, *, by: str, at: datetime) -> None:
        self.connection = connection
        self.at = at
        self._by = by[:200]
        self._number: int = connection.execute(_LAST).scalar_one()
        self._entries: list[Change] = []

    def enter(  # noqa: PLR0913  an entry of the audit has so many columns
        self,
        action: Action,
        article: str,
        version: int,
        *,
        note: str | None = None,
        reason: str | None = None,
        until: datetime | None = None,
        channels: Iterable[str] = (),
    ) -> Change:
        """Notes a change."""
        self._number += 1
        change = Change(
            number=self._number,
            at=self.at,
            by=self._by,
            action=action,
            article=article,
            version=version,
            note=note,
            reason=reason,
            until=until,
            channels=tuple(channels),
        )
        self._entries.append(change)
        return change

    def write(self) -> None:
        """Writes the entries down: the last that is done in the transaction."""
        if self._entries:
            rows = [dict(entry) | {"at": seconds(entry.at), "until": seconds(entry.until)} for entry in self._entries]
            self.connection.execute(changes.insert(), rows)
            self.connection.execute(archive_revision.update().values(number=self._number))
