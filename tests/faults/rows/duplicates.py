"""Every event many times, to several processes: one answer each."""

from __future__ import annotations

import asyncio

from tests.faults.desk import desk, pause
from tests.faults.programme import Outcome, Row, Trial

_WORKERS = 3
_DELIVERIES = 20
"""Of each question: 100,000 of 5,000."""
_AT_ONCE = 50


async def deliveries(trial: Trial) -> Outcome:
    """`size` deliveries of a twentieth as many questions, over three processes that share one database."""
    chance = trial.chance()
    questions = max(1, trial.size // _DELIVERIES)
    async with desk(trial.folder, without=trial.without, database=trial.database) as running:
        for _ in range(_WORKERS):
            await running.start()
        await running.sandbox.until(lambda sandbox: sandbox.sockets >= _WORKERS, timeout=60)
        for number in range(questions):
            await running.ask()
            known = [record for record in running.sandbox.events if record["type"] == "events_api"]
            for record in chance.choices(known[-_AT_ONCE:], k=_DELIVERIES - 2):
                running.sandbox.redeliver(record)
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0.05)
            trial.progress(number / questions)
        took = await running.all_answered(within=60 + questions / 20)
        await pause(1.0)
        await running.close()
        sent = sum(record["deliveries"] for record in running.sandbox.events)
        return Outcome(running.tally(), {"deliveries": f"{sent:,}"}, () if took is not None else ("not all answered",))


DUPLICATES = Row(
    name="duplicates",
    bar="100,000 deliveries of 5,000 questions over 3 processes: one answer each",
    unit="deliveries",
    small=250,
    full=100_000,
    run=deliveries,
    guards=("deduplication", "the lease"),
    on_postgresql=True,
)
