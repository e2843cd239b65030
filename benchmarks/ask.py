"""What one `ask()` costs beside rank_bm25's bare `get_scores` over the same passages: `python -m benchmarks.ask`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rank_bm25 import BM25Okapi
from rich.console import Console
from rich.progress import track
from rich.table import Table

from retrieval import Archive, Search, passages, read_seeds

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
QUESTIONS = (
    "would Putin accept foreign troops?",
    "what did Starmer say in Kyiv?",
    "how many troops does Zelensky want?",
    "what does Zakharova say about NATO troops?",
    "how much military aid does the US give?",
    "who can veto a peacekeeping mission?",
    "what is the tripwire force?",
    "what does Macron want?",
    "what did the Pope say about the war?",
    "what is the capital of Australia?",
)


def measure(
    seeds: Annotated[Path, typer.Option(help="A directory of articles.")] = SEEDS,
    rounds: Annotated[int, typer.Option(min=1, help="How often each question is asked.")] = 50,
) -> None:
    """Print medians and the ratio of `ask()` to plain rank_bm25 on the seeds."""
    archive = Archive()
    articles = archive.add_all(read_seeds(seeds))
    search = Search(archive)
    texts = [passage.span.of(article.text) for article in articles for passage in passages(article)]
    plain = BM25Okapi([text.lower().split() for text in texts])
    asked: list[float] = []
    scored: list[float] = []
    for number in track(range(rounds), description="asking"):
        for question in QUESTIONS:
            # Answers are kept: only a question that was never asked in these very characters is worked out.
            asked.append(_milliseconds(partial(search.ask, question + " " * number)))
            scored.append(_milliseconds(partial(plain.get_scores, question.lower().split())))
    archive.close()
    _print(len(texts), {"ask()": asked, "rank_bm25 get_scores": scored})


def _milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


def _print(passages_held: int, times: dict[str, list[float]]) -> None:
    table = Table("over the same passages", "p50 ms", "p95 ms", title=f"{passages_held} passages")
    for name, measured in times.items():
        table.add_row(name, f"{statistics.median(measured):.2f}", f"{statistics.quantiles(measured, n=20)[-1]:.2f}")
    out = Console()
    out.print(table)
    ratio = statistics.median(times["ask()"]) / statistics.median(times["rank_bm25 get_scores"])
    out.print(f"ask() takes {ratio:.1f} times as long as get_scores alone")


if __name__ == "__main__":
    typer.run(measure)
