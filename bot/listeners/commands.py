"""Somebody types `/quote`: the answer is for their eyes only until they share it."""

from __future__ import annotations

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.desk import Desk
from bot.questions import Asked, Surface, plain


def register(app: AsyncApp, desk: Desk) -> None:
    """Registers `/quote question` and `/quote help`."""

    async def quote(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack()
        asked = Asked(
            key=f"command:{command['trigger_id']}",
            surface=Surface.COMMAND,
            channel=command["channel_id"],
            thread_ts=None,
            asker=command["user_id"],
            asker_name=command.get("user_name"),
            text=plain(command.get("text") or "", desk.bot_user),
            respond_to=command["response_url"],
        )
        entry = await desk.delivery.take_in(asked)
        if entry is not None:
            await desk.delivery.deliver(entry)

    app.command("/quote")(quote)
