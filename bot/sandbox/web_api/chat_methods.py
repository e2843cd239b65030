"""chat.* and reactions.*: posting, changing, deleting, reacting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.delivery.slack import users_who_reacted
from bot.sandbox.errors import SlackError
from bot.sandbox.state.workspace import TEAM_DOMAIN, without_metadata
from bot.sandbox.web_api.call import Method
from bot.sandbox.web_api.message_content import SPLIT_AT, is_empty, message_content, split_text

if TYPE_CHECKING:
    from bot.sandbox.errors import Json
    from bot.sandbox.web_api.call import WebCall


def post_message(call: WebCall) -> Json:
    channel = call.may_post(call.place())
    content = message_content(call.args, call.slack.ids)
    if is_empty(content):
        raise SlackError("no_text")
    thread_ts = call.thread_to_post_in(channel)
    content = call.slack.bot_fields() | {"text": ""} | content
    if call.args.has("client_msg_id"):
        content["client_msg_id"] = call.args.text("client_msg_id")
    texts = [content["text"]] if content.get("blocks") else split_text(content["text"])
    posted = [call.slack.post(channel, content | {"text": text}, thread_ts) for text in texts]
    if thread_ts is not None and call.args.flag("reply_broadcast"):
        channel.top[posted[0]["ts"]] = posted[0]
    return {"channel": channel.id, "ts": posted[0]["ts"], "message": dict(posted[0])}


def update(call: WebCall) -> Json:
    channel = call.channel()
    message = call.message(channel)
    if message.get("bot_id") != call.slack.bot.bot_id or "subtype" in message:
        raise SlackError("cant_update_message")
    content = message_content(call.args, call.slack.ids)
    if not content:
        raise SlackError("no_text")
    if len(content.get("text", "")) > SPLIT_AT and not content.get("blocks"):
        raise SlackError("msg_too_long")
    if is_empty(message | content):
        raise SlackError("no_text")
    dropped = () if "blocks" in content or "text" not in content else ("blocks",)
    if not content.get("blocks"):
        content["edited"] = {"user": call.slack.bot.user_id, "ts": call.slack.ids.timestamp()}
    changed = call.slack.change(channel, message["ts"], content, dropped)
    return {"channel": channel.id, "ts": changed["ts"], "text": changed["text"], "message": dict(changed)}


def delete(call: WebCall) -> Json:
    channel = call.channel()
    message = call.message(channel)
    if message.get("bot_id") != call.slack.bot.bot_id or "subtype" in message:
        raise SlackError("cant_delete_message")
    call.slack.delete(channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


def post_ephemeral(call: WebCall) -> Json:
    channel = call.may_post(call.place())
    user = call.args.text("user")
    if user not in channel.members or user not in call.slack.workspace.ephemerals:
        raise SlackError("user_not_in_channel")
    content = message_content(call.args, call.slack.ids)
    if is_empty(content):
        raise SlackError("no_text")
    content.pop("metadata", None)
    thread_ts = call.thread_to_post_in(channel)
    message = call.slack.whisper(user, channel, call.slack.bot_fields() | {"text": ""} | content, thread_ts)
    return {"message_ts": message["ts"]}


def get_permalink(call: WebCall) -> Json:
    channel = call.channel()
    message = call.message(channel, "message_ts")
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    root = message.get("thread_ts", message["ts"])
    if root != message["ts"]:
        link += f"?thread_ts={root}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def add_reaction(call: WebCall) -> Json:
    return _react(call, on=True)


def remove_reaction(call: WebCall) -> Json:
    return _react(call, on=False)


def get_reactions(call: WebCall) -> Json:
    channel = call.member(call.channel())
    message = call.message(channel, "timestamp")
    return {"type": "message", "channel": channel.id, "message": without_metadata(message)}


def _react(call: WebCall, *, on: bool) -> Json:
    channel = call.member(call.channel())
    message = call.message(channel, "timestamp")
    name = call.args.text("name").strip(":")
    if not name:
        raise SlackError("invalid_name")
    user = call.slack.bot.user_id
    if on == (user in users_who_reacted(message, name)):
        raise SlackError("already_reacted" if on else "no_reaction")
    call.slack.react(channel, message, user, name, on=on)
    return {}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), a_minute=60),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), a_minute=100),
    "chat.getPermalink": Method(get_permalink, a_minute=600),
    "reactions.add": Method(add_reaction, ("reactions:write",)),
    "reactions.remove": Method(remove_reaction, ("reactions:write",), a_minute=20),
    "reactions.get": Method(get_reactions, ("reactions:read",)),
}
