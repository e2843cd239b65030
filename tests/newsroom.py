"""Quote Desk in its sandbox, for tests: the real app, the real database, a real socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.app import QuoteDesk, connected, quote_desk
from bot.connecting.socket_mode import Times
from bot.manifest import manifest
from bot.sandbox import Sandbox, Suggestion
from bot.settings import SUGGESTED, Settings
from retrieval.fetching import Fetcher
from retrieval.readers.apart import ReaderProcess
from tests import oracle

SEEDS = Path(__file__).parents[1] / "seeds"
DESK, GENERAL = "C0UKRAINE", "C0GENERAL"
MAYA, TOM, BOT = "U0MAYA", "U0TOM", "U0QUOTE"


@dataclass
class Newsroom:
    """A workspace with Quote Desk in it, and what a test wants to know of it."""

    sandbox: Sandbox
    desk: QuoteDesk
    database: Path | str

    def sent(self, method: str = "chat.postMessage") -> list[dict]:
        """The arguments of the calls of a method that Slack accepted."""
        return [
            call["args"]
            for call in self.sandbox.calls
            if call["method"] == method and (call["response"] or {}).get("ok")
        ]

    async def reply(self, thread_ts: str, number: int = 1, channel: str = DESK) -> dict:
        """The bot's reply number `number` in a thread, once it is there."""

        def replies() -> list[dict]:
            thread = self.sandbox.messages(channel, thread_ts)
            return [message for message in thread if message.get("user") == BOT]

        await self.sandbox.until(lambda _: len(replies()) >= number)
        return replies()[number - 1]

    async def ask(self, text: str, channel: str = DESK, person: str = MAYA) -> dict:
        """Asks in a channel and returns the reply."""
        return await self.reply(await self.sandbox.say(person, channel, text), channel=channel)

    async def whisper(self, person: str = MAYA, channel: str = DESK, number: int = 1) -> dict:
        """The ephemeral message number `number` that a person sees in a channel."""
        await self.sandbox.until(lambda sandbox: len(sandbox.ephemerals(person, channel)) >= number)
        return self.sandbox.ephemerals(person, channel)[number - 1]

    async def settled(self) -> None:
        """Returns once every event that was sent is acked and no delivery is under way."""
        await self.sandbox.until(lambda sandbox: all(event["acked"] for event in sandbox.events))
        delivery = self.desk.desk.delivery
        while any(state in {"new", "sending"} for state in await delivery.in_ledger(self.desk.desk.ledger.counts)):
            await self.sandbox.until(lambda _: True)

    async def put_right(self) -> None:
        """Returns once every change of the archive has been carried through; no stale word is left standing then."""
        ledger, archive = self.desk.desk.ledger, self.desk.desk.archive
        in_ledger = self.desk.desk.delivery.in_ledger
        async with asyncio.timeout(20):
            while (await in_ledger(ledger.corrections.cursor)).change < archive.revision:  # noqa: ASYNC110  it is polled, too
                await asyncio.sleep(0.02)
            while await in_ledger(ledger.waiting):  # noqa: ASYNC110  as above
                await asyncio.sleep(0.02)
        oracle.check_standing(self.standing(), self.database)

    def standing(self) -> list[dict]:
        """Every message of the bot as it stands now, in channels, threads and direct messages."""
        places = [DESK, GENERAL, "C0FOREIGN", "D0MAYA", "D0TOM", "D0INES"]
        top = [(place, message) for place in places for message in self.sandbox.messages(place)]
        threads = [reply for place, parent in top for reply in self.sandbox.messages(place, parent["ts"])]
        return [message for message in threads if message.get("user") == BOT]


def quoted(message: dict) -> list[str]:
    """The texts of a message's or view's quotes."""
    return [
        "".join(part["text"] for part in element["elements"])
        for block in message.get("blocks", [])
        for element in block.get("elements", [])
        if element.get("type") == "rich_text_quote"
    ]


def words(message: dict) -> str:
    """Everything that a reader sees of a message's or view's blocks."""
    found: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                found.append(value["text"])
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    collect(message.get("blocks", []))
    return "\n".join(found) or message.get("text", "")


@asynccontextmanager
async def newsroom(
    folder: Path,
    *,
    seeds: Path = SEEDS,
    client_timeout: int = 10,
    settle_seconds: float | None = None,
    questions_a_minute: int = 1_000,
    times: Times | None = None,
    editors: str = "",
    fetcher: Fetcher | None = None,
    reader: ReaderProcess | None = None,
    database_url: str | None = None,
    **workspace,
) -> AsyncIterator[Newsroom]:
    """Starts the workspace and the bot; at the end the oracle checks everything that Slack was sent."""
    database = folder / "quotedesk.db"
    suggested = [Suggestion(title=question, message=f"@Quote Desk {question}") for question in SUGGESTED]
    async with Sandbox(manifest=manifest(), suggested=suggested, **workspace) as sandbox:
        settings = Settings(
            _env_file=None,
            SLACK_BOT_TOKEN=SecretStr(sandbox.bot_token),
            SLACK_APP_TOKEN=SecretStr(sandbox.app_token),
            SLACK_API_URL=sandbox.api_url,
            DATABASE_URL=database_url or f"sqlite:///{database}",
            QUOTEDESK_SEEDS=seeds,
            QUOTEDESK_QUESTIONS_A_MINUTE=questions_a_minute,
            QUOTEDESK_SOCKETS=1,
            QUOTEDESK_EDITORS=editors,
        )
        building = quote_desk(
            settings, client_timeout=client_timeout, settle_seconds=settle_seconds, fetcher=fetcher, reader=reader
        )
        async with building as desk, connected(desk, settings, times):
            yield Newsroom(sandbox, desk, database_url or database)
        oracle.check(sandbox.calls, database_url or database)
