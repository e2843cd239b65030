"""What an app's answer to a submitted modal does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.block_kit.surfaces import checked_view
from bot.sandbox.errors import GestureError, SlackError

if TYPE_CHECKING:
    from bot.sandbox.delivery.slack import Slack
    from bot.sandbox.errors import Json

TROUBLE = "We had some trouble connecting. Try again?"


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
                updated = slack.views.update(user, view["id"], checked_view(answer.get("view"), slack.ids))
                slack.show_view(user, "view_updated", updated)
            case "push":
                pushed = slack.views.push(user, checked_view(answer.get("view"), slack.ids))
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
