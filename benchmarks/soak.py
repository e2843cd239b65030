"""Memory under a steady load: what Quote Desk holds after a minute, and whether it holds more an hour later.

The bot runs in a process of its own, the sandbox in this one. Questions are words of the first article and of this
project's pages, put together by chance; one in ten is edited once its answer is there.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console

from benchmarks.load import EVENTS_IN_ALL, PEOPLE, ROOT, desk, memory
from bot.manifest import manifest
from bot.sandbox import Sandbox

BAR = 1.05
"""What memory may be at the end, to what it was after a minute."""
_MINUTE = 60.0
_OPENINGS = (
    "who says that",
    "what did he say about",
    "why",
    "when did",
    "how many",
    "would they accept",
    "what of",
    "",
)
_WORDS_AT_MOST = 7
_EDITED = 0.1
_SEED = 20261122
_TENDED_SECONDS = 1.0
_LAST_ANSWERS_SECONDS = 60.0


class Look(NamedTuple):
    """What is seen at one moment: memory in MiB, questions since the start, the slowest answer since the last look."""

    minute: float
    memory: float
    asked: int
    answered: int
    slowest_ms: float


class Soak:
    """Questions in many words, in many channels, and which of them have their answer."""

    def __init__(self, sandbox: Sandbox, channels: int) -> None:
        self.asked = 0
        self._sandbox = sandbox
        self._chance = random.Random(_SEED)  # noqa: S311  a sample, not a secret
        self._channels = [sandbox.open_channel(f"soak{number}") for number in range(channels)]
        self._words = sorted(_words_of(ROOT / "seeds", "*.txt") | _words_of(ROOT / "docs", "*.md"))
        self._waiting: dict[str, tuple[str, str]] = {}
        self._slowest = 0.0

    @property
    def answered(self) -> int:
        """How many of the questions have their answer."""
        return self.asked - len(self._waiting)

    async def ask(self) -> None:
        """Somebody asks something somewhere."""
        channel, person = self._chance.choice(self._channels), self._chance.choice(PEOPLE)
        ts = await self._sandbox.say(person, channel, self._question())
        self._waiting[ts] = channel, person
        self.asked += 1

    async def tend(self) -> None:
        """Sees what was answered since, and has some of it edited."""
        for ts, (channel, person) in list(self._waiting.items()):
            thread = self._sandbox.messages(channel, ts)
            if len(thread) > 1:
                self._slowest = max(self._slowest, float(thread[1]["ts"]) - float(ts))
                del self._waiting[ts]
                if self._chance.random() < _EDITED:
                    await self._sandbox.edit(person, channel, ts, self._question())

    def look(self, minute: float, pid: int) -> Look:
        """What there is to see now; the slowest answer is that since the last look."""
        slowest, self._slowest = self._slowest, 0.0
        return Look(minute, memory(pid), self.asked, self.answered, slowest * 1000)

    def _question(self) -> str:
        words = self._chance.choices(self._words, k=self._chance.randint(1, _WORDS_AT_MOST))
        return f"@Quote Desk {self._chance.choice(_OPENINGS)} {' '.join(words)}?"


def _words_of(folder: Path, names: str) -> set[str]:
    return {word for path in folder.glob(names) for word in re.findall(r"[^\W\d_]{3,}", path.read_text())}


async def looks(minutes: float, every: float, rate: float, channels: int, database: str | None) -> AsyncIterator[Look]:
    """A look after one minute, `every` so many minutes, and once the last question is answered."""
    async with Sandbox(manifest=manifest(), rate_limits=None) as sandbox, desk(sandbox, database) as pid:
        soak = Soak(sandbox, channels)
        started = tended = time.perf_counter()
        due = [1.0, *(number * every for number in range(1, int(minutes / every) + 1) if number * every > 1.0)]
        for number in range(int(rate * minutes * _MINUTE / EVENTS_IN_ALL)):
            await asyncio.sleep(max(0.0, started + number * EVENTS_IN_ALL / rate - time.perf_counter()))
            await soak.ask()
            if time.perf_counter() - tended > _TENDED_SECONDS:
                tended = time.perf_counter()
                await soak.tend()
            minute = (time.perf_counter() - started) / _MINUTE
            if due and minute >= due[0]:
                yield soak.look(minute, pid)
                due.pop(0)
        given_up = time.perf_counter() + _LAST_ANSWERS_SECONDS
        while soak.answered < soak.asked and time.perf_counter() < given_up:
            await asyncio.sleep(_TENDED_SECONDS)
            await soak.tend()
        yield soak.look((time.perf_counter() - started) / _MINUTE, pid)


async def watch(console: Console, seen: AsyncIterator[Look]) -> bool:
    """Prints each look as it comes; whether all was answered and memory stayed within the bar."""
    first: Look | None = None
    last: Look | None = None
    console.print("minute  memory MiB  to a minute's    asked  answered  slowest ms")
    async for last in seen:
        first = first or last
        ratio = last.memory / first.memory
        console.print(
            f"{last.minute:6.1f}  {last.memory:10.1f}  {ratio:13.3f}  {last.asked:7d}  {last.answered:8d}"
            f"  {last.slowest_ms:10.0f}",
            highlight=False,
        )
    return first is not None and last is not None and last.answered == last.asked and last.memory <= BAR * first.memory


def main(
    minutes: Annotated[float, typer.Option(help="How long.", min=2, max=240)] = 60.0,
    every: Annotated[float, typer.Option(help="Minutes between two looks.", min=0.5, max=60)] = 5.0,
    rate: Annotated[float, typer.Option(help="Events a second; a question is three.", min=1, max=500)] = 60.0,
    channels: Annotated[int, typer.Option(help="How many channels they come in.", min=1, max=1_000)] = 200,
    database: Annotated[str | None, typer.Option(help="A database URL instead of a SQLite file.")] = None,
) -> None:
    """Ask for an hour, and print what the bot holds in memory; ends with 1 when that grew by more than 5 %."""
    console = Console()
    held = asyncio.run(watch(console, looks(minutes, every, rate, channels, database)))
    console.print("reached" if held else "not reached: memory grew by more than 5 %, or not all was answered")
    raise typer.Exit(0 if held else 1)


if __name__ == "__main__":
    typer.run(main)
