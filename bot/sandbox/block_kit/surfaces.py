"""A whole message or view: refused as Slack refuses it, or taken with the ids that Slack adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.block_kit.blocks import Blocks
from bot.sandbox.block_kit.checker import Checker
from bot.sandbox.errors import SlackError, invalid_arguments

if TYPE_CHECKING:
    from bot.sandbox.block_kit.blocks import Surface
    from bot.sandbox.errors import Json
    from bot.sandbox.state.ids import Ids

CHARACTER_LIMIT = 13_200
"""What a message's blocks may hold together: documented nowhere, seen in bolt-js#2509 and #2867."""


def check_message_blocks(blocks: Any) -> None:
    """Refuse blocks that Slack would refuse in a message: SlackError `invalid_blocks` with where and why."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    checker = Checker()
    Blocks(checker, "message").check(blocks, "/blocks")
    _refuse(checker, "invalid_blocks")
    if checker.characters > CHARACTER_LIMIT:
        raise SlackError("msg_blocks_too_long")


def check_view(view: Any) -> None:
    """Refuse a view that Slack would refuse (https://docs.slack.dev/reference/views/)."""
    checker = Checker()
    if not isinstance(view, dict):
        raise invalid_arguments("must provide an object")
    kind: Surface = "home" if view.get("type") == "home" else "modal"
    checker.one_of(view.get("type"), "/view/type", ("modal", "home"))
    own = ("private_metadata", "callback_id", "external_id")
    if kind == "home":
        checker.an_object(view, "/view", ("type", "blocks"), own)
    else:
        optional = (*own, "close", "submit", "clear_on_close", "notify_on_close", "submit_disabled")
        checker.an_object(view, "/view", ("type", "title", "blocks"), optional)
        checker.texts(view, "/view", {"title": 24, "close": 24, "submit": 24})
        checker.flags(view, "/view", "clear_on_close", "notify_on_close", "submit_disabled")
    for name, limit in {"private_metadata": 3000, "callback_id": 255, "external_id": 255}.items():
        if view.get(name) is not None:
            checker.a_string(view[name], f"/view/{name}", limit, least=0)
    blocks = view.get("blocks")
    Blocks(checker, kind).check(blocks, "/view/blocks")
    has_input = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if kind == "modal" and has_input and view.get("submit") is None:
        checker.problem("missing required field: submit", "/view")
    _refuse(checker, "invalid_arguments")


def checked_view(view: Any, ids: Ids, kind: Surface = "modal") -> Json:
    """A view of that kind that Slack would take, with the ids that it adds."""
    check_view(view)
    if view["type"] != kind:
        raise invalid_arguments(f"must be a {kind}")
    return {**view, "blocks": with_ids(view["blocks"], ids)}


def with_ids(blocks: list[Json], ids: Ids) -> list[Json]:
    """Checked blocks with the block_ids and action_ids that Slack adds where none were given."""
    return [_block_with_ids(block, ids) for block in blocks]


def _refuse(checker: Checker, code: str) -> None:
    if checker.problems:
        messages = [f"[ERROR] {problem}" for problem in checker.problems]
        raise SlackError(code, errors=checker.problems, response_metadata={"messages": messages})


def _block_with_ids(block: Json, ids: Ids) -> Json:
    block = _with_id(block, "block_id", ids)
    if block["type"] in {"actions", "context_actions"}:
        block["elements"] = [_with_id(element, "action_id", ids) for element in block["elements"]]
    for name in ("accessory", "element"):
        if block.get(name) is not None and block[name]["type"] != "image":
            block[name] = _with_id(block[name], "action_id", ids)
    return block


def _with_id(value: Json, name: str, ids: Ids) -> Json:
    return {**value, name: ids.new("", 5)} if value.get(name) is None else dict(value)
