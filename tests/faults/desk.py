"""A workspace with workers in it: questions are asked, workers come and go, and at the end everything is counted."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bot.manifest import manifest
from bot.sandbox import Sandbox, Timing
from tests.faults.invariant import Tally, answers, tally
from tests.faults.worker import Task, Worker
from tests.newsroom import quoted

CHANNELS = ("C0UKRAINE", "C0FOREIGN")
PEOPLE = ("U0MAYA", "U0TOM")
QUESTIONS = (
    "would Putin accept foreign troops?",
    "what did Starmer say in Kyiv?",
    "how many troops does Zelensky want?",
    "who can veto a peacekeeping mission?",
)
CANARY = "canaryword"
"""In every question, so that a log that holds a question's text is found out."""
PATIENT = Timing(ack=1.0, retries=(0.1, 0.5, *[1.0] * 60), stall=0.3, warning=0.3, refresh=0.1)
"""Redelivers for a minute: a worker may be dead each time."""


class Desk:
    """The workspace and the workers of one run."""

    def __init__(self, sandbox: Sandbox, folder: Path, *, database: str | None = None, without: str | None) -> None:
        self.sandbox = sandbox
        self.asked: dict[str, str] = {}
        self.file = folder / "quotedesk.db"
        self._database = database or self.file
        self._log = folder / "worker.log"
        self._without = without
        self._workers: list[Worker] = []
        self._numbers = itertools.count(1)

    async def start(self, **task: object) -> Worker:
        """Starts a worker, which connects when it is ready."""
        worker = Worker(Task.on(self.sandbox, self._database, self._log, without=self._without, **task))
        self._workers.append(worker)
        return worker

    async def connected(self, within: float = 30.0) -> None:
        """Returns once a worker is connected."""
        await self.sandbox.until(lambda sandbox: sandbox.connected, timeout=within)

    async def ask(self, question: str | None = None) -> str:
        """Asks a question, or the next of a few, in the next channel; returns its timestamp."""
        number = next(self._numbers)
        channel, person = CHANNELS[number % len(CHANNELS)], PEOPLE[number % len(PEOPLE)]
        words = f"@Quote Desk {question or QUESTIONS[number % len(QUESTIONS)]} {CANARY}{number}"
        ts = await self.sandbox.say(person, channel, words)
        self.asked[ts] = channel
        return ts

    def post(self, payload: dict, kind: str) -> None:
        """Sends any payload to the workers, under a new envelope of that type."""
        self.sandbox._slack.deliveries.post(payload, kind=kind)

    def logged(self, *words: str) -> int:
        """How often words stand in the workers' log."""
        written = self._log.read_text(errors="replace") if self._log.exists() else ""
        return sum(written.count(word) for word in words)

    def quoted(self) -> list[str]:
        """Every quote in every message that the workspace took."""
        sent = (call["args"] for call in self.sandbox.calls if call["method"] == "chat.postMessage")
        return [text for arguments in sent for text in quoted(arguments)]

    def waiting(self) -> list[str]:
        """The questions that have no answer yet."""
        return [ts for ts, channel in self.asked.items() if not answers(self.sandbox, channel, ts)]

    async def all_answered(self, within: float) -> float | None:
        """Waits until no question waits and nothing more comes; seconds that it took, None if some still wait."""
        started = time.monotonic()
        try:
            await self.sandbox.until(lambda _: not self.waiting(), timeout=within)
        except TimeoutError:
            return None
        return time.monotonic() - started

    async def close(self) -> None:
        """Ends the workers that still run."""
        for worker in self._workers:
            if worker.alive:
                await worker.end()

    def tally(self) -> Tally:
        """What went wrong, once the workers have ended."""
        return tally(self.sandbox, self.asked, self._database, [self._log], [CANARY])


@asynccontextmanager
async def desk(
    folder: Path, *, without: str | None = None, timing: Timing = PATIENT, **more: object
) -> AsyncIterator[Desk]:
    """A workspace without rate limits, and the workers that are started in it."""
    async with Sandbox(manifest=manifest(), rate_limits=None, timing=timing) as sandbox:
        running = Desk(sandbox, folder, without=without, **more)  # type: ignore[arg-type]
        try:
            yield running
        finally:
            await running.close()


async def pause(seconds: float) -> None:
    """Lets what may still come, come: an answer given twice comes after the first."""
    await asyncio.sleep(seconds)


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of `values` lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(records: list[Mapping[str, object]]) -> list[float]:
    """The times to the ack of what was acked."""
    return [float(str(record["ack_ms"])) for record in records if record["ack_ms"] is not None]
