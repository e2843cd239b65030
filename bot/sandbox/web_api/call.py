"""One call of a Web API method, with what every method needs: the channel, the message, the scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.delivery.slack import Slack
    from bot.sandbox.errors import Json
    from bot.sandbox.state.workspace import Channel, User
    from bot.sandbox.web_api.arguments import Arguments

Token = Literal["bot", "app", "config"]


@dataclass(frozen=True)
class Method:
    """A Web API method: who may call it, which scope it needs (one of them), and how often a minute.

    `a_minute` is Slack's tier (https://docs.slack.dev/apis/web-api/rate-limits/).
    """

    run: Callable[[WebCall], Json]
    scopes: tuple[str, ...] = ()
    tokens: tuple[Token, ...] = ("bot",)
    a_minute: int = 50


@dataclass(frozen=True)
class WebCall:
    """A call that was let in."""

    slack: Slack
    args: Arguments

    def need(self, *scopes: str) -> None:
        """Refuse the call unless the app has one of these scopes."""
        granted = self.slack.manifest.scopes
        if granted is not None and granted.isdisjoint(scopes):
            raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(granted)))

    def channel(self, name: str = "channel") -> Channel:
        """The channel named by its id; a direct message is there for the app alone."""
        found = self.slack.workspace.channels.get(self.args.text(name))
        if found is None:
            raise SlackError("channel_not_found")
        return found

    def place(self) -> Channel:
        """The channel to post in: by id, by name, or the direct message of a person."""
        name = self.args.text("channel")
        workspace = self.slack.workspace
        if name in workspace.channels:
            return workspace.channels[name]
        if name in workspace.ephemerals:
            return workspace.direct(name)
        for channel in workspace.channels.values():
            if not channel.is_im and channel.name == name.removeprefix("#"):
                return channel
        raise SlackError("channel_not_found")

    def member(self, channel: Channel) -> Channel:
        """The channel, if the bot is in it."""
        if self.slack.bot.user_id not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def may_post(self, channel: Channel) -> Channel:
        """The channel, if the bot is in it or may post without being."""
        granted = self.slack.manifest.scopes
        if not channel.is_im and (granted is None or "chat:write.public" in granted):
            return channel
        return self.member(channel)

    def message(self, channel: Channel, name: str = "ts") -> Json:
        """The message of that timestamp."""
        message = channel.messages.get(self.args.text(name))
        if message is None:
            raise SlackError("message_not_found")
        return message

    def thread(self, channel: Channel) -> str | None:
        """The thread that the call names, by its parent or by any reply."""
        if not self.args.has("thread_ts"):
            return None
        root = self.slack.workspace.root_of(channel, self.args.text("thread_ts"))
        if root is None:
            raise SlackError("thread_not_found")
        return root

    def thread_to_post_in(self, channel: Channel) -> str | None:
        """The thread that a new message goes to; when there is none, Slack posts in the channel itself."""
        return self.slack.workspace.root_of(channel, self.args.text("thread_ts"))

    def user(self, name: str = "user") -> User:
        """The user of that id."""
        user = self.slack.workspace.users.get(self.args.text(name))
        if user is None:
            raise SlackError("user_not_found")
        return user

    def person(self, name: str = "user") -> str:
        """The id of a person, not of the bot."""
        user = self.user(name)
        if user.is_bot:
            raise SlackError("user_not_found")
        return user.id


def page_of(items: list[Json], args: Arguments, default: int = 100) -> tuple[list[Json], str]:
    """The page of a list that `limit` and `cursor` ask for, and the next page's cursor."""
    limit = args.number("limit", default, 1000)
    cursor = args.text("cursor")
    start = 0
    if cursor:
        number = cursor.removeprefix("next:")
        if number == cursor or not number.isascii() or not number.isdigit() or len(number) > 9:
            raise SlackError("invalid_cursor")
        start = int(number)
    end = start + limit
    return items[start:end], f"next:{end}" if end < len(items) else ""
