"""The page's API: what it is told, what a person can do with it, and who is kept out."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox import Sandbox, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

    import aiohttp
    from slack_sdk.web.async_client import AsyncWebClient

UKRAINE, MAYA, TOM = "C0UKRAINE", "U0MAYA", "U0TOM"


class Page:
    """The browser's requests, for one person."""

    def __init__(self, http: aiohttp.ClientSession, sandbox: Sandbox, me: str) -> None:
        self.http = http
        self.url = f"{sandbox.url}/sandbox/"
        self.me = me

    async def get(self, path: str, **query: str) -> Any:
        async with self.http.get(self.url + path, params={"as": self.me, **query}) as response:
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.http.post(self.url + path, json={"as": self.me, **body}) as response:
            answer = await response.json()
            assert answer["ok"] == (response.status == 200)
            return answer

    async def news(self, count: int, during: Any) -> list[dict[str, Any]]:
        """The first pieces of news that come while something else happens."""
        found: list[dict[str, Any]] = []
        async with asyncio.timeout(3), self.http.get(f"{self.url}live", params={"as": self.me}) as response:
            assert response.content_type == "text/event-stream"
            await response.content.readline()
            task = asyncio.ensure_future(during)
            while len(found) < count:
                line = await response.content.readline()
                if line.startswith(b"data: "):
                    found.append(json.loads(line[6:]))
            await task
        return found


@pytest.fixture
def maya(http: aiohttp.ClientSession, sandbox: Sandbox) -> Page:
    return Page(http, sandbox, MAYA)


@pytest.fixture
def tom(http: aiohttp.ClientSession, sandbox: Sandbox) -> Page:
    return Page(http, sandbox, TOM)


async def test_the_state_tells_a_page_who_and_what_is_there(http: aiohttp.ClientSession) -> None:
    manifest = {
        "display_information": {"name": "Quote Desk", "description": "Direct quotes"},
        "features": {"slash_commands": [{"command": "/quote", "description": "Find", "usage_hint": "who said?"}]},
    }
    async with Sandbox(manifest, [Suggestion("Putin?", "Would Putin?")]) as sandbox:
        state = await Page(http, sandbox, MAYA).get("state")
    assert state["me"] == MAYA
    assert state["team"] == {"id": "T0NEWSROOM", "name": "Newsroom"}
    assert {user["id"]: user["title"] for user in state["users"]}["U0INES"] == "Fact checker"
    assert state["bot"] == {
        "user_id": "U0QUOTE",
        "bot_id": "B0QUOTE",
        "app_id": "A0QUOTE",
        "name": "Quote Desk",
        "description": "Direct quotes",
        "connected": False,
    }
    assert [channel["id"] for channel in state["channels"]] == ["C0UKRAINE", "C0FOREIGN", "C0GENERAL", "D0MAYA"]
    assert [channel["bot_is_member"] for channel in state["channels"]] == [True, True, False, True]
    assert state["channels"][3]["user"] == "U0QUOTE"
    assert state["commands"] == [{"command": "/quote", "description": "Find", "usage_hint": "who said?"}]
    assert state["suggested"] == [{"title": "Putin?", "message": "Would Putin?"}]
    assert state["prompts"] == []


async def test_a_message_is_posted_edited_and_deleted(maya: Page, tom: Page, sandbox: Sandbox) -> None:
    ts = (await maya.post("message", channel=UKRAINE, text="@Quote Desk <hi>"))["ts"]
    reply = (await tom.post("message", channel=UKRAINE, text="hm", thread_ts=ts))["ts"]
    (top,) = (await tom.get("messages", channel=UKRAINE))["messages"]
    assert (top["text"], top["user"], top["reply_users"]) == ("<@U0QUOTE> &lt;hi&gt;", MAYA, [TOM])
    thread = (await maya.get("messages", channel=UKRAINE, thread=ts))["messages"]
    assert [message["ts"] for message in thread] == [ts, reply]
    assert (await tom.post("edit", channel=UKRAINE, ts=ts, text="mine"))["error"] == "cant_update_message"
    await maya.post("edit", channel=UKRAINE, ts=ts, text="hello")
    assert sandbox.messages(UKRAINE)[0]["text"] == "hello"
    assert sandbox.messages(UKRAINE)[0]["edited"]["user"] == MAYA
    assert (await tom.post("delete", channel=UKRAINE, ts=reply)) == {"ok": True}
    assert (await maya.post("delete", channel=UKRAINE, ts=ts)) == {"ok": True}
    assert sandbox.messages(UKRAINE) == []


async def test_each_page_hears_at_once_of_what_its_person_can_see(
    maya: Page, tom: Page, sandbox: Sandbox, web: AsyncWebClient
) -> None:
    async def happen() -> None:
        ts = await sandbox.say(TOM, UKRAINE, "one")
        await sandbox.say(TOM, "D0TOM", "private")
        await web.chat_postEphemeral(channel=UKRAINE, user=TOM, text="for Tom")
        reply = await sandbox.say(MAYA, UKRAINE, "two", thread_ts=ts)
        await sandbox.delete(MAYA, UKRAINE, reply)
        await web.assistant_threads_setStatus(channel_id=UKRAINE, thread_ts=ts, status="is looking…")
        await web.views_publish(user_id=MAYA, view={"type": "home", "blocks": []})

    news = await maya.news(7, happen())
    kinds = [piece["type"] for piece in news]
    assert kinds == ["message", "message", "message_changed", "message_deleted", "message_changed", "status", "home"]
    assert (news[0]["channel"], news[0]["message"]["text"]) == (UKRAINE, "one")
    assert news[2]["message"]["reply_count"] == 1
    assert (news[3]["ts"], news[3]["thread_ts"]) == (news[1]["message"]["ts"], news[0]["message"]["ts"])
    assert "reply_count" not in news[4]["message"]
    assert news[5]["status"] == "is looking…"


async def test_a_page_hears_when_the_app_connects_and_leaves(
    maya: Page, sandbox: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    async def happen() -> None:
        app = await connect(sandbox)
        await app.websocket.close()

    news = await maya.news(2, happen())
    assert news == [{"type": "connection", "connected": True}, {"type": "connection", "connected": False}]


async def test_an_ephemeral_message_is_listed_for_its_person_until_it_is_gone(
    maya: Page, tom: Page, web: AsyncWebClient
) -> None:
    await web.chat_postEphemeral(channel=UKRAINE, user=MAYA, text="psst")
    (message,) = (await maya.get("messages", channel=UKRAINE))["messages"]
    assert (message["text"], message["ephemeral"]) == ("psst", True)
    assert (await tom.get("messages", channel=UKRAINE))["messages"] == []
    assert (await maya.get("messages", channel="C0FOREIGN"))["messages"] == []


async def test_a_command_is_answered_ok_once_acked_and_with_slacks_words_when_not(
    maya: Page, sandbox: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    failed = await maya.post("command", channel=UKRAINE, command="/quote", text="x")
    assert failed["error"] == "dispatch_failed"
    assert failed["message"].startswith("/quote failed")
    app = await connect(sandbox)
    answer, _ = await asyncio.gather(maya.post("command", channel=UKRAINE, command="/quote", text="x"), app.envelope())
    assert answer == {"ok": True}
    ts = await sandbox.say(MAYA, UKRAINE, "x")
    threaded = await maya.post("command", channel=UKRAINE, command="/quote", text="x", thread_ts=ts)
    assert threaded["message"] == "/quote is not supported in threads. Sorry!"


async def test_a_command_that_is_not_acked_in_time_is_said_to_have_failed(
    http: aiohttp.ClientSession, hasty: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    await connect(hasty)
    silent = await Page(http, hasty, MAYA).post("command", channel=UKRAINE, command="/quote", text="x")
    assert silent["error"] == "operation_timeout"
    assert silent["message"] == "/quote failed because the app did not respond."


async def test_a_click_and_a_modal_go_through_the_page(
    maya: Page, sandbox: Sandbox, connect: Callable[[Sandbox], Any], web: AsyncWebClient
) -> None:
    app = await connect(sandbox)
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "7"}
    posted = await web.chat_postMessage(channel=UKRAINE, text="x", blocks=[{"type": "actions", "elements": [button]}])
    await app.envelope()
    block_id = posted["message"]["blocks"][0]["block_id"]

    async def click() -> dict[str, Any]:
        at = {"channel": UKRAINE, "message_ts": posted["ts"], "block_id": block_id, "action_id": "go"}
        answer, envelope = await asyncio.gather(maya.post("action", **at), app.envelope())
        assert answer == {"ok": True}
        return envelope["payload"]

    payload = await click()
    assert payload["actions"][0]["value"] == "7"
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "T"},
        "submit": {"type": "plain_text", "text": "S"},
        "blocks": [
            {
                "type": "input",
                "block_id": "b",
                "label": {"type": "plain_text", "text": "L"},
                "element": {"type": "plain_text_input", "action_id": "a"},
            }
        ],
    }
    (opened,) = await maya.news(1, web.views_open(trigger_id=payload["trigger_id"], view=view))
    assert opened["type"] == "view_opened"
    view_id = opened["view"]["id"]
    assert (await maya.post("view", view_id=view_id, do="submit", state={}))["error"] == "missing_input"
    state = {"values": {"b": {"a": {"type": "plain_text_input", "value": "typed"}}}}
    answer, envelope = await asyncio.gather(
        maya.post("view", view_id=view_id, do="submit", state=state), app.envelope()
    )
    assert answer == {"ok": True}
    assert envelope["payload"]["view"]["state"]["values"]["b"]["a"]["value"] == "typed"
    assert (await maya.post("view", view_id=view_id, do="close"))["error"] == "view_not_found"


async def test_opening_the_app_tells_the_app_and_does_not_wait(
    maya: Page, sandbox: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    app = await connect(sandbox)
    assert (await maya.post("opened", tab="messages")) == {"ok": True}
    event = (await app.envelope())["payload"]["event"]
    assert (event["type"], event["tab"], event["channel"]) == ("app_home_opened", "messages", "D0MAYA")


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("message", {"as": "U404", "channel": UKRAINE, "text": "x"}, "user_not_found"),
        ("message", {"as": "U0QUOTE", "channel": UKRAINE, "text": "x"}, "user_not_found"),
        ("message", {"as": MAYA, "channel": "D0TOM", "text": "x"}, "channel_not_found"),
        ("message", {"as": MAYA, "channel": UKRAINE, "text": " \n"}, "no_text"),
        ("message", {"as": MAYA, "channel": UKRAINE, "text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
        ("message", {"as": [], "channel": UKRAINE}, "invalid_arguments"),
        ("action", {"as": MAYA, "channel": UKRAINE, "message_ts": "1.0", "action_id": "x"}, "message_not_found"),
        ("view", {"as": MAYA, "view_id": "V1", "do": "dance"}, "unknown_gesture"),
        ("opened", {"as": MAYA, "tab": "about"}, "unknown_tab"),
    ],
)
async def test_a_wrong_request_of_the_page_is_refused_with_a_reason(
    http: aiohttp.ClientSession, sandbox: Sandbox, path: str, body: dict[str, Any], error: str
) -> None:
    async with http.post(f"{sandbox.url}/sandbox/{path}", json=body) as response:
        refused = await response.json()
        assert (response.status, refused["error"]) == (400, error)
        assert refused["message"]


async def test_another_site_can_neither_drive_the_sandbox_nor_read_it(
    http: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    said = {"as": MAYA, "channel": UKRAINE, "text": "x"}
    port = sandbox.url.rsplit(":", 1)[1]
    for headers, status in [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": f"http://127.0.0.1.evil.example:{port}"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": f"evil.example:{port}"}, 403),
        ({"Origin": sandbox.url}, 200),
        ({"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}, 200),
    ]:
        async with http.post(f"{sandbox.url}/sandbox/message", json=said, headers=headers) as response:
            assert response.status == status, headers
    async with http.get(f"{sandbox.url}/sandbox/log", headers={"Host": "evil.example"}) as response:
        assert response.status == 403
    assert len(sandbox.messages(UKRAINE)) == 2


async def test_the_page_and_its_files_are_served_and_nothing_beside_them(
    http: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    async with http.get(f"{sandbox.url}/") as response:
        assert (response.status, response.content_type) == (200, "text/html")
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    for path in ("/page/missing.js", "/page/..%2fserver.py", "/page/%2e%2e/server.py", "/page//etc/passwd"):
        async with http.get(f"{sandbox.url}{path}") as response:
            assert response.status == 404, path
