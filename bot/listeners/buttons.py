"""Somebody presses a button under a reply: In context, More quotes, Share here, a suggested question, feedback."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.errors import RefusedError
from bot.ledger import Entry, State
from bot.listeners.presses import Press, read_press
from bot.questions import Asked, Surface
from bot.replies import quote_in_context

_CANT_POST = {
    "not_in_channel": "I’m not in this channel. Type “/invite @{name}”, then press Share here again.",
    "channel_not_found": "I can’t see this channel. Type “/invite @{name}”, then press Share here again.",
    "is_archived": "This channel is archived, so nothing can be shared here.",
}


def register(app: AsyncApp, desk: Desk) -> None:
    """Registers the buttons of `bot.blocks` and `bot.views`."""

    async def in_context(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        press = read_press(body)
        reference, _, position = press.value.rpartition("-")
        answer = await desk.delivery.in_ledger(desk.ledger.answer, reference)
        view = quote_in_context(answer, int(position), archive=desk.archive)
        await client.views_open(trigger_id=press.trigger_id, view=view)

    async def more_quotes(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        press = read_press(body)
        more = _pressed(press, Surface.MORE, key=f"more:{press.value}", source=press.value)
        if await _deliver(desk, more) is None:
            words = "These quotes have been shown already: look further down."
            await _whisper(client, press, words)

    async def share_here(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        press = read_press(body)
        key = f"share:{press.value}:{press.channel}"
        share = _pressed(press, Surface.SHARE, key=key, source=press.value).model_copy(update={"respond_to": None})
        entry = await _deliver(desk, share)
        await respond(text=_shared(entry, desk.name), response_type="ephemeral", replace_original=False)

    async def ask(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        press = read_press(body)
        if not press.value.isdecimal() or int(press.value) >= len(desk.suggested):
            raise RefusedError("That question is no longer suggested. Type it, and I look.")
        channel = press.channel or await _direct_message(client, press.person)
        shared = press.message_ts is not None and press.respond_to is None
        key = f"ask:{channel}:{press.message_ts}:{press.value}" if shared else f"ask:{press.trigger_id}"
        asked = _pressed(press, Surface.SUGGESTION, key=key, source=None)
        question = desk.suggested[int(press.value)]
        if await _deliver(desk, asked.model_copy(update={"text": question, "channel": channel})) is None:
            await _whisper(client, press, "That has been answered already: look further down.")

    async def feedback(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        press = read_press(body)
        reference, _, word = press.value.rpartition("-")
        known = await desk.delivery.in_ledger(desk.ledger.note_feedback, reference, press.person, good=word == "good")
        await _whisper(client, press, "Thank you: noted." if known else "That answer is no longer in the ledger.")

    async def only_ack(ack: AsyncAck) -> None:
        await ack()

    app.action("in_context")(in_context)
    app.action("more_quotes")(more_quotes)
    app.action("share_here")(share_here)
    app.action(re.compile(r"ask_\d+"))(ask)
    app.action("feedback")(feedback)
    app.action("open_article")(only_ack)


def _pressed(press: Press, surface: Surface, *, key: str, source: str | None) -> Asked:
    return Asked(
        key=key,
        surface=surface,
        channel=press.channel,
        thread_ts=press.thread_ts if surface is not Surface.SHARE else None,
        asker=press.person,
        asker_name=press.person_name,
        source=source,
        respond_to=press.respond_to,
    )


async def _deliver(desk: Desk, asked: Asked) -> Entry | None:
    """The entry as delivery left it; None when the same was delivered before."""
    entry = await desk.delivery.take_in(asked)
    if entry is None:
        return None
    await desk.delivery.deliver(entry)
    return await desk.delivery.in_ledger(desk.ledger.entry, entry.id)


def _shared(entry: Entry | None, name: str) -> str:
    if entry is None:
        return "These quotes have been shared here already."
    if entry.state is State.POSTED:
        return "Shared."
    if entry.state is State.FAILED and entry.error in _CANT_POST:
        return _CANT_POST[entry.error].format(name=name)
    if entry.state is State.FAILED:
        return "Slack didn’t take it. Press Share here again; if it fails again, tell whoever runs Quote Desk."
    return "Slack is slow just now: it will be shared as soon as it can be."


async def _whisper(client: AsyncWebClient, press: Press, words: str) -> None:
    if press.channel:
        await client.chat_postEphemeral(
            channel=press.channel, user=press.person, text=words, thread_ts=press.thread_ts if press.in_thread else None
        )


async def _direct_message(client: AsyncWebClient, person: str) -> str:
    opened = await client.conversations_open(users=person)
    return str(opened["channel"]["id"])
