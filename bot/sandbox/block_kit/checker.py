"""The checker: what is wrong with an app's JSON and where, in Slack's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.sandbox.errors import Json

PLAIN = frozenset({"plain_text"})
ANY_TEXT = frozenset({"plain_text", "mrkdwn"})
ID_LIMIT = 255
URL_LIMIT = 3000


class Checker:
    """Collects problems; each check returns whether what it looked at may be looked at further."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.block_ids: set[str] = set()
        self.action_ids: set[str] = set()
        self.characters = 0

    def problem(self, message: str, pointer: str) -> bool:
        """Note a problem; always False."""
        self.problems.append(f"{message} [json-pointer:{pointer}]")
        return False

    def unsupported(self, value: Any, pointer: str) -> None:
        """Note that something of this type has no place here."""
        kind = value.get("type") if isinstance(value, dict) else None
        self.problem(f"unsupported type: {kind if isinstance(kind, str) else 'none'}", f"{pointer}/type")

    def an_object(self, value: Any, pointer: str, required: Collection[str], optional: Collection[str] = ()) -> bool:
        """A JSON object with these fields and no others."""
        if not isinstance(value, dict):
            return self.problem("must provide an object", pointer)
        sound = True
        for name in required:
            if value.get(name) is None:
                sound = self.problem(f"missing required field: {name}", pointer)
        for name in value:
            if name not in required and name not in optional:
                sound = self.problem(f"invalid additional property: {name}", pointer)
        return sound

    def a_string(self, value: Any, pointer: str, limit: int, *, least: int = 1) -> bool:
        """A string of `least` to `limit` characters."""
        if not isinstance(value, str):
            return self.problem("must provide a string", pointer)
        if len(value) < least:
            return self.problem(f"must be more than {least - 1} characters", pointer)
        if len(value) > limit:
            return self.problem(f"must be less than {limit + 1} characters", pointer)
        return True

    def strings(self, value: Json, pointer: str, limits: dict[str, int]) -> None:
        """Those fields, where given, are strings within their limits."""
        for name, limit in limits.items():
            if value.get(name) is not None:
                self.a_string(value[name], f"{pointer}/{name}", limit)

    def flags(self, value: Json, pointer: str, *names: str) -> None:
        """Those fields, where given, are true or false."""
        for name in names:
            if value.get(name) is not None and not isinstance(value[name], bool):
                self.problem("must provide a boolean", f"{pointer}/{name}")

    def numbers(self, value: Json, pointer: str, limits: dict[str, tuple[int, int]]) -> None:
        """Those fields, where given, are whole numbers within their limits."""
        for name, (least, most) in limits.items():
            number = value.get(name)
            if number is None:
                continue
            if isinstance(number, bool) or not isinstance(number, int):
                self.problem("must provide an integer", f"{pointer}/{name}")
            elif not least <= number <= most:
                self.problem(f"must be between {least} and {most}", f"{pointer}/{name}")

    def one_of(self, value: Any, pointer: str, allowed: Collection[str]) -> bool:
        """One of the allowed words."""
        if isinstance(value, str) and value in allowed:
            return True
        return self.problem(f"must be a valid enum value: {', '.join(sorted(allowed))}", pointer)

    def items(self, value: Any, pointer: str, limit: int, check: Callable[[Any, str], None], *, least: int = 1) -> None:
        """A list of `least` to `limit` items, each of which is checked."""
        if not isinstance(value, list):
            self.problem("must provide an array", pointer)
        elif len(value) > limit:
            self.problem(f"no more than {limit} items allowed", pointer)
        elif len(value) < least:
            self.problem(f"no fewer than {least} items allowed", pointer)
        else:
            for place, item in enumerate(value):
                check(item, f"{pointer}/{place}")

    def a_text(self, value: Any, pointer: str, limit: int, kinds: Collection[str] = ANY_TEXT) -> None:
        """A text object of an allowed kind and size."""
        if not isinstance(value, dict):
            self.problem("must provide an object", pointer)
            return
        if not self.one_of(value.get("type"), f"{pointer}/type", kinds):
            return
        own = "emoji" if value["type"] == "plain_text" else "verbatim"
        if not self.an_object(value, pointer, ("type", "text"), (own,)):
            return
        self.flags(value, pointer, own)
        before = len(self.problems)
        if self.a_string(value["text"], f"{pointer}/text", limit):
            self.characters += len(value["text"])
        else:
            self.problems.insert(before, f"failed to match all allowed schemas [json-pointer:{pointer}]")

    def texts(self, value: Json, pointer: str, limits: dict[str, int]) -> None:
        """Those fields, where given, are plain text within their limits."""
        for name, limit in limits.items():
            if value.get(name) is not None:
                self.a_text(value[name], f"{pointer}/{name}", limit, PLAIN)

    def a_url(self, value: Any, pointer: str) -> None:
        """An http or https address (or mailto, in links)."""
        if not self.a_string(value, pointer, URL_LIMIT):
            return
        try:
            sound = urlsplit(value).scheme in {"http", "https", "mailto", "slack"}
        except ValueError:
            sound = False
        if not sound:
            self.problem("Invalid URL", pointer)

    def unique_block_id(self, value: Json, pointer: str) -> None:
        """A block_id stands once in a message or view."""
        self._unique(value.get("block_id"), f"{pointer}/block_id", self.block_ids, "block_id")

    def unique_action_id(self, value: Json, pointer: str) -> None:
        """An action_id stands once among those looked at since the last reset."""
        self._unique(value.get("action_id"), f"{pointer}/action_id", self.action_ids, "action_id")

    def _unique(self, value: Any, pointer: str, seen: set[str], name: str) -> None:
        if value is None or not self.a_string(value, pointer, ID_LIMIT):
            return
        if value in seen:
            self.problem(f"`{name}` must be unique: {value!r} already exists", pointer)
        seen.add(value)
