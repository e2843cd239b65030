"""A click or a choice in a block, as the app is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import GestureError
from bot.sandbox.people.input_state import BUTTONS, choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.sandbox.errors import Json


def find_element(blocks: Iterable[Json], block_id: str, action_id: str) -> tuple[str, Json]:
    """The element of that action_id; the block_id may be left out where there is one such element."""
    for found_in, element in _elements_of(blocks):
        if element["action_id"] == action_id and block_id in {"", found_in}:
            return found_in, element
    raise GestureError("action_not_found", f"there is nothing to click with action_id {action_id!r}")


def action_of(block_id: str, element: Json, *, value: Any, selected: Any, action_ts: str) -> Json:
    """The entry of `actions` in a block_actions payload."""
    action: Json = {"type": element["type"], "block_id": block_id, "action_id": element["action_id"]}
    if element["type"] in BUTTONS:
        action |= {name: element[name] for name in ("text", "value", "style", "url", "icon") if name in element}
    elif element["type"] == "feedback_buttons":
        action |= _feedback(element, value)
    else:
        action |= choice(element, value=value, selected=selected)
        action |= {name: element[name] for name in ("placeholder", "initial_option") if name in element}
    return action | {"action_ts": action_ts}


def _elements_of(blocks: Iterable[Json]) -> Iterator[tuple[str, Json]]:
    for block in blocks:
        if block["type"] in {"actions", "context_actions"}:
            for element in block["elements"]:
                yield block["block_id"], element
        for name in ("accessory", "element"):
            element = block.get(name)
            if element is not None and element["type"] != "image":
                yield block["block_id"], element


def _feedback(element: Json, value: Any) -> Json:
    for name in ("positive_button", "negative_button"):
        if element[name]["value"] == value:
            return {"text": element[name]["text"], "value": value}
    raise GestureError("action_not_found", f"neither feedback button has the value {value!r}")
