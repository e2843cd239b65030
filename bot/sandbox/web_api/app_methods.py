"""api.*, apps.*, assistant.*, auth.*, bots.*, team.*, usergroups.*, users.*: the app itself and who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError, invalid_arguments
from bot.sandbox.state.manifest import manifest_problems
from bot.sandbox.state.workspace import TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from bot.sandbox.web_api.call import Method, page_of

if TYPE_CHECKING:
    from bot.sandbox.errors import Json
    from bot.sandbox.state.workspace import Channel, User, UserGroup
    from bot.sandbox.web_api.call import WebCall

PROMPT_LIMIT = 4


def api_test(call: WebCall) -> Json:
    if call.args.has("error"):
        raise SlackError(call.args.text("error"), args=call.args.values)
    return {"args": call.args.values}


def auth_test(call: WebCall) -> Json:
    bot = call.slack.bot
    return {
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAM_NAME,
        "user": call.slack.workspace.users[bot.user_id].name,
        "team_id": TEAM_ID,
        "user_id": bot.user_id,
        "bot_id": bot.bot_id,
        "app_id": bot.app_id,
        "is_enterprise_install": False,
    }


def open_connection(call: WebCall) -> Json:
    ticket = call.slack.sockets.ticket()
    return {"url": f"{call.slack.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={call.slack.bot.app_id}"}


def export_manifest(call: WebCall) -> Json:
    if call.args.has("app_id") and call.args.text("app_id") != call.slack.bot.app_id:
        raise SlackError("invalid_app_id")
    return {"manifest": call.slack.manifest.source}


def validate_manifest(call: WebCall) -> Json:
    problems = manifest_problems(call.args.structure("manifest"))
    if problems:
        raise SlackError("invalid_manifest", errors=problems)
    return {"errors": []}


def set_prompts(call: WebCall) -> Json:
    channel, _ = _assistant_thread(call)
    prompts = call.args.structure("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= PROMPT_LIMIT:
        raise invalid_arguments(f"must provide 1 to {PROMPT_LIMIT} prompts [json-pointer:/prompts]")
    for place, prompt in enumerate(prompts):
        given = [prompt.get("title"), prompt.get("message")] if isinstance(prompt, dict) else [None]
        if not all(isinstance(text, str) and text for text in given):
            raise invalid_arguments(f"must provide a title and a message [json-pointer:/prompts/{place}]")
    call.slack.set_prompts(channel, [{"title": p["title"], "message": p["message"]} for p in prompts])
    return {}


def set_status(call: WebCall) -> Json:
    channel, thread_ts = _assistant_thread(call)
    call.slack.set_status(channel, thread_ts, call.args.text("status"))
    return {}


def set_title(call: WebCall) -> Json:
    _assistant_thread(call)
    call.args.needed("title")
    return {}


def user_info(call: WebCall) -> Json:
    return {"user": describe(call.user())}


def list_users(call: WebCall) -> Json:
    users = [describe(user) for user in call.slack.workspace.users.values()]
    page, cursor = page_of(users, call.args, 1000)
    return {"members": page, "cache_ts": int(call.slack.ids.now()), "response_metadata": {"next_cursor": cursor}}


def list_groups(call: WebCall) -> Json:
    whole, disabled = call.args.flag("include_users"), call.args.flag("include_disabled")
    groups = [group for group in call.slack.workspace.groups.values() if disabled or not group.disabled]
    return {"usergroups": [_describe_group(group, whole=whole) for group in groups]}


def group_members(call: WebCall) -> Json:
    group = call.slack.workspace.groups.get(call.args.needed("usergroup"))
    if group is None or (group.disabled and not call.args.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}


def bot_info(call: WebCall) -> Json:
    bot = call.slack.bot
    if call.args.text("bot") not in {"", bot.bot_id}:
        raise SlackError("bot_not_found")
    described = {"id": bot.bot_id, "app_id": bot.app_id, "user_id": bot.user_id, "name": bot.name}
    return {"bot": described | {"deleted": False, "updated": 0, "icons": {}}}


def team_info(call: WebCall) -> Json:
    if call.args.text("team") not in {"", TEAM_ID}:
        raise SlackError("team_not_found")
    return {"team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN, "email_domain": "", "icon": {}}}


def describe(user: User) -> Json:
    """A user as Slack describes them."""
    profile = {"real_name": user.real_name, "display_name": user.real_name, "title": user.title, "team": TEAM_ID}
    return {
        "id": user.id,
        "team_id": TEAM_ID,
        "name": user.name,
        "real_name": user.real_name,
        "color": user.color,
        "deleted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "updated": 1_700_000_000,
        "tz": "Europe/London",
        "tz_label": "Greenwich Mean Time",
        "tz_offset": 0,
        "profile": profile,
    }


def _describe_group(group: UserGroup, *, whole: bool) -> Json:
    described: Json = {
        "id": group.id,
        "team_id": TEAM_ID,
        "is_usergroup": True,
        "is_external": False,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "date_create": 1_700_000_000,
        "date_update": 1_700_000_000,
        "date_delete": 1_700_000_000 if group.disabled else 0,
        "user_count": len(group.users),
    }
    return described | ({"users": list(group.users)} if whole else {})


def _assistant_thread(call: WebCall) -> tuple[Channel, str | None]:
    channel = call.member(call.channel("channel_id"))
    return channel, call.thread(channel)


ASSISTANT = ("assistant:write", "chat:write")

METHODS = {
    "api.test": Method(api_test, tokens=(), a_minute=600),
    "auth.test": Method(auth_test, tokens=("bot", "app"), a_minute=600),
    "apps.connections.open": Method(open_connection, tokens=("app",), a_minute=20),
    "apps.manifest.export": Method(export_manifest, tokens=("config",), a_minute=20),
    "apps.manifest.validate": Method(validate_manifest, tokens=("config",), a_minute=20),
    "assistant.threads.setSuggestedPrompts": Method(set_prompts, ("assistant:write",), a_minute=100),
    "assistant.threads.setStatus": Method(set_status, ASSISTANT, a_minute=600),
    "assistant.threads.setTitle": Method(set_title, ("assistant:write",), a_minute=100),
    "bots.info": Method(bot_info, ("users:read",)),
    "team.info": Method(team_info, ("team:read",)),
    "usergroups.list": Method(list_groups, ("usergroups:read",), a_minute=20),
    "usergroups.users.list": Method(group_members, ("usergroups:read",), a_minute=20),
    "users.info": Method(user_info, ("users:read",), a_minute=100),
    "users.list": Method(list_users, ("users:read",), a_minute=20),
}
