"""The tables behind the ledger."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from retrieval.schema import History

metadata = sa.MetaData()
HISTORY = History(
    name="ledger", folder=Path(__file__).with_name("migrations"), head="0002", metadata=metadata, marker="inbox"
)
inbox = sa.Table(
    "inbox",
    metadata,
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
    sa.Column("limited", sa.String(10)),
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
    sa.Column("private", sa.Boolean, nullable=False, default=False),
    sa.Column("urgency", sa.SmallInteger, nullable=False, default=1),
    sa.Column("shown", sa.Integer),
    sa.Column("corrects", sa.String(60)),
    sa.Index("inbox_thread", "channel", "thread_ts", "state"),
    sa.Index("inbox_due", "state", "not_before"),
    sa.Index("inbox_line", "channel", "state", "urgency", "id"),
    sa.Index("inbox_asker", "asker", "limited", "received_at"),
)
held = sa.Table(
    "held",
    metadata,
    sa.Column("channel", sa.String(255), primary_key=True),
    sa.Column("until", sa.Float, nullable=False),
)
early = sa.Table(
    "early",
    metadata,
    sa.Column("key", sa.String(600), primary_key=True),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.Column("text", sa.Text),
    sa.Column("edited_ts", sa.String(255)),
    sa.Column("at", sa.Float, nullable=False),
    sa.Index("early_at", "at"),
)
answers = sa.Table(
    "answers",
    metadata,
    sa.Column("reference", sa.String(60), primary_key=True),
    sa.Column("inbox_id", sa.Integer, sa.ForeignKey("inbox.id"), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("verdict", sa.String(12), nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("root", sa.String(60), nullable=False),
    sa.Column("beside", sa.JSON, nullable=False),
    sa.Index("answers_inbox", "inbox_id"),
)
quotes = sa.Table(
    "quotes",
    metadata,
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
    sa.Column("differs", sa.JSON, nullable=False),
    sa.Column("beside", sa.String(64), nullable=False),
    sa.Column("remark", sa.JSON(none_as_null=True)),
    sa.Column("was", sa.JSON, nullable=False),
    sa.Index("quotes_article", "article", "version"),
)
# Articles that a message names without quoting them: in a list of speakers or headlines, as another copy.
named = sa.Table(
    "named",
    metadata,
    sa.Column("reference", sa.String(60), sa.ForeignKey("answers.reference"), primary_key=True),
    sa.Column("article", sa.String(200), primary_key=True),
    sa.Index("named_article", "article"),
)
# What a change of the archive made of each message that it touched: `revision` is the inbox row's that puts it right,
# `notice` the inbox row that tells whoever asked.
corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("change", sa.Integer, primary_key=True),
    sa.Column("inbox_id", sa.Integer, sa.ForeignKey("inbox.id"), primary_key=True),
    sa.Column("revision", sa.Integer),
    sa.Column("notice", sa.Integer, sa.ForeignKey("inbox.id"), unique=True),
    sa.Column("reference", sa.String(60), nullable=False),
    sa.Column("told", sa.JSON, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Index("corrections_inbox", "inbox_id"),
)
# One row: up to which change the messages were gone through, and below which inbox row of the next one.
corrections_cursor = sa.Table(
    "corrections_cursor",
    metadata,
    sa.Column("change", sa.Integer, nullable=False),
    sa.Column("below", sa.Integer),
)
feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("reference", sa.String(60), primary_key=True),
    sa.Column("person", sa.String(255), primary_key=True),
    sa.Column("good", sa.Boolean, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)
events_seen = sa.Table(
    "events_seen",
    metadata,
    sa.Column("type", sa.String(255), primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
)
# What an editor brought, what was found in it, and how far it is: see bot.editing.previews.
previews = sa.Table(
    "previews",
    metadata,
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
    sa.Column("found", sa.JSON(none_as_null=True)),
    sa.Index("previews_expire", "expires_at"),
)
