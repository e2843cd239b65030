"""A message is acked once it is durable, without Bolt and its listeners."""

from unittest.mock import patch

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.editing.incoming import read_drop
from bot.listeners.prompt_app import PromptApp
from tests.newsroom import BOT, DESK, MAYA, quoted

PUTIN = "@Quote Desk would Putin accept foreign troops?"


def payload(**event) -> dict:
    known = {"type": "app_mention", "channel": DESK, "user": MAYA, "ts": "1.1", "text": f"<@{BOT}> who?"}
    return {"type": "event_callback", "team_id": "T0NEWSROOM", "event_id": "Ev1", "event": known | event}


async def dispatched(newsroom, body: dict):
    return await newsroom.desk.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))


def test_an_app_is_made_without_looking_through_all_modules_for_its_name():
    with patch("inspect.stack", side_effect=AssertionError):
        app = PromptApp(authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1"))
    assert app.name == "quotedesk"


async def test_a_message_is_acked_and_answered_whatever_listeners_do(newsroom):
    @newsroom.desk.app.middleware
    async def broken():
        raise ValueError("a middleware of somebody else's")

    reply = await newsroom.ask(PUTIN)
    await newsroom.settled()
    assert quoted(reply)
    assert {event["deliveries"] for event in newsroom.sandbox.events} == {1}


async def test_what_a_message_brings_in_files_is_durable_before_its_ack(newsroom, monkeypatch):
    adding = newsroom.desk.desk.editorial.adding
    monkeypatch.setattr(adding, "begin", lambda _preview_id: None)
    body = payload(text=f"<@{BOT}> add this", files=[{"id": "F1"}])
    assert (await dispatched(newsroom, body)).status == 200
    assert await adding.take_in(read_drop(body, BOT)) is None  # it was taken in before


async def test_when_too_many_wait_nothing_is_taken_in_or_acked_until_fewer_do(newsroom):
    ledger = newsroom.desk.desk.ledger
    limits = ledger.limits
    ledger.limits = limits.model_copy(update={"waiting": 0})
    assert (await dispatched(newsroom, payload())).status == 503
    assert await newsroom.desk.desk.delivery.in_ledger(ledger.counts) == {}
    ledger.limits = limits
    assert (await dispatched(newsroom, payload())).status == 200
