"""The workspace's state: people, channels, messages, threads. Pure, no I/O.

Values inside a message are replaced, never changed in place, so that a shallow copy is a snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.sandbox.errors import Json
    from bot.sandbox.state.ids import Ids

TEAM_ID = "T0NEWSROOM"
TEAM_NAME = "Newsroom"
TEAM_DOMAIN = "newsroom"

TOMBSTONE = {
    "type": "message",
    "subtype": "tombstone",
    "user": "USLACKBOT",
    "text": "This message was deleted.",
    "hidden": True,
}
"""What stands in the place of a deleted message that has replies."""

THREAD_FIELDS = ("ts", "team", "thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply")


@dataclass(frozen=True)
class User:
    """A person, or the app's bot user; `color` is six hexadecimal digits."""

    id: str
    name: str
    real_name: str
    title: str = ""
    color: str = "4a5568"
    is_bot: bool = False


@dataclass(frozen=True)
class Bot:
    """The app as the workspace knows it."""

    user_id: str = "U0QUOTE"
    bot_id: str = "B0QUOTE"
    app_id: str = "A0QUOTE"
    name: str = "Quote Desk"
    description: str = ""


SLACKBOT = User("USLACKBOT", "slackbot", "Slackbot", is_bot=True)

PEOPLE = (
    User("U0MAYA", "maya", "Maya Lindqvist", "Reporter", "2b6cb0"),
    User("U0TOM", "tom", "Tom Okafor", "Desk editor", "b7791f"),
    User("U0INES", "ines", "Inês Duarte", "Fact checker", "6b46c1"),
)


@dataclass
class UserGroup:
    """People who are called together by a handle; one that is `disabled` calls nobody."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    disabled: bool = False


@dataclass
class Channel:
    """A public channel, or a person's direct message with the bot (`person` is then theirs)."""

    id: str
    name: str
    topic: str = ""
    person: str = ""
    members: set[str] = field(default_factory=set)
    messages: dict[str, Json] = field(default_factory=dict)
    top: dict[str, Json] = field(default_factory=dict)
    replies: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def is_im(self) -> bool:
        """Whether this is a direct message."""
        return bool(self.person)

    @property
    def kind(self) -> str:
        """Slack's `channel_type`."""
        return "im" if self.person else "channel"


def without_metadata(message: Json) -> Json:
    """A snapshot of a message as most are shown it; only who asks for the metadata gets it."""
    return {name: value for name, value in message.items() if name != "metadata"}


class Workspace:
    """Everything that is said in the workspace; messages are Slack's JSON objects."""

    def __init__(self, ids: Ids, bot: Bot) -> None:
        self.ids = ids
        self.bot = bot
        bot_user = User(bot.user_id, bot.name.lower().replace(" ", ""), bot.name, "", "2f855a", is_bot=True)
        self.users = {user.id: user for user in (*PEOPLE, bot_user, SLACKBOT)}
        people = {user.id for user in PEOPLE}
        everyone = {*people, bot.user_id}
        rooms = [
            Channel("C0UKRAINE", "ukraine-desk", "The debate on European troops", members=set(everyone)),
            Channel("C0FOREIGN", "foreign-desk", "Foreign news", members=set(everyone)),
            Channel("C0GENERAL", "general", "Company-wide announcements", members=set(people)),
        ]
        rooms += [
            Channel(person.id.replace("U", "D", 1), bot.name, person=person.id, members={person.id, bot.user_id})
            for person in PEOPLE
        ]
        self.channels = {channel.id: channel for channel in rooms}
        self.ephemerals: dict[str, dict[str, Json]] = {person.id: {} for person in PEOPLE}
        editors = UserGroup("S0EDITORS", "desk-editors", "Desk editors", ["U0TOM"])
        self.groups = {editors.id: editors}

    def open_channel(self, name: str) -> Channel:
        """A new public channel, with every person and the bot in it."""
        members = {user.id for user in PEOPLE} | {self.bot.user_id}
        channel = Channel(f"C0{name.upper()}", name, members=members)
        self.channels[channel.id] = channel
        return channel

    def direct(self, user: str) -> Channel:
        """The direct message of that person with the bot."""
        return self.channels[user.replace("U", "D", 1)]

    def visible(self, channel: Channel, user: str) -> bool:
        """Whether that person can see the channel."""
        return not channel.is_im or channel.person == user

    def root_of(self, channel: Channel, ts: str) -> str | None:
        """The `thread_ts` under which a reply to that message stands; None when there is no such message."""
        message = channel.messages.get(ts)
        return None if message is None else str(message.get("thread_ts", ts))

    def post(self, channel: Channel, content: Json, thread_ts: str | None = None) -> Json:
        """Add a message, at its place in a thread when `thread_ts` is the thread's parent."""
        ts = self.ids.timestamp()
        message = {"type": "message", "ts": ts, "team": TEAM_ID, **content}
        channel.messages[ts] = message
        if thread_ts is None:
            channel.top[ts] = message
            return message
        message["thread_ts"] = thread_ts
        parent = channel.messages[thread_ts]
        message["parent_user_id"] = parent["user"]
        channel.replies.setdefault(thread_ts, {})[ts] = message
        users = parent.get("reply_users", [])
        user = message["user"]
        parent.update(
            thread_ts=thread_ts,
            reply_count=parent.get("reply_count", 0) + 1,
            reply_users=users if user in users else [*users, user],
            reply_users_count=len(users) + (user not in users),
            latest_reply=ts,
        )
        return message

    def change(self, channel: Channel, ts: str, changes: Json, dropped: Iterable[str] = ()) -> tuple[Json, Json]:
        """Replace fields of a message and drop others; the message and a snapshot of what it was before."""
        message = channel.messages[ts]
        previous = dict(message)
        for name in dropped:
            message.pop(name, None)
        message.update(changes)
        return message, previous

    def bury(self, channel: Channel, ts: str) -> tuple[Json, Json]:
        """Put a tombstone in the place of a thread's parent; the tombstone and what was there."""
        message = channel.messages[ts]
        previous = dict(message)
        message.clear()
        message.update({name: previous[name] for name in THREAD_FIELDS if name in previous} | TOMBSTONE)
        return message, previous

    def delete(self, channel: Channel, ts: str) -> Json:
        """Take a message away that has no replies."""
        message = channel.messages.pop(ts)
        channel.top.pop(ts, None)
        thread_ts = message.get("thread_ts", ts)
        parent = channel.messages.get(thread_ts) if thread_ts != ts else None
        if parent is not None:
            replies = channel.replies[parent["ts"]]
            replies.pop(ts, None)
            users = list(dict.fromkeys(reply["user"] for reply in replies.values()))
            parent.update(reply_count=len(replies), reply_users=users, reply_users_count=len(users))
            if replies:
                parent["latest_reply"] = next(reversed(replies))
            else:
                for name in ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply"):
                    parent.pop(name, None)
                del channel.replies[parent["ts"]]
        return message

    def thread(self, channel: Channel, thread_ts: str) -> list[Json]:
        """A thread: the parent and its replies, oldest first; nothing when there is no such message."""
        parent = channel.messages.get(thread_ts)
        return [] if parent is None else [parent, *channel.replies.get(thread_ts, {}).values()]
