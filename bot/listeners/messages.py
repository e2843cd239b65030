"""Somebody asks by mention, in a direct message or in a thread, or edits or deletes what they asked."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.desk import Desk
from bot.editing.incoming import is_drop
from bot.listeners.adding import bring
from bot.listeners.prompt_app import PromptApp
from bot.questions import read_event

NOTED_EVERY_SECONDS = 60.0
"""How often it is noted that a type of event still comes: what `quotedesk status` and `doctor` show."""


def register(app: PromptApp, desk: Desk) -> None:
    """Takes every question in before its event is acked, and has it answered."""
    seen: dict[str, float] = {}

    async def saw(body: Mapping[str, Any]) -> None:
        kind = _kind(body.get("event"))
        now = time.monotonic()
        if kind is not None and now - seen.get(kind, -NOTED_EVERY_SECONDS) >= NOTED_EVERY_SECONDS:
            seen[kind] = now
            await desk.delivery.in_ledger(desk.ledger.saw_event, kind)

    async def take_in(body: Mapping[str, Any]) -> None:
        await saw(body)
        if is_drop(body, desk.bot_user):
            await bring(desk, body)
            return
        asked = read_event(body, desk.bot_user)
        entry = await desk.delivery.take_in(asked) if asked is not None else None
        if entry is not None:
            desk.delivery.answer(entry)

    async def before_listeners(body: dict[str, Any], next_: Callable[[], Awaitable[None]]) -> None:
        if body.get("type") == "event_callback":
            await saw(body)
        await next_()

    app.first(take_in)
    app.use(before_listeners)


def _kind(event: object) -> str | None:
    """The name of the subscription that an event comes from, such as `message.im`."""
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        return None
    if event["type"] != "message":
        return str(event["type"])[:255]
    kinds = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
    return kinds.get(str(event.get("channel_type")))
