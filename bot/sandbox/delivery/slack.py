"""The pretend Slack: what happens in the workspace, told to the page and to the app."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from bot.sandbox.delivery.deliveries import Deliveries
from bot.sandbox.delivery.live import Live
from bot.sandbox.delivery.payloads import Payloads
from bot.sandbox.delivery.socket_mode import SocketMode
from bot.sandbox.errors import SlackError
from bot.sandbox.state.files import Files
from bot.sandbox.state.ids import Ids
from bot.sandbox.state.markup import Markup
from bot.sandbox.state.response_urls import ResponseUrls
from bot.sandbox.state.views import Views
from bot.sandbox.state.workspace import TEAM_ID, Bot, Workspace, without_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.sandbox.delivery.timing import Timing
    from bot.sandbox.errors import Json
    from bot.sandbox.state.manifest import Manifest
    from bot.sandbox.state.workspace import Channel


class Slack:
    """One workspace with one app: its state, and the two sides that hear of every change."""

    def __init__(self, manifest: Manifest, timing: Timing, keep_log: int) -> None:
        self.manifest = manifest
        self.url = ""
        self.ids = Ids(time.time)
        self.workspace = Workspace(self.ids, Bot(name=manifest.name, description=manifest.description))
        self.bot = self.workspace.bot
        self.live = Live()
        self.payloads = Payloads(self.workspace)
        self.markup = Markup(self.workspace.users.values(), self.workspace.channels.values())
        self.files = Files(self.ids)
        self.views = Views(self.workspace, timing.trigger)
        self.responses = ResponseUrls(self.ids)
        self.prompts: dict[str, list[Json]] = {}
        self.sockets = SocketMode(self.bot.app_id, timing, self.connection_changed)
        self.deliveries = Deliveries(self.sockets, timing, self.ids.now, self.live.changed, keep_log)
        self.sockets.deliveries = self.deliveries

    @property
    def connected(self) -> bool:
        """Whether an app is there to take what happens."""
        return self.deliveries.transport.ready()

    def connection_changed(self, connected: bool) -> None:
        """Tell the page whether an app is there."""
        self.live.tell({"type": "connection", "connected": connected})

    def bot_fields(self) -> Json:
        """What marks a message as the app's."""
        bot = self.bot
        profile = {"id": bot.bot_id, "app_id": bot.app_id, "name": bot.name, "team_id": TEAM_ID, "deleted": False}
        return {"user": bot.user_id, "bot_id": bot.bot_id, "app_id": bot.app_id, "bot_profile": profile}

    def post(self, channel: Channel, content: Json, thread_ts: str | None = None) -> Json:
        """A new message in a channel or thread; the page and the app are told."""
        message = self.workspace.post(channel, content, thread_ts)
        self._show("message", channel, message)
        if thread_ts is not None and (parent := channel.messages.get(thread_ts)) is not None:
            self._show("message_changed", channel, parent)
        self.message_event(channel, message)
        return message

    def change(self, channel: Channel, ts: str, changes: Json, dropped: Iterable[str] = ()) -> Json:
        """A message is edited; the page and the app are told."""
        message, previous = self.workspace.change(channel, ts, changes, dropped)
        self._show("message_changed", channel, message)
        self._hidden_event(
            channel, "message_changed", message=without_metadata(message), previous_message=without_metadata(previous)
        )
        return message

    def delete(self, channel: Channel, ts: str) -> None:
        """A message is taken away; the page and the app are told.

        One that has replies leaves a tombstone until the last of them goes; the app hears of that as `message_changed`.
        """
        if ts in channel.replies:
            tombstone, previous = self.workspace.bury(channel, ts)
            self._show("message_changed", channel, tombstone)
            parts = {"message": without_metadata(tombstone), "previous_message": without_metadata(previous)}
            self._hidden_event(channel, "message_changed", **parts)
            return
        message = self.workspace.delete(channel, ts)
        news = {"type": "message_deleted", "channel": channel.id, "ts": ts}
        thread_ts = message.get("thread_ts", ts)
        if thread_ts != ts:
            news["thread_ts"] = thread_ts
        self._tell(channel, news)
        if thread_ts != ts and thread_ts in channel.messages:
            self._show("message_changed", channel, channel.messages[thread_ts])
        self._hidden_event(channel, "message_deleted", deleted_ts=ts, previous_message=without_metadata(message))
        if channel.messages.get(thread_ts, {}).get("subtype") == "tombstone" and thread_ts not in channel.replies:
            self.delete(channel, thread_ts)

    def whisper(self, user: str, channel: Channel, content: Json, thread_ts: str | None = None) -> Json:
        """A message that only one person sees; the app hears nothing of it."""
        message: Json = {"type": "message", "ts": self.ids.timestamp(), "team": TEAM_ID, **content, "ephemeral": True}
        if thread_ts is not None:
            message["thread_ts"] = thread_ts
        message["channel"] = channel.id
        self.workspace.ephemerals[user][message["ts"]] = message
        self._tell_one(user, {"type": "message", "channel": channel.id, "message": message})
        return message

    def change_whisper(self, user: str, ts: str, content: Json) -> None:
        """Replace a message that only one person sees."""
        old = self.workspace.ephemerals[user].get(ts)
        if old is None:
            raise SlackError("message_not_found", status=404)
        kept = {name: old[name] for name in ("type", "ts", "team", "channel", "thread_ts") if name in old}
        message = kept | content | {"ephemeral": True}
        self.workspace.ephemerals[user][ts] = message
        self._tell_one(user, {"type": "message_changed", "channel": message["channel"], "message": message})

    def unwhisper(self, user: str, ts: str) -> None:
        """Take away a message that only one person sees."""
        message = self.workspace.ephemerals[user].pop(ts, None)
        if message is not None:
            news = {"type": "message_deleted", "channel": message["channel"], "ts": ts}
            self._tell_one(user, news | ({"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}))

    def join(self, channel: Channel, inviter: str | None = None) -> None:
        """The bot becomes a member of a channel."""
        user = self.bot.user_id
        if user in channel.members:
            return
        channel.members.add(user)
        by = {"inviter": inviter} if inviter else {}
        content = {"subtype": "channel_join", "user": user, "text": f"<@{user}> has joined the channel", **by}
        self.post(channel, content)
        joined = {"type": "member_joined_channel", "user": user, "channel": channel.id, "channel_type": "C"}
        self.event("member_joined_channel", joined | {"team": TEAM_ID, **by})

    def react(self, channel: Channel, message: Json, user: str, name: str, *, on: bool) -> None:
        """A reaction is put on a message or taken off; the page and the app are told."""
        reactions = [reaction for reaction in message.get("reactions", []) if reaction["name"] != name]
        users = users_who_reacted(message, name)
        users = [*users, user] if on else [other for other in users if other != user]
        if users:
            reactions.append({"name": name, "users": users, "count": len(users)})
        message["reactions"] = reactions
        self._show("message_changed", channel, message)
        kind = "reaction_added" if on else "reaction_removed"
        item = {"type": "message", "channel": channel.id, "ts": message["ts"]}
        self.event(kind, {"type": kind, "user": user, "reaction": name, "item": item, "item_user": message["user"]})

    def show_view(self, user: str, news: str, view: Json) -> None:
        """Tell that person's pages of a view."""
        self._tell_one(user, {"type": news, "view": view})

    def close_views(self, user: str, gone: Iterable[Json]) -> None:
        """Tell that person's pages that views are gone."""
        for view in gone:
            self._tell_one(user, {"type": "view_closed", "view_id": view["id"]})

    def set_prompts(self, channel: Channel, prompts: list[Json]) -> None:
        """What the app suggests to ask in a direct message."""
        self.prompts[channel.id] = prompts
        self._tell(channel, {"type": "prompts", "prompts": prompts})

    def set_status(self, channel: Channel, thread_ts: str | None, status: str) -> None:
        """What the app says that it is doing."""
        self._tell(channel, {"type": "status", "channel": channel.id, "thread_ts": thread_ts, "status": status})

    def event(self, name: str, event: Json) -> None:
        """Send an event to the app, if it subscribed to it."""
        if self.manifest.delivers(name):
            self.send_event({"event_ts": self.ids.timestamp(), **event})

    def send_event(self, event: Json) -> None:
        """Send an event to the app in a new envelope."""
        event_id = self.ids.new("Ev")
        self.deliveries.post(self.payloads.event_callback(event, event_id), event_id)

    def message_event(self, channel: Channel, message: Json) -> None:
        """The `message` event of a new message, and the `app_mention` of one that names the bot."""
        if self.bot.user_id not in channel.members:
            return
        event = without_metadata(message) | {"channel": channel.id, "event_ts": message["ts"]}
        # a message with files has a subtype in this event alone, not in the history and not in app_mention
        shared = {"subtype": "file_share"} if "files" in message else {}
        self.event(_subscription(channel), event | shared | {"channel_type": channel.kind})
        from_app = "bot_id" in message or "subtype" in message
        if not channel.is_im and not from_app and f"<@{self.bot.user_id}>" in message["text"]:
            self.event("app_mention", event | {"type": "app_mention"})

    def _hidden_event(self, channel: Channel, subtype: str, **fields: Any) -> None:
        if self.bot.user_id not in channel.members:
            return
        ts = self.ids.timestamp()
        event = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel.id, "ts": ts, "event_ts": ts}
        self.event(_subscription(channel), event | fields | {"channel_type": channel.kind})

    def _show(self, news: str, channel: Channel, message: Json) -> None:
        self._tell(channel, {"type": news, "channel": channel.id, "message": message})

    def _tell(self, channel: Channel, news: Json) -> None:
        self.live.tell(news, to=lambda user: self.workspace.visible(channel, user))

    def _tell_one(self, user: str, news: Json) -> None:
        self.live.tell(news, to=lambda other: other == user)


def users_who_reacted(message: Json, name: str) -> list[str]:
    """Who put that reaction on a message."""
    return next((list(r["users"]) for r in message.get("reactions", []) if r["name"] == name), [])


def _subscription(channel: Channel) -> str:
    return "message.im" if channel.is_im else "message.channels"
