"""What `quotedesk doctor` finds on this machine: the signing secret, the port of HTTP, the database's version."""

from __future__ import annotations

import aiohttp
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.connecting.server import address
from bot.examining.condition import ABSENT, CURRENT, NEWER, is_newer, schemas
from bot.examining.findings import Finding, State
from bot.settings import Settings
from retrieval.database import open_database, sqlite, sqlite_file

_ASKED_SECONDS = 3.0
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_PROBLEMS = "see that the server runs and that DATABASE_URL names it"


def signing_secret(settings: Settings) -> Finding:
    """Only a request of Slack's can show that it is the right one: it has the form of one or there is none."""
    name = "SLACK_SIGNING_SECRET"
    if settings.slack_signing_secret.get_secret_value():
        words = "is set; whether it is this app's shows when Slack's first request is not refused with 401"
        return Finding(subject=name, state=State.NOT_KNOWN, words=words)
    return Finding(subject=name, state=State.RIGHT, words="is not set, and is needed only for `quotedesk run --http`")


async def port(settings: Settings) -> Finding:
    """Who answers where health and figures are served; looked at from this machine alone."""
    subject = "QUOTEDESK_HTTP_PORT"
    if not settings.http_port:
        words = "is not set: no health, no figures in Socket Mode"
        return Finding(subject=subject, state=State.RIGHT, words=words)
    url = f"{address(settings.http_host, settings.http_port)}/healthz"
    try:
        timeout = aiohttp.ClientTimeout(total=_ASKED_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            alive = answer.status == 200 and (await answer.content.read(100)).strip() == b"alive"
    except aiohttp.ClientConnectorError:
        words = "is free: nothing listens there until `quotedesk run`"
        return Finding(subject=subject, state=State.RIGHT, words=words)
    except (aiohttp.ClientError, TimeoutError):
        alive = False
    if alive:
        return Finding(subject=subject, state=State.RIGHT, words=f"a Quote Desk that runs answers at {url}")
    words = f"another program listens on {settings.http_host} port {settings.http_port}: choose another port"
    return Finding(subject=subject, state=State.WRONG, words=words)


def database(settings: Settings) -> Finding:
    """Which server and version it is, and whether its tables are those of this version of Quote Desk."""
    try:
        found = schemas(settings.database_url)
        path = sqlite_file(settings.database_url)
        version = f"SQLite {sqlite.sqlite_version}" if path is not None else _server(settings.database_url)
    except (SQLAlchemyError, ImportError, OSError) as error:
        words = f"{str(error).splitlines()[0]}; {_PROBLEMS}"
        return Finding(subject="database", state=State.WRONG, words=words)
    if set(found.values()) == {CURRENT}:
        return Finding(subject="database", state=State.RIGHT, words=f"{version}, its tables are up to date")
    if set(found.values()) == {ABSENT}:
        return Finding(subject="database", state=State.RIGHT, words=f"{version}, its tables are made at the start")
    states = ", ".join(f"{name} at {state}" for name, state in found.items())
    if is_newer(found):
        return Finding(subject="database", state=State.WRONG, words=f"{version}, with {states}: {NEWER}")
    words = f"{version}, of another version of Quote Desk ({states}): an older one is brought up to date at the start"
    return Finding(subject="database", state=State.NOT_KNOWN, words=words)


def _server(url: str) -> str:
    engine = open_database(url)
    try:
        with engine.connect() as connection:
            connection.execute(sa.select(1))
            version = ".".join(map(str, connection.dialect.server_version_info or ()))
        return f"{_NAMES.get(engine.dialect.name, engine.dialect.name)} {version}"
    finally:
        engine.dispose()
