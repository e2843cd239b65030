"""kill -9, at random moments and at each named point: recovered in 5 s, nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import time

from tests.faults.desk import Desk, desk, pause, percentile
from tests.faults.points import POINTS, READING_BACK
from tests.faults.programme import Outcome, Row, Trial
from tests.faults.worker import Worker

RECOVERED_IN_SECONDS = 5.0
_WAITED_SECONDS = 20.0
_SETTLE_SECONDS = 0.5
"""Short: a request of a process that is dead is no longer on its way over loopback."""


class _Recoveries:
    """How long it took, from each kill, until a worker that was started then had answered all that was asked."""

    def __init__(self, running: Desk) -> None:
        self._running = running
        self._took: list[float | None] = []

    @property
    def failed(self) -> bool:
        """Whether something was still unanswered when there was no more waiting for it."""
        return None in self._took

    async def one(self) -> Worker:
        """Starts a worker, sees it answer all that is left, and returns it."""
        killed = time.monotonic()
        worker = await self._running.start(settle_seconds=_SETTLE_SECONDS)
        await self._running.connected()
        answered = await self._running.all_answered(within=_WAITED_SECONDS)
        self._took.append(time.monotonic() - killed if answered is not None else None)
        return worker

    async def outcome(self) -> Outcome:
        """What is left is answered once more, and everything is counted."""
        if not self.failed:
            await self.one()
        await pause(2 * _SETTLE_SECONDS + 0.5)
        await self._running.close()
        took = [seconds for seconds in self._took if seconds is not None]
        late = self.failed or max(took) > RECOVERED_IN_SECONDS
        figures = {"recovered in": f"{percentile(took, 0.5):.1f} s, at most {max(took):.1f} s"} if took else {}
        return Outcome(self._running.tally(), figures, ("recovered too late",) if late else ())


async def at_random(trial: Trial) -> Outcome:
    """Kills a worker `size` times, some milliseconds after questions have come.

    Every other one, by chance, has answered what those before it left; the rest are killed over it.
    """
    chance = trial.chance()
    async with desk(trial.folder, without=trial.without, database=trial.database) as running:
        recoveries = _Recoveries(running)
        for number in range(trial.size):
            if number and chance.random() < 0.5:
                worker = await recoveries.one()
            else:
                worker = await running.start(settle_seconds=_SETTLE_SECONDS)
                await running.connected()
            if recoveries.failed:
                break
            for _ in range(chance.randint(1, 3)):
                await running.ask()
            await asyncio.sleep(chance.uniform(0, 0.1))
            worker.kill()
            trial.progress(number / trial.size)
        return await recoveries.outcome()


async def at_named_points(trial: Trial) -> Outcome:
    """Kills a worker `size` times at each of the named points."""
    chance = trial.chance()
    kills = [(point, on) for point in POINTS for on in range(trial.size)]
    chance.shuffle(kills)
    missed = []
    async with desk(trial.folder, without=trial.without, database=trial.database) as running:
        recoveries = _Recoveries(running)
        for number, (point, on) in enumerate(kills):
            if point in READING_BACK:
                await _die(running, "after post")
            if not await _die(running, point, on=1 + on % 3 if point not in READING_BACK else 1):
                missed.append(point)
            if chance.random() < 0.5:
                (await recoveries.one()).kill()
            if recoveries.failed:
                break
            trial.progress(number / len(kills))
        outcome = await recoveries.outcome()
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


KILLS = Row(
    name="kills",
    bar="kill -9 at random: recovered in 5 s",
    unit="kills",
    small=5,
    full=1_000,
    run=at_random,
    guards=("durability before the ack", "taking up what was left"),
    on_postgresql=True,
    sabotaged=24,
)
NAMED_KILLS = Row(
    name="named-kills",
    bar="kill -9 at each named point: recovered in 5 s",
    unit="at each point",
    small=1,
    full=25,
    run=at_named_points,
    guards=("reading back", "durability before the ack", "taking up what was left"),
    on_postgresql=True,
)
