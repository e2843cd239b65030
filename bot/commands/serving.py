"""`quotedesk try`, `run` and `sandbox`: what runs until it is stopped."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from bot.app import connected, quote_desk
from bot.logs import set_up_logging
from bot.manifest import manifest
from bot.sandbox import Sandbox, Suggestion
from bot.settings import SUGGESTED, Settings, read_settings
from bot.stopping import until_stopped

_Port = Annotated[
    int, typer.Option(help="Where the page is served on 127.0.0.1; 0 takes any free port.", min=0, max=65535)
]


def add_to(commands: typer.Typer) -> None:
    """Adds the commands of this module."""
    commands.command("try")(try_out)
    commands.command("run")(run)
    commands.command("sandbox")(sandbox)


def try_out(port: _Port = 8765) -> None:
    """Start a Slack-like workspace on this machine with the bot in it, to open in your browser."""
    asyncio.run(until_stopped(_try(port)))


def run() -> None:
    """Connect to Slack (Socket Mode) and answer until stopped."""
    settings = read_settings()
    set_up_logging(settings.log_level, settings.log_format, secrets=settings.secrets())
    asyncio.run(until_stopped(_serve(settings)))


def sandbox(port: _Port = 8765) -> None:
    """Start the Slack-like workspace without the bot, for any Bolt app to connect to."""
    asyncio.run(until_stopped(_sandbox(port)))


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
            async with quote_desk(settings) as desk, connected(desk, settings) as connection:
                typer.echo(f"Quote Desk is at {workspace.url}/")
                await connection.lost()


async def _serve(settings: Settings) -> None:
    async with quote_desk(settings) as desk, connected(desk, settings) as connection:
        typer.echo(f"Quote Desk is connected as {desk.desk.name}. Ctrl-C ends it.")
        await connection.lost()


async def _sandbox(port: int) -> None:
    async with Sandbox(port=port) as workspace:
        typer.echo(f"A workspace is at {workspace.url}/ — point a Bolt app at it with")
        typer.echo(f"SLACK_API_URL={workspace.api_url}")
        typer.echo(f"SLACK_BOT_TOKEN={workspace.bot_token}")
        typer.echo(f"SLACK_APP_TOKEN={workspace.app_token}")
        typer.echo(f"SLACK_SIGNING_SECRET={workspace.signing_secret}")
        await asyncio.Event().wait()
