"""The sandbox fails when told to, in the way it was told, as often as it was told."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Limit, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

UKRAINE = "C0UKRAINE"


async def post(sandbox: Sandbox, http: aiohttp.ClientSession, text: str = "x", patience: float = 5.0) -> Any:
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    given = {"channel": UKRAINE, "text": text}
    total = aiohttp.ClientTimeout(total=patience)
    async with http.post(f"{sandbox.api_url}chat.postMessage", json=given, headers=headers, timeout=total) as response:
        return response.status, response.headers.get("Retry-After"), await response.json()


@pytest.mark.parametrize(
    ("kind", "more", "answer"),
    [
        ("ratelimited", {"retry_after": 7}, (429, "7", {"ok": False, "error": "ratelimited"})),
        ("http_500", {}, (500, None, {"ok": False, "error": "internal_error"})),
        ("error", {"error": "channel_not_found"}, (200, None, {"ok": False, "error": "channel_not_found"})),
        ("error", {}, (200, None, {"ok": False, "error": "fatal_error"})),
    ],
)
async def test_a_failing_call_is_answered_with_its_fault_and_takes_no_effect(
    sandbox: Sandbox, http: aiohttp.ClientSession, kind: Any, more: dict[str, Any], answer: Any
) -> None:
    sandbox.fail("chat.postMessage", kind, **more)
    assert await post(sandbox, http) == answer
    assert sandbox.messages(UKRAINE) == []
    assert (sandbox.calls[0]["fault"], sandbox.calls[0]["status"]) == (kind, answer[0])
    assert (await post(sandbox, http))[0] == 200
    assert "fault" not in sandbox.calls[1]


@pytest.mark.parametrize(("kind", "posted"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_call_has_taken_effect_or_not_as_its_name_says(
    sandbox: Sandbox, http: aiohttp.ClientSession, kind: Any, posted: int
) -> None:
    sandbox.fail("*", kind)
    with pytest.raises(aiohttp.ClientError):
        await post(sandbox, http)
    assert len(sandbox.messages(UKRAINE)) == posted
    assert (sandbox.calls[0]["status"], sandbox.calls[0]["response"]) == (None, None)


@pytest.mark.parametrize(("kind", "posted"), [("timeout_before", 0), ("timeout_after", 1)])
async def test_a_silent_call_has_taken_effect_or_not_as_its_name_says(
    sandbox: Sandbox, http: aiohttp.ClientSession, kind: Any, posted: int
) -> None:
    sandbox.fail("chat.postMessage", kind)
    with pytest.raises(TimeoutError):
        await post(sandbox, http, patience=0.3)
    assert len(sandbox.messages(UKRAINE)) == posted


async def test_silence_ends_after_its_seconds(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    sandbox.fail("chat.postMessage", "timeout_before", seconds=0.2)
    started = time.monotonic()
    with pytest.raises(aiohttp.ClientError):
        await post(sandbox, http)
    assert 0.2 <= time.monotonic() - started < 2


async def test_a_silent_call_does_not_keep_the_sandbox_from_stopping(http: aiohttp.ClientSession) -> None:
    async with Sandbox() as sandbox:
        sandbox.fail("chat.postMessage", "timeout_before")
        waiting = asyncio.create_task(post(sandbox, http, patience=30))
        await sandbox.until(lambda s: s.calls)
        started = time.monotonic()
    assert time.monotonic() - started < 3
    with pytest.raises(aiohttp.ClientError):
        await waiting


async def test_faults_skip_calls_count_down_and_spare_other_methods(
    sandbox: Sandbox, http: aiohttp.ClientSession, web: AsyncWebClient
) -> None:
    sandbox.fail("chat.postMessage", "http_500", times=2, skip=1)
    await web.auth_test()
    statuses = [(await post(sandbox, http))[0] for _ in range(4)]
    assert statuses == [200, 500, 500, 200]


async def test_faults_can_be_called_off(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    sandbox.fail("*", "http_500", times=100)
    sandbox.stop_failing()
    assert (await post(sandbox, http))[0] == 200


async def test_the_control_api_makes_calls_and_sockets_fail(
    sandbox: Sandbox, http: aiohttp.ClientSession, connect: Callable[[Sandbox], Any]
) -> None:
    async def control(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        async with http.request(method, f"{sandbox.url}/sandbox/{path}", json=body) as response:
            return response.status, await response.json()

    app = await connect(sandbox)
    fault = {"method": "chat.postMessage", "kind": "error", "times": 5, "error": "is_archived"}
    assert await control("POST", "faults", fault) == (200, {"ok": True})
    assert (await post(sandbox, http))[2]["error"] == "is_archived"
    assert await control("DELETE", "faults") == (200, {"ok": True})
    assert (await post(sandbox, http))[2]["ok"] is True
    assert await control("POST", "event", {"event": {"type": "message", "text": "odd"}}) == (200, {"ok": True})
    assert await control("POST", "event", {"payload": {"type": "nonsense"}, "type": "interactive"}) == (
        200,
        {"ok": True},
    )
    heard = [await app.envelope() for _ in range(3)]
    assert heard[1]["payload"]["event"]["text"] == "odd"
    assert (heard[2]["type"], heard[2]["payload"]) == ("interactive", {"type": "nonsense"})
    again = {"event_id": heard[1]["payload"]["event_id"], "times": 2}
    assert await control("POST", "redeliver", again) == (200, {"ok": True})
    assert [(await app.envelope())["payload"]["event"]["text"] for _ in range(2)] == ["odd", "odd"]
    assert await control("POST", "sockets", {"do": "drop"}) == (200, {"ok": True, "sockets": 1})
    status, log = await control("GET", "log")
    assert [call["method"] for call in log["calls"]] == ["apps.connections.open"] + ["chat.postMessage"] * 2
    status, events = await control("GET", "events")
    assert [event["deliveries"] for event in events["events"]] == [1, 3, 1]
    for path, body in [
        ("faults", {"kind": "earthquake"}),
        ("faults", {"kind": "error", "times": 0}),
        ("faults", {"kind": "error", "times": "many"}),
        ("faults", {"kind": "error", "unknown": 1}),
        ("sockets", {"do": "explode"}),
        ("redeliver", {"event_id": "Ev404"}),
        ("event", {}),
    ]:
        status, refused = await control("POST", path, body)
        assert (status, refused["ok"]) == (400, False)
        assert refused["message"]


async def test_an_app_that_posts_too_fast_is_told_when_to_come_back(http: aiohttp.ClientSession) -> None:
    async with Sandbox(rate_limits={"chat.postMessage": Limit(a_minute=60, burst=2)}) as sandbox:
        answers = [await post(sandbox, http) for _ in range(3)]
        assert [status for status, _, _ in answers] == [200, 200, 429]
        assert answers[2][1:] == ("1", {"ok": False, "error": "ratelimited"})
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        assert (await client.chat_postMessage(channel="C0FOREIGN", text="another channel"))["ok"]
        await asyncio.sleep(1.0)
        assert (await post(sandbox, http))[0] == 200


async def test_a_person_never_meets_the_default_rate_limit_but_a_flood_does(http: aiohttp.ClientSession) -> None:
    async with Sandbox() as sandbox:
        statuses = [(await post(sandbox, http))[0] for _ in range(40)]
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        with pytest.raises(SlackApiError, match="ratelimited"):
            await client.chat_postMessage(channel=UKRAINE, text="x")
    assert statuses[:30] == [200] * 30
    assert statuses[-1] == 429
