"""views.*: modals and home tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.blocks import check_view, with_ids
from bot.sandbox.errors import SlackError
from bot.sandbox.web_call import Method

if TYPE_CHECKING:
    from bot.sandbox.errors import Json
    from bot.sandbox.slack import Slack
    from bot.sandbox.web_call import WebCall


def checked_view(slack: Slack, view: Any, kind: str = "modal") -> Json:
    """A view that Slack would take, with the ids that it adds."""
    check_view(view)
    if view["type"] != kind:
        raise SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] must be a {kind}"]})
    return {**view, "blocks": with_ids(view["blocks"], slack.ids)}


def open_(call: WebCall) -> Json:
    view = checked_view(call.slack, call.args.structure("view"))
    user = call.slack.views.use_trigger(call.args.needed("trigger_id"))
    opened = call.slack.views.open(user, view)
    call.slack.show_view(user, "view_opened", opened)
    return {"view": opened}


def push(call: WebCall) -> Json:
    view = checked_view(call.slack, call.args.structure("view"))
    user = call.slack.views.use_trigger(call.args.needed("trigger_id"))
    pushed = call.slack.views.push(user, view)
    call.slack.show_view(user, "view_pushed", pushed)
    return {"view": pushed}


def update(call: WebCall) -> Json:
    args = call.args
    user, old = call.slack.views.find(view_id=args.text("view_id"), external_id=args.text("external_id"))
    if args.has("hash") and args.text("hash") != old["hash"]:
        raise SlackError("hash_conflict")
    view = checked_view(call.slack, args.structure("view"), old["type"])
    if old["type"] == "home":
        return {"view": _publish(call.slack, user, view)}
    updated = call.slack.views.update(user, old["id"], view)
    call.slack.show_view(user, "view_updated", updated)
    return {"view": updated}


def publish(call: WebCall) -> Json:
    view = checked_view(call.slack, call.args.structure("view"), "home")
    user = call.person("user_id")
    old = call.slack.views.homes.get(user)
    if call.args.has("hash") and old is not None and call.args.text("hash") != old["hash"]:
        raise SlackError("hash_conflict")
    return {"view": _publish(call.slack, user, view)}


def _publish(slack: Slack, user: str, view: Json) -> Json:
    published = slack.views.publish(user, view)
    slack.show_view(user, "home", published)
    return published


METHODS = {
    "views.open": Method(open_, a_minute=100),
    "views.push": Method(push, a_minute=100),
    "views.update": Method(update, a_minute=100),
    "views.publish": Method(publish, a_minute=100),
}
