"""Bringing a database's tables to what this code knows: Alembic's histories, run at every start.

A history is a folder of Alembic scripts with a version table of its own, so that several can share one database.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

_FIRST = "0001"
"""The tables as they were in 0.1.0, which kept no version."""
_LOCK = 6_180_339_887
"""PostgreSQL's advisory lock under which tables are made and changed, in whichever history."""


class NewerDatabaseError(Exception):
    """The database was made by a later version of this code."""


@dataclass(frozen=True)
class History:
    """The tables of one part of the code: as they are now, and how they came to be so.

    `head` is the latest of the scripts in `folder`, `marker` a table that 0.1.0 had already.
    """

    name: str
    folder: Path
    head: str
    metadata: sa.MetaData
    marker: str

    @property
    def version_table(self) -> str:
        """Where the database says how far it is."""
        return f"{self.name}_schema"


def bring_up_to_date(engine: sa.Engine, history: History) -> None:
    """Makes the tables where there are none, and changes those of an earlier version; their rows stay.

    Safe when several processes start at once. Raises NewerDatabaseError, and has changed nothing then.
    """
    with engine.connect() as connection:
        if revision_of(connection, history) == history.head:
            return
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        revision = revision_of(connection, history)
        if revision is None and not sa.inspect(connection).has_table(history.marker):
            history.metadata.create_all(connection)
            _make_version_table(connection, history, history.head)
        elif revision != history.head:
            if revision is None:
                _make_version_table(connection, history, _FIRST)
            _upgrade(connection, history, revision or _FIRST)


def _upgrade(connection: sa.Connection, history: History, revision: str) -> None:
    from alembic import command  # noqa: PLC0415  it takes longer to import than a start without migrations lasts
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config(attributes={"connection": connection, "history": history})
    config.set_main_option("script_location", str(history.folder).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision not in known:
        raise NewerDatabaseError(
            f"the database was made by a newer Quote Desk (its {history.name} is at {revision}, this one knows up to "
            f"{history.head}). Install that version again, or name another database in DATABASE_URL."
        )
    command.upgrade(config, "head")


def revision_of(connection: sa.Connection, history: History) -> str | None:
    """How far the database is; None where it doesn't say."""
    if not sa.inspect(connection).has_table(history.version_table):
        return None
    return connection.scalar(sa.select(_version_column(history)))


def _make_version_table(connection: sa.Connection, history: History, revision: str) -> None:
    column = _version_column(history)
    column.table.create(connection)
    connection.execute(column.table.insert().values(version_num=revision))


def _version_column(history: History) -> sa.Column[str]:
    """The one column of the version table, as Alembic makes it."""
    column = sa.Column("version_num", sa.String(32), primary_key=True)
    sa.Table(history.version_table, sa.MetaData(), column)
    return column
