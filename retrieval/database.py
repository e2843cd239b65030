"""A database's engine, set up the same way for the archive and for everything that is kept beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic_core import from_json, to_json

try:
    # Python's own SQLite is the system's: often one whose write-ahead log can lose a commit.
    import pysqlite3 as sqlite
except ImportError:  # there is no wheel for this system
    import sqlite3 as sqlite

__all__ = ["PASSWORDS", "open_database", "password_of", "passwords_of", "sqlite", "sqlite_file"]

PASSWORDS = ("password", "sslpassword")
"""What stands behind the question mark of a database's address and is a secret: its own, and its client key's."""

_CONNECT_SECONDS = 10
_LOCKED_MILLISECONDS = 5_000


def open_database(url: str) -> sa.Engine:
    """An engine for SQLAlchemy's `url`. Raises sqlalchemy.exc.ArgumentError for what is no database URL.

    On SQLite a commit is on the disk when it returns; the write-ahead log is used only from 3.51.3 on, as earlier
    releases can lose a commit when it is reset (https://sqlite.org/wal.html#the_wal_reset_bug); before, the rollback
    journal is kept between transactions, which halves the cost of a commit. Connections opened
    with the execution option `writes=True` take the write lock at once.
    On PostgreSQL (psycopg 3, also where the URL names no driver) a connection that was lost while it was idle is
    replaced when it is asked for.
    """
    address = sa.make_url(url)
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    # hide_parameters: a question must not get into a log by way of a database error
    options: dict[str, Any] = {
        "hide_parameters": True,
        "json_serializer": lambda value: to_json(value).decode(),
        "json_deserializer": from_json,
    }
    if address.get_backend_name() != "sqlite":
        known = {"connect_timeout": _CONNECT_SECONDS, "application_name": "quotedesk"}
        known = {name: value for name, value in known.items() if name not in address.query}
        return sa.create_engine(address, pool_pre_ping=True, connect_args=known, **options)
    options["module"] = sqlite
    if address.database in {None, "", ":memory:"}:
        options |= {"poolclass": sa.StaticPool, "connect_args": {"check_same_thread": False}}
    engine = sa.create_engine(address, **options)
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin)
    return engine


def password_of(url: str | sa.URL) -> str:
    """The password in a database's `url`, which may also stand behind the question mark; nothing where there is none.

    Raises sqlalchemy.exc.ArgumentError for what is no database URL.
    """
    address = sa.make_url(url)
    return address.password or next(iter(_beside(address, "password")), "")


def passwords_of(url: str | sa.URL) -> tuple[str, ...]:
    """Every password in a database's `url`: what must get into no log. Raises as `password_of` does."""
    address = sa.make_url(url)
    beside = [password for name in PASSWORDS for password in _beside(address, name)]
    return tuple(filter(None, [address.password, *beside]))


def _beside(address: sa.URL, name: str) -> tuple[str, ...]:
    """The values of `name` behind the question mark, the last first: that one counts."""
    value = address.query.get(name, ())
    return (value,) if isinstance(value, str) else value[::-1]


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite database; None for another database and for one in memory."""
    address = sa.make_url(url)
    in_memory = address.database in {None, "", ":memory:"}
    return None if address.get_backend_name() != "sqlite" or in_memory else Path(address.database or "")


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """Settings of each SQLite connection; transactions are begun by `_begin` alone, never by the driver."""
    connection.isolation_level = None
    journal = "WAL" if sqlite.sqlite_version_info >= (3, 51, 3) else "PERSIST"
    patience = f"busy_timeout={_LOCKED_MILLISECONDS}"
    for pragma in ("foreign_keys=ON", patience, f"journal_mode={journal}", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    # A writer takes the lock at once: two processes must not both read the latest version and then write the next.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
