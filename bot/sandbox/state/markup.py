"""Typed text → Slack's escaped text, and the rich_text that Slack makes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.sandbox.errors import Json
    from bot.sandbox.state.workspace import Channel, User

BROADCASTS = ("channel", "here", "everyone")
CODE = r"```.+?```|`[^`\n]+`"
LINK = r"https?://[^\s<>|`]+"
TRAILING = ".,;:!?)]}'\"»”’"


def escape(text: str) -> str:
    """`&`, `<` and `>` as Slack writes them in a message's text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Markup:
    """Reads what a person types: names of people and channels, links, code."""

    def __init__(self, users: Iterable[User], channels: Iterable[Channel]) -> None:
        self._people: dict[str, str] = {}
        for user in users:
            self._people[user.name.casefold()] = user.id
            self._people[user.real_name.casefold()] = user.id
        self._channels = {channel.name.casefold(): channel for channel in channels if not channel.is_im}
        people = _any_of([*self._people, *BROADCASTS])
        channels_ = _any_of(self._channels)
        self._pattern = re.compile(
            rf"(?P<code>{CODE})|(?P<link>{LINK})"
            rf"|(?<![\w@])@(?P<at>{people})(?![\w])|(?<![\w#])#(?P<channel>{channels_})(?![\w-])",
            re.IGNORECASE | re.DOTALL,
        )

    def elements(self, typed: str) -> list[Json]:
        """What was typed, as elements of a `rich_text_section`."""
        found: list[Json] = []
        end = 0
        for match in self._pattern.finditer(typed):
            element = self._element(match)
            if element is None:
                continue
            _add_text(found, typed[end : match.start()])
            found.append(element)
            end = match.start() + len(element["url"]) if element["type"] == "link" else match.end()
        _add_text(found, typed[end:])
        return found

    def _element(self, match: re.Match[str]) -> Json | None:
        if match["link"]:
            return {"type": "link", "url": match["link"].rstrip(TRAILING)}
        if match["channel"]:
            channel = self._channels.get(match["channel"].casefold())
            return None if channel is None else {"type": "channel", "channel_id": channel.id}
        name = (match["at"] or "").casefold()
        if name in BROADCASTS:
            return {"type": "broadcast", "range": name}
        return {"type": "user", "user_id": self._people[name]} if name in self._people else None

    def text(self, elements: Iterable[Json]) -> str:
        """The elements as a message's escaped `text`."""
        names = {channel.id: channel.name for channel in self._channels.values()}
        parts = []
        for element in elements:
            match element["type"]:
                case "user":
                    parts.append(f"<@{element['user_id']}>")
                case "channel":
                    parts.append(f"<#{element['channel_id']}|{names[element['channel_id']]}>")
                case "broadcast":
                    parts.append(f"<!{element['range']}>")
                case "link":
                    parts.append(f"<{escape(element['url'])}>")
                case _:
                    parts.append(escape(element["text"]))
        return "".join(parts)


def _any_of(names: Iterable[str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name) for name in longest_first)


def _add_text(found: list[Json], text: str) -> None:
    if text:
        found.append({"type": "text", "text": text})
