"""Previews that wait for somebody's word: kept in the database, each used once, gone after a while."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.exc import IntegrityError

from bot.editing.incoming import Incoming
from bot.ledger.tables import previews
from retrieval.database import open_database
from retrieval.models import Source, Value

GOOD_FOR_SECONDS = 30 * 60.0
"""How long *Add* works: as long as the response_url of the message that it stands in."""

READING_SECONDS = 120.0
"""After this a preview that was never shown counts as left behind by a process that died."""


Standings = dict[str, tuple[int, str] | None]
"""By article: the number of the latest version in the archive with its text's hash and state; None for none."""


class State(StrEnum):
    """How far a preview is: reading → waiting → adding → added; or cancelled, or refused."""

    READING = "reading"
    WAITING = "waiting"
    ADDING = "adding"
    ADDED = "added"
    CANCELLED = "cancelled"
    REFUSED = "refused"


class Preview(Value):
    """One row: what was brought, and, once it was read, the sources in it.

    `standing` is how the archive stood when it was shown.
    """

    id: str
    incoming: Incoming
    state: State
    sources: tuple[Source, ...] = ()
    standing: Standings = Field(default_factory=dict)


class Previews:
    """The previews in one database. Each public method is one transaction; times are seconds since 1970."""

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        self._writer = self._engine.execution_options(writes=True)

    def close(self) -> None:
        """Gives back the connections."""
        self._engine.dispose()

    def take_in(self, incoming: Incoming, now: float) -> str | None:
        """Makes it durable; the id of its preview, None for what was taken in before."""
        values = incoming.model_dump(exclude={"files"}) | {
            "id": str(uuid.uuid4()),
            "files": list(incoming.files),
            "state": State.READING,
            "not_before": 0.0,
            "expires_at": now + GOOD_FOR_SECONDS,
        }
        with self._writer.begin() as connection:
            connection.execute(_expired(now))
            known = sa.select(previews.c.id).where(previews.c.key == incoming.key)
            if connection.execute(known).first() is not None:
                return None
            try:
                with connection.begin_nested():
                    connection.execute(sa.insert(previews).values(values))
            except IntegrityError:  # another process was first
                return None
        return str(values["id"])

    def delete_expired(self, now: float) -> None:
        """Deletes what nobody can add any more, with what was read for it."""
        with self._writer.begin() as connection:
            connection.execute(_expired(now))

    def left_behind(self, now: float) -> list[str]:
        """Those that are still to be read and that nobody is reading."""
        unread = sa.and_(previews.c.state == State.READING, previews.c.not_before < now, previews.c.expires_at > now)
        with self._engine.connect() as connection:
            return list(connection.scalars(sa.select(previews.c.id).where(unread)))

    def claim(self, preview_id: str, now: float) -> Preview | None:
        """Takes one up to read it; None when somebody else does."""
        unread = sa.and_(previews.c.state == State.READING, previews.c.not_before < now)
        return self._change(preview_id, unread, not_before=now + READING_SECONDS)

    def leave(self, preview_id: str) -> None:
        """Gives one back that was claimed and not read."""
        self._change(preview_id, previews.c.state == State.READING, not_before=0.0)

    def found(self, preview_id: str, sources: Sequence[Source], standing: Standings) -> Preview | None:
        """It was read and can be shown: from now on it waits."""
        found = {"sources": [_packed(source) for source in sources], "standing": standing}
        return self._change(preview_id, sa.true(), state=State.WAITING, not_before=0.0, found=found)

    def take(self, preview_id: str, person: str, now: float) -> Preview | None:
        """Takes one up to add it; None unless it waits, has not expired, and was made for that person."""
        free = sa.and_(previews.c.state.in_([State.WAITING, State.ADDING]), previews.c.not_before < now)
        mine = sa.and_(previews.c.person == person, previews.c.expires_at > now)
        return self._change(preview_id, sa.and_(free, mine), state=State.ADDING, not_before=now + READING_SECONDS)

    def settle(self, preview_id: str, state: State, *, person: str | None = None) -> bool:
        """Ends one, or lets it wait again; False where it is no longer there, or not that person's."""
        mine = previews.c.person == person if person is not None else sa.true()
        is_open = previews.c.state.in_([State.READING, State.WAITING, State.ADDING])
        values: dict[str, Any] = {"state": state, "not_before": 0.0}
        if state is not State.WAITING:
            values["respond_to"] = None  # whoever has a response_url can write in the bot's name
        return self._change(preview_id, sa.and_(mine, is_open), **values) is not None

    def _change(self, preview_id: str, where: sa.ColumnElement[bool], **values: Any) -> Preview | None:
        change = sa.update(previews).where(previews.c.id == preview_id, where).values(**values)
        with self._writer.begin() as connection:
            row = connection.execute(change.returning(*previews.c)).mappings().one_or_none()
        return _preview(row) if row is not None else None


def _expired(now: float) -> sa.Delete:
    return sa.delete(previews).where(previews.c.expires_at < now)


def _preview(row: sa.RowMapping) -> Preview:
    found = row["found"] or {"sources": [], "standing": {}}
    return Preview(
        id=row["id"],
        incoming=Incoming.model_validate({name: row[name] for name in Incoming.model_fields}),
        state=State(row["state"]),
        sources=tuple(_unpacked(source) for source in found["sources"]),
        standing=found["standing"],
    )


def _packed(source: Source) -> dict[str, Any]:
    return source.model_dump(mode="json", exclude={"raw"}) | {"raw": base64.b64encode(source.raw).decode()}


def _unpacked(packed: dict[str, Any]) -> Source:
    return Source.model_validate(packed | {"raw": base64.b64decode(packed["raw"])})
