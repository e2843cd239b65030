"""What stands in an input or is chosen in a menu, as Slack's `state.values` says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import GestureError

if TYPE_CHECKING:
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
STATELESS = BUTTONS | {"feedback_buttons", "overflow"}


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
    if element["type"] in STATELESS:
        return {}
    chosen = {"type": element["type"], **choice(element, value=value, selected=selected)}
    return {block_id: {element["action_id"]: chosen}}


def state_values(view: Json, given: Json) -> Json:
    """Slack's `state.values`: what was given for each input, else what it started with.

    `given` is `{block_id: {action_id: {"type", "value" or "selected_…"}}}`, with or without `{"values": …}` around it.
    """
    inner = given.get("values")
    values = inner if isinstance(inner, dict) else given
    state: Json = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        of_block = values.get(block["block_id"])
        typed = of_block.get(element["action_id"]) if isinstance(of_block, dict) else None
        entry = _initial(element)
        if isinstance(typed, dict):
            entry |= typed | {"type": element["type"]}
        elif typed is not None:
            entry["value"] = typed
        state[block["block_id"]] = {element["action_id"]: entry}
    return state


def check_needed(view: Json, values: Json) -> None:
    """Raise GestureError `missing_input` when an input that is not optional is empty."""
    for block in view["blocks"]:
        if block["type"] == "input" and not block.get("optional"):
            entry = values[block["block_id"]][block["element"]["action_id"]]
            if not any(value for name, value in entry.items() if name != "type"):
                raise GestureError("missing_input", "Please complete this required field.")


def _initial(element: Json) -> Json:
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


def _option(element: Json, value: Any) -> Json:
    if isinstance(value, dict):
        value = value.get("value")
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    for group in groups:
        for option in group["options"]:
            if option["value"] == value:
                return dict(option)
    raise GestureError("option_not_found", f"there is no option with the value {value!r}")
