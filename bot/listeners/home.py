"""Somebody opens the app: its home tab, or its messages with questions to click."""

from __future__ import annotations

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.views import home_view


def register(app: AsyncApp, desk: Desk) -> None:
    """Registers the home tab and the suggested questions of the messages tab."""

    async def opened(event: dict[str, Any], client: AsyncWebClient) -> None:
        if event.get("tab") == "home":
            view = home_view(desk.archive.articles(), desk.suggested, name=desk.name)
            await client.views_publish(user_id=event["user"], view=view)
        elif event.get("tab") == "messages":
            prompts = [{"title": question[:75], "message": question} for question in desk.suggested[:4]]
            await client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], title="Ask for quotes", prompts=prompts
            )

    app.event("app_home_opened")(opened)
