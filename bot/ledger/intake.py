"""Entries made durable: each once, in whatever order and however often its events come, within the limits of fair use.

asked ──► known already ──► nothing
  │
  ├─ was deleted, or over a limit whose word was given ──► ignored
  ├─ was edited meanwhile ──► as edited
  └─► new
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from bot.ledger.limits import WINDOW_SECONDS, Limits
from bot.ledger.records import Entry, Limit, State
from bot.ledger.rows import entry_of
from bot.ledger.statements import (
    ASK,
    ASKED_LATELY,
    EARLY,
    EDIT,
    FORGET_EARLY,
    IN_THREAD,
    KEEP_EARLY,
    KNOWN,
    LEAVE_ALONE,
    NOTE_EDIT,
)
from bot.ledger.tables import inbox
from bot.questions import Asked, Deleted, Edited, Surface

_EARLY_IS_KEPT_SECONDS = 25 * 3600.0
"""Slack delivers again for 24 hours at most (https://docs.slack.dev/apis/events-api/, "Delayed events")."""
_PRESSES = {Surface.MORE, Surface.SHARE, Surface.SUGGESTION}
_LIMITED = {Surface.MENTION, Surface.DIRECT, Surface.FOLLOW_UP, Surface.COMMAND}
_NAMESPACE = uuid.UUID("5b9c0a53-3c0d-5b0e-9d0a-6f1d7f2f7a11")


def take_in(
    connection: sa.Connection, entries: Sequence[Asked | Edited | Deleted], limits: Limits, now: float
) -> list[Entry | None]:
    """Writes the entries down in their order; the row of each that is now to be answered, else None.

    Questions that follow each other are written together.
    """
    intake = _Intake(connection, limits, now)
    rows: list[Entry | None] = []
    run: list[Asked] = []
    for entry in entries:
        if isinstance(entry, Asked) and entry.surface is not Surface.FOLLOW_UP:
            run.append(entry)
            continue
        rows += intake.ask(run)
        run = []
        match entry:
            case Asked():
                rows += intake.ask([entry])
            case Edited():
                rows.append(intake.edit(entry))
            case Deleted():
                intake.delete(entry)
                rows.append(None)
    return rows + intake.ask(run)


class _Intake:
    def __init__(self, connection: sa.Connection, limits: Limits, now: float) -> None:
        self._connection, self._limits, self._now = connection, limits, now
        self._answered: dict[str, int] = {}
        self._told: set[str] = set()

    def ask(self, run: Sequence[Asked]) -> list[Entry | None]:
        """The rows of what is new among questions and presses."""
        if not run:
            return []
        known = self._known(run)
        early = {row.key: row for row in self._rows(EARLY, keys=[asked.key for asked in run])}
        self._count_answers(run)
        taken: list[Entry | None] = []
        new: dict[int, dict[str, Any]] = {}
        for at, asked in enumerate(run):
            taken.append(None)
            same = known.get(asked.key) or (known.get(asked.client_msg_id) if asked.client_msg_id else None)
            if same is not None:
                taken[at] = self._press_again(asked, same) if same is not _THIS_RUN else None
                continue
            row = self._row(asked, early.get(asked.key))
            if row is not None:
                new[at] = row
                known |= dict.fromkeys(filter(None, (asked.key, asked.client_msg_id)), _THIS_RUN)
        rows = {row.key: row for row in self._connection.execute(ASK, list(new.values()))} if new else {}
        for at in new:
            written = rows[run[at].key]
            taken[at] = entry_of(written) if written.state == State.NEW else None
        return taken

    def edit(self, edited: Edited) -> Entry | None:
        """The row of a question that now reads differently; what is edited before it came waits for it."""
        early = self._rows(EARLY, keys=[edited.key])
        if early and early[0].deleted:
            return None
        change = {"edited_key": edited.key, "new_text": edited.text, "new_edited_ts": edited.edited_ts}
        row = self._connection.execute(EDIT, change).one_or_none()
        if row is not None:
            return entry_of(row)
        if self._connection.execute(NOTE_EDIT, change).rowcount or self._rows(
            KNOWN, keys=[edited.key], client_msg_ids=[]
        ):
            return None
        if not early or early[0].edited_ts < edited.edited_ts:
            self._keep_early(edited.key, deleted=False, text=edited.text, edited_ts=edited.edited_ts)
        return self.ask([edited.asked])[0] if edited.asked is not None else None

    def delete(self, deleted: Deleted) -> None:
        """A question that isn't answered yet never is; nor is one that comes after its deletion."""
        self._connection.execute(LEAVE_ALONE, {"deleted_key": deleted.key, "now": self._now})
        self._keep_early(deleted.key, deleted=True, text=None, edited_ts=None)

    def _known(self, run: Iterable[Asked]) -> dict[str, Any]:
        keys = [asked.key for asked in run]
        client_msg_ids = [asked.client_msg_id for asked in run if asked.client_msg_id]
        found: dict[str, Any] = {}
        for row in self._rows(KNOWN, keys=keys, client_msg_ids=client_msg_ids):
            found |= dict.fromkeys(filter(None, (row.key, row.client_msg_id)), row)
        return found

    def _press_again(self, asked: Asked, known: sa.Row[Any]) -> Entry | None:
        """A press that failed is taken up again; whatever else is known is not."""
        if known.surface not in _PRESSES or known.state != State.FAILED:
            return None
        pressed = sa.update(inbox).where(inbox.c.id == known.id)
        again = pressed.values(state=State.NEW, not_before=0.0, respond_to=asked.respond_to)
        return entry_of(self._connection.execute(again.returning(*inbox.c)).one())

    def _row(self, asked: Asked, early: sa.Row[Any] | None) -> dict[str, Any] | None:
        """The row to write; None for a message in a thread that isn't ours."""
        limit, told = self._limit_of_person(asked)
        if asked.surface is Surface.FOLLOW_UP:
            answers, words = self._in_thread(asked)
            if not answers:
                return None
            if answers - words >= self._limits.answers_a_thread:
                limit, told = Limit.THREAD, words > 0
        deleted = early is not None and early.deleted
        ignored = deleted or told
        if not ignored and limit is Limit.PERSON:
            self._told.add(asked.asker)
        elif not ignored and asked.surface in _LIMITED:
            self._answered[asked.asker] += 1
        edited = {} if early is None or deleted else {"text": early.text, "edited_ts": early.edited_ts}
        return (
            asked.model_dump()
            | {
                "answer": str(uuid.uuid5(_NAMESPACE, asked.key)),
                "state": State.IGNORED if ignored else State.NEW,
                "private": asked.respond_to is not None,
                "limited": limit,
                "edited_ts": None,
                "received_at": self._now,
            }
            | edited
        )

    def _limit_of_person(self, asked: Asked) -> tuple[Limit | None, bool]:
        """The limit that the asker is over, and whether they were told lately."""
        if asked.surface not in _LIMITED or self._answered[asked.asker] < self._limits.questions_a_minute:
            return None, False
        return Limit.PERSON, asked.asker in self._told

    def _count_answers(self, run: Iterable[Asked]) -> None:
        askers = {asked.asker for asked in run if asked.surface in _LIMITED} - self._answered.keys()
        if not askers:
            return
        self._answered.update(dict.fromkeys(askers, 0))
        since = self._now - WINDOW_SECONDS
        for asker, limited, count in self._rows(ASKED_LATELY, askers=askers, since=since, surfaces=_LIMITED):
            if limited is None:
                self._answered[asker] = count
            elif limited == Limit.PERSON:
                self._told.add(asker)

    def _in_thread(self, asked: Asked) -> tuple[int, int]:
        """How many entries the thread has that weren't ignored, and how many of them are a word on its limit."""
        thread = {"channel": asked.channel, "thread_ts": asked.thread_ts}
        entries, words = self._connection.execute(IN_THREAD, thread).one()
        return entries, words

    def _keep_early(self, key: str, *, deleted: bool, text: str | None, edited_ts: str | None) -> None:
        before = self._now - _EARLY_IS_KEPT_SECONDS
        self._connection.execute(FORGET_EARLY, {"of": key, "before": before})
        row = {"key": key, "deleted": deleted, "text": text, "edited_ts": edited_ts, "at": self._now}
        self._connection.execute(KEEP_EARLY, row)

    def _rows(self, statement: sa.Executable, **values: object) -> list[Any]:
        parameters = {name: list(value) if isinstance(value, set) else value for name, value in values.items()}
        return list(self._connection.execute(statement, parameters))


_THIS_RUN = object()
