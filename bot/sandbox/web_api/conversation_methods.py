"""conversations.*: which channels there are, who is in them, what was said."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError
from bot.sandbox.state.workspace import TEAM_ID, without_metadata
from bot.sandbox.web_api.call import Method, page_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.sandbox.errors import Json
    from bot.sandbox.state.workspace import Channel
    from bot.sandbox.web_api.call import WebCall

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
TYPES = {"public_channel", "private_channel", "im", "mpim"}


def describe(call: WebCall, channel: Channel) -> Json:
    """A channel as Slack describes it."""
    described = {
        "id": channel.id,
        "created": 1_700_000_000,
        "is_archived": False,
        "is_im": channel.is_im,
        "context_team_id": TEAM_ID,
    }
    if channel.is_im:
        return described | {"user": channel.person, "is_org_shared": False}
    return described | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": False,
        "is_private": False,
        "is_general": channel.id == "C0GENERAL",
        "is_member": call.slack.bot.user_id in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


def list_(call: WebCall) -> Json:
    wanted = {kind.strip() for kind in (call.args.text("types") or "public_channel").split(",")}
    if wanted - TYPES:
        raise SlackError("invalid_types")
    if "public_channel" in wanted:
        call.need("channels:read")
    if "im" in wanted:
        call.need("im:read")
    channels = [c for c in call.slack.workspace.channels.values() if ("im" if c.is_im else "public_channel") in wanted]
    page, cursor = page_of([describe(call, channel) for channel in channels], call.args)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def info(call: WebCall) -> Json:
    return {"channel": describe(call, _readable(call))}


def open_(call: WebCall) -> Json:
    users = call.args.text("users")
    if "," in users:
        raise SlackError("method_not_supported_for_channel_type")
    if call.args.has("channel"):
        channel = call.channel()
    elif users in call.slack.workspace.ephemerals:
        channel = call.slack.workspace.direct(users)
    else:
        raise SlackError("user_not_found" if users else "channel_not_found")
    whole = call.args.flag("return_im")
    return {"already_open": True, "channel": describe(call, channel) if whole else {"id": channel.id}}


def members(call: WebCall) -> Json:
    channel = _readable(call)
    page, cursor = page_of([{"id": user} for user in sorted(channel.members)], call.args)
    return {"members": [user["id"] for user in page], "response_metadata": {"next_cursor": cursor}}


def join(call: WebCall) -> Json:
    channel = call.channel()
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    call.slack.join(channel)
    return {"channel": describe(call, channel)}


def replies(call: WebCall) -> Json:
    channel = _historic(call)
    root = call.slack.workspace.root_of(channel, call.args.needed("ts"))
    if root is None:
        raise SlackError("thread_not_found")
    parent, *rest = call.slack.workspace.thread(channel, root)
    return _messages_page(call, [parent, *_within(call, rest)], 1000)


def history(call: WebCall) -> Json:
    channel = _historic(call)
    newest_first = _within(call, reversed(channel.top.values()))
    return {"pin_count": 0, **_messages_page(call, newest_first, 100)}


def _messages_page(call: WebCall, messages: list[Json], default: int) -> Json:
    page, cursor = page_of(messages, call.args, default)
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    whole = call.args.flag("include_all_metadata")
    shown = [dict(message) if whole else without_metadata(message) for message in page]
    return {"messages": shown, "has_more": bool(cursor), **more}


def _readable(call: WebCall) -> Channel:
    channel = call.channel()
    call.need("im:read" if channel.is_im else "channels:read")
    return channel


def _historic(call: WebCall) -> Channel:
    channel = call.channel()
    call.need("im:history" if channel.is_im else "channels:history")
    return call.member(channel)


def _within(call: WebCall, messages: Iterable[Json]) -> list[Json]:
    """Those messages that stand between `oldest` and `latest`."""
    oldest, latest = _bound(call, "oldest", 0.0), _bound(call, "latest", math.inf)
    bounds = {oldest, latest} if call.args.flag("inclusive") else set()
    return [m for m in messages if oldest < float(m["ts"]) < latest or float(m["ts"]) in bounds]


def _bound(call: WebCall, name: str, default: float) -> float:
    given = call.args.text(name)
    try:
        return float(given) if given else default
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


METHODS = {
    "conversations.list": Method(list_, READ, a_minute=20),
    "conversations.info": Method(info, READ),
    "conversations.open": Method(open_, ("im:write", "mpim:write")),
    "conversations.members": Method(members, READ, a_minute=100),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.replies": Method(replies, ("channels:history", "im:history")),
    "conversations.history": Method(history, ("channels:history", "im:history")),
}
