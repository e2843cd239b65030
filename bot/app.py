"""The composition root: every part is built here, once, and passed in."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.connecting.connection import Connection
from bot.connecting.socket_mode import FOR_GOOD, Times
from bot.corrections.mending import Mending
from bot.corrections.rewording import Rewording
from bot.corrections.watch import Watch
from bot.delivery.delivery import Delivery
from bot.desk import Desk
from bot.editing.editorial import Editorial
from bot.errors import RefusedError, UnreachableError, slacks_word, status_of
from bot.ledger.ledger import Ledger
from bot.ledger.limits import Limits
from bot.listeners import register_listeners
from bot.listeners.gate import tell
from bot.listeners.prompt_app import PromptApp
from bot.manifest import manifest
from bot.observing.health import Health, NotReadyError
from bot.observing.journal import Journal
from bot.observing.metrics import Metrics
from bot.settings import Settings
from retrieval.answering.verdict import Cuts
from retrieval.archive import Archive
from retrieval.fetching import Fetcher
from retrieval.indexing.live_index import BATCH, beside
from retrieval.readers.apart import ReaderProcess
from retrieval.readers.seeds import read_seeds
from retrieval.search import Search

CLIENT_TIMEOUT_SECONDS = 10
_PROGRESS_ARTICLES = 500
SLACK_ASKED_EVERY_SECONDS = 30.0
HUNG_SECONDS = 60.0
"""After this an answer that is being worked out counts as hung: twice the longest wait in it, for a connection."""
CLOSE_SECONDS = 5.0
"""How long the end waits for requests that are under way; `bot.stopping` grants the whole of it ten."""
_IDENTITY = ("team_id", "enterprise_id", "user_id", "bot_id")


class QuoteDesk:
    """The running application: the Bolt app, ready for events, and the parts behind it."""

    def __init__(self, app: PromptApp, desk: Desk, client: AsyncWebClient, metrics: Metrics) -> None:
        self.app = app
        self.desk = desk
        self.client = client
        self.metrics = metrics


@asynccontextmanager
async def quote_desk(
    settings: Settings,
    *,
    client_timeout: int = CLIENT_TIMEOUT_SECONDS,
    settle_seconds: float | None = None,
    fetcher: Fetcher | None = None,
    reader: ReaderProcess | None = None,
) -> AsyncIterator[QuoteDesk]:
    """Builds Quote Desk from its settings, logs in, and answers what is due until the context ends.

    `client_timeout` (seconds) bounds a request to Slack; `settle_seconds` is `Delivery`'s; `fetcher` gets the pages
    that editors add, and `reader` reads them (one that is given stays open).

    Raises RefusedError when Slack refuses the bot token, retrieval's SeedError when a seed article can't be read.
    """
    # the SDK leaves a session that it is given its own time-out, which is five minutes unless set
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=client_timeout)) as session:
        token, metrics = settings.slack_bot_token.get_secret_value(), Metrics()
        client = _client(settings, session, token, client_timeout)
        identity = await _log_in(client)
        archive, ledger = Archive(settings.database_url), Ledger(settings.database_url, _limits(settings))
        try:
            archive.add_all(read_seeds(settings.seeds))
            search = await asyncio.to_thread(_search, archive, settings)
            name = str(manifest()["features"]["bot_user"]["display_name"])
            rewording = Rewording()
            delivery = Delivery(
                ledger=ledger,
                archive=archive,
                search=search,
                client=client,
                journal=Journal(metrics, hashlib.sha256(token.encode()).digest()),
                mending=Mending(ledger=ledger, archive=archive, rewording=rewording),
                suggested=settings.suggested,
                name=name,
                settle_seconds=settle_seconds,
            )
            editorial = Editorial(settings, client=client, archive=archive, fetcher=fetcher, reader=reader)
            desk = Desk(
                archive=archive,
                ledger=ledger,
                delivery=delivery,
                editorial=editorial,
                bot_user=identity["user_id"],
                name=name,
                suggested=settings.suggested,
            )
            watch = Watch(
                corrections=ledger.corrections,
                archive=archive,
                rewording=rewording,
                in_ledger=delivery.in_ledger,
                wake=delivery.look,
            )
            background = [asyncio.create_task(work) for work in (delivery.sweep(), watch.follow())]
            try:
                yield QuoteDesk(
                    _bolt_app(_client(settings, session, None, client_timeout), client.token, identity, desk),
                    desk,
                    client,
                    metrics,
                )
            finally:
                for task in background:
                    task.cancel()
                await asyncio.gather(*background, return_exceptions=True)
                await _close(delivery)
                await editorial.close()
                await asyncio.to_thread(search.close)
        finally:
            ledger.close()
            archive.close()


def _search(archive: Archive, settings: Settings) -> Search:
    """The archive ready to be asked: the first time, or without the index's file, many articles take minutes."""
    log = structlog.get_logger()

    def progress(done: int, articles: int) -> None:
        if done == articles or done % _PROGRESS_ARTICLES < BATCH:
            log.info("taking articles into the index", done=done, articles=articles)

    cuts = Cuts(answered=settings.answered_from, nearest=settings.nearest_from)
    index = settings.index or beside(settings.database_url)
    return Search(archive, cuts=cuts, genre=settings.genre, index=index, progress=progress)


def connected(quote_desk: QuoteDesk, settings: Settings, times: Times | None = None) -> Connection:
    """The Socket Mode connection, held while it is entered; see `Connection` for what entering it raises."""
    return Connection(
        quote_desk.app,
        quote_desk.client,
        settings.slack_app_token.get_secret_value(),
        metrics=quote_desk.metrics,
        sockets=settings.sockets,
        times=times,
    )


def health_of(quote_desk: QuoteDesk, connection: Connection | None) -> Health:
    """What an operator's machines may ask; without a connection Slack's Web API says whether Slack is there."""
    desk, client = quote_desk.desk, quote_desk.client
    answered_at = -SLACK_ASKED_EVERY_SECONDS

    async def archive() -> None:
        if not await asyncio.to_thread(desk.archive.headlines, 1):
            raise NotReadyError("no article may be quoted now")

    async def database() -> None:
        await desk.delivery.in_ledger(desk.ledger.check_writable)

    async def answers() -> None:
        _check_none_hangs(desk.delivery)

    async def slack() -> None:
        nonlocal answered_at
        if connection is not None:
            if not connection.sockets:
                raise NotReadyError("no socket is open")
        elif time.monotonic() - answered_at >= SLACK_ASKED_EVERY_SECONDS:
            await client.auth_test()
            answered_at = time.monotonic()

    async def queue() -> tuple[dict[str, int], int]:
        counts = await desk.delivery.in_ledger(desk.ledger.counts)
        corrections = await desk.delivery.in_ledger(desk.ledger.corrections.outstanding)
        return {str(state): count for state, count in counts.items()}, corrections.messages

    checks = {"archive": archive, "database": database, "answers": answers, "slack": slack}
    return Health(checks, quote_desk.metrics, queue)


def _check_none_hangs(delivery: Delivery) -> None:
    longest = delivery.thinking.longest()
    if longest is not None and longest.seconds > HUNG_SECONDS:
        took = f"entry {longest.entry} has been worked on for {longest.seconds:.0f} s"
        raise NotReadyError(f"{took}, which no search takes: restart this process")


async def _close(delivery: Delivery) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await delivery.close()
    except TimeoutError:
        structlog.get_logger().warning("requests are left under way: the next start settles them")


def _limits(settings: Settings) -> Limits:
    return Limits(
        questions_a_minute=settings.questions_a_minute,
        answers_a_thread=settings.answers_a_thread,
        waiting=settings.waiting_at_most,
    )


async def _log_in(client: AsyncWebClient) -> dict[str, str]:
    try:
        response = await client.auth_test()
    except SlackApiError as error:
        code = slacks_word(error)
        if code in FOR_GOOD:
            raise RefusedError(
                f"Slack refused SLACK_BOT_TOKEN ({code}). Run `quotedesk doctor` to see what is wrong."
            ) from None
        said = code or f"status {status_of(error)}, and nothing that Slack would say"
        raise UnreachableError(f"Slack can't be used now ({said}). See status.slack.com, and SLACK_API_URL.") from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise UnreachableError(
            f"Slack can't be reached ({type(error).__name__}). See that this machine has a way out, and SLACK_API_URL."
        ) from None
    return {key: value for key in _IDENTITY if isinstance(value := response.get(key), str)}


def _client(settings: Settings, session: aiohttp.ClientSession, token: str | None, timeout: int) -> AsyncWebClient:
    return AsyncWebClient(
        token=token,
        base_url=settings.slack_api_url,
        timeout=timeout,
        session=session,
        logger=_quiet_logger(),
        retry_handlers=[],  # a request that seems lost may have been accepted: delivery reads back instead
    )


def _bolt_app(client: AsyncWebClient, token: str | None, identity: dict[str, str], desk: Desk) -> PromptApp:
    cached = AuthorizeResult(
        enterprise_id=identity.get("enterprise_id"),
        team_id=identity["team_id"],
        bot_user_id=identity["user_id"],
        bot_id=identity.get("bot_id"),
        bot_token=token,
    )

    async def authorize() -> AuthorizeResult:
        return cached  # otherwise each event on a cold start would call auth.test, and lose itself when that fails

    app = PromptApp(client=client, authorize=authorize, logger=_quiet_logger(), request_verification_enabled=False)
    register_listeners(app, desk)
    app.error(_gate)
    return app


async def _gate(error: Exception, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Errors that aren't a listener's own: an event that couldn't be made durable stays unacked, and comes again."""
    await tell(error, body, client)


def _quiet_logger() -> logging.Logger:
    """Slack's libraries log whole payloads below WARNING; questions must not get into a log."""
    logger = logging.getLogger("slack")
    logger.setLevel(logging.WARNING)
    return logger
