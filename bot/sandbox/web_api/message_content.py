"""What an app wants a message to hold: text, blocks and metadata, checked as Slack checks them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.block_kit.surfaces import check_message_blocks, with_ids
from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from bot.sandbox.errors import Json
    from bot.sandbox.state.ids import Ids
    from bot.sandbox.web_api.arguments import Arguments

TEXT_LIMIT = 40_000
SPLIT_AT = 4_000
"""https://docs.slack.dev/reference/methods/chat.postMessage/: text past 40,000 is cut, past 4,000 is split."""

ATTACHMENT_LIMIT = 100
METADATA_FIELDS = {"event_type", "event_payload", "entities"}


def message_content(args: Arguments, ids: Ids) -> Json:
    """The fields of a message that the app gave; those it did not give are absent, and text may be empty."""
    content: Json = {}
    if args.has("blocks"):
        blocks = args.structure("blocks")
        check_message_blocks(blocks)
        content["blocks"] = with_ids(blocks, ids)
    if args.has("markdown_text"):
        if args.has("blocks") or args.has("text"):
            raise SlackError("markdown_text_conflict")
        block = {"type": "markdown", "text": args.text("markdown_text")}
        check_message_blocks([block])
        content |= {"blocks": with_ids([block], ids), "text": block["text"]}
    if args.has("text"):
        content["text"] = args.text("text")
        if len(content["text"]) > TEXT_LIMIT:
            raise SlackError("msg_too_long")
    if args.has("attachments"):
        content["attachments"] = _attachments(args.structure("attachments"))
    if args.has("metadata"):
        content["metadata"] = _metadata(args.structure("metadata"))
    return content


def is_empty(content: Json) -> bool:
    """Whether there is nothing to show."""
    return not (content.get("text", "").strip() or content.get("blocks") or content.get("attachments"))


def split_text(text: str) -> list[str]:
    """Text in parts of at most 4,000 characters, cut at white space where there is some."""
    parts = []
    while len(text) > SPLIT_AT:
        cut = max(text.rfind(" ", 0, SPLIT_AT), text.rfind("\n", 0, SPLIT_AT)) + 1 or SPLIT_AT
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text]


def _attachments(value: Any) -> list[Json]:
    if not isinstance(value, list) or not all(isinstance(attachment, dict) for attachment in value):
        raise SlackError("invalid_attachments")
    if len(value) > ATTACHMENT_LIMIT:
        raise SlackError("too_many_attachments")
    return value


def _metadata(value: Any) -> Json:
    if not isinstance(value, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(value.get("event_type"), str) or not value["event_type"]:
        raise SlackError("invalid_metadata_schema", response_metadata={"messages": ["[ERROR] event_type is required"]})
    if not isinstance(value.get("event_payload"), dict) or value.keys() - METADATA_FIELDS:
        raise SlackError(
            "invalid_metadata_schema", response_metadata={"messages": ["[ERROR] event_payload is required"]}
        )
    return value
