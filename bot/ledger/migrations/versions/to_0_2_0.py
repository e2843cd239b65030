"""0.2.0: what stands in each message, and what became of it when its articles changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds what 0.1.0 didn't write down, as far as it can be told from what it did; every row stays."""
    _inbox()
    _answers()
    _quotes()
    op.create_table(
        "held", sa.Column("channel", sa.String(255), primary_key=True), sa.Column("until", sa.Float, nullable=False)
    )
    op.create_table(
        "early",
        sa.Column("key", sa.String(600), primary_key=True),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("edited_ts", sa.String(255)),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("early_at", "early", ["at"])
    op.create_table(
        "corrections",
        sa.Column("change", sa.Integer, primary_key=True),
        sa.Column("inbox_id", sa.Integer, sa.ForeignKey("inbox.id"), primary_key=True),
        sa.Column("revision", sa.Integer),
        sa.Column("notice", sa.Integer, sa.ForeignKey("inbox.id"), unique=True),
        sa.Column("reference", sa.String(60), nullable=False),
        sa.Column("told", sa.JSON, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("corrections_inbox", "corrections", ["inbox_id"])
    op.create_table(
        "corrections_cursor", sa.Column("change", sa.Integer, nullable=False), sa.Column("below", sa.Integer)
    )
    op.create_table(
        "previews",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("key", sa.String(600), nullable=False, unique=True),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("thread_ts", sa.String(255)),
        sa.Column("respond_to", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("not_before", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.Column("found", sa.JSON),
    )
    op.create_index("previews_expire", "previews", ["expires_at"])


def _inbox() -> None:
    op.add_column("inbox", sa.Column("private", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("inbox", sa.Column("urgency", sa.SmallInteger, nullable=False, server_default="1"))
    op.add_column("inbox", sa.Column("shown", sa.Integer))
    op.add_column("inbox", sa.Column("corrects", sa.String(60)))
    op.add_column("inbox", sa.Column("limited", sa.String(10)))
    op.create_index("inbox_line", "inbox", ["channel", "state", "urgency", "id"])
    op.create_index("inbox_asker", "inbox", ["asker", "limited", "received_at"])
    inbox = sa.table("inbox", *map(sa.column, ("private", "surface", "respond_to", "state", "posted_ts", "shown")))
    # Slack gives no timestamp of what only the asker sees
    only_the_asker = sa.and_(inbox.c.state == "posted", inbox.c.posted_ts.is_(None))
    private = sa.or_(inbox.c.surface == "command", inbox.c.respond_to.is_not(None), only_the_asker)
    op.execute(inbox.update().where(private).values(private=sa.true()))
    op.execute(inbox.update().where(inbox.c.state == "posted").values(shown=sa.column("revision")))


def _answers() -> None:
    op.add_column("answers", sa.Column("revision", sa.Integer, nullable=False, server_default="1"))
    op.add_column("answers", sa.Column("root", sa.String(60), nullable=False, server_default=""))
    op.add_column("answers", sa.Column("beside", sa.JSON, nullable=False, server_default="{}"))
    op.create_index("answers_inbox", "answers", ["inbox_id"])
    # a reference is the answer's 36 characters, a full stop and its revision
    op.execute("UPDATE answers SET root = reference, revision = CAST(substr(reference, 38) AS INTEGER)")


def _quotes() -> None:
    op.add_column("quotes", sa.Column("beside", sa.String(64), nullable=False, server_default=""))
    op.add_column("quotes", sa.Column("remark", sa.JSON))
    op.add_column("quotes", sa.Column("differs", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("quotes", sa.Column("was", sa.JSON, nullable=False, server_default="[]"))
    named = op.create_table(
        "named",
        sa.Column("reference", sa.String(60), sa.ForeignKey("answers.reference"), primary_key=True),
        sa.Column("article", sa.String(200), primary_key=True),
    )
    op.create_index("named_article", "named", ["article"])
    quotes = sa.table("quotes", sa.column("reference"), sa.column("given", sa.Boolean), sa.column("also_in", sa.JSON))
    given = op.get_bind().execute(sa.select(quotes.c.reference, quotes.c.also_in).where(quotes.c.given)).all()
    other_copies = {(row.reference, article) for row in given for article, _ in row.also_in}
    op.bulk_insert(named, [{"reference": reference, "article": article} for reference, article in other_copies])
