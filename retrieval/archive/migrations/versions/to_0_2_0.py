"""0.2.0: states, limits, the audit and the bytes that an article was read from."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds what 0.1.0 didn't know; every article that it held stays as it was."""
    for column in (
        sa.Column("headings", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("note", sa.Text),
        sa.Column("format", sa.String(20), nullable=False, server_default="text"),
        sa.Column("edition", sa.BigInteger),
        sa.Column("raw_sha256", sa.String(64)),
        sa.Column("embargo_until", sa.Double),
        sa.Column("expires_at", sa.Double),
        sa.Column("audience", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("by_hand", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("seal", sa.String(64), nullable=False, server_default=""),
    ):
        op.add_column("articles", column)
    _seal()
    # 0.1.0 called it superseded, and withdrew nothing but by a person's word
    op.execute("UPDATE articles SET state = 'corrected' WHERE state = 'superseded'")
    op.execute("""UPDATE articles SET by_hand = '["state"]' WHERE state = 'withdrawn'""")
    # nearly every article has the same state: SQLite read them all by it where a few ids were asked for
    op.drop_index("ix_articles_state", "articles")
    op.create_table(
        "visits",
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
    )
    op.create_table(
        "originals",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "archive_changes",
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
    )
    op.create_index("archive_changes_article", "archive_changes", ["article", "number"])


def _seal() -> None:
    """Gives each article the seal that `retrieval.archive.rows` compares it with, as it was when 0.2.0 came out."""
    sealed = ("id", "version", "headline", "publisher", "byline", "url", "published", "sha256")
    articles = sa.table("articles", *(sa.column(name) for name in (*sealed, "seal")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(*(articles.c[name] for name in sealed))).all():
        seal = hashlib.sha256(json.dumps(list(row)).encode()).hexdigest()
        mine = sa.and_(articles.c.id == row[0], articles.c.version == row[1])
        connection.execute(articles.update().where(mine).values(seal=seal))
