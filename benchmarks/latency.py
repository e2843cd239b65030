"""What a question costs on top of the engine's search: `python -m benchmarks.latency --data DIR [--paragraphs N]`.

News pages until there are so many paragraphs, taken up from the index's file. Each question is asked once right after a
start and then once more; of several starts each question's least time counts. What the engine takes, and what ranking
does on top of it (candidates, texts, reading, signals), is measured within `ask()`, which adds speakers, copies,
the words that matched and other wordings.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from itertools import accumulate, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple
from unittest.mock import patch

import typer
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from benchmarks.collections import DATA, Data, news
from retrieval import Archive, Search
from retrieval.answering import answers
from retrieval.answering.query import Query
from retrieval.answering.ranking import Genre, Scored, rank
from retrieval.answering.reading import Readings
from retrieval.engines import ENGINES, Hit, Parts
from retrieval.engines.rank_bm25 import RankBM25
from retrieval.indexing.view import View
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

    def after(self, others: Times) -> Times:
        """Both together."""
        return Times(self.processor + others.processor, self.clock + others.clock)


class Timed(RankBM25):
    """The default engine, with the time that searching has taken altogether, and that of ranking on top of it."""

    taken = ranking = Times(0.0, 0.0)

    def search(self, query: Mapping[str, float], limit: int, parts: Parts) -> list[Hit]:
        """What the engine finds."""
        start = Times.now()
        found = super().search(query, limit, parts)
        Timed.taken = Times.now().since(start).after(Timed.taken)
        return found


class Asked(NamedTuple):
    """What the engine took for a question, and what was done on top of it: by ranking, and by all of `ask()`."""

    engine: Times
    ranking: Times
    on_top: Times


def timed_rank(query: Query, index: View, readings: Readings, genre: Genre = Genre.NEWS) -> list[Scored]:
    """What `rank` finds."""
    start, engine = Times.now(), Timed.taken
    ranked = rank(query, index, readings, genre)
    Timed.ranking = Times.now().since(start).since(Timed.taken.since(engine)).after(Timed.ranking)
    return ranked


def measure(
    data: Data = DATA,
    paragraphs: Annotated[int, typer.Option(help="How many paragraphs at least.")] = 100_000,
    every: Annotated[int, typer.Option(min=1, help="Ask one question in so many.")] = 4,
) -> None:
    """Print what the engine takes, and what is done on top of it, asked for the first time and again."""
    ENGINES["timed"] = Timed
    collection = news(data)
    counts = (sum(is_quotable(article, each) for each in outline(article)) for article in collection.articles)
    held = list(takewhile(lambda count: count < paragraphs, accumulate(counts)))
    questions = [asked.question for asked in collection.asked[::every]]
    table = Table(
        *("quotes", "asked", "engine", "ranking", "p95", "ask()", "p95", "times engine", "on the clock"),
        title=f"{held[-1]} paragraphs, {len(questions)} questions, milliseconds of the processor (p50 and p95)",
        caption="ranking, ask() and the clock without what the engine takes",
    )
    with TemporaryDirectory() as folder, patch.object(answers, "rank", timed_rank):
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
            table.add_row(str(quotes), "first", *_row(first))
            table.add_row(str(quotes), "again", *_row(again))
        archive.close()
    Console().print(table)


def _asked(search: Search, question: str, quotes: int) -> Asked:
    """What a question takes."""
    Timed.taken = Timed.ranking = Times(0.0, 0.0)
    start = Times.now()
    search.ask(question, quotes)
    return Asked(Timed.taken, Timed.ranking, Times.now().since(start).since(Timed.taken))


def _row(rounds: list[list[Asked]]) -> tuple[str, ...]:
    """The columns behind the first two: of each question the least that a round took."""
    by_question = list(zip(*rounds, strict=True))
    engine = statistics.median(min(each.engine.processor for each in asked) for asked in by_question)
    ranking = [min(each.ranking.processor for each in asked) for asked in by_question]
    on_top = [min(each.on_top.processor for each in asked) for asked in by_question]
    clock = statistics.median(min(each.on_top.clock for each in asked) for asked in by_question)
    of_all = statistics.median(on_top)
    figures = (engine, statistics.median(ranking), _p95(ranking), of_all, _p95(on_top), of_all / engine, clock)
    return tuple(f"{figure:.1f}" for figure in figures)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    typer.run(measure)
