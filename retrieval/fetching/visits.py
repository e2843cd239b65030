"""What was fetched when: kept in the archive's database, so that nothing is read again while nothing changed."""

from __future__ import annotations

import time
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from retrieval.archive.tables import HISTORY, visits
from retrieval.database import open_database
from retrieval.models import Value
from retrieval.schema import bring_up_to_date

# Several processes may visit one URL at the same moment; SQLAlchemy has no upsert that is of no database.
_INSERTS: dict[str, Callable[[sa.Table], postgresql.Insert | sqlite.Insert]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


class Visit(Value):
    """The last time that a URL was fetched (seconds since 1970), and what its server wants to be asked with next."""

    at: float
    etag: str | None = None
    last_modified: str | None = None


class Visits:
    """The last visit to each URL; `url` is SQLAlchemy's, the archive's own."""

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        bring_up_to_date(self._engine, HISTORY)

    def last(self, url: str) -> Visit | None:
        """The last visit, None where there was none."""
        query = sa.select(visits.c.at, visits.c.etag, visits.c.last_modified).where(visits.c.url == url)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return Visit(**row) if row is not None else None

    def keep(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> None:
        """Note a visit that was made now; only when what it brought is stored, so that nothing is missed."""
        with self._engine.execution_options(writes=True).begin() as connection:
            insert = _INSERTS[connection.dialect.name](visits)
            known = {"at": time.time(), "etag": etag, "last_modified": last_modified}
            upsert = insert.values(url=url, **known).on_conflict_do_update(index_elements=["url"], set_=known)
            connection.execute(upsert)

    def close(self) -> None:
        """Give the database's connections back."""
        self._engine.dispose()
