"""The ledger's statements on its hot path, built once: building one costs more than running it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam

from bot.ledger.records import State, Urgency
from bot.ledger.tables import answers, corrections, inbox, named, quotes

OUTCOME_OPEN = [State.UNKNOWN, State.SENDING, State.CHECKING]
SETTLED = [State.POSTED, State.FAILED, State.ABANDONED, State.IGNORED]
_IS_NEW = inbox.c.state == State.NEW

SAME = sa.select(inbox.c.id, inbox.c.state, inbox.c.surface).where(
    sa.or_(inbox.c.key == bindparam("key"), inbox.c.client_msg_id == bindparam("client_msg_id"))
)
ASK = sa.insert(inbox).returning(*inbox.c)
ENTRIES_IN_THREAD = (
    sa.select(sa.func.count())
    .where(inbox.c.channel == bindparam("channel"))
    .where(sa.or_(inbox.c.thread_ts == bindparam("thread_ts"), inbox.c.posted_ts == bindparam("thread_ts")))
    .where(inbox.c.state != State.IGNORED)
)
EDIT = (
    sa.update(inbox)
    .where(inbox.c.key == bindparam("edited_key"), inbox.c.text != bindparam("new_text"))
    .where(sa.or_(inbox.c.edited_ts.is_(None), inbox.c.edited_ts < bindparam("new_edited_ts")))
    .values(
        text=bindparam("new_text"),
        edited_ts=bindparam("new_edited_ts"),
        revision=inbox.c.revision + 1,
        attempts=0,
        absent=0,
        corrects=None,
        urgency=Urgency.QUESTION,
        state=sa.case((inbox.c.state.in_(SETTLED), State.NEW), else_=inbox.c.state),
    )
    .returning(*inbox.c)
)
_reply = inbox.alias("reply")
# Whoever asked is told once the reply has been put right, or that has taken too long: they may be writing with it.
_TELL_AFTER_SECONDS = 60
_waits_for_its_reply = (
    sa.exists()
    .where(corrections.c.notice == inbox.c.id, _reply.c.id == corrections.c.inbox_id)
    .where(_reply.c.state.in_([State.NEW, *OUTCOME_OPEN]))
    .where(sa.or_(_reply.c.posted_ts.is_(None), corrections.c.at > bindparam("now") - _TELL_AFTER_SECONDS))
)
_newest_first = inbox.c.urgency.in_([Urgency.RECALL, Urgency.CORRECTION])
DUE = (
    sa.select(inbox)
    .where(inbox.c.state.in_([State.NEW, *OUTCOME_OPEN]), inbox.c.not_before <= bindparam("now"))
    .where(inbox.c.channel.not_in(bindparam("held", expanding=True)))
    .where(sa.or_(inbox.c.posted_ts.is_(None), sa.not_(bindparam("updates_held"))))
    .where(sa.or_(inbox.c.urgency != Urgency.NOTICE, sa.not_(_waits_for_its_reply)))
    .order_by(inbox.c.urgency, sa.case((_newest_first, -inbox.c.id), else_=inbox.c.id))
    .limit(bindparam("most"))
)
CLAIM = (
    sa.update(inbox)
    .where(inbox.c.id == bindparam("entry_id"), inbox.c.revision == bindparam("entry_revision"))
    .where(inbox.c.not_before <= bindparam("now"), sa.or_(_IS_NEW, inbox.c.state.in_(OUTCOME_OPEN)))
    .values(
        state=sa.case((_IS_NEW, State.SENDING), else_=State.CHECKING),
        lease=bindparam("new_lease"),
        not_before=bindparam("until"),
        attempts=inbox.c.attempts + 1,
    )
    .returning(*inbox.c)
)
SETTLE = (
    sa.update(inbox)
    .where(inbox.c.id == bindparam("entry_id"), inbox.c.lease == bindparam("held_lease"))
    .values(
        state=sa.case(
            (sa.and_(bindparam("settled"), inbox.c.revision != bindparam("entry_revision")), State.NEW),
            else_=bindparam("ending_state"),
        ),
        posted_ts=sa.case(
            (bindparam("anew"), None), else_=sa.func.coalesce(bindparam("new_posted_ts"), inbox.c.posted_ts)
        ),
        shown=sa.case((bindparam("anew"), None), else_=sa.func.coalesce(bindparam("new_shown"), inbox.c.shown)),
        respond_to=sa.case((bindparam("settled"), None), else_=inbox.c.respond_to),
        settled_at=sa.case((bindparam("settled"), bindparam("now")), else_=None),
        not_before=bindparam("until"),
        error=bindparam("new_error"),
        absent=bindparam("new_absent"),
        lease=None,
    )
    .returning(inbox.c.state)
)
FORGET_QUOTES = sa.delete(quotes).where(quotes.c.reference == bindparam("of"))
FORGET_NAMED = sa.delete(named).where(named.c.reference == bindparam("of"))
FORGET_ANSWER = sa.delete(answers).where(answers.c.reference == bindparam("of"))
RECORD_ANSWER = sa.insert(answers)
RECORD_QUOTES = sa.insert(quotes)
RECORD_NAMED = sa.insert(named)
