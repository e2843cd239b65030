"""An editor withdraws an article: the button in *In context*, then the modal that asks why."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.editing.withdrawing import CALLBACK, REASON, TYPED, refusal_view
from bot.errors import words_for
from bot.listeners.presses import read_press
from bot.replies.views import notice_view
from bot.replies.wording import GONE


def register(app: AsyncApp, desk: Desk) -> None:
    """Registers the button and the modal."""

    async def pressed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        with desk.delivery.under_way():
            try:
                press = read_press(body)
                view = await desk.editorial.withdrawing.asked(press.value, press.person)
            except Exception as error:  # noqa: BLE001  the gate: a modal has no other way to tell
                view = refusal_view(words_for(error))
            with suppress(SlackClientError):  # closed meanwhile: nobody is there to see it
                await client.views_push(trigger_id=str(body.get("trigger_id")), view=view)

    async def submitted(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        with desk.delivery.under_way():
            try:
                view, person = body["view"], str(body["user"]["id"])
                reason = str(view["state"]["values"][REASON][TYPED]["value"] or "")
                done = await desk.editorial.withdrawing.withdraw(str(view["private_metadata"]), person, reason)
            except Exception as error:  # noqa: BLE001  the gate: what was typed stays there
                await ack(response_action="errors", errors={REASON: words_for(error)})
                return
            await ack(response_action="update", view=done)
            below = view.get("previous_view_id")
            if below:
                with suppress(SlackClientError):  # it may be closed by now
                    await client.views_update(view_id=below, view=notice_view(GONE))

    app.action("withdraw")(pressed)
    app.view(CALLBACK)(submitted)
