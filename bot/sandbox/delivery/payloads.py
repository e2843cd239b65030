"""The bodies that Slack sends to an app: events, commands, interactions."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.sandbox.state.workspace import TEAM_DOMAIN, TEAM_ID, without_metadata

if TYPE_CHECKING:
    from bot.sandbox.errors import Json
    from bot.sandbox.state.workspace import Bot, Channel, User, Workspace


class Payloads:
    """Writes payloads for one app in one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._token = secrets.token_hex(12)

    @property
    def _bot(self) -> Bot:
        return self._workspace.bot

    def event_callback(self, event: Json, event_id: str) -> Json:
        """The outer payload of the Events API around one event."""
        authorization = {
            "enterprise_id": None,
            "team_id": TEAM_ID,
            "user_id": self._bot.user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": self._token,
            "team_id": TEAM_ID,
            "context_team_id": TEAM_ID,
            "context_enterprise_id": None,
            "api_app_id": self._bot.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self._workspace.ids.now()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{event_id}",
        }

    def url_verification(self, challenge: str) -> Json:
        """The first body that an HTTP endpoint is sent; it answers with the challenge."""
        return {"token": self._token, "challenge": challenge, "type": "url_verification"}

    def command(self, user: User, channel: Channel, command: str, text: str) -> Json:
        """A slash command, without its response_url and trigger_id."""
        return {
            "token": self._token,
            "team_id": TEAM_ID,
            "team_domain": TEAM_DOMAIN,
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.is_im else channel.name,
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self._bot.app_id,
            "is_enterprise_install": "false",
        }

    def interaction(self, kind: str, user: User) -> Json:
        """What every interaction payload starts with."""
        return {
            "type": kind,
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": TEAM_ID},
            "api_app_id": self._bot.app_id,
            "token": self._token,
            "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def message_action(self, user: User, channel: Channel, message: Json, action: Json) -> Json:
        """A click in a message; one that only this person sees is named by its place alone."""
        ephemeral = bool(message.get("ephemeral"))
        container = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        }
        if "thread_ts" in message:
            container["thread_ts"] = message["thread_ts"]
        payload = self.interaction("block_actions", user) | {
            "container": container,
            "channel": {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name},
            "actions": [action],
        }
        if not ephemeral:
            payload["message"] = without_metadata(message)
        return payload

    def view_action(self, user: User, view: Json, action: Json) -> Json:
        """A click in a modal or on the home tab."""
        return self.interaction("block_actions", user) | {
            "container": {"type": "view", "view_id": view["id"]},
            "view": view,
            "actions": [action],
        }
