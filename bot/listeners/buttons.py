"""Somebody presses a button under a reply: In context, More quotes, Share here, a suggested question, feedback."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.errors import RefusedError
from bot.ledger.records import Entry, State
from bot.listeners.gate import tell, whisper
from bot.listeners.presses import Press, read_press
from bot.questions import Asked, Surface
from bot.replies.drafts import quote_in_context
from bot.replies.wording import GONE

_CANT_POST = {
    "not_in_channel": "I’m not in this channel. Type “/invite @{name}”, then press Share here again.",
    "channel_not_found": "I can’t see this channel. Type “/invite @{name}”, then press Share here again.",
    "is_archived": "This channel is archived, so nothing can be shared here.",
}

_MISSING = {
    State.IGNORED: GONE,
    State.ABANDONED: "Slack didn’t say whether it took it: look whether it is there.",
}


def register(app: AsyncApp, desk: Desk) -> None:
    """Registers the buttons of `bot.replies.blocks` and `bot.replies.views`."""
    buttons = _Buttons(desk)
    app.action("in_context")(_guarded(desk, buttons.in_context))
    app.action("more_quotes")(_guarded(desk, buttons.more_quotes))
    app.action("share_here")(_guarded(desk, buttons.share_here))
    app.action(re.compile(r"ask_\d+"))(_guarded(desk, buttons.ask))
    app.action("feedback")(_guarded(desk, buttons.feedback))


def _guarded(
    desk: Desk, pressed: Callable[[Press, AsyncWebClient, AsyncAck], Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    """Acks what a button leaves unacked. Errors end here, since one that Bolt sees right after an ack undoes it."""

    async def press(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        with desk.delivery.under_way():
            try:
                await pressed(read_press(body), client, ack)
            except Exception as error:  # noqa: BLE001  the gate
                await ack()
                await tell(error, body, client)

    return press


class _Buttons:
    """What each button does; what leads to a message is durable before it is acked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def in_context(self, press: Press, client: AsyncWebClient, ack: AsyncAck) -> None:
        await ack()
        reference, _, position = press.value.rpartition("-")
        answer = await self._desk.delivery.in_ledger(self._desk.ledger.answer, reference)
        archive = self._desk.archive
        view = await asyncio.to_thread(quote_in_context, answer, position, press.channel, archive=archive)
        shown = next((quote for quote in answer.quotes if str(quote.position) == position), None) if answer else None
        if shown is not None:
            view["blocks"] += await self._desk.editorial.withdrawing.button_for(shown.article, press.person)
        await client.views_open(trigger_id=press.trigger_id, view=view)

    async def more_quotes(self, press: Press, client: AsyncWebClient, ack: AsyncAck) -> None:
        more = _asked(press, Surface.MORE, key=f"more:{press.value}", source=press.value)
        entry, is_new = await self._deliver(more, ack)
        words = _outcome(entry, self._desk.name)
        if entry.state is State.POSTED:
            words = "" if is_new else "These quotes have been shown already: look further down."
        await _note(client, press, words)

    async def share_here(self, press: Press, client: AsyncWebClient, ack: AsyncAck) -> None:
        key = f"share:{press.value}:{press.channel}"
        share = _asked(press, Surface.SHARE, key=key, source=press.value)
        entry, is_new = await self._deliver(share.model_copy(update={"respond_to": None, "thread_ts": None}), ack)
        words = _outcome(entry, self._desk.name)
        if entry.state is State.POSTED:
            words = "Shared." if is_new else "These quotes have been shared here already."
        await whisper(press.response_url, words, client)

    async def ask(self, press: Press, client: AsyncWebClient, ack: AsyncAck) -> None:
        if not press.value.isdecimal() or int(press.value) >= len(self._desk.suggested):
            raise RefusedError("That question is no longer suggested. Type it, and I look.")
        channel = press.channel or await _direct_message(client, press.person)
        in_view_of_all = press.message_ts is not None and not press.private
        key = f"ask:{channel}:{press.message_ts}:{press.value}" if in_view_of_all else f"ask:{press.trigger_id}"
        asked = _asked(press, Surface.SUGGESTION, key=key, source=None)
        question = self._desk.suggested[int(press.value)]
        entry, is_new = await self._deliver(asked.model_copy(update={"text": question, "channel": channel}), ack)
        words = _outcome(entry, self._desk.name)
        if entry.state is State.POSTED:
            words = "" if is_new else "That has been answered already: look further down."
        await _note(client, press, words)

    async def feedback(self, press: Press, client: AsyncWebClient, ack: AsyncAck) -> None:
        await ack()
        reference, _, word = press.value.rpartition("-")
        keep = self._desk.ledger.note_feedback
        known = await self._desk.delivery.in_ledger(keep, reference, press.person, good=word == "good")
        await _note(client, press, "Thank you: noted." if known else "That answer is no longer in the ledger.")

    async def _deliver(self, asked: Asked, ack: AsyncAck) -> tuple[Entry, bool]:
        """The entry as delivery left it, and whether this press made it so."""
        entry = await self._desk.delivery.take_in(asked)
        await ack()
        if entry is not None:
            await self._desk.delivery.deliver(entry)
        now = await self._desk.delivery.in_ledger(self._desk.ledger.entry_of, asked.key)
        if now is None:
            raise LookupError(f"{asked.key} was taken in and is not in the inbox")
        return now, entry is not None


def _asked(press: Press, surface: Surface, *, key: str, source: str | None) -> Asked:
    return Asked(
        key=key,
        surface=surface,
        channel=press.channel,
        thread_ts=press.thread_ts,
        asker=press.person,
        asker_name=press.person_name,
        source=source,
        respond_to=press.response_url if press.private else None,
    )


def _outcome(entry: Entry, name: str) -> str:
    """What the person who pressed is told of a message that isn't there."""
    if entry.state is State.FAILED:
        failed = "Slack didn’t take it. Press again; if it fails again, tell whoever runs Quote Desk."
        return _CANT_POST.get(entry.error or "", failed).format(name=name)
    return _MISSING.get(entry.state, "Slack is slow just now: it comes as soon as it can.")


async def _note(client: AsyncWebClient, press: Press, words: str) -> None:
    """Says something to the person alone, in the thread where they pressed; nothing where there is nothing to say."""
    if not words or not press.channel:
        return
    if press.private:
        await whisper(press.response_url, words, client)
    else:
        thread_ts = press.thread_ts if press.in_thread else None
        await client.chat_postEphemeral(channel=press.channel, user=press.person, text=words, thread_ts=thread_ts)


async def _direct_message(client: AsyncWebClient, person: str) -> str:
    opened = await client.conversations_open(users=person)
    return str(opened["channel"]["id"])
