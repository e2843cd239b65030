"""`quotedesk doctor` and `quotedesk manifest`: setting the app up in a workspace."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from bot.connecting.server import SLACK_PATH
from bot.errors import RefusedError
from bot.examining.doctor import examine
from bot.examining.findings import State
from bot.manifest import manifest_for_http, manifest_text
from bot.settings import Settings, read_settings

_MARKS = {State.RIGHT: "✓", State.WRONG: "✗", State.NOT_KNOWN: "?"}


def add_to(commands: typer.Typer) -> None:
    """Adds the commands of this module."""
    commands.command("doctor")(doctor)
    commands.command("manifest")(print_manifest)


def doctor() -> None:
    """Say for each token, scope, event subscription and the archive whether it is right, and what to do if not."""
    if asyncio.run(_report(read_settings(needed=("SLACK_BOT_TOKEN",)))):
        raise typer.Exit(1)


def print_manifest(
    *, url: Annotated[str | None, typer.Option(help="For `quotedesk run --http`: where Slack reaches it.")] = None
) -> None:
    """Print the app manifest to paste at api.slack.com/apps → Create New App → From a manifest."""
    if url is None:
        typer.echo(manifest_text(), nl=False)
    elif not url.startswith("https://"):
        raise RefusedError("Slack sends requests over HTTPS only: give an address that starts with https://")
    else:
        typer.echo(json.dumps(manifest_for_http(url.rstrip("/") + SLACK_PATH), indent=2, ensure_ascii=False))


async def _report(settings: Settings) -> bool:
    """Prints the findings; True when one of them is wrong."""
    wrong = False
    async for finding in examine(settings):
        typer.echo(f"{_MARKS[finding.state]} {finding.subject}: {finding.words}")
        wrong = wrong or finding.state is State.WRONG
    return wrong
