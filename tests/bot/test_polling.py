"""Work that is done for ever outlives what it meets, and says so once."""

import asyncio
from contextlib import suppress
from types import SimpleNamespace

from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.ledger.ledger import Ledger
from bot.polling import poll
from retrieval.archive import Archive
from tests.bot.corrections.changes import PUTIN, first


async def polled(looks: list[Exception | None], seconds: float = 5.0, **options) -> list[dict]:
    """What is logged while each look meets what is listed for it; after the last one it ends."""
    left = iter(looks)
    done = asyncio.Event()

    async def look() -> None:
        meets = next(left, StopAsyncIteration)
        if meets is StopAsyncIteration:
            done.set()
        elif meets is not None:
            raise meets

    with capture_logs() as lines:
        task = asyncio.create_task(poll(look, name="looking", **({"every": 0.001} | options)))
        async with asyncio.timeout(seconds):
            await done.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return lines


async def nothing() -> None:
    """Work that never fails."""


async def test_failures_in_a_row_are_one_line_and_so_is_their_end():
    lines = await polled([OSError(), OSError(), OSError(), None, None])
    assert [(line["log_level"], line["work"]) for line in lines] == [("error", "looking"), ("warning", "looking")]
    assert lines[0]["kind"] == "OSError"
    assert lines[1]["failures"] == 3


async def test_a_failure_of_another_kind_is_a_line_of_its_own_and_so_is_the_next_row():
    lines = await polled([OSError(), LookupError(), LookupError(), None, OSError()])
    assert [line.get("kind") for line in lines] == ["OSError", "LookupError", None, "OSError", None]


async def test_failing_work_is_left_alone_twice_as_long_each_time_up_to_a_limit(monkeypatch):
    pauses = []

    def at_once(pause):
        pauses.append(pause)
        return asyncio.timeout(0.0)

    monkeypatch.setattr("bot.polling.asyncio", SimpleNamespace(timeout=at_once, Event=asyncio.Event))
    await polled([None, *[OSError()] * 9, None], every=0.25)
    assert pauses[:11] == [0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 5.0, 5.0, 0.25]
    pauses.clear()
    await polled([OSError(), OSError(), None], every=60.0)
    assert pauses[:3] == [60.0, 60.0, 60.0]


async def test_it_looks_at_once_when_it_is_told_to():
    sooner = asyncio.Event()
    sooner.set()
    await polled([None], every=600.0, sooner=sooner)


async def test_it_ends_when_it_is_told_to_though_it_is_told_to_look_at_the_same_moment():
    sooner = asyncio.Event()
    task = asyncio.create_task(poll(nothing, name="looking", every=600.0, sooner=sooner))
    await asyncio.sleep(0.01)
    sooner.set()
    await asyncio.sleep(0)
    task.cancel()
    assert (await asyncio.wait([task], timeout=1.0))[0]


async def test_a_database_that_is_gone_is_logged_once_by_each_and_then_all_goes_on(newsroom, monkeypatch):
    await newsroom.ask(PUTIN)

    def gone(*_):
        raise OperationalError("SELECT", {}, OSError("gone"))

    with capture_logs() as lines, monkeypatch.context() as outage:
        outage.setattr(Ledger, "waiting", gone)
        outage.setattr(Archive, "revision", property(gone))
        await asyncio.sleep(0.8)
    works = [line["work"] for line in lines if line["log_level"] == "error"]
    assert sorted(works) == ["following changed articles", "taking up what is due"]
    with capture_logs() as lines:
        newsroom.desk.desk.archive.withdraw(first(newsroom), "A court said so.", by="Tom")
        await newsroom.put_right()
    assert "working again" in [line["event"] for line in lines]
