"""The disk is full: nothing is acked that isn't durable, and once there is room again all of it is answered."""

from __future__ import annotations

import asyncio
import resource

from bot.sandbox import Timing
from tests.faults.desk import desk, pause
from tests.faults.programme import Outcome, Row, Trial

_QUESTIONS = 5
_FULL_SECONDS = 0.6
_TIMING = Timing(ack=0.3, retries=(0.1, 0.2, *[0.5] * 60))


async def full(trial: Trial) -> Outcome:
    """`size` times: the kernel refuses every write of the process, questions come, and room is made again."""
    acked_while_full = 0
    async with desk(trial.folder, without=trial.without, timing=_TIMING) as running:
        worker = await running.start()
        await running.connected()
        for number in range(trial.size):
            await running.ask()
            await running.all_answered(within=30)
            before = len(running.sandbox.events)
            resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
            for _ in range(_QUESTIONS):
                await running.ask()
            await asyncio.sleep(_FULL_SECONDS)
            acked_while_full += sum(record["acked"] for record in running.sandbox.events[before:])
            resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            if await running.all_answered(within=30) is None:
                return Outcome(running.tally(), {}, ("not recovered",))
            trial.progress(number / trial.size)
        await pause(1.0)
        await running.close()
        missed = ("acked without durability",) if acked_while_full else ()
        return Outcome(running.tally(), {"acked while full": f"{acked_while_full}"}, missed)


DISK = Row(
    name="disk",
    bar="disk full: no ack without durability; recovers by itself",
    unit="times",
    small=2,
    full=100,
    run=full,
    guards=("durability before the ack",),
)
