"""A message is acked once it is durable, without Bolt and its listeners."""

import asyncio

from slack_bolt.request.async_request import AsyncBoltRequest

from tests.newsroom import BOT, DESK, MAYA, quoted

PUTIN = "@Quote Desk would Putin accept foreign troops?"


def payload(**event) -> dict:
    known = {"type": "app_mention", "channel": DESK, "user": MAYA, "ts": "1.1", "text": f"<@{BOT}> who?"}
    return {"type": "event_callback", "team_id": "T0NEWSROOM", "event_id": "Ev1", "event": known | event}


async def dispatched(newsroom, body: dict):
    return await newsroom.desk.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))


async def test_a_message_is_acked_and_answered_whatever_listeners_do(newsroom):
    @newsroom.desk.app.middleware
    async def broken():
        raise ValueError("a middleware of somebody else's")

    reply = await newsroom.ask(PUTIN)
    await newsroom.settled()
    assert quoted(reply)
    assert {event["deliveries"] for event in newsroom.sandbox.events} == {1}


async def test_a_message_with_files_is_dispatched_before_its_ack(newsroom):
    seen = asyncio.Event()

    @newsroom.desk.app.middleware
    async def look(next_):
        seen.set()
        await next_()

    await dispatched(newsroom, payload(text="hello", files=[{"id": "F1"}]))
    assert seen.is_set()


async def test_when_too_many_wait_nothing_is_taken_in_or_acked_until_fewer_do(newsroom):
    ledger = newsroom.desk.desk.ledger
    limits = ledger.limits
    ledger.limits = limits.model_copy(update={"waiting": 0})
    assert (await dispatched(newsroom, payload())).status == 503
    assert await newsroom.desk.desk.delivery.in_ledger(ledger.counts) == {}
    ledger.limits = limits
    assert (await dispatched(newsroom, payload())).status == 200
