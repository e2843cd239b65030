"""What a question costs on top of the engine's search: `python -m benchmarks.latency --data DIR [--paragraphs N]`.

News pages until there are so many paragraphs, taken up from the index's file. Each question is asked once right after a
start and then once more; of several starts each question's least time counts. What the engine takes is
measured within `ask()`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from itertools import accumulate, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from benchmarks.collections import DATA, news
from retrieval import Archive, Search
from retrieval.engines import ENGINES, Hit, Parts
from retrieval.engines.rank_bm25 import RankBM25
from retrieval.passages import is_quotable, outline

ROUNDS = 3
# As many as `ask()` gives of itself, and as many as a reply asks for.
QUOTES = (3, 9)


class Times(NamedTuple):
    """Milliseconds of the processor, and on the clock."""

    processor: float
    clock: float

    @classmethod
    def now(cls) -> Times:
        """Both from some moment on."""
        return cls(1000 * time.process_time(), 1000 * time.perf_counter())

    def since(self, start: Times) -> Times:
        """What has passed between."""
        return Times(self.processor - start.processor, self.clock - start.clock)


class Timed(RankBM25):
    """The default engine, with the time that searching has taken altogether."""

    taken = Times(0.0, 0.0)

    def search(self, query: Mapping[str, float], limit: int, parts: Parts) -> list[Hit]:
        """What the engine finds."""
        start = Times.now()
        found = super().search(query, limit, parts)
        spent = Times.now().since(start)
        Timed.taken = Times(Timed.taken.processor + spent.processor, Timed.taken.clock + spent.clock)
        return found


def measure(
    data: Annotated[Path, typer.Option(help="The directory with the collections.")] = DATA,
    paragraphs: Annotated[int, typer.Option(help="How many paragraphs at least.")] = 100_000,
    every: Annotated[int, typer.Option(min=1, help="Ask every how manieth question.")] = 4,
) -> None:
    """Print what the engine takes, and what is done on top of it, asked for the first time and again."""
    ENGINES["timed"] = Timed
    collection = news(data)
    counts = (sum(is_quotable(article, each) for each in outline(article)) for article in collection.articles)
    held = list(takewhile(lambda count: count < paragraphs, accumulate(counts)))
    questions = [asked.question for asked in collection.asked[::every]]
    table = Table(
        *("quotes", "asked", "engine p50", "on top p50", "p95", "times the engine", "on the clock p50"),
        title=f"{held[-1]} paragraphs, {len(questions)} questions, milliseconds of the processor",
    )
    with TemporaryDirectory() as folder:
        archive = Archive(f"sqlite:///{folder}/archive.db")
        archive.add_all(collection.articles[: len(held) + 1])
        index = Path(folder) / "archive.index"
        with Progress(transient=True) as bar:
            task = bar.add_task("indexing")
            Search(
                archive,
                engine="timed",
                index=index,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            ).close()
        for quotes in QUOTES:
            first, again = [], []
            for _ in track(range(ROUNDS), description=f"asking for {quotes} quotes"):
                search = Search(archive, engine="timed", index=index)
                first.append([_asked(search, question, quotes) for question in questions])
                # Answers are kept: only a question that was never asked in these very characters is worked out.
                again.append([_asked(search, question + " ", quotes) for question in questions])
                search.close()
            table.add_row(str(quotes), "for the first time", *_row(first))
            table.add_row(str(quotes), "again", *_row(again))
        archive.close()
    Console().print(table)


def _asked(search: Search, question: str, quotes: int) -> tuple[Times, Times]:
    """What the engine took for a question, and what was done on top of it."""
    Timed.taken, start = Times(0.0, 0.0), Times.now()
    search.ask(question, quotes)
    return Timed.taken, Times.now().since(start).since(Timed.taken)


def _row(rounds: list[list[tuple[Times, Times]]]) -> tuple[str, ...]:
    """The columns behind the first two: of each question the least that a round took."""
    engine = [min(each.processor for each, _ in asked) for asked in zip(*rounds, strict=True)]
    on_top = [min(each.processor for _, each in asked) for asked in zip(*rounds, strict=True)]
    clock = [min(each.clock for _, each in asked) for asked in zip(*rounds, strict=True)]
    of_engine, of_rest = statistics.median(engine), statistics.median(on_top)
    figures = (
        of_engine,
        of_rest,
        statistics.quantiles(on_top, n=20)[-1],
        of_rest / of_engine,
        statistics.median(clock),
    )
    return tuple(f"{figure:.1f}" for figure in figures)


if __name__ == "__main__":
    typer.run(measure)
