"""The disk can't be written to: nothing is acked that isn't durable, and once it can, all of it is answered."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.sandbox import Timing
from tests.faults.desk import desk, pause
from tests.faults.programme import Outcome, Row, Trial

_QUESTIONS = 5
_FAILING_SECONDS = 0.6
_TIMING = Timing(ack=0.3, retries=(0.1, 0.2, *[0.5] * 60))


async def failing(trial: Trial) -> Outcome:
    """`size` times: no write succeeds, questions come, and writing is possible again.

    Every other time the kernel refuses each write of the process, an I/O error to SQLite; in between SQLite takes the
    database for read-only.
    """
    acked_meanwhile = 0
    read_only = trial.folder / "read-only"
    async with desk(trial.folder, without=trial.without, timing=_TIMING) as running:
        worker = await running.start(read_only_while=read_only)
        await running.connected()
        for number in range(trial.size):
            await running.ask()
            await running.all_answered(within=30)
            before = len(running.sandbox.events)
            with _refused_writes(worker.pid) if number % 2 == 0 else _there(read_only):
                for _ in range(_QUESTIONS):
                    await running.ask()
                await asyncio.sleep(_FAILING_SECONDS)
                acked_meanwhile += sum(record["acked"] for record in running.sandbox.events[before:])
            if await running.all_answered(within=30) is None:
                return Outcome(running.tally(), {}, ("not recovered",))
            trial.progress(number / trial.size)
        await pause(1.0)
        await running.close()
        missed = ("acked without durability",) if acked_meanwhile else ()
        return Outcome(running.tally(), {"acked meanwhile": f"{acked_meanwhile}"}, missed)


@contextmanager
def _refused_writes(pid: int) -> Iterator[None]:
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def _there(flag: Path) -> Iterator[None]:
    flag.touch()
    yield
    flag.unlink()


DISK = Row(
    name="disk",
    bar="I/O errors, read-only: no ack without durability; recovers by itself",
    unit="times",
    small=2,
    full=100,
    run=failing,
    guards=("durability before the ack",),
)
