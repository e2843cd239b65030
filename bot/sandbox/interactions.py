"""A click or a choice in a block, as the app is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import GestureError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.sandbox.errors import Json

CHOSEN_AS = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
ONE_OPTION = {"static_select", "radio_buttons", "overflow"}
SEVERAL_OPTIONS = {"multi_static_select", "checkboxes"}
BUTTONS = {"button", "icon_button", "workflow_button"}


def elements_of(blocks: Iterable[Json]) -> Iterator[tuple[str, Json]]:
    """Every interactive element, with the block_id it stands in."""
    for block in blocks:
        if block["type"] in {"actions", "context_actions"}:
            for element in block["elements"]:
                yield block["block_id"], element
        for name in ("accessory", "element"):
            element = block.get(name)
            if element is not None and element["type"] != "image":
                yield block["block_id"], element


def find_element(blocks: Iterable[Json], block_id: str, action_id: str) -> tuple[str, Json]:
    """The element of that action_id; the block_id may be left out where there is one such element."""
    for found_in, element in elements_of(blocks):
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


def choice(element: Json, *, value: Any, selected: Any) -> Json:
    """What was typed or chosen in an element, as it stands in a view's state."""
    kind = element["type"]
    if kind in ONE_OPTION:
        return {"selected_option": None if selected is None else _option(element, selected)}
    if kind in SEVERAL_OPTIONS:
        chosen = selected if isinstance(selected, list) else [selected] if selected is not None else []
        return {"selected_options": [_option(element, one) for one in chosen]}
    if kind in CHOSEN_AS:
        return {CHOSEN_AS[kind]: selected if selected is not None else value}
    return {"value": value}


def state_of(block_id: str, element: Json, *, value: Any, selected: Any) -> Json:
    """A message's `state.values` after a choice; a button leaves none."""
    if element["type"] in BUTTONS | {"feedback_buttons", "overflow"}:
        return {}
    chosen = {"type": element["type"], **choice(element, value=value, selected=selected)}
    return {block_id: {element["action_id"]: chosen}}


def initial_state(element: Json) -> Json:
    """An input's state before anything is typed or chosen."""
    kind = element["type"]
    if kind in ONE_OPTION:
        inner: Json = {"selected_option": element.get("initial_option")}
    elif kind in SEVERAL_OPTIONS:
        inner = {"selected_options": element.get("initial_options") or []}
    elif kind in CHOSEN_AS:
        name = CHOSEN_AS[kind]
        inner = {name: element.get(name.replace("selected", "initial", 1))}
    else:
        inner = {"value": element.get("initial_value")}
    return {"type": kind, **inner}


def _feedback(element: Json, value: Any) -> Json:
    for name in ("positive_button", "negative_button"):
        if element[name]["value"] == value:
            return {"text": element[name]["text"], "value": value}
    raise GestureError("action_not_found", f"neither feedback button has the value {value!r}")


def _option(element: Json, value: Any) -> Json:
    if isinstance(value, dict):
        value = value.get("value")
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    for group in groups:
        for option in group["options"]:
            if option["value"] == value:
                return dict(option)
    raise GestureError("option_not_found", f"there is no option with the value {value!r}")
