"""`make faults`: runs the rows of the fault programme and prints the table that docs/reliability.md shows."""

from __future__ import annotations

import asyncio
import logging
import secrets
import sys
import tempfile
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from bot.observing.logs import set_up_logging
from tests import postgres
from tests.faults.programme import Outcome, Row, Trial
from tests.faults.rows import ROWS

_NAMES = ", ".join(ROWS)


def main(
    rows: Annotated[list[str] | None, typer.Argument(help=f"Which rows; all of them unless given: {_NAMES}")] = None,
    share: Annotated[float, typer.Option(help="How much of the full size to run, from 0 to 1.", min=0, max=1)] = 1.0,
    small: Annotated[bool, typer.Option("--small", help="The size that every test run has.")] = False,
    seed: Annotated[int | None, typer.Option(help="Repeats a run; a new one unless given.")] = None,
    database: Annotated[str, typer.Option(help="sqlite, or postgresql where a row can use it.")] = "sqlite",
    without: Annotated[str | None, typer.Option(help="Take this guard away: the row must fail.")] = None,
) -> None:
    """Run the fault programme, print its table, and end with 1 when a row doesn't hold."""
    unknown = [name for name in rows or [] if name not in ROWS]
    if unknown:
        raise typer.BadParameter(f"there is no row {', '.join(unknown)}; there are {_NAMES}")
    chosen = [ROWS[name] for name in rows or ROWS]
    if database not in {"sqlite", "postgresql"}:
        raise typer.BadParameter("a database is sqlite or postgresql")
    if database == "postgresql":
        chosen = [row for row in chosen if row.on_postgresql]
    set_up_logging("error")
    logging.disable()
    sys.excepthook = sys.__excepthook__  # a row that breaks is to say where
    seed = seed if seed is not None else secrets.randbelow(1_000_000)
    outcomes = []
    with (
        Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress,
        postgres.server() if database == "postgresql" else nullcontext() as server,
    ):
        for row in chosen:
            small_size = row.small if without is None else row.sabotaged or row.small
            size = small_size if small else max(row.small, round(row.full * share))
            bar = progress.add_task(row.name, total=1.0)
            with tempfile.TemporaryDirectory(prefix="quotedesk-faults-") as folder:
                trial = Trial(
                    size,
                    seed,
                    Path(folder),
                    without,
                    server.schema() if server else None,
                    partial(_show, progress, bar),
                )
                outcomes.append((row, size, asyncio.run(row.run(trial))))
            progress.update(bar, completed=1.0)
    Console(width=200 if not sys.stdout.isatty() else None).print(_table(outcomes, seed))
    if not all(outcome.holds for _, _, outcome in outcomes):
        raise typer.Exit(1)


def _show(progress: Progress, bar: TaskID, share: float) -> None:
    progress.update(bar, completed=share)


def _table(outcomes: list[tuple[Row, int, Outcome]], seed: int) -> Table:
    table = Table("row", "bar", "size", "asked", "lost", "twice", "altered", "pings", "leaked", "figures", "reached")
    for row, size, outcome in outcomes:
        counts = outcome.tally
        table.add_row(
            row.name,
            row.bar,
            f"{size:,} {row.unit}",
            *(f"{count:,}" for count in vars(counts).values()),
            "; ".join(f"{name} {figure}" for name, figure in outcome.figures.items()),
            "yes" if outcome.holds else "no: " + "; ".join(outcome.missed or ("a count is not 0",)),
        )
    table.caption = f"seed {seed}"
    return table


if __name__ == "__main__":
    typer.run(main)
