"""The command line: `quotedesk try`, `run`, `doctor`, `manifest`, `sandbox`."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from bot.app import connected, quote_desk, set_up_logging
from bot.doctor import State, examine
from bot.errors import RefusedError
from bot.manifest import manifest, manifest_text
from bot.sandbox import Sandbox, Suggestion
from bot.settings import SUGGESTED, Settings, SettingsError, read_settings
from retrieval.readers.seeds import SeedError

commands = typer.Typer(
    name="quotedesk",
    help="Direct quotes from the newsroom's archive, in Slack.",
    add_completion=False,
    no_args_is_help=True,
)
_Port = Annotated[
    int, typer.Option(help="Where the page is served on 127.0.0.1; 0 takes any free port.", min=0, max=65535)
]
_MARKS = {State.RIGHT: "✓", State.WRONG: "✗", State.NOT_KNOWN: "?"}


@commands.command("try")
def try_out(port: _Port = 8765) -> None:
    """Start a Slack-like workspace on this machine with the bot in it, to open in your browser."""
    _run(_try(port))


@commands.command("run")
def run() -> None:
    """Connect to Slack (Socket Mode) and answer until stopped."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    _run(_serve(settings))


@commands.command("doctor")
def doctor() -> None:
    """Say for each token, scope, event subscription and the archive whether it is right, and what to do if not."""
    if _run(_report(read_settings())):
        raise typer.Exit(1)


@commands.command("manifest")
def print_manifest() -> None:
    """Print the app manifest to paste at api.slack.com/apps → Create New App → From a manifest."""
    typer.echo(manifest_text(), nl=False)


@commands.command("sandbox")
def sandbox(port: _Port = 8765) -> None:
    """Start the Slack-like workspace without the bot, for any Bolt app to connect to."""
    _run(_sandbox(port))


async def _try(port: int) -> None:
    set_up_logging("warning")
    suggested = [Suggestion(title=question, message=f"@Quote Desk {question}") for question in SUGGESTED]
    with tempfile.TemporaryDirectory(prefix="quotedesk-") as folder:
        async with Sandbox(manifest=manifest(), suggested=suggested, port=port) as workspace:
            settings = read_settings(
                None,
                slack_bot_token=SecretStr(workspace.bot_token),
                slack_app_token=SecretStr(workspace.app_token),
                slack_api_url=workspace.api_url,
                database_url=f"sqlite:///{Path(folder) / 'quotedesk.db'}",
            )
            async with quote_desk(settings) as desk, connected(desk, settings):
                typer.echo(f"Quote Desk is at {workspace.url}/")
                await _until_stopped()


async def _serve(settings: Settings) -> None:
    async with quote_desk(settings) as desk, connected(desk, settings):
        typer.echo(f"Quote Desk is connected as {desk.desk.name}. Ctrl-C ends it.")
        await _until_stopped()


async def _report(settings: Settings) -> bool:
    """Prints the findings; True when one of them is wrong."""
    wrong = False
    async for finding in examine(settings):
        typer.echo(f"{_MARKS[finding.state]} {finding.subject}: {finding.words}")
        wrong = wrong or finding.state is State.WRONG
    return wrong


async def _sandbox(port: int) -> None:
    async with Sandbox(port=port) as workspace:
        typer.echo(f"A workspace is at {workspace.url}/ — point a Bolt app at it with")
        typer.echo(f"SLACK_API_URL={workspace.api_url}")
        typer.echo(f"SLACK_BOT_TOKEN={workspace.bot_token}")
        typer.echo(f"SLACK_APP_TOKEN={workspace.app_token}")
        typer.echo(f"SLACK_SIGNING_SECRET={workspace.signing_secret}")
        await _until_stopped()


async def _until_stopped() -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()


def _run(work: Coroutine[Any, Any, bool | None]) -> bool | None:
    return asyncio.run(work)


def main() -> None:
    """The entry point: an error that people can mend is one line, not a traceback."""
    try:
        commands()
    except (RefusedError, SettingsError, SeedError, OSError) as error:
        typer.echo(f"quotedesk: {error}", err=True)
        sys.exit(2)
    except (SQLAlchemyError, ImportError) as error:
        reason = str(error).splitlines()[0]
        typer.echo(f"quotedesk: the database that DATABASE_URL names can't be used: {reason}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
