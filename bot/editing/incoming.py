"""What somebody wants added: an address after `/quote add` or a mention, files dropped with a mention. Pure reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.errors import RefusedError
from bot.questions import asks_for_help, looks_like_question, plain
from retrieval.models import Value

FILES_AT_MOST = 10
"""What Slack takes in one message."""

HOW_TO_ADD = (
    "To add an article, type /quote add and its whole address, which begins with https://, or drop its file where I am "
    "with a mention. "
    "You see what I make of it before it counts."
)
_ADD_ADDRESS = re.compile(r"\A\s*add\s+<?https?://", re.IGNORECASE)
_ADD_ALONE = re.compile(r"\A\s*add(?:\s+[^\s/]+\.[a-z]{2,}(?:/\S*)?)?\s*", re.IGNORECASE)
"""Nothing to add, or "news.example/a", which lacks what makes it an address."""
_ADDRESS = re.compile(r"<(https?://[^\s<>|]+)(?:\|[^<>]*)?>|(https?://[^\s<>|]+)", re.IGNORECASE)
# No sets: what a malformed payload has in their place can't be looked up in one.
_PEOPLE_SPEAK_AS = (None, "file_share", "thread_broadcast")
_DIRECT = ("im", "app_home")


class Incoming(Value):
    """Something to be looked at before it is added. `key` is the same however often it is delivered.

    The preview goes to `respond_to`, a response_url, or else to the person alone in the channel (and thread).
    """

    key: str
    person: str
    channel: str
    thread_ts: str | None = None
    respond_to: str | None = None
    url: str | None = None
    files: tuple[str, ...] = ()


def is_about_adding(text: object) -> bool:
    """Whether the text of a command or message is "add" with an address, or with nothing or half of one."""
    return isinstance(text, str) and bool(_ADD_ADDRESS.match(text) or _ADD_ALONE.fullmatch(text))


def address_in(text: str) -> str:
    """The one address in "add https://…" as Slack or a person writes it. Raises RefusedError for none or several."""
    found = _addresses(text)
    if len(found) != 1:
        raise RefusedError(HOW_TO_ADD if not found else "One article at a time: give me one address after “add”.")
    return found.pop()


def read_command(command: Mapping[str, Any]) -> Incoming:
    """What `/quote add …` brings. Raises RefusedError for a payload or an address that can't be read."""
    url = address_in(str(command.get("text") or ""))
    try:
        return Incoming(
            key=f"add:{command['trigger_id']}",
            person=command["user_id"],
            channel=command["channel_id"],
            respond_to=command["response_url"],
            url=url,
        )
    except (LookupError, TypeError, ValueError):
        raise RefusedError("This command can’t be read. Type /quote add and an address.") from None


def is_drop(body: Mapping[str, Any], bot_user: str) -> bool:
    """Whether an event, or what it edits, brings us something to add: then it is no question."""
    event = body.get("event")
    if body.get("is_ext_shared_channel") is True or not isinstance(event, Mapping):
        return False
    if event.get("type") not in ("message", "app_mention"):
        return False
    message = event.get("message") if event.get("subtype") == "message_changed" else event
    if not isinstance(message, Mapping) or not isinstance(message.get("text"), str):
        return False
    mentioned = f"<@{bot_user}" in message["text"] or event["type"] == "app_mention"
    if not mentioned and event.get("channel_type") not in _DIRECT:
        return False
    words = plain(message["text"], bot_user)
    if _file_ids(message):
        return "add" in words.casefold().split() or asks_for_help(words) or not looks_like_question(words)
    return bool(_ADD_ADDRESS.match(words)) and len(_addresses(words)) == 1


def read_drop(body: Mapping[str, Any], bot_user: str) -> Incoming | None:
    """What a new message brings; None for an edit of one, for what another app wrote, and for what is malformed."""
    event = body["event"]
    if event.get("subtype") not in _PEOPLE_SPEAK_AS or event.get("bot_id") or event.get("bot_profile"):
        return None
    person, channel, ts, thread_ts = (event.get(name) for name in ("user", "channel", "ts", "thread_ts"))
    files = _file_ids(event)
    if not all(isinstance(value, str) and value for value in (person, channel, ts)) or person == bot_user:
        return None
    return Incoming(
        key=f"drop:{channel}:{ts}",
        person=person,
        channel=channel,
        thread_ts=thread_ts if isinstance(thread_ts, str) else None,
        url=None if files else address_in(plain(event["text"], bot_user)),
        files=files,
    )


def _addresses(text: str) -> set[str]:
    return {(match[1] or match[2]).replace("&amp;", "&") for match in _ADDRESS.finditer(text)}


def _file_ids(message: Mapping[str, Any]) -> tuple[str, ...]:
    files = message.get("files")
    known = [file.get("id") for file in files if isinstance(file, Mapping)] if isinstance(files, list) else []
    return tuple(file for file in known if isinstance(file, str) and file.isascii())[:FILES_AT_MOST]
