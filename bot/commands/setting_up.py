"""`quotedesk doctor` and `quotedesk manifest`: setting the app up in a workspace."""

from __future__ import annotations

import asyncio

import typer

from bot.doctor import State, examine
from bot.manifest import manifest_text
from bot.settings import Settings, read_settings

_MARKS = {State.RIGHT: "✓", State.WRONG: "✗", State.NOT_KNOWN: "?"}


def add_to(commands: typer.Typer) -> None:
    """Adds the commands of this module."""
    commands.command("doctor")(doctor)
    commands.command("manifest")(print_manifest)


def doctor() -> None:
    """Say for each token, scope, event subscription and the archive whether it is right, and what to do if not."""
    if asyncio.run(_report(read_settings())):
        raise typer.Exit(1)


def print_manifest() -> None:
    """Print the app manifest to paste at api.slack.com/apps → Create New App → From a manifest."""
    typer.echo(manifest_text(), nl=False)


async def _report(settings: Settings) -> bool:
    """Prints the findings; True when one of them is wrong."""
    wrong = False
    async for finding in examine(settings):
        typer.echo(f"{_MARKS[finding.state]} {finding.subject}: {finding.words}")
        wrong = wrong or finding.state is State.WRONG
    return wrong
