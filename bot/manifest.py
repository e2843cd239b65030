"""The app's manifest: what a workspace must grant, and what `quotedesk doctor` compares with."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def manifest_text() -> str:
    """`bot/manifest.json` as it is to be pasted into Slack."""
    return files("bot").joinpath("manifest.json").read_text(encoding="utf-8")


def manifest() -> dict[str, Any]:
    """The manifest, parsed."""
    parsed: dict[str, Any] = json.loads(manifest_text())
    return parsed


def manifest_for_http(url: str) -> dict[str, Any]:
    """The manifest of an app that Slack reaches at `url`, with events, commands and interactions alike."""
    made = manifest()
    made["settings"]["socket_mode_enabled"] = False
    for part in ("event_subscriptions", "interactivity"):
        made["settings"][part]["request_url"] = url
    for command in made["features"]["slash_commands"]:
        command["url"] = url
    return made


def scopes(of: dict[str, Any]) -> list[str]:
    """The bot scopes that a manifest asks for."""
    return list(of.get("oauth_config", {}).get("scopes", {}).get("bot", []))


def bot_events(of: dict[str, Any]) -> list[str]:
    """The event subscriptions of a manifest."""
    return list(of.get("settings", {}).get("event_subscriptions", {}).get("bot_events", []))
