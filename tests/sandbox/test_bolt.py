"""Slack's own framework works against the sandbox: mention, command, buttons, modal, ephemeral messages, home tab."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox import GestureError, Sandbox, Timing

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncApp

UKRAINE, MAYA, TOM = "C0UKRAINE", "U0MAYA", "U0TOM"


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def button(action_id: str, value: str) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(action_id), "value": value}


FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"text": plain("Good"), "value": "good"},
    "negative_button": {"text": plain("Bad"), "value": "bad"},
}
SELECT = {
    "type": "static_select",
    "action_id": "pick",
    "options": [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}],
}
BLOCKS = [
    {"type": "actions", "block_id": "first", "elements": [button("more", "page-2"), SELECT]},
    {"type": "context_actions", "block_id": "second", "elements": [FEEDBACK]},
]
MODAL = {
    "type": "modal",
    "callback_id": "note",
    "title": plain("A note"),
    "submit": plain("Send"),
    "notify_on_close": True,
    "private_metadata": "kept",
    "blocks": [
        {
            "type": "input",
            "block_id": "said",
            "label": plain("Note"),
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
        {"type": "input", "block_id": "opt", "optional": True, "label": plain("Pick"), "element": SELECT},
        {"type": "actions", "block_id": "in_view", "elements": [button("again", "x")]},
    ],
}


async def test_a_mention_is_answered_in_its_thread(sandbox: Sandbox, running_bolt: Callable[..., Any]) -> None:
    def register(app: AsyncApp) -> None:
        @app.event("app_mention")
        async def answer(event: dict[str, Any], say: Any) -> None:
            await say(text=f"you said {event['text']}", thread_ts=event["ts"])

    async with running_bolt(sandbox, register):
        ts = await sandbox.say(MAYA, UKRAINE, "@Quote Desk hello & <goodbye>")
        await sandbox.until(lambda s: len(s.messages(UKRAINE, ts)) == 2)
        await sandbox.until(lambda s: all(event["acked"] for event in s.events))
    parent, reply = sandbox.messages(UKRAINE, ts)
    assert reply["text"] == "you said <@U0QUOTE> hello &amp; &lt;goodbye&gt;"
    assert (reply["user"], reply["thread_ts"]) == ("U0QUOTE", ts)
    assert (parent["reply_count"], parent["reply_users"]) == (1, ["U0QUOTE"])


async def test_a_command_is_answered_to_the_asker_through_its_response_url(
    sandbox: Sandbox, running_bolt: Callable[..., Any]
) -> None:
    uses: list[int] = []

    def register(app: AsyncApp) -> None:
        @app.command("/quote")
        async def quote(ack: Any, respond: Any, command: dict[str, Any]) -> None:
            await ack()
            for number in range(6):
                sent = await respond(text=f"{command['text']} {number}")
                uses.append(sent.status_code)

    async with running_bolt(sandbox, register):
        await sandbox.command(MAYA, UKRAINE, "/quote", "this")
        await sandbox.until(lambda s: len(uses) == 6)
    assert [m["text"] for m in sandbox.ephemerals(MAYA, UKRAINE)] == [f"this {n}" for n in range(5)]
    assert uses == [200] * 5 + [404]
    response = sandbox.calls[-1]["response"]
    assert response is not None
    assert response["error"] == "used_url"


async def test_a_click_tells_the_app_what_was_clicked_where(sandbox: Sandbox, running_bolt: Callable[..., Any]) -> None:
    heard: list[dict[str, Any]] = []

    def register(app: AsyncApp) -> None:
        for action_id in ("more", "pick", "feedback"):

            @app.action(action_id)
            async def clicked(ack: Any, body: dict[str, Any]) -> None:
                await ack()
                heard.append(body)

    async with running_bolt(sandbox, register) as app:
        ts = (await app.client.chat_postMessage(channel=UKRAINE, text="x", blocks=BLOCKS))["ts"]
        at = {"channel": UKRAINE, "message_ts": ts}
        await sandbox.press(MAYA, "more", **at)
        await sandbox.press(TOM, "pick", **at, selected="2")
        await sandbox.press(MAYA, "feedback", **at, block_id="second", value="bad")
        with pytest.raises(GestureError, match="action_not_found"):
            await sandbox.press(MAYA, "feedback", **at, value="dreadful")
        await sandbox.until(lambda s: len(heard) == 3)
    more, pick, feedback = heard
    assert more["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": UKRAINE,
        "is_ephemeral": False,
    }
    assert (more["user"]["id"], more["channel"]["name"]) == (MAYA, "ukraine-desk")
    assert more["message"]["blocks"] == sandbox.messages(UKRAINE)[0]["blocks"]
    assert more["actions"][0]["value"] == "page-2"
    assert more["actions"][0]["block_id"] == "first"
    assert pick["actions"][0]["selected_option"]["value"] == "2"
    assert pick["state"]["values"]["first"]["pick"]["selected_option"]["value"] == "2"
    assert (feedback["actions"][0]["type"], feedback["actions"][0]["value"]) == ("feedback_buttons", "bad")
    assert feedback["response_url"].startswith(sandbox.url)


async def test_an_ephemeral_message_is_replaced_and_deleted_by_its_buttons(
    sandbox: Sandbox, running_bolt: Callable[..., Any]
) -> None:
    bodies: list[dict[str, Any]] = []

    def register(app: AsyncApp) -> None:
        @app.command("/quote")
        async def quote(ack: Any) -> None:
            await ack(
                text="first", blocks=[{"type": "actions", "elements": [button("next", "2"), button("away", "x")]}]
            )

        @app.action("next")
        async def replace(ack: Any, respond: Any, body: dict[str, Any]) -> None:
            await ack()
            bodies.append(body)
            blocks = [{"type": "actions", "elements": [button("away", "x")]}]
            await respond(text="second", blocks=blocks, replace_original=True)

        @app.action("away")
        async def away(ack: Any, respond: Any, say: Any) -> None:
            await ack()
            await say("shared")
            await respond(delete_original=True)

    async with running_bolt(sandbox, register):
        await sandbox.command(MAYA, UKRAINE, "/quote")
        (first,) = sandbox.ephemerals(MAYA, UKRAINE)
        at = {"channel": UKRAINE, "message_ts": first["ts"]}
        await sandbox.press(MAYA, "next", **at)
        await sandbox.until(lambda s: s.ephemerals(MAYA, UKRAINE)[0]["text"] == "second")
        with pytest.raises(GestureError, match="message_not_found"):
            await sandbox.press(TOM, "away", **at)
        await sandbox.press(MAYA, "away", **at)
        await sandbox.until(lambda s: not s.ephemerals(MAYA, UKRAINE))
    assert bodies[0]["container"]["is_ephemeral"] is True
    assert "message" not in bodies[0]
    assert [message["text"] for message in sandbox.messages(UKRAINE)] == ["shared"]


async def test_a_modal_is_opened_filled_in_refused_pushed_updated_and_closed(
    sandbox: Sandbox, running_bolt: Callable[..., Any]
) -> None:
    submitted: list[dict[str, Any]] = []
    closed: list[dict[str, Any]] = []

    def register(app: AsyncApp) -> None:
        @app.action("more")
        async def open_modal(ack: Any, body: dict[str, Any], client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

        @app.action("again")
        async def update(ack: Any, body: dict[str, Any], client: Any) -> None:
            await ack()
            changed = {**MODAL, "title": plain("Again")}
            await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=changed)

        @app.view("note")
        async def submit(ack: Any, view: dict[str, Any]) -> None:
            submitted.append(view)
            match view["state"]["values"]["said"]["text"]["value"]:
                case "bad":
                    await ack(response_action="errors", errors={"said": "Say something else"})
                case "push":
                    await ack(response_action="push", view={**MODAL, "title": plain("On top")})
                case _:
                    await ack()

        @app.view_closed("note")
        async def close(ack: Any, view: dict[str, Any]) -> None:
            await ack()
            closed.append(view)

    async with running_bolt(sandbox, register) as app:
        ts = (await app.client.chat_postMessage(channel=UKRAINE, text="x", blocks=BLOCKS))["ts"]
        await sandbox.press(MAYA, "more", channel=UKRAINE, message_ts=ts)
        await sandbox.until(lambda s: s.views(MAYA))
        (view,) = sandbox.views(MAYA)
        assert (view["private_metadata"], view["root_view_id"], view["previous_view_id"]) == ("kept", view["id"], None)
        with pytest.raises(GestureError, match="missing_input"):
            await sandbox.submit_view(MAYA, view["id"])
        await sandbox.press(MAYA, "again", view_id=view["id"])
        await sandbox.until(lambda s: s.views(MAYA)[0]["title"]["text"] == "Again")
        bad = await sandbox.submit_view(MAYA, view["id"], {"said": {"text": {"value": "bad"}}})
        assert bad == {"response_action": "errors", "errors": {"said": "Say something else"}}
        await sandbox.submit_view(MAYA, view["id"], {"said": {"text": {"value": "push"}}})
        top = sandbox.views(MAYA)[1]
        assert (top["previous_view_id"], top["root_view_id"]) == (view["id"], view["id"])
        await sandbox.close_view(MAYA, top["id"])
        assert await sandbox.submit_view(MAYA, view["id"], {"values": {"said": {"text": {"value": "good"}}}}) == {}
        assert sandbox.views(MAYA) == []
        await sandbox.until(lambda s: closed)
    assert submitted[-1]["state"]["values"] == {
        "said": {"text": {"type": "plain_text_input", "value": "good"}},
        "opt": {"pick": {"type": "static_select", "selected_option": None}},
    }
    assert closed[0]["title"]["text"] == "On top"


async def test_a_trigger_opens_one_modal_and_only_for_a_while(hasty: Sandbox, running_bolt: Callable[..., Any]) -> None:
    errors: list[str] = []

    def register(app: AsyncApp) -> None:
        @app.command("/once")
        async def once(ack: Any, body: dict[str, Any], client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
            errors.append(await refused(client, body["trigger_id"]))

        @app.command("/late")
        async def late(ack: Any, body: dict[str, Any], client: Any) -> None:
            await ack()
            await asyncio.sleep(0.4)
            errors.append(await refused(client, body["trigger_id"]))

    async def refused(client: Any, trigger_id: str) -> str:
        with pytest.raises(SlackApiError) as error:
            await client.views_open(trigger_id=trigger_id, view=MODAL)
        return error.value.response["error"]

    async with running_bolt(hasty, register):
        await hasty.command(MAYA, UKRAINE, "/once")
        await hasty.command(MAYA, UKRAINE, "/late")
        await hasty.until(lambda s: len(errors) == 2)
    assert sorted(errors) == ["exchanged_trigger_id", "expired_trigger_id"]


async def test_opening_the_app_brings_prompts_and_a_home_tab(
    sandbox: Sandbox, running_bolt: Callable[..., Any]
) -> None:
    def register(app: AsyncApp) -> None:
        @app.event("app_home_opened")
        async def opened(event: dict[str, Any], client: Any) -> None:
            if event["tab"] == "messages":
                prompts = [{"title": "Ask", "message": "Would Putin?"}]
                await client.assistant_threads_setSuggestedPrompts(channel_id=event["channel"], prompts=prompts)
            else:
                await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": []})

    async with running_bolt(sandbox, register):
        await sandbox.open_home(MAYA, "messages")
        await sandbox.open_home(MAYA)
        await sandbox.until(lambda s: s.prompts(MAYA) and s.home(MAYA))
    assert sandbox.prompts(TOM) == []


async def test_an_app_whose_connection_is_refreshed_stays_reachable(running_bolt: Callable[..., Any]) -> None:
    def register(app: AsyncApp) -> None:
        @app.event("app_mention")
        async def answer(event: dict[str, Any], say: Any) -> None:
            await say(text="yes", thread_ts=event["ts"])

    timing = Timing(ack=0.3, retries=(0.0, 1.0, 30.0), warning=0.3, refresh=0.1)
    async with Sandbox(rate_limits=None, timing=timing) as sandbox, running_bolt(sandbox, register):
        for reason in ("refresh_requested", "warning", "stall", "fragment"):
            sandbox.break_sockets(reason)
            ts = await sandbox.say(MAYA, UKRAINE, "@Quote Desk there?")
            await sandbox.until(lambda s, ts=ts: len(s.messages(UKRAINE, ts)) > 1)
