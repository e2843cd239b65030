"""Socket Mode as Slack's side of it behaves: hello, envelopes, acks, retries, several and failing connections."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.sandbox import GestureError, Sandbox, Timing

if TYPE_CHECKING:
    from collections.abc import Callable

UKRAINE, MAYA = "C0UKRAINE", "U0MAYA"
PATIENT = Timing(ack=5.0)


def said(envelope: dict[str, Any]) -> str:
    return envelope["payload"]["event"]["text"]


async def test_a_connection_starts_with_hello_and_its_ticket_is_good_for_one(
    sandbox: Sandbox, http: aiohttp.ClientSession, new_ticket: Callable[[Sandbox], Any]
) -> None:
    url = await new_ticket(sandbox)
    async with http.ws_connect(url) as websocket:
        hello = await websocket.receive_json(timeout=2)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": "A0QUOTE"}
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(url)
    assert refused.value.status == 403


async def test_a_mention_comes_as_two_events_with_one_ts(sandbox: Sandbox, connect: Callable[[Sandbox], Any]) -> None:
    app = await connect(sandbox)
    ts = await sandbox.say(MAYA, UKRAINE, "@Quote Desk hi")
    first, second = await app.envelope(), await app.envelope()
    assert first["envelope_id"] != second["envelope_id"]
    assert first["payload"]["event_id"] != second["payload"]["event_id"]
    events = [first["payload"]["event"], second["payload"]["event"]]
    assert [event["type"] for event in events] == ["message", "app_mention"]
    assert {event["ts"] for event in events} == {ts}
    assert {event["client_msg_id"] for event in events} == {events[0]["client_msg_id"]}
    assert (events[0]["channel_type"], "channel_type" in events[1]) == ("channel", False)
    assert events[1]["text"] == "<@U0QUOTE> hi"
    assert first["type"] == "events_api"
    assert (first["accepts_response_payload"], first["retry_attempt"], first["retry_reason"]) == (False, 0, "")
    payload = first["payload"]
    assert (payload["type"], payload["api_app_id"], payload["team_id"]) == ("event_callback", "A0QUOTE", "T0NEWSROOM")
    assert payload["authorizations"][0]["user_id"] == "U0QUOTE"


async def test_the_app_hears_of_edits_deletions_joins_and_its_own_messages(
    sandbox: Sandbox, connect: Callable[[Sandbox], Any], web: Any
) -> None:
    app = await connect(sandbox)
    ts = await sandbox.say(MAYA, UKRAINE, "one")
    await sandbox.edit(MAYA, UKRAINE, ts, "two")
    await sandbox.delete(MAYA, UKRAINE, ts)
    await web.chat_postMessage(channel=UKRAINE, text="mine")
    await sandbox.command(MAYA, "C0GENERAL", "/invite", "@Quote Desk")
    new, changed, deleted, own, joined, member = [(await app.envelope())["payload"]["event"] for _ in range(6)]
    assert new["text"] == "one"
    assert changed["subtype"] == "message_changed"
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("two", "one")
    assert changed["message"]["edited"]["user"] == MAYA
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)
    assert (own["bot_id"], own["text"]) == ("B0QUOTE", "mine")
    assert "subtype" not in own
    assert (joined["subtype"], joined["inviter"]) == ("channel_join", MAYA)
    assert (member["type"], member["channel"]) == ("member_joined_channel", "C0GENERAL")


async def test_a_deleted_message_with_replies_leaves_a_tombstone_until_the_last_reply_goes(
    sandbox: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    app = await connect(sandbox)
    ts = await sandbox.say(MAYA, UKRAINE, "question")
    reply = await sandbox.say(MAYA, UKRAINE, "reply", thread_ts=ts)
    await sandbox.delete(MAYA, UKRAINE, ts)
    assert [message["text"] for message in sandbox.messages(UKRAINE, ts)] == ["This message was deleted.", "reply"]
    await sandbox.delete(MAYA, UKRAINE, reply)
    assert sandbox.messages(UKRAINE) == []
    _, _, buried, gone, stone = [(await app.envelope())["payload"]["event"] for _ in range(5)]
    assert (buried["subtype"], buried["message"]["subtype"]) == ("message_changed", "tombstone")
    assert (buried["message"]["user"], buried["previous_message"]["text"]) == ("USLACKBOT", "question")
    assert (gone["subtype"], gone["deleted_ts"]) == ("message_deleted", reply)
    assert (stone["subtype"], stone["previous_message"]["subtype"]) == ("message_deleted", "tombstone")


async def test_a_direct_message_is_no_mention_though_it_names_the_bot(
    sandbox: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    app = await connect(sandbox)
    await sandbox.say(MAYA, "D0MAYA", "@Quote Desk hi")
    await sandbox.say(MAYA, "D0MAYA", "next")
    first, second = await app.envelope(), await app.envelope()
    assert first["payload"]["event"]["channel_type"] == "im"
    assert said(second) == "next"


async def test_what_is_said_where_the_bot_is_not_stays_unheard(
    sandbox: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    app = await connect(sandbox)
    await sandbox.say(MAYA, "C0GENERAL", "@Quote Desk hi")
    await sandbox.say(MAYA, UKRAINE, "here")
    assert said(await app.envelope()) == "here"
    (notice,) = sandbox.ephemerals(MAYA, "C0GENERAL")
    assert "/invite" in notice["text"]


async def test_an_event_that_is_not_acked_is_sent_again_in_the_same_envelope_until_it_is(
    hasty: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    app = await connect(hasty)
    await hasty.say(MAYA, UKRAINE, "hello")
    first = await app.envelope(ack=False)
    second = await app.envelope(ack=False)
    third = await app.envelope()
    assert {e["payload"]["event_id"] for e in (first, second, third)} == {first["payload"]["event_id"]}
    assert [e["retry_attempt"] for e in (first, second, third)] == [0, 1, 2]
    assert [e["retry_reason"] for e in (first, second, third)] == ["", "timeout", "timeout"]
    await hasty.until(lambda s: s.events[0]["acked"])
    with pytest.raises(TimeoutError):
        await app.envelope(within=1.0)
    assert hasty.events[0]["deliveries"] == 3
    assert hasty.events[0]["ack_ms"] is not None


async def test_an_event_that_is_never_acked_is_given_up_after_three_retries(
    hasty: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    app = await connect(hasty)
    await hasty.say(MAYA, UKRAINE, "hello")
    attempts = [(await app.envelope(ack=False))["retry_attempt"] for _ in range(4)]
    assert attempts == [0, 1, 2, 3]
    with pytest.raises(TimeoutError):
        await app.envelope(within=0.8)
    assert hasty.events[0]["acked"] is False


async def test_events_wait_for_an_app_to_connect(sandbox: Sandbox, connect: Callable[[Sandbox], Any]) -> None:
    await sandbox.say(MAYA, UKRAINE, "first")
    await sandbox.say(MAYA, UKRAINE, "second")
    app = await connect(sandbox)
    assert [said(await app.envelope()), said(await app.envelope())] == ["first", "second"]


async def test_events_too_old_to_be_retried_are_not_delivered_on_connect(connect: Callable[[Sandbox], Any]) -> None:
    async with Sandbox(timing=Timing(ack=0.05, retries=())) as sandbox:
        await sandbox.say(MAYA, UKRAINE, "old")
        await asyncio.sleep(0.1)
        app = await connect(sandbox)
        await sandbox.say(MAYA, UKRAINE, "new")
        assert said(await app.envelope()) == "new"


async def test_a_command_fails_at_once_without_an_app_and_in_time_without_an_ack(
    hasty: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    with pytest.raises(GestureError, match="dispatch_failed"):
        await hasty.command(MAYA, UKRAINE, "/quote", "x")
    app = await connect(hasty)
    with pytest.raises(GestureError, match="operation_timeout: /quote failed because the app did not respond"):
        await hasty.command(MAYA, UKRAINE, "/quote", "x")
    envelope = await app.envelope()
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    with pytest.raises(TimeoutError):
        await app.envelope(within=0.6)


async def test_the_payload_of_an_ack_to_a_command_is_its_answer(
    sandbox: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    app = await connect(sandbox)

    async def answer(payload: dict[str, Any]) -> dict[str, Any]:
        envelope = await app.envelope(ack=False)
        await app.ack(envelope, payload)
        return envelope["payload"]

    _, command = await asyncio.gather(
        sandbox.command(MAYA, UKRAINE, "/quote", "a <b> & #general"), answer({"text": "only you"})
    )
    assert (command["command"], command["channel_name"], command["user_id"]) == ("/quote", "ukraine-desk", MAYA)
    assert command["text"] == "a &lt;b&gt; &amp; #general"
    assert [m["text"] for m in sandbox.ephemerals(MAYA, UKRAINE)] == ["only you"]
    await asyncio.gather(
        sandbox.command(MAYA, UKRAINE, "/quote"), answer({"text": "all of you", "response_type": "in_channel"})
    )
    assert [m["text"] for m in sandbox.messages(UKRAINE)] == ["all of you"]


async def test_payloads_go_round_the_open_connections_one_to_each(
    sandbox: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    apps = [await connect(sandbox), await connect(sandbox)]
    for number in range(4):
        await sandbox.say(MAYA, UKRAINE, str(number))
    heard = [[said(await app.envelope()) for _ in range(2)] for app in apps]
    assert sorted(heard) == [["0", "2"], ["1", "3"]]


async def test_an_eleventh_connection_is_turned_away(
    sandbox: Sandbox,
    connect: Callable[[Sandbox], Any],
    http: aiohttp.ClientSession,
    new_ticket: Callable[[Sandbox], Any],
) -> None:
    for _ in range(10):
        await connect(sandbox)
    async with http.ws_connect(await new_ticket(sandbox)) as websocket:
        assert (await websocket.receive_json(timeout=2))["reason"] == "too_many_websockets"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_a_connection_ends_after_it_was_announced(
    sandbox: Sandbox, connect: Callable[[Sandbox], Any], reason: Any
) -> None:
    app = await connect(sandbox)
    assert sandbox.break_sockets(reason) == 1
    announced = await app.receive()
    assert (announced["type"], announced["reason"]) == ("disconnect", reason)
    assert (await app.websocket.receive(timeout=2)).type == aiohttp.WSMsgType.CLOSE
    await sandbox.until(lambda s: not s.connected)


async def test_a_payload_that_comes_during_a_refresh_waits_for_the_new_connection(
    sandbox: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    old = await connect(sandbox)
    sandbox.break_sockets("refresh_requested")
    await sandbox.say(MAYA, UKRAINE, "hello")
    assert (await old.receive())["type"] == "disconnect"
    new = await connect(sandbox)
    assert said(await new.envelope()) == "hello"


async def test_a_dropped_connection_ends_without_a_word(sandbox: Sandbox, connect: Callable[[Sandbox], Any]) -> None:
    app = await connect(sandbox)
    sandbox.break_sockets("drop")
    message = await app.websocket.receive(timeout=2)
    assert message.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}


async def test_a_half_open_connection_takes_payloads_and_gives_nothing_back(
    hasty: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    app = await connect(hasty)
    hasty.break_sockets("half_open")
    await hasty.say(MAYA, UKRAINE, "lost")
    await hasty.until(lambda s: s.events[0]["deliveries"] == 2)
    with pytest.raises(TimeoutError):
        await app.receive(within=0.3)
    assert hasty.connected
    assert not app.websocket.closed


async def test_a_half_open_connection_answers_no_ping(sandbox: Sandbox, new_ticket: Callable[[Sandbox], Any]) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await new_ticket(sandbox), autoping=False) as raw:
        assert json.loads((await raw.receive(timeout=2)).data)["type"] == "hello"
        await raw.ping(b"anyone?")
        kinds = [(await raw.receive(timeout=2)).type for _ in range(2)]
        assert aiohttp.WSMsgType.PONG in kinds
        assert aiohttp.WSMsgType.PING in kinds
        sandbox.break_sockets("half_open")
        await raw.ping(b"anyone?")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await raw.receive()


@pytest.mark.parametrize("trouble", ["stall", "fragment"])
async def test_a_spoilt_frame_arrives_whole_in_the_end(
    sandbox: Sandbox, connect: Callable[[Sandbox], Any], trouble: Any
) -> None:
    app = await connect(sandbox)
    sandbox.break_sockets(trouble)
    started = asyncio.get_running_loop().time()
    await sandbox.say(MAYA, UKRAINE, "x" * 39_000 if trouble == "fragment" else "y" * 300)
    await sandbox.say(MAYA, UKRAINE, "next")
    assert said(await app.envelope())[:1] in "xy"
    took = asyncio.get_running_loop().time() - started
    assert (took >= 0.2) == (trouble == "stall")
    assert said(await app.envelope()) == "next"


async def test_rubbish_from_the_app_is_passed_over(sandbox: Sandbox, connect: Callable[[Sandbox], Any]) -> None:
    app = await connect(sandbox)
    for rubbish in ("", "[", "null", "[]", '{"envelope_id": 7}', '{"envelope_id": "unknown"}', "[" * 5000):
        await app.websocket.send_str(rubbish)
    await app.websocket.send_bytes(b"\xff")
    await sandbox.say(MAYA, UKRAINE, "still here")
    await app.envelope()
    await sandbox.until(lambda s: s.events[0]["acked"])


async def test_an_event_can_be_delivered_again_after_its_ack(hasty: Sandbox, connect: Callable[[Sandbox], Any]) -> None:
    app = await connect(hasty)
    await hasty.say(MAYA, UKRAINE, "hello")
    first = await app.envelope()
    hasty.redeliver(hasty.events[0], times=2)
    again = [await app.envelope(), await app.envelope()]
    assert [e["payload"] for e in again] == [first["payload"]] * 2
    assert [e["retry_attempt"] for e in again] == [1, 2]
    with pytest.raises(TimeoutError):
        await app.envelope(within=0.8)


async def test_a_manifest_decides_which_events_are_delivered(connect: Callable[[Sandbox], Any]) -> None:
    manifest = {
        "oauth_config": {"scopes": {"bot": ["app_mentions:read", "im:history"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention", "message.im", "message.channels"]}},
    }
    async with Sandbox(manifest, timing=PATIENT) as sandbox:
        await sandbox.say(MAYA, UKRAINE, "@Quote Desk hi")
        await sandbox.say(MAYA, "D0MAYA", "hi")
        await sandbox.open_home(MAYA)
        kinds = [event["payload"]["event"]["type"] for event in sandbox.events]
    assert kinds == ["app_mention", "message"], "without channels:history no message of a channel is delivered"


async def test_ten_thousand_events_go_through_one_connection(connect: Callable[[Sandbox], Any]) -> None:
    async with Sandbox(rate_limits=None, timing=Timing(ack=30.0)) as sandbox:
        app = await connect(sandbox)
        for number in range(10_000):
            sandbox.send_event({"type": "message", "text": str(number)})
        heard = [said(await app.envelope()) for _ in range(10_000)]
        await sandbox.until(lambda s: s.events[-1]["acked"], timeout=20)
        assert heard == [str(number) for number in range(10_000)]
        assert all(event["acked"] and event["deliveries"] == 1 for event in sandbox.events)
