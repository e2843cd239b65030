"""An app's manifest: its name, commands, events and scopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.sandbox.errors import Json

DEFAULT_NAME = "Quote Desk"

EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
}
"""The bot scope without which Slack does not deliver an event."""


KNOWN_SCOPES = frozenset(EVENT_SCOPES.values()) | {
    "assistant:write",
    "channels:join",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "im:read",
    "im:write",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
}
"""The scopes that anything here asks for, all of them granted to an app without a manifest."""


@dataclass(frozen=True)
class Command:
    """A slash command; with `should_escape`, names in its text are resolved as in a message."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Manifest:
    """What the app declared; a None means that everything is allowed."""

    source: Json
    name: str = DEFAULT_NAME
    description: str = ""
    commands: Sequence[Command] | None = None
    events: frozenset[str] | None = None
    scopes: frozenset[str] | None = None
    interactive: bool = True

    def command(self, name: str) -> Command | None:
        """The slash command of that name, if the app has it."""
        if self.commands is None:
            return Command(name)
        return next((command for command in self.commands if command.command == name), None)

    @property
    def granted(self) -> str:
        """The bot's scopes in Slack's form."""
        return ",".join(sorted(KNOWN_SCOPES if self.scopes is None else self.scopes))

    def delivers(self, event: str) -> bool:
        """Whether the app is sent that event: it subscribed to it and has the scope that goes with it."""
        if self.events is not None and event not in self.events:
            return False
        scope = EVENT_SCOPES.get(event)
        return scope is None or self.scopes is None or scope in self.scopes


def read_manifest(source: Mapping[str, Any] | None) -> Manifest:
    """The manifest in its parsed form; None gives one that allows everything."""
    if source is None:
        return Manifest(source=_allow_all())
    bot_user = _part(source, "features", "bot_user")
    information = _part(source, "display_information")
    settings = _part(source, "settings")
    commands = _part(source, "features").get("slash_commands") or ()
    return Manifest(
        source=dict(source),
        name=str(bot_user.get("display_name") or information.get("name") or DEFAULT_NAME),
        description=str(information.get("description") or ""),
        commands=tuple(
            Command(
                command=str(entry.get("command", "")),
                description=str(entry.get("description", "")),
                usage_hint=str(entry.get("usage_hint", "")),
                should_escape=bool(entry.get("should_escape", False)),
            )
            for entry in commands
        ),
        events=frozenset(_part(settings, "event_subscriptions").get("bot_events") or ()),
        scopes=frozenset(_part(source, "oauth_config", "scopes").get("bot") or ()),
        interactive=bool(_part(settings, "interactivity").get("is_enabled", False)),
    )


def _allow_all() -> Json:
    """The manifest that the sandbox shows when it was given none."""
    return {
        "display_information": {"name": DEFAULT_NAME},
        "features": {"bot_user": {"display_name": DEFAULT_NAME, "always_online": True}},
        "settings": {"interactivity": {"is_enabled": True}, "socket_mode_enabled": True},
    }


def manifest_problems(source: Any) -> list[Json]:
    """What is wrong with a manifest, in the form of apps.manifest.validate."""
    problems: list[Json] = []

    def problem(message: str, pointer: str) -> None:
        problems.append({"message": message, "pointer": pointer})

    if not isinstance(source, dict):
        problem("Manifest must be an object", "/")
        return problems
    name = _part(source, "display_information").get("name")
    if not isinstance(name, str) or not name:
        problem("Missing required field: name", "/display_information/name")
    elif len(name) > 35:
        problem("Must be 35 characters or fewer", "/display_information/name")
    for place, entry in enumerate(_list(_part(source, "features"), "slash_commands")):
        command = entry.get("command") if isinstance(entry, dict) else None
        if not isinstance(command, str) or not command.startswith("/") or not 1 < len(command) <= 32:
            problem(
                "Must start with a slash and be 32 characters or fewer", f"/features/slash_commands/{place}/command"
            )
    granted = _list(_part(source, "oauth_config", "scopes"), "bot")
    for place, event in enumerate(_list(_part(source, "settings", "event_subscriptions"), "bot_events")):
        scope = EVENT_SCOPES.get(event) if isinstance(event, str) else None
        if scope is not None and scope not in granted:
            problem(f"Requires scope: {scope}", f"/settings/event_subscriptions/bot_events/{place}")
    return problems


def _part(source: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    for name in path:
        inner = source.get(name)
        source = inner if isinstance(inner, dict) else {}
    return source


def _list(source: Mapping[str, Any], name: str) -> list[Any]:
    value = source.get(name)
    return value if isinstance(value, list) else []
