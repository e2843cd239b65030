"""Strict checks of Block Kit's interactive elements and the objects in them.

Limits are those of https://docs.slack.dev/reference/block-kit/block-elements/ and of the
composition objects beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.block_kit.checker import PLAIN, Checker

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.sandbox.errors import Json

BUTTON_TEXT = 75
BUTTON_VALUE = 2000
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTIONS = 100
PLACEHOLDER = 150
ICONS = frozenset({"trash"})

STATIC = {"static_select", "multi_static_select"}
EXTERNAL = {"external_select", "multi_external_select"}
PICKERS = {
    "users_select", "multi_users_select", "conversations_select", "multi_conversations_select",
    "channels_select", "multi_channels_select",
}  # fmt: skip
SELECTS = STATIC | EXTERNAL | PICKERS
CHOICES = {"checkboxes", "radio_buttons"}
TIMES = {"datepicker", "timepicker", "datetimepicker"}
INPUTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"}

IN_ACTIONS = SELECTS | CHOICES | TIMES | {"button", "overflow", "workflow_button"}
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = SELECTS | CHOICES | TIMES | INPUTS
IN_CONTEXT_ACTIONS = {"feedback_buttons", "icon_button"}


class Elements:
    """Checks elements, each according to its type."""

    def __init__(self, checker: Checker) -> None:
        self._check = checker
        self._by_type: dict[str, Callable[[Json, str], None]] = {
            "button": self._button,
            "workflow_button": self._button,
            "icon_button": self._icon_button,
            "feedback_buttons": self._feedback_buttons,
            "overflow": self._overflow,
            "image": self.image,
            **dict.fromkeys(SELECTS, self._select),
            **dict.fromkeys(CHOICES, self._choices),
            **dict.fromkeys(TIMES, self._time),
            **dict.fromkeys(INPUTS, self._input),
        }

    def element(self, value: Any, pointer: str, allowed: Collection[str]) -> None:
        """An element of an allowed type."""
        if not isinstance(value, dict):
            self._check.problem("must provide an object", pointer)
            return
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in allowed:
            self._check.unsupported(value, pointer)
            return
        if kind != "image":
            self._check.unique_action_id(value, pointer)
        if value.get("confirm") is not None:
            self._confirm(value["confirm"], f"{pointer}/confirm")
        self._by_type[kind](value, pointer)

    def image(self, value: Json, pointer: str) -> None:
        """An image beside text: its address or file, and its description."""
        check = self._check
        own = "slack_file" if value.get("slack_file") is not None else "image_url"
        if check.an_object(value, pointer, ("type", "alt_text", own)):
            check.a_string(value["alt_text"], f"{pointer}/alt_text", 2000)
            if own == "image_url":
                check.a_url(value[own], f"{pointer}/{own}")

    def _button(self, value: Json, pointer: str) -> None:
        check = self._check
        optional = ("action_id", "url", "value", "style", "confirm", "accessibility_label", "workflow")
        if not check.an_object(value, pointer, ("type", "text"), optional):
            return
        check.a_text(value["text"], f"{pointer}/text", BUTTON_TEXT, PLAIN)
        check.strings(value, pointer, {"value": BUTTON_VALUE, "accessibility_label": BUTTON_TEXT})
        if value.get("url") is not None:
            check.a_url(value["url"], f"{pointer}/url")
        if value.get("style") is not None:
            check.one_of(value["style"], f"{pointer}/style", ("primary", "danger"))

    def _icon_button(self, value: Json, pointer: str) -> None:
        check = self._check
        optional = ("action_id", "value", "confirm", "accessibility_label", "visible_to_user_ids")
        if check.an_object(value, pointer, ("type", "icon", "text"), optional):
            check.one_of(value["icon"], f"{pointer}/icon", ICONS)
            check.a_text(value["text"], f"{pointer}/text", BUTTON_TEXT, PLAIN)
            check.strings(value, pointer, {"value": BUTTON_VALUE, "accessibility_label": BUTTON_TEXT})

    def _feedback_buttons(self, value: Json, pointer: str) -> None:
        check = self._check
        if not check.an_object(value, pointer, ("type", "positive_button", "negative_button"), ("action_id",)):
            return
        for name in ("positive_button", "negative_button"):
            button, at = value[name], f"{pointer}/{name}"
            if check.an_object(button, at, ("text", "value"), ("accessibility_label",)):
                check.a_text(button["text"], f"{at}/text", BUTTON_TEXT, PLAIN)
                check.strings(button, at, {"value": BUTTON_VALUE, "accessibility_label": BUTTON_TEXT})

    def _overflow(self, value: Json, pointer: str) -> None:
        check = self._check
        if check.an_object(value, pointer, ("type", "options"), ("action_id", "confirm")):
            check.items(value["options"], f"{pointer}/options", 5, self._link_option)

    def _select(self, value: Json, pointer: str) -> None:
        check = self._check
        kind = value["type"]
        optional = {"action_id", "placeholder", "confirm", "focus_on_load"}
        required = ["type"]
        if kind.startswith("multi_"):
            optional.add("max_selected_items")
        if kind in STATIC:
            required.append("option_groups" if value.get("option_groups") is not None else "options")
        if kind in STATIC | EXTERNAL:
            optional |= {"initial_option", "initial_options", "min_query_length"}
        else:
            thing = kind.removeprefix("multi_").removesuffix("s_select")
            optional |= {f"initial_{thing}", f"initial_{thing}s", "default_to_current_conversation", "filter"}
            optional.add("response_url_enabled")
        if not check.an_object(value, pointer, required, optional):
            return
        check.texts(value, pointer, {"placeholder": PLACEHOLDER})
        check.flags(value, pointer, "focus_on_load", "default_to_current_conversation", "response_url_enabled")
        check.numbers(value, pointer, {"max_selected_items": (1, OPTIONS), "min_query_length": (0, 1000)})
        if "options" in required:
            self._options(value, pointer, OPTIONS)
        elif "option_groups" in required:
            check.items(value["option_groups"], f"{pointer}/option_groups", OPTIONS, self._group)
        if value.get("initial_option") is not None:
            self._option(value["initial_option"], f"{pointer}/initial_option")

    def _choices(self, value: Json, pointer: str) -> None:
        optional = ("action_id", "initial_option", "initial_options", "confirm", "focus_on_load")
        if self._check.an_object(value, pointer, ("type", "options"), optional):
            self._options(value, pointer, 10)

    def _time(self, value: Json, pointer: str) -> None:
        check = self._check
        optional = (
            "action_id", "initial_date", "initial_time", "initial_date_time", "confirm", "focus_on_load",
            "placeholder", "timezone",
        )  # fmt: skip
        if check.an_object(value, pointer, ("type",), optional):
            check.texts(value, pointer, {"placeholder": PLACEHOLDER})

    def _input(self, value: Json, pointer: str) -> None:
        check = self._check
        optional = {"action_id", "placeholder", "initial_value", "dispatch_action_config", "focus_on_load"}
        required = ["type"]
        match value["type"]:
            case "plain_text_input":
                optional |= {"multiline", "min_length", "max_length"}
            case "number_input":
                required.append("is_decimal_allowed")
                optional |= {"min_value", "max_value"}
            case "file_input":
                optional = {"action_id", "filetypes", "max_files"}
        if not check.an_object(value, pointer, required, optional):
            return
        check.texts(value, pointer, {"placeholder": PLACEHOLDER})
        check.flags(value, pointer, "multiline", "focus_on_load", "is_decimal_allowed")
        check.numbers(value, pointer, {"min_length": (0, 3000), "max_length": (1, 3000), "max_files": (1, 10)})
        if value["type"] != "rich_text_input" and value.get("initial_value") is not None:
            check.a_string(value["initial_value"], f"{pointer}/initial_value", 3000, least=0)

    def _options(self, value: Json, pointer: str, limit: int) -> None:
        self._check.items(value["options"], f"{pointer}/options", limit, self._option)

    def _group(self, value: Any, pointer: str) -> None:
        check = self._check
        if check.an_object(value, pointer, ("label", "options")):
            check.a_text(value["label"], f"{pointer}/label", OPTION_TEXT, PLAIN)
            self._options(value, pointer, OPTIONS)

    def _link_option(self, value: Any, pointer: str) -> None:
        if isinstance(value, dict) and value.get("url") is not None:
            self._check.a_url(value["url"], f"{pointer}/url")
            value = {name: inner for name, inner in value.items() if name != "url"}
        self._option(value, pointer)

    def _option(self, value: Any, pointer: str) -> None:
        check = self._check
        if check.an_object(value, pointer, ("text", "value"), ("description",)):
            check.a_text(value["text"], f"{pointer}/text", OPTION_TEXT)
            check.a_string(value["value"], f"{pointer}/value", OPTION_VALUE)
            if value.get("description") is not None:
                check.a_text(value["description"], f"{pointer}/description", OPTION_TEXT)

    def _confirm(self, value: Any, pointer: str) -> None:
        check = self._check
        if check.an_object(value, pointer, ("title", "text", "confirm", "deny"), ("style",)):
            check.texts(value, pointer, {"title": 100, "confirm": 30, "deny": 30})
            check.a_text(value["text"], f"{pointer}/text", 300)
            if value.get("style") is not None:
                check.one_of(value["style"], f"{pointer}/style", ("primary", "danger"))
