"""Load: Quote Desk in a process of its own, the sandbox in this one; how long until an event is acked and answered.

A mention is two events, `message` and `app_mention`, and its answer is a third one, as Slack sends them. Times are
taken in the sandbox: an ack from when the envelope is written to the socket, an answer from the mention to the accepted
chat.postMessage.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.manifest import manifest
from bot.sandbox import Sandbox

ROOT = Path(__file__).parents[1]
PEOPLE = ("U0MAYA", "U0TOM", "U0INES")
QUESTIONS = (
    "would Putin accept foreign troops?",
    "what did Starmer say in Kyiv?",
    "how many troops does Zelensky want?",
    "who can veto a peacekeeping mission?",
)
EVENTS_AT_ONCE, EVENTS_IN_ALL = 2, 3
"""Of a mention, without and with the event of its answer."""
LONGEST_SECONDS = 600.0
LOOK_SECONDS = 0.1


class Load:
    """The mentions that were made in a sandbox, and what came of them."""

    def __init__(self, sandbox: Sandbox, channels: int) -> None:
        self._sandbox = sandbox
        self._channels = [sandbox.open_channel(f"load{number}") for number in range(channels)]
        self._asked: dict[str, float] = {}
        self._first_event, self._first_call = 0, 0

    def begin(self) -> None:
        """Forgets what was before."""
        self._asked = {}
        self._first_event, self._first_call = len(self._sandbox.events), len(self._sandbox.calls)

    async def mention(self) -> None:
        """The next person asks the next question in the next channel."""
        number = len(self._asked)
        words = f"@Quote Desk {QUESTIONS[number % len(QUESTIONS)]} ({number})"
        channel = self._channels[number % len(self._channels)]
        asked_at = time.time()
        self._asked[await self._sandbox.say(PEOPLE[number % len(PEOPLE)], channel, words)] = asked_at

    async def steadily(self, rate: float, seconds: float) -> None:
        """`rate` events a second, whatever becomes of them."""
        started = time.perf_counter()
        for number in range(int(rate * seconds / EVENTS_IN_ALL)):
            wait = started + number * EVENTS_IN_ALL / rate - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            await self.mention()

    async def at_once(self, events: int) -> float:
        """So many events at the same moment; returns the seconds until the last is acked."""
        started = time.perf_counter()
        for _ in range(events // EVENTS_AT_ONCE):
            await self.mention()
            await asyncio.sleep(0)  # each is on its way while the next is written
        sent = self._sandbox.events[self._first_event :]
        await self._until(lambda: all(event["acked"] for event in sent))
        return time.perf_counter() - started

    async def all_answered(self) -> None:
        """Returns once every mention has its answer."""
        await self._until(lambda: len(self.answers()) == len(self._asked))

    def acks(self) -> list[float]:
        """Milliseconds from each event's delivery to its ack."""
        events = self._sandbox.events[self._first_event :]
        return [event["ack_ms"] for event in events if event["ack_ms"] is not None]

    def answers(self) -> list[float]:
        """Milliseconds from each mention to its answer."""
        return [
            (call["at"] - self._asked[call["args"]["thread_ts"]]) * 1000 + call["ms"]
            for call in self._sandbox.calls[self._first_call :]
            if call["method"] == "chat.postMessage"
            and call["status"] == 200
            and call["args"].get("thread_ts") in self._asked
        ]

    async def _until(self, is_so: Callable[[], bool]) -> None:
        looked = 0.0

        def look(_: Sandbox) -> bool:
            nonlocal looked
            if time.monotonic() - looked < LOOK_SECONDS:
                return False
            looked = time.monotonic()
            return is_so()

        await self._sandbox.until(look, timeout=LONGEST_SECONDS)


@asynccontextmanager
async def desk(sandbox: Sandbox, database: str | None) -> AsyncIterator[int]:
    """`quotedesk run` in a process of its own, connected; yields its process id."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "SLACK_API_URL": sandbox.api_url,
            "DATABASE_URL": database or f"sqlite:///{Path(folder) / 'quotedesk.db'}",
            "QUOTEDESK_SEEDS": str(ROOT / "seeds"),
            "QUOTEDESK_QUESTIONS_A_MINUTE": "1000000",
            "QUOTEDESK_LOG_LEVEL": "error",
            "PYTHONPATH": str(ROOT),
        }
        command = (sys.executable, "-m", "bot", "run")
        process = await asyncio.create_subprocess_exec(*command, cwd=folder, env=os.environ | settings)
        try:
            await sandbox.until(lambda sandbox: sandbox.connected, timeout=30)
            yield process.pid
        finally:
            process.terminate()
            await process.wait()


def memory(pid: int) -> float:
    """What a process holds in memory, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return float(status.split("VmRSS:")[1].split()[0]) / 1024


def processor_seconds(pid: int) -> float:
    """The processor time that a process has taken."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def percentiles(values: list[float]) -> tuple[str, ...]:
    """p50, p95 and p99 by nearest rank."""
    ordered = sorted(values)
    return tuple(f"{ordered[min(len(ordered) - 1, int(share * len(ordered)))]:.1f}" for share in (0.5, 0.95, 0.99))


async def measure(rate: float, seconds: float, burst: int, channels: int, database: str | None) -> Table:
    """The steady load or, with `burst`, so many events at once."""
    async with Sandbox(manifest=manifest(), rate_limits=None) as sandbox, desk(sandbox, database) as pid:
        load = Load(sandbox, channels)
        for _ in range(20):  # what is done at the first question isn't part of any other's time
            await load.mention()
        await load.all_answered()
        load.begin()
        before, worked, started = memory(pid), (processor_seconds(pid), time.process_time()), time.perf_counter()
        acked_in = None
        if burst:
            acked_in = await load.at_once(burst)
        else:
            await load.steadily(rate, seconds)
        await load.all_answered()
        took = time.perf_counter() - started
        acks, answers, after = load.acks(), load.answers(), memory(pid)
        ours, sandboxs = processor_seconds(pid) - worked[0], time.process_time() - worked[1]
    table = Table("what", "p50 ms", "p95 ms", "p99 ms")
    table.add_row(f"{len(acks)} acks", *percentiles(acks))
    table.add_row(f"{len(answers)} answers", *percentiles(answers))
    each = 1000 / len(answers)
    table.caption = (
        f"{len(answers) / took:.0f} answers a second\n"
        f"processor time an answer: {ours * each:.1f} ms, of the sandbox {sandboxs * each:.1f} ms\n"
        f"memory: {before:.0f} MiB before, {after:.0f} MiB after"
    )
    if acked_in is not None:
        table.caption += f"\nall acked in {acked_in:.2f} s"
    return table


def main(
    rate: Annotated[float, typer.Option(help="Events a second.", min=1, max=2_000)] = 200.0,
    seconds: Annotated[float, typer.Option(help="How long.", min=1, max=3_600)] = 10.0,
    burst: Annotated[int, typer.Option(help="So many events at once instead.", min=0, max=20_000)] = 0,
    channels: Annotated[int, typer.Option(help="How many channels they come in.", min=1, max=1_000)] = 50,
    database: Annotated[str | None, typer.Option(help="A database URL instead of a SQLite file.")] = None,
) -> None:
    """Ask, and print the times to the ack and to the answer."""
    Console().print(asyncio.run(measure(rate, seconds, burst, channels, database)))


if __name__ == "__main__":
    typer.run(main)
