"""A modal that is submitted: the state the app is sent, and what its answer does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import GestureError, SlackError
from bot.sandbox.interactions import initial_state
from bot.sandbox.view_methods import checked_view

if TYPE_CHECKING:
    from bot.sandbox.errors import Json
    from bot.sandbox.slack import Slack


TROUBLE = "We had some trouble connecting. Try again?"


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
        entry = initial_state(element)
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


def apply_response(slack: Slack, user: str, view: Json, answer: Json) -> Json:
    """Do what the app's answer says: close (when it says nothing), clear, update, push, or show errors."""
    action = answer.get("response_action")
    try:
        match action:
            case None:
                slack.close_views(user, slack.views.close(user, view["id"]))
                return {}
            case "clear":
                slack.close_views(user, slack.views.close(user, view["id"], all_of_them=True))
            case "update":
                updated = slack.views.update(user, view["id"], checked_view(slack, answer.get("view")))
                slack.show_view(user, "view_updated", updated)
            case "push":
                pushed = slack.views.push(user, checked_view(slack, answer.get("view")))
                slack.show_view(user, "view_pushed", pushed)
            case "errors":
                return {"response_action": "errors", "errors": _errors(view, answer.get("errors"))}
            case _:
                raise GestureError("invalid_response_action", f"{TROUBLE} response_action is {action!r}")
    except SlackError as error:
        messages = error.extra.get("errors", ())
        raise GestureError(error.code, " ".join([TROUBLE, *messages])) from error
    return {"response_action": action}


def _errors(view: Json, errors: object) -> Json:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError("invalid_errors")
    return errors
