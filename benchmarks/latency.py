"""What a question costs on top of the engine's search: `python -m benchmarks.latency --data DIR [--paragraphs N]`.

News pages until there are so many paragraphs, each question asked once; the engine's share is taken within `ask()`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from itertools import accumulate, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from benchmarks.collections import DATA, news
from retrieval import Archive, Search
from retrieval.engines import ENGINES, Hit, Parts
from retrieval.engines.rank_bm25 import RankBM25
from retrieval.passages import is_quotable, outline


class Timed(RankBM25):
    """The default engine, with the milliseconds that searching has taken altogether."""

    taken = 0.0

    def search(self, query: Mapping[str, float], limit: int, parts: Parts) -> list[Hit]:
        """What the engine finds."""
        start = time.perf_counter()
        found = super().search(query, limit, parts)
        Timed.taken += 1000 * (time.perf_counter() - start)
        return found


def measure(
    data: Annotated[Path, typer.Option(help="The directory with the collections.")] = DATA,
    paragraphs: Annotated[int, typer.Option(help="How many paragraphs at least.")] = 100_000,
    every: Annotated[int, typer.Option(min=1, help="Ask every how manieth question.")] = 4,
) -> None:
    """Print p50 and p95 of the engine, of what is done on top of it, and of both."""
    ENGINES["timed"] = Timed
    collection = news(data)
    counts = (sum(is_quotable(article, each) for each in outline(article)) for article in collection.articles)
    held = list(takewhile(lambda count: count < paragraphs, accumulate(counts)))
    with TemporaryDirectory() as folder:
        archive = Archive(f"sqlite:///{folder}/archive.db")
        archive.add_all(collection.articles[: len(held) + 1])
        with Progress(transient=True) as bar:
            task = bar.add_task("indexing")
            search = Search(
                archive, engine="timed", progress=lambda done, total: bar.update(task, completed=done, total=total)
            )
        engine, on_top = [], []
        for asked in track(collection.asked[::every], description="asking"):
            Timed.taken, start = 0.0, time.perf_counter()
            search.ask(asked.question)
            whole = 1000 * (time.perf_counter() - start)
            engine.append(Timed.taken)
            on_top.append(whole - Timed.taken)
        search.close()
        archive.close()
    together = [sum(pair) for pair in zip(engine, on_top, strict=True)]
    table = Table("a question", "p50 ms", "p95 ms", title=f"{held[-1]} paragraphs, {len(engine)} questions")
    for name, times in (("engine", engine), ("ranking, speakers and all else", on_top), ("together", together)):
        table.add_row(name, f"{statistics.median(times):.2f}", f"{statistics.quantiles(times, n=20)[-1]:.2f}")
    Console().print(table)
    print(f"on top of the engine: {statistics.median(on_top) / statistics.median(engine):.1f} times its own time")


if __name__ == "__main__":
    typer.run(measure)
