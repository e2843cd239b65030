"""Fit and measure the verdict: `python -m benchmarks.verdict --data DIR [--write] [--near-misses]`.

Off-corpus questions: every other article of SQuAD is indexed and questions on all of them are asked, then the other way
round; each half's regression is measured on the other. Near-misses: news questions with their own pages taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.collections import DATA, Asked, Collection, indexed, news, squad
from retrieval import Article
from retrieval.answering import verdict
from retrieval.answering.query import Query, read_query
from retrieval.answering.ranking import rank
from retrieval.answering.reading import Readings
from retrieval.indexing.index import CANDIDATES, LEAD, PARAGRAPHS, RECENCY, Candidate, View
from retrieval.synonyms import newsroom_synonyms
from retrieval.terms import Terms

NAMES = list(verdict.WEIGHTS)
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
KEPT = 0.95


class Without(View):
    """A view that leaves the articles in `hidden` out of what it finds, and counts them all the same."""

    hidden: frozenset[str] = frozenset()

    def __init__(self, view: View) -> None:
        self.__dict__ |= vars(view)

    def candidates(
        self, query: Mapping[str, float], limit: int = CANDIDATES, *, lead: float = LEAD, recency: float = RECENCY
    ) -> Iterator[Candidate]:
        """The candidates whose article isn't hidden."""
        found = super().candidates(query, limit + PARAGRAPHS if self.hidden else limit, lead=lead, recency=recency)
        return islice((each for each in found if each.article.id not in self.hidden), limit)


def measure(
    data: Annotated[Path, typer.Option(help="The directory with the collections.")] = DATA,
    share: Annotated[float, typer.Option(help="How much of the news collection to read.")] = 0.5,
    *,
    near_misses: Annotated[bool, typer.Option("--near-misses", help="Measure on news too.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Put the regression where the verdict reads it.")] = False,
) -> None:
    """Print how well the confidence tells answerable questions from others."""
    out = Console(width=120)
    halves = [_half(data, half) for half in (0, 1)]
    table = Table("off-corpus SQuAD", "AUROC", f"rejected with {KEPT:.0%} kept")
    for name, fitted, checked in (("fit on A, check on B", 0, 1), ("fit on B, check on A", 1, 0)):
        weights, start = fit(*halves[fitted])
        signs, answerable = halves[checked]
        odds = signs @ weights + start
        table.add_row(name, f"{auroc(odds, answerable):.4f}", f"{rejected(odds, answerable):.1%}")
    signs = np.concatenate([half[0] for half in halves])
    answerable = np.concatenate([half[1] for half in halves])
    weights, start = fit(signs, answerable)
    out.print(table)
    _cuts(out, "SQuAD", 1 / (1 + np.exp(-(signs @ weights + start))), answerable)
    if near_misses:
        signs, answerable = _near_misses(data, share)
        sure = 1 / (1 + np.exp(-(signs @ weights + start)))
        out.print(f"news near-misses: AUROC {auroc(sure, answerable):.4f}, {rejected(sure, answerable):.1%} rejected")
        _cuts(out, "news", sure, answerable)
    for name, weight in zip([*NAMES, "start"], [*weights, start], strict=True):
        out.print(f"{name:16} {weight:6.2f}")
    if write:
        _write(weights, start)


def fit(signs: Floats, answerable: Bools, decay: float = 0.01, rounds: int = 50) -> tuple[Floats, float]:
    """A logistic regression by Newton's method over standardised signs; the weights and the start."""
    mean, spread = signs.mean(0), signs.std(0) + 1e-9
    design = np.c_[(signs - mean) / spread, np.ones(len(signs))]
    held_back = np.r_[np.full(signs.shape[1], decay), 0.0]
    found = np.zeros(design.shape[1])
    for _ in range(rounds):
        chance = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (chance - answerable) / len(design) + held_back * found
        bend = (design * (chance * (1 - chance))[:, None]).T @ design / len(design) + np.diag(held_back + 1e-9)
        found = found - np.linalg.solve(bend, slope)
    weights: Floats = found[:-1] / spread
    return weights, float(found[-1] - weights @ mean)


def auroc(sure: Floats, answerable: Bools) -> float:
    """The chance that an answerable question has the higher confidence; ties count half."""
    _, place, counts = np.unique(sure, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    good = int(answerable.sum())
    return float((ranks[answerable].sum() - good * (good + 1) / 2) / (good * (len(sure) - good)))


def rejected(sure: Floats, answerable: Bools) -> float:
    """The share of unanswerable questions below the cut that keeps KEPT of the answerable ones."""
    return float((sure[~answerable] < np.quantile(sure[answerable], 1 - KEPT)).mean())


def _half(data: Path, half: int) -> tuple[Floats, Bools]:
    collection = squad(data)
    articles = collection.articles[half::2]
    held = {article.id for article in articles}
    asked = [(each, bool(each.articles & held), frozenset[str]()) for each in collection.asked]
    return _signs(articles, asked, collection)


def _near_misses(data: Path, share: float) -> tuple[Floats, Bools]:
    collection = news(data, share)
    asked = [(each, not hidden, hidden) for each in collection.asked for hidden in (frozenset[str](), each.articles)]
    return _signs(collection.articles, asked, collection)


def _signs(
    articles: Iterable[Article], asked: list[tuple[Asked, bool, frozenset[str]]], collection: Collection
) -> tuple[Floats, Bools]:
    """The signs of each question (with whether it is answerable, articles to hide), and whether it is answerable."""
    terms = Terms(newsroom_synonyms())
    index = Without(indexed(articles, terms))
    readings = Readings(terms)
    signs, answerable = [], []
    for each, is_answerable, hidden in track(asked, description=f"asking {collection.name}"):
        index.hidden = hidden
        index.newest = each.day or index.newest
        query: Query = read_query(each.question, terms.of(each.question), index)
        ranked = rank(query, index, readings, collection.genre)
        evidence = verdict.evidence(query, ranked) if ranked else dict.fromkeys(NAMES, 0.0)
        signs.append([evidence[sign] for sign in NAMES])
        answerable.append(is_answerable)
    return np.array(signs), np.array(answerable)


def _cuts(out: Console, name: str, sure: Floats, answerable: Bools) -> None:
    table = Table("cut", "answerable kept", "others rejected", title=name)
    for cut in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        table.add_row(
            f"{cut:.1f}", f"{(sure[answerable] >= cut).mean():.1%}", f"{(sure[~answerable] < cut).mean():.1%}"
        )
    out.print(table)


def _write(weights: Floats, start: float) -> None:
    path = Path(verdict.__file__)
    head, _, rest = path.read_text("utf-8").partition("WEIGHTS = {")
    tail = rest.partition("\n_MATCHED_WORDS")[2]
    lines = [f'    "{name}": {weight:.2f},' for name, weight in zip(NAMES, weights, strict=True)]
    table = "\n".join(["WEIGHTS = {", *lines, "}", f"START = {start:.2f}", "_MATCHED_WORDS"])
    path.write_text(head + table + tail, "utf-8")


if __name__ == "__main__":
    typer.run(measure)
