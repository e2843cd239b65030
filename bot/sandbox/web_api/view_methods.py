"""views.*: modals and home tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.block_kit.surfaces import checked_view
from bot.sandbox.errors import SlackError
from bot.sandbox.web_api.call import Method

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.delivery.slack import Slack
    from bot.sandbox.errors import Json
    from bot.sandbox.web_api.call import WebCall


def open_(call: WebCall) -> Json:
    return _stack(call, call.slack.views.open, "view_opened")


def push(call: WebCall) -> Json:
    return _stack(call, call.slack.views.push, "view_pushed")


def update(call: WebCall) -> Json:
    args = call.args
    user, old = call.slack.views.find(view_id=args.text("view_id"), external_id=args.text("external_id"))
    if args.has("hash") and args.text("hash") != old["hash"]:
        raise SlackError("hash_conflict")
    view = checked_view(args.structure("view"), call.slack.ids, old["type"])
    if old["type"] == "home":
        return {"view": _publish(call.slack, user, view)}
    updated = call.slack.views.update(user, old["id"], view)
    call.slack.show_view(user, "view_updated", updated)
    return {"view": updated}


def publish(call: WebCall) -> Json:
    view = checked_view(call.args.structure("view"), call.slack.ids, "home")
    user = call.person("user_id")
    old = call.slack.views.homes.get(user)
    if call.args.has("hash") and old is not None and call.args.text("hash") != old["hash"]:
        raise SlackError("hash_conflict")
    return {"view": _publish(call.slack, user, view)}


def _stack(call: WebCall, put: Callable[[str, Json], Json], news: str) -> Json:
    view = checked_view(call.args.structure("view"), call.slack.ids)
    user = call.slack.views.use_trigger(call.args.needed("trigger_id"))
    shown = put(user, view)
    call.slack.show_view(user, news, shown)
    return {"view": shown}


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
