"""`quotedesk status`, `retry` and `dismiss`: what an operator looks at and settles by hand."""

from __future__ import annotations

import asyncio
from typing import Annotated

import aiohttp
import typer
from pydantic_core import to_json

from bot.connecting.server import address
from bot.errors import RefusedError
from bot.examining.condition import CURRENT, Condition, condition_of, schemas
from bot.ledger.ledger import Ledger
from bot.settings import Settings, read_archive_settings, read_settings

_ASKED_SECONDS = 5.0
_Entry = Annotated[int, typer.Argument(help="The entry's number, as `quotedesk status` shows it.", metavar="ID")]


def add_to(commands: typer.Typer) -> None:
    """Adds the commands of this module."""
    commands.command("status")(status)
    commands.command("retry")(retry)
    commands.command("dismiss")(dismiss)


def status(*, as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False) -> None:
    """Say what waits, what can't be settled and what to do; ends with 1 when something needs a person."""
    settings = read_settings(needed=())
    found = condition_of(settings)
    running = asyncio.run(_running(settings))
    problems = [*found.problems, *_unready(running)]
    if as_json:
        shown = found.model_dump() | {"running": running, "problems": problems}
        typer.echo(to_json(shown, indent=2).decode())
    else:
        for line in [*_lines(found, running), *(f"✗ {problem}" for problem in problems)]:
            typer.echo(line)
    if problems:
        raise typer.Exit(1)


def retry(entry: _Entry) -> None:
    """Have an entry that failed answered again. One that may have been posted: look in Slack first."""
    _settle(entry, again=True)


def dismiss(entry: _Entry) -> None:
    """Leave an entry that failed or can't be settled as it is, for good."""
    _settle(entry, again=False)


def _settle(entry: int, *, again: bool) -> None:
    url = read_archive_settings().database_url
    if set(schemas(url).values()) != {CURRENT}:  # opening the ledger would make tables, or change them
        raise RefusedError(
            "the database that DATABASE_URL names has no ledger of this version: see `quotedesk status`."
        )
    ledger = Ledger(url)
    try:
        if not (ledger.retry(entry) if again else ledger.dismiss(entry)):
            raise RefusedError(
                f"Entry {entry} is not one that waits for you, or only its asker could see the answer: "
                "`quotedesk status` lists those that do."
            )
    finally:
        ledger.close()
    typer.echo(f"Entry {entry} {'is answered again by the bot that runs' if again else 'is left as it is'}.")


async def _running(settings: Settings) -> dict[str, object] | None:
    """What the running bot says of itself, where it serves that; None where it wasn't asked."""
    if not settings.http_port:
        return None
    url = f"{address(settings.http_host, settings.http_port)}/readyz"
    try:
        timeout = aiohttp.ClientTimeout(total=_ASKED_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            found = await answer.json()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return {"ready": False, "process": type(error).__name__}
    return found if isinstance(found, dict) else {"ready": False, "process": "no answer that can be read"}


def _unready(running: dict[str, object] | None) -> list[str]:
    if running is None or running.get("ready") is True:
        return []
    wrong = ", ".join(f"{name}: {words}" for name, words in running.items() if name != "ready" and words != "ok")
    return [f"The bot that should be running is not ready ({wrong}): see its log."]


def _lines(found: Condition, running: dict[str, object] | None) -> list[str]:
    schemas = ", ".join(f"{name} {state}" for name, state in found.schemas.items()) or "not known"
    lines = [f"database: {found.database} (tables: {schemas})"]
    if found.articles is not None:
        plural = "" if found.articles == 1 else "s"
        lines.append(f"archive: {found.articles} article{plural}, revision {found.revision}")
        counts = ", ".join(f"{count} {state}" for state, count in found.entries.items()) or "nothing was asked yet"
        lines.append(f"entries: {counts}")
        oldest = found.oldest_waiting_seconds
        lines.append(f"waiting: {found.waiting}" + (f", the oldest for {oldest:.0f} s" if oldest is not None else ""))
        due = found.corrections
        lines.append(f"corrections: {due.messages} to put right, {due.askers} to be told, {due.stuck} stuck")
        seen = found.last_event_at
        lines.append(f"last event: {f'{seen:%d %B %Y %H:%M} UTC' if seen is not None else 'none yet'}")
    if running is None:
        lines.append("process: not asked (it tells how it is once QUOTEDESK_HTTP_PORT is set)")
    elif running.get("ready") is True:
        lines.append("process: ready")
    for each in found.unsettled:
        where = f"{each.channel}{f' at {each.at}' if each.at else ''}"
        what = each.surface if each.corrects is None else "correction of a message"
        lines.append(f"✗ entry {each.id}: {each.state}, {what} in {where}: {each.error or 'no reason known'}")
    return lines
