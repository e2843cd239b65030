"""How an installation stands: what waits, what can't be settled, the archive, the database; nothing is changed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError

from bot.ledger.ledger import Ledger
from bot.ledger.progress import Outstanding
from bot.ledger.records import FOR_THE_OPERATOR, Unsettled
from bot.ledger.tables import HISTORY as LEDGER
from bot.settings import Settings
from retrieval.archive import Archive
from retrieval.archive.tables import HISTORY as ARCHIVE
from retrieval.database import PASSWORDS, open_database, sqlite_file
from retrieval.models import Value
from retrieval.schema import History, revision_of

WAITS_TOO_LONG_SECONDS = 300.0
"""What was taken in so long ago and isn't answered: by then every retry and every look has had its turn."""
CURRENT, ABSENT = "current", "absent"
NEWER = "install the newer Quote Desk that made them again, or name another database in DATABASE_URL"
_SHOWN = 20


class Condition(Value):
    """What is known of an installation from its database, in seconds and counts; `problems` need a person."""

    database: str
    schemas: dict[str, str]
    articles: int | None = None
    revision: int | None = None
    entries: dict[str, int] = Field(default_factory=dict)
    waiting: int = 0
    oldest_waiting_seconds: float | None = None
    last_event_at: datetime | None = None
    corrections: Outstanding = Field(default_factory=Outstanding)
    unsettled: tuple[Unsettled, ...] = ()
    problems: tuple[str, ...] = ()


def condition_of(settings: Settings) -> Condition:
    """Looks at the database alone, beside whatever processes use it. Never raises for what is wrong with it."""
    address = sa.make_url(settings.database_url).difference_update_query(PASSWORDS)
    shown = address.render_as_string(hide_password=True)
    try:
        found = schemas(settings.database_url)
        if set(found.values()) != {CURRENT}:
            return Condition(database=shown, schemas=found, problems=tuple(_schema_problems(found)))
        return _looked_into(settings, shown, found)
    except (SQLAlchemyError, ImportError, OSError) as error:
        reason = str(error).splitlines()[0]
        return Condition(database=shown, schemas={}, problems=(f"The database can't be used: {reason}",))


def schemas(url: str) -> dict[str, str]:
    """For each part of the database whether its tables are those of this version; nothing is made or changed."""
    path = sqlite_file(url)
    if path is not None and not path.exists():
        return {history.name: ABSENT for history in (ARCHIVE, LEDGER)}
    engine = open_database(url)
    try:
        with engine.connect() as connection:
            return {history.name: _schema(connection, history) for history in (ARCHIVE, LEDGER)}
    finally:
        engine.dispose()


def is_newer(found: Mapping[str, str]) -> bool:
    """Whether tables were made by a later version than this one: its scripts are numbered."""
    heads = {history.name: history.head for history in (ARCHIVE, LEDGER)}
    return any(state not in {CURRENT, ABSENT} and state > heads[name] for name, state in found.items())


def _schema(connection: sa.Connection, history: History) -> str:
    revision = revision_of(connection, history)
    if revision == history.head:
        return CURRENT
    if revision is not None:
        return revision
    return "0.1.0" if sa.inspect(connection).has_table(history.marker) else ABSENT


def _schema_problems(found: dict[str, str]) -> list[str]:
    if set(found.values()) == {ABSENT}:
        return ["The database has no tables yet: `quotedesk run` makes them."]
    to_do = NEWER if is_newer(found) else "`quotedesk run` brings them up to date"
    return [
        f"The database has no tables of the {name} yet: `quotedesk run` makes them."
        if state == ABSENT
        else f"The tables of the {name} are at {state}, not at this version's: {to_do}."
        for name, state in found.items()
        if state != CURRENT
    ]


def _looked_into(settings: Settings, shown: str, tables: dict[str, str]) -> Condition:
    archive, ledger = Archive(settings.database_url), Ledger(settings.database_url)
    try:
        now = time.time()
        oldest = ledger.oldest_waiting()
        seen = ledger.events_seen()
        found = Condition(
            database=shown,
            schemas=tables,
            articles=len(archive.ids()),
            revision=archive.revision,
            entries={str(state): count for state, count in ledger.counts().items()},
            waiting=ledger.waiting(),
            oldest_waiting_seconds=None if oldest is None else round(now - oldest, 1),
            last_event_at=datetime.fromtimestamp(max(seen.values()), UTC) if seen else None,
            corrections=ledger.corrections.outstanding(),
            unsettled=tuple(ledger.unsettled(_SHOWN)),
        )
    finally:
        ledger.close()
        archive.close()
    return found.model_copy(update={"problems": tuple(_problems(found))})


def _problems(found: Condition) -> list[str]:
    problems = []
    if found.oldest_waiting_seconds is not None and found.oldest_waiting_seconds > WAITS_TOO_LONG_SECONDS:
        problems.append("Something has waited for more than five minutes: see that `quotedesk run` runs, and its log.")
    if not found.articles:
        problems.append("The archive holds no article that may be quoted.")
    if found.corrections.stuck:
        problems.append("Changes of articles could not be carried through: `quotedesk corrections` says what to do.")
    if sum(count for state, count in found.entries.items() if state in FOR_THE_OPERATOR) > found.corrections.stuck:
        problems.append(
            "Some questions were not answered, or nobody can say whether they were: look in Slack, then "
            "`quotedesk retry ID` or `quotedesk dismiss ID`."
        )
    return problems
