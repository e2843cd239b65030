"""What is right with an installation, what isn't, and what to do: each token, scope, subscription, and the archive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.editing.editors import GROUP
from bot.errors import slacks_word, status_of
from bot.examining.condition import CURRENT, schemas
from bot.examining.findings import Finding, State
from bot.examining.machine import database, port, signing_secret
from bot.ledger.ledger import Ledger
from bot.ledger.records import State as Delivered
from bot.manifest import bot_events, manifest, scopes
from bot.settings import Settings
from retrieval.archive import Archive
from retrieval.models import PassageKind
from retrieval.passages import passages
from retrieval.readers.seeds import SeedError, read_seeds


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Looks at everything in turn, each finding as soon as it is made. Changes nothing, in Slack or in the database."""
    yield database(settings)
    url = settings.database_url if _is_current(settings) else None
    client = AsyncWebClient(base_url=settings.slack_api_url, timeout=10, retry_handlers=[])
    async for finding in _bot_token(client, settings):
        yield finding
    yield await _app_token(client, settings)
    yield signing_secret(settings)
    yield await _editors(client, settings)
    async for finding in _subscriptions(client, settings, _events_seen(url)):
        yield finding
    yield await port(settings)
    yield _archive(settings.seeds, url)
    yield _questions(url)


async def _bot_token(client: AsyncWebClient, settings: Settings) -> AsyncIterator[Finding]:
    try:
        response = await client.auth_test(token=settings.slack_bot_token.get_secret_value())
    except Exception as error:  # noqa: BLE001  whatever it is, it is the finding
        remedy = (
            "Copy the Bot User OAuth Token again from api.slack.com/apps → your app → OAuth & Permissions, "
            "after installing the app to the workspace."
        )
        yield _failure("SLACK_BOT_TOKEN", error, remedy)
        return
    where = f"logged in as {response.get('user')} in {response.get('team')}"
    yield Finding(subject="SLACK_BOT_TOKEN", state=State.RIGHT, words=where)
    granted = _granted_scopes(response.headers)
    for scope in scopes(manifest()):
        if scope in granted:
            yield Finding(subject=f"scope {scope}", state=State.RIGHT, words="granted")
        else:
            words = "missing. Add it under OAuth & Permissions → Bot Token Scopes, then reinstall the app."
            yield Finding(subject=f"scope {scope}", state=State.WRONG, words=words)


async def _app_token(client: AsyncWebClient, settings: Settings) -> Finding:
    if not settings.slack_app_token.get_secret_value():
        if settings.slack_signing_secret.get_secret_value():
            words = "is not set, and is not needed for `quotedesk run --http`"
            return Finding(subject="SLACK_APP_TOKEN", state=State.RIGHT, words=words)
        words = "is missing. Set it for Socket Mode, or SLACK_SIGNING_SECRET for `quotedesk run --http`."
        return Finding(subject="SLACK_APP_TOKEN", state=State.WRONG, words=words)
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except Exception as error:  # noqa: BLE001  whatever it is, it is the finding
        remedy = (
            "Make an app-level token with the scope connections:write under Basic Information → App-Level Tokens, "
            "and turn Socket Mode on."
        )
        return _failure("SLACK_APP_TOKEN", error, remedy)
    return Finding(subject="SLACK_APP_TOKEN", state=State.RIGHT, words="opens a Socket Mode connection")


async def _editors(client: AsyncWebClient, settings: Settings) -> Finding:
    """Who may add and withdraw in Slack: each user group is read as it is at a press."""
    if not settings.editors:
        words = "nobody may add or withdraw articles in Slack: QUOTEDESK_EDITORS is empty (docs/editors.md)"
        return Finding(subject="editors", state=State.RIGHT, words=words)
    groups = [name for name in settings.editors if GROUP.fullmatch(name)]
    token, members = settings.slack_bot_token.get_secret_value(), 0
    for group in groups:
        try:
            response = await client.usergroups_users_list(usergroup=group, token=token)
        except Exception as error:  # noqa: BLE001  whatever it is, it is the finding
            remedy = (
                f"Nobody acts as a member of {group} until it can be read: see the scope usergroups:read and the id."
            )
            return _failure("editors", error, remedy)
        members += len(response.get("users") or ())
    people = len(settings.editors) - len(groups)
    words = f"{people} people and {len(groups)} user group(s) with {members} member(s) may add and withdraw articles"
    return Finding(subject="editors", state=State.RIGHT, words=words)


async def _subscriptions(client: AsyncWebClient, settings: Settings, seen: dict[str, float]) -> AsyncIterator[Finding]:
    """By the app's configuration where a token to read it was given; otherwise by what was ever delivered."""
    app_id = _app_id(settings)
    page = f"api.slack.com/apps/{app_id or 'your app'}/event-subscriptions"
    if settings.slack_config_token is not None:
        try:
            token = settings.slack_config_token.get_secret_value()
            response = await client.api_call("apps.manifest.export", params={"app_id": app_id, "token": token})
        except Exception as error:  # noqa: BLE001  whatever it is, it is the finding
            remedy = "Configuration tokens last 12 hours: generate another at api.slack.com/apps, or leave it out."
            yield _failure("SLACK_CONFIG_TOKEN", error, remedy)
            return
        installed: dict[str, Any] = response.get("manifest") or {}
        for event in bot_events(manifest()):
            if event in bot_events(installed):
                yield Finding(subject=f"event {event}", state=State.RIGHT, words="subscribed")
            else:
                words = f"not subscribed. Add it at {page} → Subscribe to bot events, then reinstall the app."
                yield Finding(subject=f"event {event}", state=State.WRONG, words=words)
        return
    for event in bot_events(manifest()):
        if event in seen:
            when = datetime.fromtimestamp(seen[event], UTC)
            yield Finding(subject=f"event {event}", state=State.RIGHT, words=f"delivered ({when:%d %B %Y %H:%M} UTC)")
        else:
            words = (
                "none was delivered yet, and a bot token can't read its own subscriptions. "
                f"See that it is listed at {page}; or set SLACK_CONFIG_TOKEN, and this is checked."
            )
            yield Finding(subject=f"event {event}", state=State.NOT_KNOWN, words=words)


def _archive(seeds: Path, url: str | None) -> Finding:
    """What may be quoted, with the seeds that the next start adds."""
    try:
        found = {article.id: article for article in read_seeds(seeds)}
        if url is not None:
            with closing(Archive(url)) as archive:
                known = {record.article.id for record in archive.latest()}
                held = {article.id: article for article in archive.articles()}
            found = {name: article for name, article in found.items() if name not in known} | held
    except (SeedError, SQLAlchemyError, OSError) as error:
        reason = str(error) if isinstance(error, SeedError) else str(error).splitlines()[0]
        words = f"{reason}. Mend the file or set DATABASE_URL and QUOTEDESK_SEEDS to what can be read."
        return Finding(subject="archive", state=State.WRONG, words=words)
    articles = found.values()
    if not articles:
        words = f"no article. Put one into {seeds}: its README says how."
        return Finding(subject="archive", state=State.WRONG, words=words)
    paragraphs = sum(each.kind is PassageKind.PARAGRAPH for article in articles for each in passages(article))
    damaged = sum(bool(article.notes) for article in articles)
    words = f"{len(articles)} article{'' if len(articles) == 1 else 's'}, {paragraphs} paragraphs"
    words += f"; {damaged} {'copy looks' if damaged == 1 else 'copies look'} damaged" if damaged else ""
    return Finding(subject="archive", state=State.RIGHT, words=words)


def _questions(url: str | None) -> Finding:
    """What became of everything that was ever asked."""
    try:
        counts = _counts(url) if url is not None else {}
    except (SQLAlchemyError, OSError):
        return Finding(subject="questions", state=State.NOT_KNOWN, words="the ledger can't be read: see the archive")
    words = ", ".join(f"{count} {state}" for state, count in counts.items()) or "none was asked yet"
    if counts.keys() & {Delivered.FAILED, Delivered.ABANDONED}:
        words += '. The log says why some were not answered: look for event="not answered".'
        return Finding(subject="questions", state=State.NOT_KNOWN, words=words)
    return Finding(subject="questions", state=State.RIGHT, words=words)


def _failure(subject: str, error: Exception, remedy: str) -> Finding:
    if isinstance(error, SlackApiError):
        code = slacks_word(error)
        if code is None:
            words = f"status {status_of(error)}, and nothing that Slack would say. See SLACK_API_URL."
            return Finding(subject=subject, state=State.WRONG, words=words)
        return Finding(subject=subject, state=State.WRONG, words=f"Slack says {code}. {remedy}")
    words = f"Slack can't be reached ({type(error).__name__}). See that this machine has a way out, and SLACK_API_URL."
    return Finding(subject=subject, state=State.WRONG, words=words)


def _granted_scopes(headers: dict[str, Any]) -> set[str]:
    value = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    return {scope.strip() for scope in str(value).split(",")}


def _app_id(settings: Settings) -> str:
    """The app's id as it stands in an app-level token, xapp-1-APPID-…; empty where it isn't there."""
    parts = settings.slack_app_token.get_secret_value().split("-")
    return parts[2] if len(parts) > 3 else ""


def _is_current(settings: Settings) -> bool:
    """Whether the database can be looked into as it is: opening another version's would change its tables."""
    try:
        return set(schemas(settings.database_url).values()) == {CURRENT}
    except (SQLAlchemyError, ImportError, OSError):
        return False  # the database's finding tells of it


def _counts(url: str) -> dict[Delivered, int]:
    with closing(Ledger(url)) as ledger:
        return ledger.counts()


def _events_seen(url: str | None) -> dict[str, float]:
    if url is None:
        return {}
    try:
        with closing(Ledger(url)) as ledger:
            return ledger.events_seen()
    except (SQLAlchemyError, OSError):
        return {}  # the archive's finding tells of it
