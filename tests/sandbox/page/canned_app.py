"""A Bolt app that gives one answer to everything, and the blocks that it and the tests are made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from bot.sandbox import Sandbox

MANIFEST = {
    "display_information": {"name": "Quote Desk", "description": "Direct quotes"},
    "features": {
        "bot_user": {"display_name": "Quote Desk"},
        "slash_commands": [{"command": "/quote", "description": "Find quotes", "usage_hint": "[question]"}],
    },
    "oauth_config": {
        "scopes": {"bot": ["app_mentions:read", "assistant:write", "chat:write", "commands", "im:history", "im:write"]}
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(name: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": name, "text": plain(text), "value": name, **more}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def rich(*sections: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(sections)}


def words(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def quote(*elements: dict[str, Any]) -> dict[str, Any]:
    return rich({"type": "rich_text_quote", "elements": list(elements)})


FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": {"text": plain("Good"), "value": "good"},
            "negative_button": {"text": plain("Bad"), "value": "bad"},
        }
    ],
}
ANSWER = [
    section("*1 quote*"),
    quote(words("“"), words("Putin", bold=True), words(" will never say yes to this,” said Boris Bondariev.")),
    {"type": "context", "elements": [mrkdwn("Boris Bondariev · undated")]},
    {
        "type": "actions",
        "block_id": "buttons",
        "elements": [button("context", "In context"), button("form", "Form"), button("silent", "Silent")],
    },
    FEEDBACK,
]
CONTEXT_VIEW = {"type": "modal", "title": plain("In context"), "close": plain("Close"), "blocks": ANSWER[1:3]}
OPTIONS = [{"text": plain("Foreign"), "value": "foreign"}, {"text": plain("Home"), "value": "home"}]
FORM_VIEW = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("A form"),
    "submit": plain("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "headline",
            "label": plain("Headline"),
            "element": {"type": "plain_text_input", "action_id": "typed"},
        },
        {
            "type": "input",
            "block_id": "desk",
            "label": plain("Desk"),
            "element": {"type": "static_select", "action_id": "chosen", "options": OPTIONS},
        },
        {
            "type": "input",
            "block_id": "flags",
            "optional": True,
            "label": plain("Flags"),
            "element": {"type": "checkboxes", "action_id": "ticked", "options": OPTIONS},
        },
        {
            "type": "input",
            "block_id": "kind",
            "label": plain("Kind"),
            "element": {"type": "radio_buttons", "action_id": "picked", "options": OPTIONS},
        },
    ],
}
HOME_VIEW = {"type": "home", "blocks": [{"type": "header", "text": plain("The archive")}, section("*1* article")]}


class CannedApp:
    """A Bolt app that gives one answer to everything, and keeps what it was sent."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.bodies: list[dict[str, Any]] = []
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        app = AsyncApp(name="canned", client=client)
        self.handler = AsyncSocketModeHandler(
            app, sandbox.app_token, web_client=AsyncWebClient(base_url=sandbox.api_url)
        )
        app.event("app_mention")(self.answer)
        app.event("message")(self.answer)
        app.event("app_home_opened")(self.home)
        app.command("/quote")(self.command)
        app.action("silent")(self.silent)
        app.action(re.compile("context|form"))(self.open)
        app.action(re.compile("."))(self.note)
        app.view("form")(self.submit)

    async def answer(self, event: dict[str, Any], say: Any) -> None:
        await say(text="1 quote", blocks=ANSWER, thread_ts=event.get("thread_ts") or event["ts"])

    async def home(self, event: dict[str, Any], client: AsyncWebClient) -> None:
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view=HOME_VIEW)
        else:
            await client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], prompts=[{"title": "Ask me", "message": "who would pay?"}]
            )

    async def command(self, ack: Any, body: dict[str, Any], respond: Any) -> None:
        self.bodies.append(body)
        await ack()
        await respond(text="1 quote", blocks=[*ANSWER[:3], {"type": "actions", "elements": [button("share", "Share")]}])

    async def silent(self) -> None:
        """Never acknowledges."""

    async def open(self, ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        view = CONTEXT_VIEW if body["actions"][0]["action_id"] == "context" else FORM_VIEW
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def note(self, ack: Any, body: dict[str, Any]) -> None:
        self.bodies.append(body)
        await ack()

    async def submit(self, ack: Any, body: dict[str, Any]) -> None:
        self.bodies.append(body)
        headline = body["view"]["state"]["values"]["headline"]["typed"]["value"]
        if len(headline) < 3:
            await ack(response_action="errors", errors={"headline": "Too short"})
        else:
            await ack()
