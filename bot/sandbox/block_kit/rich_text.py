"""Strict checks of `rich_text` blocks (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block/)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.sandbox.block_kit.checker import Checker

if TYPE_CHECKING:
    from bot.sandbox.errors import Json

STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")

# type → required fields, optional fields
INLINE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "text": (("text",), ("style",)),
    "link": (("url",), ("text", "style", "unsafe")),
    "user": (("user_id",), ("style",)),
    "channel": (("channel_id",), ("style",)),
    "usergroup": (("usergroup_id",), ("style",)),
    "emoji": (("name",), ("unicode", "skin_tone", "style", "display_url")),
    "broadcast": (("range",), ("style",)),
    "date": (("timestamp", "format"), ("url", "fallback", "style")),
    "color": (("value",), ("style",)),
    "team": (("team_id",), ("style",)),
}

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")

TEXT_LIMIT = 13_200
"""No text element can be longer than what Slack takes in a message's blocks together."""


class RichText:
    """Checks a rich_text block's sections, quotes, lists and preformatted text."""

    def __init__(self, checker: Checker) -> None:
        self._check = checker

    def block(self, value: Json, pointer: str) -> None:
        """The block itself."""
        if self._check.an_object(value, pointer, ("type", "elements"), ("block_id",)):
            self._check.items(value["elements"], f"{pointer}/elements", 1000, self._part, least=0)

    def _part(self, value: Any, pointer: str) -> None:
        check = self._check
        kind = value.get("type") if isinstance(value, dict) else None
        match kind:
            case "rich_text_section":
                self._section(value, pointer)
            case "rich_text_quote":
                if check.an_object(value, pointer, ("type", "elements"), ("border",)):
                    self._inline(value, pointer)
            case "rich_text_preformatted":
                if check.an_object(value, pointer, ("type", "elements"), ("border", "language")):
                    self._inline(value, pointer)
            case "rich_text_list":
                if check.an_object(value, pointer, ("type", "style", "elements"), ("indent", "offset", "border")):
                    check.one_of(value["style"], f"{pointer}/style", ("bullet", "ordered"))
                    check.numbers(value, pointer, {"indent": (0, 8), "offset": (0, 1_000_000)})
                    check.items(value["elements"], f"{pointer}/elements", 1000, self._section, least=0)
            case _:
                check.unsupported(value, pointer)
                return
        if isinstance(value, dict):
            check.numbers(value, pointer, {"border": (0, 1)})

    def _section(self, value: Any, pointer: str) -> None:
        if self._check.an_object(value, pointer, ("type", "elements")):
            self._check.one_of(value["type"], f"{pointer}/type", ("rich_text_section",))
            self._inline(value, pointer)

    def _inline(self, value: Json, pointer: str) -> None:
        self._check.items(value["elements"], f"{pointer}/elements", 1000, self._inline_element, least=0)

    def _inline_element(self, value: Any, pointer: str) -> None:
        check = self._check
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in INLINE:
            check.unsupported(value, pointer)
            return
        required, optional = INLINE[kind]
        if not check.an_object(value, pointer, ("type", *required), optional):
            return
        if value.get("style") is not None and check.an_object(value["style"], f"{pointer}/style", (), STYLES):
            check.flags(value["style"], f"{pointer}/style", *STYLES)
        if kind == "date":
            check.numbers(value, pointer, {"timestamp": (0, 1 << 40)})
        for name in {"text", "user_id", "channel_id", "usergroup_id", "team_id", "name", "format"} & value.keys():
            if check.a_string(value[name], f"{pointer}/{name}", TEXT_LIMIT) and name == "text":
                check.characters += len(value[name])
        if value.get("url") is not None:
            check.a_url(value["url"], f"{pointer}/url")
        if kind == "broadcast":
            check.one_of(value["range"], f"{pointer}/range", ("here", "channel", "everyone"))
        if kind == "color" and not (isinstance(value["value"], str) and COLOUR.fullmatch(value["value"])):
            check.problem("must match pattern #RRGGBB", f"{pointer}/value")
