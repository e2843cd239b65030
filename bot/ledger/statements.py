"""The ledger's statements on its hot path, built once: building one costs more than running it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam

from bot.ledger.records import FOR_THE_OPERATOR, Limit, State, Urgency
from bot.ledger.tables import answers, corrections, early, held, inbox, named, quotes

UPDATES = "chat.update"
"""Held in the place of a channel when Slack holds updates back: for the whole workspace, while its questions go on."""
OUTCOME_OPEN = [State.UNKNOWN, State.SENDING, State.CHECKING]
SETTLED = [State.POSTED, *FOR_THE_OPERATOR, State.IGNORED]


def _one_of(states: Sequence[State]) -> sa.ColumnElement[bool]:
    """Cheaper than IN, which SQLAlchemy expands anew at each execution."""
    return sa.or_(*(inbox.c.state == state for state in states))


_NOW = bindparam("now", type_=sa.Float)
_SETTLED, _ANEW, _HELD_BACK = (bindparam(name, type_=sa.Boolean) for name in ("settled", "anew", "held_back"))
_IS_NEW = inbox.c.state == State.NEW
_OUTCOME_IS_OPEN = _one_of(OUTCOME_OPEN)
_IS_DUE = inbox.c.not_before <= _NOW
_held_now = sa.select(held.c.channel).where(held.c.until > _NOW)
_IS_FREE = sa.and_(
    inbox.c.channel.not_in(_held_now),
    sa.or_(inbox.c.posted_ts.is_(None), sa.literal(UPDATES).not_in(_held_now)),
)

_older = inbox.alias("older")
_OLDER_IS_DUE = sa.and_(_older.c.state == State.NEW, _older.c.not_before <= _NOW)
_OLDER_IS_BEING_SENT = sa.and_(_older.c.state == State.SENDING, _older.c.not_before > _NOW)
_an_older_question = (
    sa.exists()
    .where(_older.c.channel == inbox.c.channel, _older.c.id < inbox.c.id, _older.c.urgency == Urgency.QUESTION)
    .where(_older.c.posted_ts.is_(None), sa.or_(_OLDER_IS_DUE, _OLDER_IS_BEING_SENT))
    .correlate(inbox)
)
# Only what is newly posted for a question has a place in the line: updates neither wait there nor keep others waiting.
_HAS_ITS_TURN = sa.or_(inbox.c.urgency != Urgency.QUESTION, inbox.c.posted_ts.is_not(None), sa.not_(_an_older_question))

KNOWN = sa.select(inbox.c.id, inbox.c.key, inbox.c.client_msg_id, inbox.c.state, inbox.c.surface).where(
    sa.or_(
        inbox.c.key.in_(bindparam("keys", expanding=True)),
        inbox.c.client_msg_id.in_(bindparam("client_msg_ids", expanding=True)),
    )
)
ASK = sa.insert(inbox).returning(*inbox.c)
IN_THREAD = (
    sa.select(sa.func.count(), sa.func.count(sa.case((inbox.c.limited == Limit.THREAD, 1))))
    .where(inbox.c.channel == bindparam("channel"))
    .where(sa.or_(inbox.c.thread_ts == bindparam("thread_ts"), inbox.c.posted_ts == bindparam("thread_ts")))
    .where(inbox.c.state != State.IGNORED)
)
# A conversation is a thread; where only two speak, what came lately is, too.
QUESTION_BEFORE = (
    sa.select(answers.c.question)
    .join(inbox, inbox.c.id == answers.c.inbox_id)
    .where(inbox.c.channel == bindparam("channel"), inbox.c.id < bindparam("entry"))
    .where(
        sa.or_(
            inbox.c.thread_ts == bindparam("thread_ts"),
            inbox.c.posted_ts == bindparam("thread_ts"),
            inbox.c.received_at > bindparam("since"),
        )
    )
    .order_by((inbox.c.thread_ts == bindparam("thread_ts")).desc(), inbox.c.id.desc(), answers.c.revision.desc())
    .limit(1)
)
ASKED_LATELY = (
    sa.select(inbox.c.asker, inbox.c.limited, sa.func.count())
    .where(inbox.c.asker.in_(bindparam("askers", expanding=True)), inbox.c.received_at > bindparam("since"))
    .where(inbox.c.surface.in_(bindparam("surfaces", expanding=True)), inbox.c.state != State.IGNORED)
    .group_by(inbox.c.asker, inbox.c.limited)
)
_IS_NEWEST_EDIT = sa.or_(inbox.c.edited_ts.is_(None), inbox.c.edited_ts < bindparam("new_edited_ts"))
EDIT = (
    sa.update(inbox)
    .where(inbox.c.key == bindparam("edited_key"), inbox.c.text != bindparam("new_text"), inbox.c.limited.is_(None))
    .where(_IS_NEWEST_EDIT)
    .values(
        text=bindparam("new_text"),
        edited_ts=bindparam("new_edited_ts"),
        revision=inbox.c.revision + 1,
        attempts=0,
        absent=0,
        corrects=None,
        urgency=Urgency.QUESTION,
        state=sa.case((_one_of(SETTLED), State.NEW), else_=inbox.c.state),
    )
    .returning(*inbox.c)
)
NOTE_EDIT = (
    sa.update(inbox)
    .where(inbox.c.key == bindparam("edited_key"), _IS_NEWEST_EDIT)
    .values(edited_ts=bindparam("new_edited_ts"))
)
EARLY = sa.select(early).where(early.c.key.in_(bindparam("keys", expanding=True)))
FORGET_EARLY = sa.delete(early).where(sa.or_(early.c.key == bindparam("of"), early.c.at < bindparam("before")))
KEEP_EARLY = sa.insert(early)
LEAVE_ALONE = (
    sa.update(inbox)
    .where(inbox.c.key == bindparam("deleted_key"), _IS_NEW, inbox.c.corrects.is_(None))
    .values(state=State.IGNORED, settled_at=_NOW)
)
_reply = inbox.alias("reply")
# Whoever asked is told once the reply has been put right, or that has taken too long: they may be writing with it.
_TELL_AFTER_SECONDS = 60
_waits_for_its_reply = (
    sa.exists()
    .where(corrections.c.notice == inbox.c.id, _reply.c.id == corrections.c.inbox_id)
    .where(sa.or_(*(_reply.c.state == state for state in (State.NEW, *OUTCOME_OPEN))))
    .where(sa.or_(_reply.c.posted_ts.is_(None), corrections.c.at > _NOW - _TELL_AFTER_SECONDS))
    .correlate(inbox)
)
_MAY_GO = sa.and_(_IS_FREE, sa.or_(inbox.c.urgency != Urgency.NOTICE, ~_waits_for_its_reply))
_IS_OLD = inbox.c.received_at <= bindparam("taken_in_before")
DUE_CHANNELS = (
    sa.select(inbox.c.channel)
    .where(sa.or_(_IS_NEW, _OUTCOME_IS_OPEN), _IS_DUE)
    .where(sa.or_(~_IS_NEW, sa.and_(_MAY_GO, sa.or_(_IS_OLD, inbox.c.urgency == Urgency.NOTICE))))
    .distinct()
)
WAITING = sa.select(sa.func.count()).where(sa.or_(_IS_NEW, _OUTCOME_IS_OPEN))
_IN_CHANNEL = sa.select(inbox).where(inbox.c.channel == bindparam("channel"), _IS_DUE).limit(1)
_firsts = [
    _IN_CHANNEL.where(_OUTCOME_IS_OPEN).order_by(inbox.c.id),
    _IN_CHANNEL.where(_IS_NEW, _MAY_GO, inbox.c.urgency == Urgency.RECALL).order_by(inbox.c.id.desc()),
    _IN_CHANNEL.where(_IS_NEW, _MAY_GO, inbox.c.urgency == Urgency.QUESTION).order_by(inbox.c.id),
    _IN_CHANNEL.where(_IS_NEW, _MAY_GO, inbox.c.urgency == Urgency.CORRECTION).order_by(inbox.c.id.desc()),
    _IN_CHANNEL.where(_IS_NEW, _MAY_GO, inbox.c.urgency == Urgency.NOTICE).order_by(inbox.c.id),
]
_in_order = sa.union_all(
    *(sa.select(sa.literal(rank).label("rank"), first.subquery()) for rank, first in enumerate(_firsts))
).subquery()
NEXT = sa.select(*(_in_order.c[column.name] for column in inbox.c)).order_by(_in_order.c.rank).limit(1)
CLAIM = (
    sa.update(inbox)
    .where(inbox.c.id == bindparam("entry_id"), inbox.c.revision == bindparam("entry_revision"), _IS_DUE)
    .where(inbox.c.state == bindparam("seen_state"))
    .where(sa.or_(sa.and_(_IS_NEW, _IS_FREE, _HAS_ITS_TURN), _OUTCOME_IS_OPEN))
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
            (
                sa.and_(_SETTLED, inbox.c.revision != bindparam("entry_revision")),
                State.NEW,
            ),
            else_=bindparam("ending_state"),
        ),
        posted_ts=sa.case(
            (_ANEW, None),
            else_=sa.func.coalesce(bindparam("new_posted_ts"), inbox.c.posted_ts),
        ),
        shown=sa.case((_ANEW, None), else_=sa.func.coalesce(bindparam("new_shown"), inbox.c.shown)),
        respond_to=sa.case((_SETTLED, None), else_=inbox.c.respond_to),
        settled_at=sa.case((_SETTLED, _NOW), else_=None),
        not_before=bindparam("until"),
        error=bindparam("new_error"),
        absent=bindparam("new_absent"),
        attempts=inbox.c.attempts - sa.case((sa.and_(_HELD_BACK, inbox.c.attempts > 1), 1), else_=0),
        lease=None,
    )
    .returning(inbox.c.state)
)
FORGET_HOLD = sa.delete(held).where(sa.or_(held.c.channel == bindparam("of"), held.c.until < _NOW))
HOLD = sa.insert(held)
RECORDED = sa.select(answers.c.reference).where(answers.c.reference == bindparam("of"))
FORGET_QUOTES = sa.delete(quotes).where(quotes.c.reference == bindparam("of"))
TAKE_BACK = sa.update(quotes).where(quotes.c.reference == bindparam("of")).values(given=False)
FORGET_NAMED = sa.delete(named).where(named.c.reference == bindparam("of"))
FORGET_ANSWER = sa.delete(answers).where(answers.c.reference == bindparam("of"))
RECORD_ANSWER = sa.insert(answers)
RECORD_QUOTES = sa.insert(quotes)
RECORD_NAMED = sa.insert(named)
