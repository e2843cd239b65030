"""What is to be taken in comes first: while it comes in a burst, no answer is begun."""

import asyncio

import pytest

from bot.delivery import ledger_thread
from bot.delivery.ledger_thread import LedgerThread
from bot.ledger.ledger import Ledger
from bot.questions import Asked, Surface


@pytest.fixture
async def writing(tmp_path):
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    thread = LedgerThread(ledger)
    yield thread
    await thread.close()
    ledger.close()


def questions(count: int, first: int = 0) -> list[Asked]:
    return [
        Asked(key=f"C1:{n}", surface=Surface.MENTION, channel="C1", thread_ts=f"{n}", asker=f"U{n}")
        for n in range(first, first + count)
    ]


async def test_after_a_burst_answers_wait_until_nothing_like_it_follows(writing):
    await asyncio.gather(*map(writing.take_in, questions(200)))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(writing.calm(), 0.05)
    await asyncio.wait_for(writing.calm(), 2.0)


async def test_the_answer_to_a_single_question_waits_for_nothing(writing):
    await asyncio.gather(*map(writing.take_in, questions(1)))
    await asyncio.wait_for(writing.calm(), 0.05)


async def test_answers_come_and_nothing_piles_up_though_burst_follows_burst(writing, monkeypatch):
    monkeypatch.setattr(ledger_thread, "_CALM_SECONDS", 0.5)
    timers = asyncio.get_running_loop()._scheduled
    calm = asyncio.create_task(writing.calm())
    bursts = 0
    async with asyncio.timeout(5.0):
        while not calm.done():
            await asyncio.gather(*map(writing.take_in, questions(60, bursts * 60)))
            bursts += 1
            assert sum(not timer.cancelled() for timer in timers) <= 3
    assert bursts > 1
