"""What an app answers through a response_url, or along with its ack of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError
from bot.sandbox.web_api.message_content import is_empty, message_content

if TYPE_CHECKING:
    from bot.sandbox.delivery.slack import Slack
    from bot.sandbox.errors import Json
    from bot.sandbox.state.response_urls import ResponseUrl
    from bot.sandbox.web_api.arguments import Arguments

REPLACED = {"text", "blocks", "attachments"}


def respond(slack: Slack, url: ResponseUrl, args: Arguments) -> Json:
    """Post, replace or delete as the body says; a new message is for one person unless it says `in_channel`."""
    if args.flag("delete_original"):
        _delete(slack, url)
        return {}
    content = message_content(args, slack.ids)
    if is_empty(content):
        raise SlackError("no_text")
    content = {"text": ""} | content
    if args.flag("replace_original") and url.message_ts:
        _replace(slack, url, content)
        return {}
    content = slack.bot_fields() | content
    thread_ts = slack.workspace.root_of(url.channel, args.text("thread_ts"))
    if args.text("response_type") == "in_channel":
        slack.post(url.channel, content, thread_ts)
    else:
        slack.whisper(url.user, url.channel, content, thread_ts)
    return {}


def _delete(slack: Slack, url: ResponseUrl) -> None:
    if url.ephemeral:
        slack.unwhisper(url.user, url.message_ts)
    elif url.message_ts in url.channel.messages:
        slack.delete(url.channel, url.message_ts)


def _replace(slack: Slack, url: ResponseUrl, content: Json) -> None:
    if url.ephemeral:
        slack.change_whisper(url.user, url.message_ts, slack.bot_fields() | content)
    elif url.message_ts in url.channel.messages:
        slack.change(url.channel, url.message_ts, content, REPLACED)
    else:
        raise SlackError("message_not_found", status=404)
