"""The gate that every listener's errors end at: whoever pressed or typed is told, the log has the rest."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.posting import Posted, respond
from bot.errors import LoggedError, words_for


async def tell(error: Exception, body: Mapping[str, Any], client: AsyncWebClient) -> None:
    """Tells of an error where the payload has a way to answer the person alone; never raises."""
    words = words_for(error)
    url = body.get("response_url")
    if isinstance(url, str) and url:
        with suppress(Exception):
            await whisper(url, words, client)


async def whisper(response_url: str, words: str, client: AsyncWebClient) -> None:
    """Says something to the person alone; works also where the bot is no member of the channel.

    What Slack doesn't take is in the log: there is no other way to them.
    """
    outcome = await respond(client, response_url, {"text": words})
    if not isinstance(outcome, Posted):
        words_for(LoggedError(f"Slack didn't take a word to one person: {outcome}"))
