"""Mention → reply posted: Quote Desk against a bare Bolt echo, on the same sandbox, in turns, in the same run."""

from __future__ import annotations

import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import typer
from pydantic import SecretStr
from rich.console import Console
from rich.progress import track
from rich.table import Table
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import connected, quote_desk
from bot.observing.logs import set_up_logging
from bot.sandbox import Sandbox
from bot.settings import Settings

CHANNEL, PERSON = "C0UKRAINE", "U0MAYA"
PAUSE_SECONDS = 0.05
"""Between mentions: what an app does after its reply is not part of the next one's time."""
QUESTIONS = (
    "would Putin accept foreign troops?",
    "what did Starmer say in Kyiv?",
    "how many troops does Zelensky want?",
    "who can veto a peacekeeping mission?",
)


@asynccontextmanager
async def echo(sandbox: Sandbox) -> AsyncIterator[None]:
    """The least that a Bolt app can do: say the text back in the thread."""
    app = AsyncApp(client=AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url))

    async def answer(event: dict[str, Any], say: Callable[..., Any]) -> None:
        await say(text=event["text"], thread_ts=event["ts"])

    app.event("app_mention")(answer)
    app.event("message")(_nothing)
    handler = AsyncSocketModeHandler(app, sandbox.app_token)
    await handler.connect_async()
    try:
        yield
    finally:
        await handler.close_async()


@asynccontextmanager
async def desk(sandbox: Sandbox) -> AsyncIterator[None]:
    """Quote Desk as it runs, its database in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None,
            SLACK_BOT_TOKEN=SecretStr(sandbox.bot_token),
            SLACK_APP_TOKEN=SecretStr(sandbox.app_token),
            SLACK_API_URL=sandbox.api_url,
            DATABASE_URL=f"sqlite:///{Path(folder) / 'quotedesk.db'}",
            QUOTEDESK_QUESTIONS_A_MINUTE=1_000_000,
        )
        async with quote_desk(settings) as running, connected(running, settings):
            yield


def _is_answered(ts: str, sandbox: Sandbox) -> bool:
    return len(sandbox.messages(CHANNEL, ts)) > 1


async def _nothing() -> None:
    """Acks the message event that comes beside each mention."""


async def _round(sandbox: Sandbox, app: AbstractAsyncContextManager[None], mentions: int) -> list[float]:
    """Milliseconds from each mention to its reply, the first few left out."""
    took = []
    async with app:
        await sandbox.until(lambda sandbox: sandbox.connected)
        for number in range(mentions + 5):
            started = time.perf_counter()
            question = QUESTIONS[number % len(QUESTIONS)] + "?" * number  # each is asked for the first time
            ts = await sandbox.say(PERSON, CHANNEL, f"@Quote Desk {question}")
            await sandbox.until(partial(_is_answered, ts))
            took.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(PAUSE_SECONDS)
        await sandbox.until(lambda sandbox: all(event["acked"] for event in sandbox.events))
    return took[5:]


async def measure(rounds: int, mentions: int) -> dict[str, list[float]]:
    """Both apps in turns; milliseconds for each mention."""
    took: dict[str, list[float]] = {"echo": [], "Quote Desk": []}
    async with Sandbox(rate_limits=None) as sandbox:
        for _ in track(range(rounds), "mentions", console=Console(stderr=True)):
            took["echo"] += await _round(sandbox, echo(sandbox), mentions)
            took["Quote Desk"] += await _round(sandbox, desk(sandbox), mentions)
    return took


def main(rounds: int = 5, mentions: int = 60) -> None:
    """Measure, and print p50 and p95 with the ratios to the echo."""
    set_up_logging("error")
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    took = asyncio.run(measure(rounds, mentions))
    table = Table("mention → reply posted", "p50 ms", "p95 ms", "p50 ÷ echo", "p95 ÷ echo")
    p50 = {name: statistics.median(values) for name, values in took.items()}
    p95 = {name: statistics.quantiles(values, n=20)[18] for name, values in took.items()}
    for name in took:
        ratios = (f"{p50[name] / p50['echo']:.2f}", f"{p95[name] / p95['echo']:.2f}")
        table.add_row(name, f"{p50[name]:.1f}", f"{p95[name]:.1f}", *ratios)
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
