"""An editor brings an article: `/quote add https://…`, or a file dropped with a mention; then *Add* or *Cancel*."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.posting import Posted, respond
from bot.desk import Desk
from bot.editing.incoming import is_about_adding, read_command, read_drop
from bot.listeners.gate import tell, whisper
from bot.listeners.presses import read_press
from bot.replies.blocks import Message, notice


def register(app: AsyncApp, desk: Desk) -> None:
    """Registers `/quote add …` ahead of `/quote` and a question, and the two buttons of a preview."""
    adding = _Adding(desk)
    app.command("/quote", matchers=[_asks_to_add])(adding.command)
    app.action("add_article")(adding.add)
    app.action("cancel_adding")(adding.cancel)


async def bring(desk: Desk, body: Mapping[str, Any]) -> None:
    """Takes in what a message brings: once this returns it is durable, and is being looked at."""
    incoming = read_drop(body, desk.bot_user)
    preview_id = await desk.editorial.adding.take_in(incoming) if incoming is not None else None
    if preview_id is not None:
        desk.editorial.adding.begin(preview_id)


async def _asks_to_add(command: dict[str, Any] | None) -> bool:
    return command is not None and is_about_adding(command.get("text"))


class _Adding:
    """What each way of adding does; what is brought is durable before it is acked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def command(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        try:
            preview_id = await self._desk.editorial.adding.take_in(read_command(body))
            await ack()
            if preview_id is not None:
                self._desk.editorial.adding.begin(preview_id)
        except Exception as error:  # noqa: BLE001  the gate; an ack after an ack changes nothing
            await ack()
            await tell(error, body, client)

    async def add(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        with self._desk.delivery.under_way():
            try:
                press = read_press(body)
                await _replace(
                    press.response_url, await self._desk.editorial.adding.add(press.value, press.person), client
                )
            except Exception as error:  # noqa: BLE001  the gate
                await tell(error, body, client)

    async def cancel(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        with self._desk.delivery.under_way():
            try:
                press = read_press(body)
                words = await self._desk.editorial.adding.cancel(press.value, press.person)
                await _replace(press.response_url, notice(words), client)
            except Exception as error:  # noqa: BLE001  the gate
                await tell(error, body, client)


async def _replace(response_url: str, message: Message, client: AsyncWebClient) -> None:
    """Puts a message in the place of the preview that was pressed in; where Slack refuses it, its words alone."""
    shown = {"text": message.text, "blocks": list(message.blocks)}
    if not isinstance(await respond(client, response_url, shown, replace=True), Posted):
        await whisper(response_url, message.text, client)
