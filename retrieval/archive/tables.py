"""The archive's tables. Times are seconds since 1970 in UTC, but for those that 0.1.0 kept in ISO's form."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from retrieval.schema import History

metadata = sa.MetaData()
HISTORY = History(
    name="archive", folder=Path(__file__).with_name("migrations"), head="0002", metadata=metadata, marker="articles"
)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("changed_at", sa.String(40), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    # SHA-256 of what is shown beside a quote: a headline with one bit turned over is a wrong source.
    sa.Column("seal", sa.String(64), nullable=False, server_default=""),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("headings", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("publisher", sa.Text),
    sa.Column("byline", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("published", sa.String(40)),
    sa.Column("language", sa.String(20), nullable=False),
    sa.Column("rights", sa.Text),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("format", sa.String(20), nullable=False, server_default="text"),
    sa.Column("edition", sa.BigInteger),
    sa.Column("raw_sha256", sa.String(64)),
    sa.Column("embargo_until", sa.Double),
    sa.Column("expires_at", sa.Double),
    sa.Column("audience", sa.JSON, nullable=False, server_default="[]"),
    # What a person has decided (state, embargo_until, expires_at), so that no source decides otherwise.
    sa.Column("by_hand", sa.JSON, nullable=False, server_default="[]"),
)

# The bytes that versions were read from, once each: a feed of many articles is kept once.
originals = sa.Table(
    "originals",
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
)

# What was fetched when, and the validators that its server gave.
visits = sa.Table(
    "visits",
    metadata,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
)

# One row: the number of the last change. Its lock is what every writer waits for.
archive_revision = sa.Table("archive_revision", metadata, sa.Column("number", sa.Integer, nullable=False))


@sa.event.listens_for(archive_revision, "after_create")
def _count_from_none(table: sa.Table, connection: sa.Connection, **_: object) -> None:
    connection.execute(table.insert().values(number=0))


changes = sa.Table(
    "archive_changes",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("by", sa.String(200), nullable=False),
    sa.Column("action", sa.String(20), nullable=False),
    sa.Column("article", sa.String(200), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("until", sa.Double),
    sa.Column("channels", sa.JSON, nullable=False),
    sa.Index("archive_changes_article", "article", "number"),
)
