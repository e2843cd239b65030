"""Every quote that was posted is withdrawn, under 429s and kills: each message put right, each asker told once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace

from retrieval.archive import Archive
from tests import oracle
from tests.faults.desk import Desk, desk, pause
from tests.faults.invariant import BOT, answers
from tests.faults.programme import Outcome, Row, Trial
from tests.newsroom import quoted

_AT_ONCE = 50
_KILLS_AT_MOST = 20
_SETTLE_SECONDS = 2.0
"""Longer than a request takes to be served while the sandbox holds thousands of threads: one that is served after it
was read back would be sent again."""
_PER_MESSAGE_SECONDS = 0.4


async def withdrawn(trial: Trial) -> Outcome:
    """Posts `size` answers, withdraws their article, and kills the worker and holds it back until all are right."""
    chance = trial.chance()
    async with desk(trial.folder, without=trial.without) as running:
        worker = await running.start(settle_seconds=_SETTLE_SECONDS)
        await running.connected()
        for number in range(trial.size):
            await running.ask()
            if number % _AT_ONCE == _AT_ONCE - 1:
                await running.all_answered(within=60.0)
            trial.progress(number / trial.size / 2)
        await running.all_answered(within=60.0)
        given = sum(bool(quoted(message)) for message in _standing(running))
        with closing(Archive(f"sqlite:///{running.file}")) as archive:
            archive.withdraw(archive.articles()[0].id, "A court said so.", by="the editor")
        started = time.monotonic()
        kills = min(_KILLS_AT_MOST, 2 + trial.size // 250)
        for _ in range(kills):
            running.sandbox.fail("chat.update", "ratelimited", skip=chance.randint(0, 5))
            running.sandbox.fail("chat.postMessage", "ratelimited", skip=chance.randint(0, 5))
            await asyncio.sleep(chance.uniform(0.2, 1.0))
            worker.kill()
            worker = await running.start(settle_seconds=_SETTLE_SECONDS)
            await running.connected()
        within = 20.0 + trial.size * _PER_MESSAGE_SECONDS
        done = await _until_told(running, within, trial)
        seconds = time.monotonic() - started
        await pause(2 * _SETTLE_SECONDS + 0.5)
        await running.close()
        return _outcome(running, given, kills, seconds if done else None)


async def _until_told(running: Desk, within: float, trial: Trial) -> bool:
    left = dict(running.asked)
    try:
        async with asyncio.timeout(within):
            while left:
                left = {ts: channel for ts, channel in left.items() if answers(running.sandbox, channel, ts) < 2}
                trial.progress(1 - len(left) / trial.size / 2)
                await asyncio.sleep(0.1)
    except TimeoutError:
        return False
    return True


def _standing(running: Desk) -> list[dict]:
    threads = (running.sandbox.messages(channel, ts) for ts, channel in running.asked.items())
    return [message for thread in threads for message in thread if message.get("user") == BOT]


def _outcome(running: Desk, given: int, kills: int, seconds: float | None) -> Outcome:
    updates = Counter(
        call["args"]["ts"]
        for call in running.sandbox.calls
        if call["method"] == "chat.update" and (call["response"] or {}).get("ok")
    )
    messages = Counter(answers(running.sandbox, channel, ts) for ts, channel in running.asked.items())
    held = sum(call["status"] == 429 for call in running.sandbox.calls)
    wrong = []
    try:
        oracle.check_standing(_standing(running), running.file)
    except AssertionError as error:
        wrong.append(str(error))
    told_once = messages[2] == len(running.asked)
    if not told_once:
        wrong.append(f"bot's messages in a thread: {dict(messages)}")
    figures = {
        "put right": f"{len(updates)} of {given}",
        "twice": str(sum(count > 1 for count in updates.values())),
        "kills": str(kills),
        "429s": str(held),
        "took": f"{seconds:.1f} s" if seconds is not None else "longer than was waited",
    }
    if len(updates) < given or max(updates.values(), default=0) > 1:
        wrong.append("a message that was not put right once")
    counts = replace(
        running.tally(),
        lost=sum(count for number, count in messages.items() if number < 2),
        twice=sum(count for number, count in messages.items() if number > 2),
    )
    return Outcome(counts, figures, tuple(wrong))


CORRECTIONS = Row(
    name="corrections",
    bar="all that was posted is withdrawn, under 429s and kills: each message put right, each asker told, once",
    unit="messages",
    small=40,
    full=5_000,
    run=withdrawn,
    guards=("following the archive",),
)
