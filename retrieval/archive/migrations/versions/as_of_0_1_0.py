"""The archive's tables as they were in 0.1.0."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "articles",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("reason", sa.Text),
        sa.Column("changed_at", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("publisher", sa.Text),
        sa.Column("byline", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("published", sa.String(40)),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("rights", sa.Text),
        sa.Column("notes", sa.Text, nullable=False),
    )
    revisions = op.create_table("archive_revision", sa.Column("number", sa.Integer, nullable=False))
    op.bulk_insert(revisions, [{"number": 0}])
