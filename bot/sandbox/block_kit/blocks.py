"""Strict checks of blocks, each according to its type, as Slack makes them.

Limits are those of https://docs.slack.dev/reference/block-kit/blocks/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from bot.sandbox.block_kit.checker import PLAIN, Checker
from bot.sandbox.block_kit.elements import IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION, Elements
from bot.sandbox.block_kit.rich_text import RichText

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.errors import Json

Surface = Literal["message", "modal", "home"]

EVERYWHERE = frozenset({"section", "context", "actions", "divider", "header", "image", "input", "rich_text"})
ALLOWED: dict[Surface, frozenset[str]] = {
    "message": EVERYWHERE | {"context_actions", "markdown", "table"},
    "modal": EVERYWHERE,
    "home": EVERYWHERE,
}
MOST: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}

MARKDOWN_LIMIT = 12_000


class Blocks:
    """Checks the blocks of one message or view."""

    def __init__(self, checker: Checker, surface: Surface) -> None:
        self._check = checker
        self._surface = surface
        self._elements = Elements(checker)
        self._markdown = 0
        self._tables = 0
        self._by_type: dict[str, Callable[[Json, str], None]] = {
            "section": self._section,
            "context": self._context,
            "actions": self._actions,
            "context_actions": self._context_actions,
            "divider": self._divider,
            "header": self._header,
            "image": self._image,
            "input": self._input,
            "rich_text": RichText(checker).block,
            "markdown": self._markdown_block,
            "table": self._table,
        }

    def check(self, blocks: Any, pointer: str) -> None:
        """All blocks, and what they add up to."""
        self._check.items(blocks, pointer, MOST[self._surface], self._block, least=0)

    def _block(self, value: Any, pointer: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in ALLOWED[self._surface]:
            self._check.unsupported(value, pointer)
            return
        self._check.unique_block_id(value, pointer)
        self._by_type[kind](value, pointer)

    def _section(self, value: Json, pointer: str) -> None:
        check = self._check
        optional = ("text", "fields", "accessory", "expand", "block_id")
        if not check.an_object(value, pointer, ("type",), optional):
            return
        if value.get("text") is None and value.get("fields") is None:
            check.problem("missing required field: text", pointer)
        if value.get("text") is not None:
            check.a_text(value["text"], f"{pointer}/text", 3000)
        if value.get("fields") is not None:
            check.items(value["fields"], f"{pointer}/fields", 10, lambda text, at: check.a_text(text, at, 2000))
        if value.get("accessory") is not None:
            check.action_ids = set()
            self._elements.element(value["accessory"], f"{pointer}/accessory", IN_SECTION)
        check.flags(value, pointer, "expand")

    def _context(self, value: Json, pointer: str) -> None:
        check = self._check

        def part(item: Any, at: str) -> None:
            if isinstance(item, dict) and item.get("type") == "image":
                self._elements.image(item, at)
            else:
                check.a_text(item, at, 3000)

        if check.an_object(value, pointer, ("type", "elements"), ("block_id",)):
            check.items(value["elements"], f"{pointer}/elements", 10, part)

    def _actions(self, value: Json, pointer: str) -> None:
        self._interactive(value, pointer, 25, IN_ACTIONS)

    def _context_actions(self, value: Json, pointer: str) -> None:
        self._interactive(value, pointer, 5, IN_CONTEXT_ACTIONS)

    def _interactive(self, value: Json, pointer: str, limit: int, allowed: set[str]) -> None:
        check = self._check
        check.action_ids = set()
        if check.an_object(value, pointer, ("type", "elements"), ("block_id",)):
            check.items(
                value["elements"], f"{pointer}/elements", limit, lambda e, at: self._elements.element(e, at, allowed)
            )

    def _divider(self, value: Json, pointer: str) -> None:
        self._check.an_object(value, pointer, ("type",), ("block_id",))

    def _header(self, value: Json, pointer: str) -> None:
        if self._check.an_object(value, pointer, ("type", "text"), ("block_id", "level")):
            self._check.a_text(value["text"], f"{pointer}/text", 150, PLAIN)
            self._check.numbers(value, pointer, {"level": (1, 4)})

    def _image(self, value: Json, pointer: str) -> None:
        inner = {name: field for name, field in value.items() if name not in {"title", "block_id"}}
        self._elements.image(inner, pointer)
        self._check.texts(value, pointer, {"title": 2000})

    def _input(self, value: Json, pointer: str) -> None:
        check = self._check
        optional = ("dispatch_action", "block_id", "hint", "optional")
        if check.an_object(value, pointer, ("type", "label", "element"), optional):
            check.texts(value, pointer, {"label": 2000, "hint": 2000})
            check.flags(value, pointer, "dispatch_action", "optional")
            check.action_ids = set()
            self._elements.element(value["element"], f"{pointer}/element", IN_INPUT)

    def _markdown_block(self, value: Json, pointer: str) -> None:
        check = self._check
        if check.an_object(value, pointer, ("type", "text"), ("block_id",)) and check.a_string(
            value["text"], f"{pointer}/text", MARKDOWN_LIMIT
        ):
            check.characters += len(value["text"])
            self._markdown += len(value["text"])
            if self._markdown > MARKDOWN_LIMIT:
                check.problem(f"markdown blocks together must be less than {MARKDOWN_LIMIT + 1} characters", pointer)

    def _table(self, value: Json, pointer: str) -> None:
        check = self._check
        self._tables += 1
        if self._tables > 1:
            check.problem("only_one_table_allowed", pointer)
        if not check.an_object(value, pointer, ("type", "rows"), ("block_id", "column_settings")):
            return
        check.items(value["rows"], f"{pointer}/rows", 100, lambda row, at: check.items(row, at, 20, self._cell))
        if value.get("column_settings") is not None:
            check.items(value["column_settings"], f"{pointer}/column_settings", 20, self._column, least=0)

    def _cell(self, value: Any, pointer: str) -> None:
        check = self._check
        kind = value.get("type") if isinstance(value, dict) else None
        if kind == "rich_text":
            RichText(check).block(value, pointer)
        elif kind == "raw_text":
            if check.an_object(value, pointer, ("type", "text")):
                check.a_string(value["text"], f"{pointer}/text", 3000, least=0)
                check.characters += len(str(value["text"]))
        else:
            check.unsupported(value, pointer)

    def _column(self, value: Any, pointer: str) -> None:
        if value is not None and self._check.an_object(value, pointer, (), ("align", "is_wrapped")):
            self._check.flags(value, pointer, "is_wrapped")
