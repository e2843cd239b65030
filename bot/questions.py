"""What a Slack event asks of us: a question, an edit, a deletion, or nothing. Pure reading, no I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from retrieval.answering.kinds import STARTS
from retrieval.models import Value
from retrieval.word_set import word_set

# No sets: what a malformed payload has in their place can't be looked up in one.
_PEOPLE_SPEAK_AS = (None, "file_share", "thread_broadcast")
_DIRECT = ("im", "app_home")
_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_SMALL_TALK = word_set(
    "help hi hello hey hallo good morning evening thanks thank thx cheers you a lot so much very great nice perfect ok "
    "okay one all there please"
)
_MORE = word_set("more next")
_FOR_MORE = _MORE | word_set("show give me us any some the ones quote quotes please see")
_CONNECTIVES = word_set("and or but so ok okay")
_BETWEEN_PEOPLE = word_set("you your we us our i me my")
_KEYWORDS_AT_MOST = 5
_OPENINGS = STARTS | word_set("shall any anything anyone tell show find give quote quotes")


class Surface(StrEnum):
    """Where somebody turned to us; it decides where the answer goes and who sees it.

    With `correction` nobody did: an article changed, and whoever was given a quote of it is told.
    """

    MENTION = "mention"
    DIRECT = "direct"
    FOLLOW_UP = "follow_up"
    COMMAND = "command"
    SUGGESTION = "suggestion"
    MORE = "more"
    SHARE = "share"
    CORRECTION = "correction"


class Asked(Value):
    """Something to be answered once. `key` is the same however often, and as whatever event, it is delivered.

    `source` is the answer that *More quotes* and *Share here* carry on; `respond_to` is the response_url of a
    private answer.
    """

    key: str
    surface: Surface
    channel: str
    thread_ts: str | None
    asker: str
    text: str = ""
    asker_name: str | None = None
    client_msg_id: str | None = None
    event_id: str | None = None
    source: str | None = None
    respond_to: str | None = None


class Edited(Value):
    """A message was rewritten; `asked` is what it asks as it now stands, if it is addressed to us."""

    key: str
    text: str
    edited_ts: str
    asked: Asked | None


class Deleted(Value):
    """A message was deleted."""

    key: str


def read_event(body: Mapping[str, Any], bot_user: str) -> Asked | Edited | Deleted | None:
    """What an Events API payload asks of us; None for all that isn't for us, and for what is malformed.

    A message in a thread that addresses nobody comes back as a `FOLLOW_UP`: whether the thread is ours
    is for the ledger to say.
    """
    event = body.get("event")
    if body.get("is_ext_shared_channel") is True:  # other organisations read there: the archive isn't theirs
        return None
    if not isinstance(event, Mapping) or event.get("type") not in ("message", "app_mention"):
        return None
    channel, event_id = _identifier(event.get("channel")), _identifier(body.get("event_id"))
    if channel is None:
        return None
    direct = event.get("channel_type") in _DIRECT
    match event.get("subtype"):
        case "message_changed":
            return _read_edit(event, channel, bot_user, direct=direct)
        case "message_deleted":
            ts = _identifier(event.get("deleted_ts"))
            return Deleted(key=_key(channel, ts)) if ts else None
        case _:
            return _read_message(event, channel, bot_user, direct=direct, event_id=event_id)


def plain(text: str, bot_user: str) -> str:
    """The words of a message: without the mention of us, Slack's references as their labels, unescaped."""

    def words(match: re.Match[str]) -> str:
        target, label = match.group(1), match.group(2)
        if target.startswith("@"):
            return " " if target == f"@{bot_user}" or not label else label
        return label or target.lstrip("#!")

    spoken = _REFERENCE.sub(words, text)
    spoken = spoken.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return _storable(spoken).strip()


def command_question(text: str) -> str:
    """What `/quote …` asks: `from NAME` and `speakers` are short for questions about the archive."""
    by = re.fullmatch(r"from\b\s*(.*)", text, re.IGNORECASE | re.DOTALL)
    if by is not None:
        return f"quotes from {by[1]}" if by[1] else "help"
    return "who is quoted?" if text.casefold().rstrip(" ?.!") == "speakers" else text


def message_question(text: str) -> str:
    """What a message to us asks: the same two are understood, where it is no more than that."""
    return command_question(text) if len(_words(text)) <= _KEYWORDS_AT_MOST and "?" not in text.rstrip(" ?") else text


def asks_for_more(question: str) -> bool:
    """True when somebody writes what the button *More quotes* does: "more", "show me more quotes please"."""
    words = _words(question)
    return not _MORE.isdisjoint(words) and _FOR_MORE.issuperset(words)


def asks_for_help(question: str) -> bool:
    """True when there is nothing to search for: no word at all, or only a greeting or thanks."""
    return _SMALL_TALK.issuperset(_words(question))


def looks_like_question(question: str) -> bool:
    """True when a message in a thread reads as put to us: a question mark, or an opening such as "who" or "and who"."""
    return "?" in question or _opens_as_question(question)


def looks_like_talk(question: str) -> bool:
    """True when a question in a thread may be meant for a colleague: "can you …", "shall we …", "Tom, …?"."""
    return not _opens_as_question(question) or not _BETWEEN_PEOPLE.isdisjoint(_words(question))


def looks_like_keywords(question: str) -> bool:
    """True when a message in a thread may be a search: a few words, such as "Macron security guarantees"."""
    return len(_words(question)) <= _KEYWORDS_AT_MOST


def _opens_as_question(text: str) -> bool:
    words = _words(text)
    while words and words[0] in _CONNECTIVES:
        words = words[1:]
    return bool(words) and words[0] in _OPENINGS


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _key(channel: str, ts: str) -> str:
    return f"{channel}:{ts}"


def _identifier(value: object) -> str | None:
    """Slack's ids and timestamps are short ASCII; anything else in their place is no id."""
    return value if isinstance(value, str) and value.isascii() and 0 < len(value) <= 255 else None


def _storable(text: str) -> str:
    """JSON can carry half of a surrogate pair, which no database takes, and NUL, which PostgreSQL doesn't."""
    return text.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _read_edit(event: Mapping[str, Any], channel: str, bot_user: str, *, direct: bool) -> Edited | None:
    new, old = event.get("message"), event.get("previous_message")
    if not isinstance(new, Mapping):
        return None
    text, edited = new.get("text"), new.get("edited")
    if not isinstance(text, str) or (isinstance(old, Mapping) and old.get("text") == text):
        return None  # Slack also sends this when a link unfurls or a thread grows
    asked = _read_message(new, channel, bot_user, direct=direct, event_id=None)
    if asked is None:
        return None
    edited_ts = _identifier(edited.get("ts") if isinstance(edited, Mapping) else None) or _identifier(event.get("ts"))
    if edited_ts is None:
        return None
    addressed = asked.surface is not Surface.FOLLOW_UP
    return Edited(key=asked.key, text=asked.text, edited_ts=edited_ts, asked=asked if addressed else None)


def _read_message(
    message: Mapping[str, Any], channel: str, bot_user: str, *, direct: bool, event_id: str | None
) -> Asked | None:
    user, ts, thread = (_identifier(message.get(name)) for name in ("user", "ts", "thread_ts"))
    text = message.get("text")
    if message.get("subtype") not in _PEOPLE_SPEAK_AS or message.get("bot_id") or message.get("bot_profile"):
        return None
    if not user or not ts or not isinstance(text, str) or user == bot_user:
        return None
    surface = _surface(text, bot_user, direct=direct, mentioned=message.get("type") == "app_mention", thread=thread)
    if surface is None:
        return None
    words = plain(text, bot_user)
    return Asked(
        key=_key(channel, ts),
        surface=surface,
        channel=channel,
        thread_ts=thread or ts,
        asker=user,
        text=words if surface is Surface.FOLLOW_UP else message_question(words),
        client_msg_id=_identifier(message.get("client_msg_id")),
        event_id=event_id,
    )


def _surface(text: str, bot_user: str, *, direct: bool, mentioned: bool, thread: str | None) -> Surface | None:
    if direct:
        return Surface.DIRECT
    if mentioned or re.search(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>", text):
        return Surface.MENTION
    addresses_others = re.search(r"<[@!]", text) is not None
    return Surface.FOLLOW_UP if thread and not addresses_others else None
