"""Somebody types `/quote`: the answer is for their eyes only until they share it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.errors import RefusedError
from bot.listeners.gate import tell
from bot.questions import Asked, Surface, command_question, plain


def register(app: AsyncApp, desk: Desk) -> None:
    """Registers `/quote question`, `/quote from NAME`, `/quote speakers` and `/quote help`."""

    async def quote(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        with desk.delivery.under_way():
            try:
                entry = await desk.delivery.take_in(_asked(body, desk.bot_user))
                await ack()
                if entry is not None:
                    desk.delivery.answer(entry)
            except Exception as error:  # noqa: BLE001  the gate; an ack after an ack changes nothing
                await ack()
                await tell(error, body, client)

    app.command("/quote")(quote)


def _asked(command: Mapping[str, Any], bot_user: str) -> Asked:
    try:
        return Asked(
            key=f"command:{command['trigger_id']}",
            surface=Surface.COMMAND,
            channel=command["channel_id"],
            thread_ts=None,
            asker=command["user_id"],
            asker_name=command.get("user_name"),
            text=command_question(plain(command.get("text") or "", bot_user)),
            respond_to=command["response_url"],
        )
    except (LookupError, TypeError, ValueError):
        raise RefusedError("This command can’t be read. Type /quote and your question.") from None
