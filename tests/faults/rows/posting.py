"""Slack refuses, fails, or falls silent before and after it has posted: one answer each."""

from __future__ import annotations

import asyncio

from tests.faults.desk import desk, pause
from tests.faults.programme import Outcome, Row, Trial

_KINDS = ("ratelimited", "http_500", "timeout_before", "timeout_after", "drop_before", "drop_after")
_FAULTY = 0.3
_SETTLE_SECONDS = 1.5
_AT_ONCE = 20
_WAITED_SECONDS = 40.0


async def posts(trial: Trial) -> Outcome:
    """`size` questions; three in ten calls that post or read back meet a fault."""
    chance = trial.chance()
    async with desk(trial.folder, without=trial.without, database=trial.database) as running:
        await running.start(settle_seconds=_SETTLE_SECONDS)
        await running.connected()
        faults = 0
        for number in range(trial.size):
            if chance.random() < _FAULTY:
                method = chance.choices(["chat.postMessage", "conversations.replies"], [4, 1])[0]
                running.sandbox.fail(method, chance.choice(_KINDS), skip=chance.randint(0, 2), seconds=1.2)
                faults += 1
            await running.ask()
            if number % _AT_ONCE == _AT_ONCE - 1 and await running.all_answered(within=_WAITED_SECONDS) is None:
                return Outcome(running.tally(), {}, ("not all answered",))
            await asyncio.sleep(0.005)
            trial.progress(number / trial.size)
        running.sandbox.stop_failing()
        took = await running.all_answered(within=_WAITED_SECONDS)
        await pause(2 * _SETTLE_SECONDS + 0.5)
        await running.close()
        met = sum("fault" in call for call in running.sandbox.calls)
        figures = {"faults met": f"{met:,} of {faults:,}"}
        return Outcome(running.tally(), figures, () if took is not None else ("not all answered",))


POSTING = Row(
    name="posting",
    bar="10,000 posts at 30 % faults: one answer each",
    unit="posts",
    small=14,
    full=10_000,
    run=posts,
    guards=("reading back",),
    on_postgresql=True,
)
