"""Answered once whatever Slack does with the post; the restart takes up what was left."""

import asyncio

import pytest

from bot.ledger.records import State
from bot.questions import Asked, Surface
from tests.newsroom import BOT, DESK, MAYA, newsroom, quoted

PUTIN = "@Quote Desk would Putin accept foreign troops?"


def replies(running, ts: str) -> list[dict]:
    return [message for message in running.sandbox.messages(DESK, ts) if message.get("user") == BOT]


async def all_posted(running) -> None:
    async with asyncio.timeout(30):
        while (await running.desk.desk.delivery.in_ledger(running.desk.desk.ledger.counts)).keys() != {State.POSTED}:  # noqa: ASYNC110  another process could be the one that posts
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "kind", ["http_500", "timeout_before", "timeout_after", "drop_before", "drop_after", "ratelimited"]
)
async def test_a_post_that_went_wrong_ends_in_exactly_one_reply(tmp_path, kind):
    async with newsroom(tmp_path, client_timeout=1, settle_seconds=2.0) as running:
        running.sandbox.fail("chat.postMessage", kind, seconds=3.0)
        ts = await running.sandbox.say(MAYA, DESK, PUTIN)
        await running.sandbox.until(lambda _: replies(running, ts), timeout=30)
        await all_posted(running)
        assert len(replies(running, ts)) == 1


async def test_an_update_that_went_wrong_is_repeated(tmp_path):
    async with newsroom(tmp_path, client_timeout=1, settle_seconds=2.0) as running:
        ts = await running.sandbox.say(MAYA, DESK, PUTIN)
        await running.reply(ts)
        running.sandbox.fail("chat.update", "http_500", times=2)
        await running.sandbox.edit(MAYA, DESK, ts, "@Quote Desk what did Starmer say in Kyiv?")
        await running.sandbox.until(lambda _: running.sent("chat.update"), timeout=30)
        (reply,) = replies(running, ts)
        assert "Starmer" in quoted(reply)[0]


async def test_blocks_that_slack_refuses_become_a_notice_with_an_id_instead_of_silence(newsroom):
    newsroom.sandbox.fail("chat.postMessage", "error", error="invalid_blocks")
    reply = await newsroom.ask(PUTIN)
    assert "give whoever runs Quote Desk this id" in reply["text"]
    assert quoted(reply) == []


async def test_an_error_while_answering_is_told_with_an_id_and_its_details_are_not(newsroom, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ValueError("a detail for the log only")

    monkeypatch.setattr("bot.replies.composing.draft", broken)
    reply = await newsroom.ask(PUTIN)
    assert "this id" in reply["text"]
    assert "detail" not in reply["text"]


async def test_an_event_that_can_not_be_made_durable_is_not_acked_and_comes_again(newsroom, monkeypatch):
    ledger = newsroom.desk.desk.ledger
    real = ledger.take_in

    def disk_full(_entries):
        monkeypatch.setattr(ledger, "take_in", real)
        raise OSError("disk full")

    monkeypatch.setattr(ledger, "take_in", disk_full)
    ts = await newsroom.sandbox.say(MAYA, DESK, PUTIN)
    await newsroom.sandbox.until(lambda sandbox: any(event["deliveries"] > 1 for event in sandbox.events), timeout=30)
    await newsroom.reply(ts)
    await newsroom.settled()
    assert len(newsroom.sent()) == 1


async def test_what_a_stopped_process_left_is_answered_after_the_restart(tmp_path):
    async with newsroom(tmp_path) as running:
        asked = Asked(
            key=f"{DESK}:1.1",
            surface=Surface.MENTION,
            channel=DESK,
            thread_ts=None,
            asker=MAYA,
            text="what about Putin?",
        )
        await running.desk.desk.delivery.in_ledger(running.desk.desk.ledger.take_in, [asked])
        await running.sandbox.until(lambda _: running.sent(), timeout=30)
        assert len(running.sent()) == 1


async def test_a_reply_whose_outcome_is_lost_with_its_process_is_found_and_not_posted_again(tmp_path):
    async with newsroom(tmp_path, settle_seconds=2.0) as running:
        ts = await running.sandbox.say(MAYA, DESK, PUTIN)
        await running.reply(ts)
        await running.settled()
        ledger = running.desk.desk.ledger

        def forget() -> None:
            with ledger._writer.begin() as connection:
                connection.exec_driver_sql("UPDATE inbox SET state = 'sending', lease = 'dead', posted_ts = NULL")

        await running.desk.desk.delivery.in_ledger(forget)
        await all_posted(running)
        assert len(replies(running, ts)) == 1


async def test_rate_limits_by_either_name_hold_the_question_back_and_lose_nothing(newsroom):
    newsroom.sandbox.fail("chat.postMessage", "error", error="rate_limited")
    assert quoted(await newsroom.ask(PUTIN))


async def test_a_reply_that_can_not_be_updated_is_posted_anew(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, PUTIN)
    await newsroom.reply(ts)
    newsroom.sandbox.fail("chat.update", "error", error="edit_window_closed")
    await newsroom.sandbox.edit(MAYA, DESK, ts, "@Quote Desk what did Starmer say in Kyiv?")
    assert "Starmer" in quoted(await newsroom.reply(ts, number=2))[0]


async def test_a_private_answer_that_slack_refuses_becomes_a_notice(newsroom):
    newsroom.sandbox.fail("response_url", "error", error="invalid_blocks")
    await newsroom.sandbox.command(MAYA, DESK, "/quote", "would Putin accept foreign troops?")
    assert "this id" in (await newsroom.whisper())["text"]


async def test_a_private_answer_whose_outcome_is_lost_is_not_given_twice(tmp_path):
    async with newsroom(tmp_path, settle_seconds=0.4) as running:
        await running.sandbox.command(MAYA, DESK, "/quote", "would Putin accept foreign troops?")
        await running.whisper()
        await running.settled()
        ledger, delivery = running.desk.desk.ledger, running.desk.desk.delivery

        def forget() -> None:
            with ledger._writer.begin() as connection:
                connection.exec_driver_sql(
                    "UPDATE inbox SET state = 'sending', lease = 'dead', respond_to = 'http://127.0.0.1:9/'"
                )

        await delivery.in_ledger(forget)
        async with asyncio.timeout(15):
            while (await delivery.in_ledger(ledger.counts)).keys() != {State.ABANDONED}:  # noqa: ASYNC110  the sweep does it
                await asyncio.sleep(0.05)
        assert len(running.sandbox.ephemerals(MAYA, DESK)) == 1
