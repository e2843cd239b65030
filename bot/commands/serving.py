"""`quotedesk try`, `run` and `sandbox`: what runs until it is stopped."""

from __future__ import annotations

import asyncio
import gc
import shlex
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretStr

from bot.app import connected, health_of, quote_desk
from bot.connecting.server import HTTP_PORT, SLACK_PATH, served, slack_route
from bot.manifest import manifest
from bot.observing.logs import set_up_logging
from bot.sandbox import Sandbox, Suggestion
from bot.settings import HTTP_MODE, SOCKET_MODE, SUGGESTED, Settings, read_settings
from bot.stopping import until_stopped

_Port = Annotated[
    int, typer.Option(help="Where the page is served on 127.0.0.1; 0 takes any free port.", min=0, max=65535)
]
_NEW_OBJECTS = 10_000
"""How many are made between two collections; Python 3.11's 700 are used up by five questions."""


def add_to(commands: typer.Typer) -> None:
    """Adds the commands of this module."""
    commands.command("try")(try_out)
    commands.command("run")(run)
    commands.command("sandbox")(sandbox)


def try_out(port: _Port = 8765) -> None:
    """Start a Slack-like workspace on this machine with the bot in it, to open in your browser."""
    asyncio.run(until_stopped(_try(port)))


def run(
    *,
    http: Annotated[bool, typer.Option("--http", help="Serve Slack's requests instead of connecting to it.")] = False,
    host: Annotated[str | None, typer.Option(help="Where to listen; QUOTEDESK_HTTP_HOST unless given.")] = None,
    port: Annotated[int | None, typer.Option(help="The same; QUOTEDESK_HTTP_PORT.", min=0, max=65535)] = None,
) -> None:
    """Connect to Slack (Socket Mode), or with --http take its requests, and answer until stopped."""
    given: dict[str, Any] = {
        name: value for name, value in {"http_host": host, "http_port": port}.items() if value is not None
    }
    settings = read_settings(needed=HTTP_MODE if http else SOCKET_MODE, **given)
    set_up_logging(
        settings.log_level,
        settings.log_format,
        secrets=settings.secrets(),
        passwords=settings.database_passwords,
    )
    asyncio.run(until_stopped(_serve_http(settings) if http else _serve(settings)))


def sandbox(port: _Port = 8765) -> None:
    """Start the Slack-like workspace without the bot, for any Bolt app to connect to."""
    asyncio.run(until_stopped(_sandbox(port)))


async def _try(port: int) -> None:
    set_up_logging("warning")
    suggested = [Suggestion(title=question, message=f"@Quote Desk {question}") for question in SUGGESTED]
    with tempfile.TemporaryDirectory(prefix="quotedesk-") as folder:
        async with Sandbox(manifest=manifest(), suggested=suggested, port=port) as workspace:
            database = f"sqlite:///{Path(folder) / 'quotedesk.db'}"
            settings = read_settings(
                None,
                slack_bot_token=SecretStr(workspace.bot_token),
                slack_app_token=SecretStr(workspace.app_token),
                slack_api_url=workspace.api_url,
                database_url=database,
                editors=("S0EDITORS",),
            )
            async with quote_desk(settings) as desk, connected(desk, settings) as connection:
                typer.echo(f"Quote Desk is at {workspace.url}/")
                typer.echo("Its articles can be changed from another terminal, in this folder, after")
                typer.echo(f"export DATABASE_URL={shlex.quote(database)}")
                await connection.lost()


def _collect_seldom() -> None:
    """Keeps Python's cycle collector from what is there for good: in a burst it took a quarter of the processor."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)


async def _serve(settings: Settings) -> None:
    async with quote_desk(settings) as desk, connected(desk, settings) as connection, AsyncExitStack() as more:
        _collect_seldom()
        if settings.http_port is not None:
            routes = health_of(desk, connection).routes()
            address = await more.enter_async_context(served(routes, settings.http_host, settings.http_port))
            typer.echo(f"Health and metrics are at {address}/healthz, /readyz and /metrics.")
        typer.echo(f"Quote Desk is connected as {desk.desk.name}. Ctrl-C ends it.")
        await connection.lost()


async def _serve_http(settings: Settings) -> None:
    port = settings.http_port if settings.http_port is not None else HTTP_PORT
    async with quote_desk(settings) as desk:
        _collect_seldom()
        secret = settings.slack_signing_secret.get_secret_value()
        routes = [slack_route(desk.app, secret, desk.metrics), *health_of(desk, None).routes()]
        async with served(routes, settings.http_host, port) as address:
            typer.echo(
                f"Quote Desk takes Slack's requests as {desk.desk.name} at {address}{SLACK_PATH}. Ctrl-C ends it."
            )
            await asyncio.Event().wait()


async def _sandbox(port: int) -> None:
    async with Sandbox(port=port) as workspace:
        typer.echo(f"A workspace is at {workspace.url}/ — point a Bolt app at it with")
        typer.echo(f"SLACK_API_URL={workspace.api_url}")
        typer.echo(f"SLACK_BOT_TOKEN={workspace.bot_token}")
        typer.echo(f"SLACK_APP_TOKEN={workspace.app_token}")
        typer.echo(f"SLACK_SIGNING_SECRET={workspace.signing_secret}")
        await asyncio.Event().wait()
