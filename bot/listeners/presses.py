"""A block_actions payload read into what our buttons need of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import RefusedError
from retrieval.models import Value


class Press(Value):
    """A button that somebody pressed; `private` where only they see the message that it stands under.

    In a view there is no channel, no message and no response_url: they are empty.
    """

    value: str
    person: str
    person_name: str | None
    channel: str
    message_ts: str | None
    thread_ts: str | None
    in_thread: bool
    trigger_id: str
    response_url: str
    private: bool


def read_press(body: Mapping[str, Any]) -> Press:
    """The press in a payload. Raises RefusedError for a payload that isn't one of our buttons'."""
    try:
        action, user = body["actions"][0], body["user"]
        container = body.get("container") or {}
        message = body.get("message") or {}
        message_ts = container.get("message_ts") or message.get("ts")
        thread = message.get("thread_ts") or container.get("thread_ts")
        return Press(
            value=action["value"],
            person=user["id"],
            person_name=user.get("name") or user.get("username"),
            channel=(body.get("channel") or {}).get("id") or container.get("channel_id") or "",
            message_ts=message_ts,
            thread_ts=thread or message_ts,
            in_thread=thread is not None,
            trigger_id=body["trigger_id"],
            response_url=body.get("response_url") or "",
            private=bool(container.get("is_ephemeral")),
        )
    except (LookupError, TypeError, AttributeError, ValueError):
        raise RefusedError("This button can’t be read any more. Ask again for a fresh answer.") from None
