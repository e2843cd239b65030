"""Blocks and views are refused where Slack refuses them, with the place and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models import blocks as sdk

from bot.sandbox.block_kit.surfaces import check_message_blocks, check_view
from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from collections.abc import Callable


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def section(text: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def actions(*elements: Any, **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}


def quote(*elements: Any) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": list(elements)}]}


def field(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "input", "label": plain("Say"), "element": element}


FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"text": plain("Good"), "value": "good"},
    "negative_button": {"text": plain("Bad"), "value": "bad"},
}
OPTION = {"text": plain("One"), "value": "1"}
CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("Really"), "confirm": plain("Yes"), "deny": plain("No")}
TEXT = {"type": "text", "text": "x"}

SOUND = {
    "section": section(fields=[plain("a"), mrkdwn("b")], accessory=button()),
    "divider": {"type": "divider"},
    "header": {"type": "header", "text": plain("H" * 150)},
    "context": {"type": "context", "elements": [mrkdwn("x")] * 10},
    "context image": {
        "type": "context",
        "elements": [{"type": "image", "image_url": "https://a.org/i.png", "alt_text": "i"}],
    },
    "actions": actions(
        button(value="v" * 2000, style="primary", confirm=CONFIRM), button(action_id="b", url="https://a.org")
    ),
    "25 buttons": actions(*(button(action_id=str(n)) for n in range(25))),
    "overflow": section(accessory={"type": "overflow", "action_id": "o", "options": [OPTION] * 5}),
    "static select": actions(
        {"type": "static_select", "action_id": "s", "placeholder": plain("?"), "options": [OPTION]}
    ),
    "grouped select": actions(
        {"type": "static_select", "action_id": "s", "option_groups": [{"label": plain("g"), "options": [OPTION]}]}
    ),
    "users select": actions({"type": "users_select", "action_id": "u", "initial_user": "U0MAYA"}),
    "conversations": section(
        accessory={"type": "conversations_select", "action_id": "c", "filter": {"include": ["im"]}}
    ),
    "feedback": {"type": "context_actions", "elements": [FEEDBACK]},
    "icon": {
        "type": "context_actions",
        "elements": [{"type": "icon_button", "icon": "trash", "text": plain("Delete")}],
    },
    "image": {"type": "image", "image_url": "https://a.org/i.png", "alt_text": "i", "title": plain("I")},
    "input": field({"type": "plain_text_input", "action_id": "t", "multiline": True, "max_length": 3000}),
    "quote": quote({"type": "text", "text": "<&>*", "style": {"bold": True}}, {"type": "link", "url": "https://a.org"}),
    "list": {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 0,
                "elements": [{"type": "rich_text_section", "elements": [TEXT, {"type": "user", "user_id": "U1"}]}],
            }
        ],
    },
    "preformatted": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "border": 0, "elements": [TEXT]}],
    },
    "date": quote({"type": "date", "timestamp": 1_720_710_212, "format": "{date_num}", "fallback": "then"}),
    "markdown": {"type": "markdown", "text": "m" * 12_000},
    "table": {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {**quote(TEXT)}]]},
}


@pytest.mark.parametrize("block", SOUND.values(), ids=SOUND)
def test_a_block_within_slacks_rules_is_taken(block: dict[str, Any]) -> None:
    check_message_blocks([block])


UNSOUND = [
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
    (section(fields=[plain("x")] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    (section(fields=[plain("x" * 2001)]), "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
    (
        {"type": "section", "text": {**mrkdwn("x"), "emoji": True}},
        "invalid additional property: emoji [json-pointer:/blocks/0/text]",
    ),
    (
        {"type": "header", "text": plain("H" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        {"type": "header", "text": mrkdwn("H")},
        "must be a valid enum value: plain_text [json-pointer:/blocks/0/text/type]",
    ),
    (
        {"type": "context", "elements": [mrkdwn("x")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    ({"type": "context", "elements": []}, "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (
        actions(*(button(action_id=str(n)) for n in range(26))),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        actions(button(), button()),
        "`action_id` must be unique: 'go' already exists [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    (
        actions(button(action_id="a" * 256)),
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    (actions(button(value="v" * 2001)), "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
    (
        actions(button(text=plain("t" * 76))),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        actions(button(style="default")),
        "must be a valid enum value: danger, primary [json-pointer:/blocks/0/elements/0/style]",
    ),
    (actions(button(url="no")), "Invalid URL [json-pointer:/blocks/0/elements/0/url]"),
    (
        actions(button(confirm={**CONFIRM, "title": plain("t" * 101)})),
        "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]",
    ),
    (actions(FEEDBACK), "unsupported type: feedback_buttons [json-pointer:/blocks/0/elements/0/type]"),
    (
        {"type": "context_actions", "elements": [FEEDBACK] * 6},
        "no more than 5 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "cat", "text": plain("x")}]},
        "must be a valid enum value: trash [json-pointer:/blocks/0/elements/0/icon]",
    ),
    (
        actions({"type": "static_select", "options": [OPTION] * 101}),
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions({"type": "static_select", "options": [{**OPTION, "value": "v" * 151}]}),
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    (actions({"type": "static_select"}), "missing required field: options [json-pointer:/blocks/0/elements/0]"),
    ({"type": "image", "image_url": "https://a.org"}, "missing required field: alt_text [json-pointer:/blocks/0]"),
    ({"type": "video"}, "unsupported type: video [json-pointer:/blocks/0/type]"),
    ("text", "unsupported type: none [json-pointer:/blocks/0/type]"),
    (quote({"type": "text"}), "missing required field: text [json-pointer:/blocks/0/elements/0/elements/0]"),
    (
        quote({"type": "text", "text": ""}),
        "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
    ),
    (
        quote({**TEXT, "style": {"loud": True}}),
        "invalid additional property: loud [json-pointer:/blocks/0/elements/0/elements/0/style]",
    ),
    (
        quote({**TEXT, "style": {"bold": "yes"}}),
        "must provide a boolean [json-pointer:/blocks/0/elements/0/elements/0/style/bold]",
    ),
    (quote(mrkdwn("x")), "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/elements/0/type]"),
    (
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": []}]},
        "missing required field: style [json-pointer:/blocks/0/elements/0]",
    ),
    ({"type": "markdown", "text": "m" * 12_001}, "must be less than 12001 characters [json-pointer:/blocks/0/text]"),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]},
        "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
    ),
]


@pytest.mark.parametrize(("block", "message"), UNSOUND)
def test_a_block_outside_slacks_rules_is_refused_with_its_place(block: Any, message: str) -> None:
    with pytest.raises(SlackError, match="invalid_blocks") as refused:
        check_message_blocks([block])
    assert f"[ERROR] {message}" in refused.value.extra["response_metadata"]["messages"]


def test_a_message_holds_fifty_blocks_and_no_more() -> None:
    check_message_blocks([{"type": "divider"}] * 50)
    with pytest.raises(SlackError) as refused:
        check_message_blocks([{"type": "divider"}] * 51)
    assert refused.value.extra["errors"] == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_a_block_id_stands_once_in_a_message() -> None:
    with pytest.raises(SlackError) as refused:
        check_message_blocks([section(block_id="b"), section(block_id="b")])
    assert "`block_id` must be unique" in refused.value.extra["errors"][0]


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    check_message_blocks([actions(button()), actions(button())])


def test_blocks_that_are_too_long_together_are_refused_though_each_is_short_enough() -> None:
    check_message_blocks([quote({"type": "text", "text": "q" * 2200})] * 6)
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        check_message_blocks([quote({"type": "text", "text": "q" * 2201})] * 6)


def test_what_the_sdks_own_models_build_is_taken() -> None:
    built = [
        sdk.HeaderBlock(text="Three quotes"),
        sdk.RichTextBlock(
            elements=[
                sdk.RichTextQuoteElement(
                    elements=[
                        sdk.RichTextElementParts.Text(text="no", style=sdk.RichTextElementParts.TextStyle(bold=True))
                    ]
                )
            ]
        ),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="*who*", verbatim=True)]),
        sdk.ActionsBlock(elements=[sdk.ButtonElement(text="More quotes", action_id="more", value="7")]),
        sdk.ContextActionsBlock(
            elements=[
                sdk.FeedbackButtonsElement(
                    action_id="feedback",
                    positive_button=sdk.FeedbackButtonObject(text="Good", value="good"),
                    negative_button=sdk.FeedbackButtonObject(text="Bad", value="bad"),
                )
            ]
        ),
    ]
    check_message_blocks([block.to_dict() for block in built])


MODAL = {"type": "modal", "title": plain("In context"), "blocks": [section()]}
TYPED = field({"type": "plain_text_input", "action_id": "t"})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": plain("t" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({"title": None}, "missing required field: title [json-pointer:/view]"),
        ({"type": "page"}, "must be a valid enum value: home, modal [json-pointer:/view/type]"),
        ({"callback_id": "c" * 256}, "must be less than 256 characters [json-pointer:/view/callback_id]"),
        ({"private_metadata": "p" * 3001}, "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        ({"blocks": [section()] * 101}, "no more than 100 items allowed [json-pointer:/view/blocks]"),
        ({"blocks": [TYPED]}, "missing required field: submit [json-pointer:/view]"),
        (
            {"blocks": [{"type": "markdown", "text": "x"}]},
            "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
        ),
        ({"submit": plain("s" * 25)}, "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (
            {"blocks": [section("x" * 3001)]},
            "must be less than 3001 characters [json-pointer:/view/blocks/0/text/text]",
        ),
    ],
)
def test_a_view_outside_slacks_rules_is_refused_with_its_place(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SlackError, match="invalid_arguments") as refused:
        check_view(MODAL | changes)
    assert f"[ERROR] {message}" in refused.value.extra["response_metadata"]["messages"]


def test_a_view_within_slacks_rules_is_taken() -> None:
    check_view(MODAL | {"blocks": [section()] * 100, "private_metadata": "p" * 3000})
    check_view(MODAL | {"blocks": [TYPED], "submit": plain("Send")})
    check_view({"type": "home", "blocks": []})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


def refusal_of(check: Callable[[Any], None], value: Any) -> str | None:
    """Slack's word for why a value was refused; any other exception goes through."""
    try:
        check(value)
    except SlackError as refused:
        return refused.code
    return None


def mutated(value: Any) -> st.SearchStrategy[Any]:
    """A sound block in which any part may have been replaced by anything."""
    parts: st.SearchStrategy[Any] = st.just(value)
    if isinstance(value, dict):
        parts = st.fixed_dictionaries({name: mutated(inner) for name, inner in value.items()})
    elif isinstance(value, list):
        parts = st.tuples(*(mutated(item) for item in value[:3])).map(list)
    return st.one_of(parts, parts, parts, JSON)


@given(st.lists(st.one_of(*map(mutated, SOUND.values())), max_size=3) | JSON)
def test_blocks_of_any_shape_are_taken_or_refused_and_nothing_else_happens(blocks: Any) -> None:
    assert refusal_of(check_message_blocks, blocks) in {
        None,
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
    }


@given(mutated(MODAL | {"blocks": [TYPED, section()], "submit": plain("Go")}))
def test_views_of_any_shape_are_taken_or_refused_and_nothing_else_happens(view: Any) -> None:
    assert refusal_of(check_view, view) in {None, "invalid_arguments"}
