"""The ledger's tables as they were in 0.1.0."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(600), nullable=False, unique=True),
        sa.Column("client_msg_id", sa.String(255), unique=True),
        sa.Column("event_id", sa.String(255)),
        sa.Column("surface", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("thread_ts", sa.String(255)),
        sa.Column("asker", sa.String(255), nullable=False),
        sa.Column("asker_name", sa.String(255)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("edited_ts", sa.String(255)),
        sa.Column("revision", sa.Integer, nullable=False, default=1),
        sa.Column("source", sa.String(255)),
        sa.Column("respond_to", sa.Text),
        sa.Column("answer", sa.String(36), nullable=False, unique=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("lease", sa.String(36)),
        sa.Column("not_before", sa.Float, nullable=False, default=0.0),
        sa.Column("attempts", sa.Integer, nullable=False, default=0),
        sa.Column("absent", sa.Integer, nullable=False, default=0),
        sa.Column("error", sa.Text),
        sa.Column("posted_ts", sa.String(255)),
        sa.Column("received_at", sa.Float, nullable=False),
        sa.Column("settled_at", sa.Float),
    )
    op.create_index("inbox_thread", "inbox", ["channel", "thread_ts", "state"])
    op.create_index("inbox_due", "inbox", ["state", "not_before"])
    op.create_table(
        "answers",
        sa.Column("reference", sa.String(60), primary_key=True),
        sa.Column("inbox_id", sa.Integer, sa.ForeignKey("inbox.id"), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "quotes",
        sa.Column("reference", sa.String(60), sa.ForeignKey("answers.reference"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("article", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("paragraph", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("matches", sa.JSON, nullable=False),
        sa.Column("attribution", sa.JSON),
        sa.Column("also_in", sa.JSON, nullable=False),
    )
    op.create_index("quotes_article", "quotes", ["article", "version"])
    op.create_table(
        "feedback",
        sa.Column("reference", sa.String(60), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("good", sa.Boolean, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "events_seen",
        sa.Column("type", sa.String(255), primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )
