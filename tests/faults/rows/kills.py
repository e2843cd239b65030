"""kill -9, at random moments and at each named point: recovered in 5 s, nothing lost, nothing twice."""

from __future__ import annotations

import asyncio

from tests.faults.desk import Desk, desk, pause
from tests.faults.points import POINTS, READING_BACK
from tests.faults.programme import Outcome, Row, Trial

RECOVERED_IN_SECONDS = 5.0
_SETTLE_SECONDS = 0.5
"""Short: a request of a process that is dead is no longer on its way over loopback."""


async def at_random(trial: Trial) -> Outcome:
    """Kills a worker `size` times, each time some milliseconds after questions have come."""
    chance = trial.chance()
    async with desk(trial.folder, without=trial.without) as running:
        for number in range(trial.size):
            worker = await running.start(settle_seconds=_SETTLE_SECONDS)
            await running.connected()
            for _ in range(chance.randint(1, 3)):
                await running.ask()
            await asyncio.sleep(chance.uniform(0, 0.04))
            worker.kill()
            trial.progress(number / trial.size)
        return await _recovered(running)


async def at_named_points(trial: Trial) -> Outcome:
    """Kills a worker `size` times at each of the named points."""
    chance = trial.chance()
    kills = [(point, on) for point in POINTS for on in range(trial.size)]
    chance.shuffle(kills)
    missed = []
    async with desk(trial.folder, without=trial.without) as running:
        for number, (point, on) in enumerate(kills):
            if point in READING_BACK:
                await _die(running, "after post")
            if not await _die(running, point, on=1 + on % 3 if point not in READING_BACK else 1):
                missed.append(point)
            trial.progress(number / len(kills))
        outcome = await _recovered(running)
        died = {"died at their point": f"{len(kills) - len(missed)} of {len(kills)}"}
        return Outcome(outcome.tally, died | outcome.figures, outcome.missed)


async def _die(running: Desk, point: str, on: int = 1) -> bool:
    """Has a worker die at a point, the `on`th time that it comes by; False when it never came by."""
    worker = await running.start(settle_seconds=_SETTLE_SECONDS, die_at=point, die_on=on)
    try:
        await running.connected()
        for _ in range(3):
            await running.ask()
        await running.sandbox.until(lambda _: not worker.alive, timeout=4.0)
    except TimeoutError:
        return not worker.alive
    finally:
        worker.kill()
    return True


async def _recovered(running: Desk) -> Outcome:
    """Starts a worker that nobody kills, and sees it answer all that is left."""
    await running.start(settle_seconds=_SETTLE_SECONDS)
    await running.connected()
    took = await running.all_answered(within=20.0)
    await pause(2 * _SETTLE_SECONDS + 0.5)
    await running.close()
    figures = {"recovered in": f"{took:.1f} s" if took is not None else "not at all"}
    late = took is None or took > RECOVERED_IN_SECONDS
    return Outcome(running.tally(), figures, ("recovered too late",) if late else ())


KILLS = Row(
    name="kills",
    bar="kill -9 at random: recovered in 5 s",
    unit="kills",
    small=5,
    full=1_000,
    run=at_random,
)
NAMED_KILLS = Row(
    name="named-kills",
    bar="kill -9 at each named point: recovered in 5 s",
    unit="at each point",
    small=1,
    full=25,
    run=at_named_points,
    guards=("reading back", "durability before the ack"),
)
