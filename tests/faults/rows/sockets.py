"""Connections that drop, stall, fragment, go deaf or are told to go: back in 30 s, nothing lost."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from tests.faults.desk import Desk, desk, pause
from tests.faults.programme import Outcome, Row, Trial

_KINDS = ("drop", "fragment", "large", "stall", "half_open", "warning", "refresh_requested")
"""Whether one that is half open is noticed shows only where no other is on its way: not behind an announced end."""
_GONE_SECONDS = 2.0
"""By then the socket that the fault before ended is gone, and another is there."""
_BACK_IN_SECONDS = 30.0
_PACE_SECONDS = 0.9
"""Slack lets an app open one socket a second; a tenth for the way of the requests."""
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
            if kind == "half_open":
                await pause(_GONE_SECONDS)
                await running.connected()
            if kind == "large":
                running.sandbox.send_event({"type": "message", "channel": "C0UKRAINE", "text": "x" * _LARGE_CHARACTERS})
            else:
                running.sandbox.break_sockets(kind)
            await asyncio.sleep(chance.uniform(0, 0.05))
            await running.ask()
            took = await running.all_answered(within=_BACK_IN_SECONDS)
            if took is None:
                return Outcome(running.tally(), {}, (f"not back after {kind}",))
            worst = max(worst, took)
            trial.progress(number / trial.size)
        await pause(1.0)
        await running.close()
        closest = _closest_openings(running)
        hasty = ("sockets opened too fast",) if closest < _PACE_SECONDS else ()
        figures = {"longest until answered": f"{worst:.1f} s", "closest openings": f"{closest:.1f} s"}
        return Outcome(running.tally(), figures, hasty)


def _closest_openings(running: Desk) -> float:
    """The least seconds between two requests for a socket."""
    opened = [call["at"] for call in running.sandbox.calls if call["method"] == "apps.connections.open"]
    return min((later - earlier for earlier, later in pairwise(opened)), default=_PACE_SECONDS)


SOCKETS = Row(
    name="sockets",
    bar="2,000 socket faults: back in 30 s",
    unit="faults",
    small=4,
    full=2_000,
    run=troubles,
    guards=("the watchdog", "the pace"),
    sabotaged=len(_KINDS),
)
