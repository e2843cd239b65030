"""Connections that drop, stall, fragment, go deaf or are told to go: back in 30 s, nothing lost."""

from __future__ import annotations

import asyncio

from tests.faults.desk import desk, pause
from tests.faults.programme import Outcome, Row, Trial

_KINDS = ("drop", "fragment", "stall", "warning", "refresh_requested", "half_open", "large")
_BACK_IN_SECONDS = 30.0
_LARGE_CHARACTERS = 2 * 1024 * 1024


async def troubles(trial: Trial) -> Outcome:
    """`size` faults of the socket, a question during each."""
    chance = trial.chance()
    worst = 0.0
    async with desk(trial.folder, without=trial.without) as running:
        await running.start()
        for number in range(trial.size):
            await running.connected()
            kind = chance.choice(_KINDS) if trial.size > len(_KINDS) else _KINDS[number % len(_KINDS)]
            if kind == "large":
                running.sandbox.send_event({"type": "message", "channel": "C0UKRAINE", "text": "x" * _LARGE_CHARACTERS})
            else:
                running.sandbox.break_sockets(kind)
            await asyncio.sleep(chance.uniform(0, 0.05))
            await running.ask()
            took = await running.all_answered(within=60)
            if took is None:
                return Outcome(running.tally(), {}, (f"not back after {kind}",))
            worst = max(worst, took)
            trial.progress(number / trial.size)
        await pause(1.0)
        await running.close()
        late = ("back too late",) if worst > _BACK_IN_SECONDS else ()
        return Outcome(running.tally(), {"longest until answered": f"{worst:.1f} s"}, late)


SOCKETS = Row(
    name="sockets",
    bar="2,000 socket faults: back in 30 s",
    unit="faults",
    small=4,
    full=2_000,
    run=troubles,
)
