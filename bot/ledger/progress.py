"""How far corrections have come: what each change of the archive touched, and what of it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa

from bot.ledger.records import FOR_THE_OPERATOR, State
from bot.ledger.statements import OUTCOME_OPEN
from bot.ledger.tables import corrections, inbox
from bot.questions import Surface
from retrieval.models import Value

_reply, _notice = inbox.alias("reply"), inbox.alias("notice")
_open = [State.NEW, *OUTCOME_OPEN]
_MESSAGE = sa.case(
    (_reply.c.private, "private"),
    (corrections.c.revision.is_(None), "unchanged"),
    (_reply.c.shown >= corrections.c.revision, "right"),
    (_reply.c.state.in_(_open), "waiting"),
    (_reply.c.state == State.IGNORED, "deleted"),
    else_="stuck",
)
_ASKER = sa.case(
    (corrections.c.notice.is_(None), "unconcerned"),
    (_notice.c.state == State.POSTED, "told"),
    (_notice.c.state.in_(_open), "waiting"),
    (_notice.c.state == State.IGNORED, "unconcerned"),
    else_="stuck",
)
_joined = (
    sa.select(corrections)
    .join(_reply, _reply.c.id == corrections.c.inbox_id)
    .outerjoin(_notice, _notice.c.id == corrections.c.notice)
)


class Progress(Value):
    """One change: how many messages it touched, and what became of them and of those who asked.

    `right` are put right, `deleted` were gone, `unchanged` may stand as they are, `private` can't be changed (who got
    them is told), `waiting` are due, `stuck` need the operator.
    """

    change: int
    messages: int
    right: int = 0
    deleted: int = 0
    unchanged: int = 0
    private: int = 0
    waiting: int = 0
    stuck: int = 0
    told: int = 0
    still_to_tell: int = 0
    can_not_be_told: int = 0

    @property
    def open(self) -> int:
        """How many messages and words to askers are still to come."""
        return self.waiting + self.still_to_tell


class Stuck(Value):
    """A message that can't be put right, or an asker who can't be told: where, and Slack's word why."""

    change: int
    channel: str
    ts: str | None
    is_notice: bool
    error: str | None


class Outstanding(Value):
    """What changes of articles have still to bring about: `messages` wait to be put right, `askers` to be told.

    `stuck` are those of either that need the operator.
    """

    messages: int = 0
    askers: int = 0
    stuck: int = 0


def outstanding(engine: sa.Engine) -> Outstanding:
    """What is still to come, counted in the inbox alone."""
    is_word = inbox.c.surface == Surface.CORRECTION
    is_stuck = inbox.c.state.in_(FOR_THE_OPERATOR)
    counted = (
        sa.select(is_word, is_stuck, sa.func.count())
        .where(sa.or_(is_word, inbox.c.corrects.is_not(None)), sa.or_(is_stuck, inbox.c.state.in_(_open)))
        .group_by(is_word, is_stuck)
    )
    with engine.connect() as connection:
        found = {(bool(word), bool(left)): count for word, left, count in connection.execute(counted)}
    return Outstanding(
        messages=found.get((False, False), 0),
        askers=found.get((True, False), 0),
        stuck=found.get((False, True), 0) + found.get((True, True), 0),
    )


def progress(engine: sa.Engine, last: int) -> list[Progress]:
    """The `last` changes that touched a message, the newest first."""
    newest = sa.select(corrections.c.change).distinct().order_by(corrections.c.change.desc()).limit(last)
    counted = (
        _joined.with_only_columns(corrections.c.change, _MESSAGE, _ASKER, sa.func.count())
        .where(corrections.c.change.in_(newest))
        .group_by(corrections.c.change, _MESSAGE, _ASKER)
    )
    messages: dict[int, Counter[str]] = {}
    askers: dict[int, Counter[str]] = {}
    with engine.connect() as connection:
        for change, message, asker, count in connection.execute(counted):
            messages.setdefault(change, Counter())[message] += count
            askers.setdefault(change, Counter())[asker] += count
    return [
        Progress(
            change=change,
            messages=of.total(),
            **of,
            told=askers[change]["told"],
            still_to_tell=askers[change]["waiting"],
            can_not_be_told=askers[change]["stuck"],
        )
        for change, of in sorted(messages.items(), reverse=True)
    ]


def stuck(engine: sa.Engine, last: int) -> Iterator[Stuck]:
    """What needs the operator, the newest first, `last` of each kind."""
    for row, status, is_notice in ((_reply, _MESSAGE, False), (_notice, _ASKER, True)):
        found = (
            _joined.with_only_columns(corrections.c.change, row.c.channel, row.c.posted_ts, row.c.error)
            .where(status == "stuck")
            .order_by(corrections.c.change.desc(), corrections.c.inbox_id.desc())
            .limit(last)
        )
        with engine.connect() as connection:
            for change, channel, ts, error in connection.execute(found):
                yield Stuck(change=change, channel=channel, ts=ts, is_notice=is_notice, error=error)
