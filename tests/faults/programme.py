"""What the fault programme is made of: rows, each with its bar, its sizes and the guards that it watches."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.invariant import Tally

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Trial:
    """One run of a row: how much of it, from which seed, with which guard removed, in which folder.

    `database` is the URL of an empty database, where it isn't to be an SQLite file in the folder.
    """

    size: int
    seed: int
    folder: Path
    without: str | None = None
    database: str | None = None
    progress: Progress = lambda _share: None

    def chance(self) -> random.Random:
        """Every choice of a run comes from here, so that its seed repeats it."""
        return random.Random(self.seed)


@dataclass(frozen=True)
class Outcome:
    """What a run showed: the five counts that must be 0, the row's own figures, and whether its bar was reached."""

    tally: Tally
    figures: dict[str, str] = field(default_factory=dict)
    missed: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, doubled, altered, live or leaked, and what the row asks for was reached."""
        return self.tally.clean and not self.missed


@dataclass(frozen=True)
class Row:
    """One row of the table: `bar` in words, `small` for every test run, `full` on demand.

    Each of `guards` names what `tests.faults.sabotage` can remove; the row must fail without it, in the size
    `sabotaged`, which is `small` unless given.
    """

    name: str
    bar: str
    unit: str
    small: int
    full: int
    run: Callable[[Trial], Awaitable[Outcome]]
    guards: tuple[str, ...]
    sabotaged: int | None = None
    on_postgresql: bool = False
