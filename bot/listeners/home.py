"""Somebody opens the app: its home tab, or its messages with questions to click."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.listeners.gate import tell
from bot.replies.views import LISTED, home_view
from retrieval.archive import Archive
from retrieval.models import Article


def register(app: AsyncApp, desk: Desk) -> None:
    """Registers the home tab and the suggested questions of the messages tab."""

    async def opened(body: dict[str, Any], event: dict[str, Any], client: AsyncWebClient) -> None:
        with desk.delivery.under_way():
            try:
                await _show(desk, event, client)
            except Exception as error:  # noqa: BLE001  the gate
                await tell(error, body, client)

    app.event("app_home_opened")(opened)


async def _show(desk: Desk, event: dict[str, Any], client: AsyncWebClient) -> None:
    person, channel = event.get("user"), event.get("channel")
    if event.get("tab") == "home" and isinstance(person, str):
        articles, held = await asyncio.to_thread(_held, desk.archive)
        view = home_view(articles, held, desk.suggested, name=desk.name)
        await client.views_publish(user_id=person, view=view)
    elif event.get("tab") == "messages" and isinstance(channel, str) and desk.suggested:
        prompts = [{"title": question, "message": question} for question in desk.suggested]
        await client.assistant_threads_setSuggestedPrompts(channel_id=channel, title="Ask for quotes", prompts=prompts)


def _held(archive: Archive) -> tuple[list[Article], int]:
    """The articles that are named, and how many there are; only of those that are named the text is read."""
    ids = archive.open_ids()
    return [each.article for each in archive.current(ids[:LISTED])], len(ids)
