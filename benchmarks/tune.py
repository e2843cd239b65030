"""Fit the signals' weights: `python -m benchmarks.tune --data DIR [--write] [--ablation]`.

The loss is of lists: the probability (softmax over a question's windows) that falls on windows which hold a gold
answer, averaged over questions. Each collection has two parts; the table was measured on each with the weights fitted
on the other: in how many questions of a hundred the first quote (@1), or one of the first three (@3), holds a gold
answer. The weights printed below it, which `--write` puts down, are fitted on both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Column, Table

from benchmarks.collections import DATA, Asked, Collection, Data, Share, desk, indexed, news, squad
from retrieval.answering import weights
from retrieval.answering.query import Query, read_query
from retrieval.answering.ranking import score, windows_of
from retrieval.answering.reading import Readings
from retrieval.answering.signals import SIGNALS, Window
from retrieval.synonyms import newsroom_synonyms
from retrieval.terms import Terms

NAMES = list(SIGNALS)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """A question's windows: their signals (window × signal), whether each answers, and where it stands.

    A place is the number of the paragraph among the candidates, the first character and the last. `part` is 0 or 1.
    """

    signals: Floats
    answers: NDArray[np.bool_]
    places: list[tuple[int, int, int]]
    part: int


def tune(
    data: Data = DATA,
    share: Share = 1.0,
    squad_weight: Annotated[float, typer.Option(help="How much SQuAD counts beside news.")] = 1.5,
    *,
    write: Annotated[bool, typer.Option("--write", help="Put the weights where ranking reads them.")] = False,
    ablation: Annotated[bool, typer.Option("--ablation", help="A line more for each signal, without it.")] = False,
) -> None:
    """Fit one set of weights to SQuAD, news and the desk's golden set together.

    The table has, in percent, how often the first quote (@1), or one of
    the first three (@3), holds the answer, by weights that have not seen
    the question. Below it are the weights fitted on all questions.
    """
    judged = [(judge(squad(data)), squad_weight), (judge(news(data, share)), 1.0), (judge(desk()), 0.5)]
    table = Table(
        Column("weights", no_wrap=True),
        *(f"{name} @{k}" for name in ("SQuAD", "news", "desk") for k in (1, 3)),
    )
    table.add_row("all signals", *_figures(judged, NAMES))
    if ablation:
        for name in track(NAMES, description="without each"):
            table.add_row(f"without {name}", *_figures(judged, [each for each in NAMES if each != name]))
    Console(width=120).print(table)
    found = fit(judged, NAMES)
    for name, weight in zip(NAMES, found, strict=True):
        Console().print(f"{name:16} {weight:6.2f}")
    if write:
        _write(found)


def judge(collection: Collection) -> list[Judged]:
    """Every question's windows with their signals."""
    terms = Terms(newsroom_synonyms())
    view = indexed(track(collection.articles, description=f"indexing {collection.name}"), terms).view()
    readings = Readings(terms)
    questions = list(zip(collection.asked, collection.tuning, strict=True))
    judged = []
    for asked, tuning in track(questions, description=f"asking {collection.name}"):
        view.newest = asked.day or view.newest
        query = read_query(asked.question, terms.of(asked.question), view)
        windows = windows_of(query, view, readings, collection.genre)
        judged.append(_judged(asked, query, windows, part=int(tuning)))
    return judged


def fit(
    collections: Sequence[tuple[list[Judged], float]], names: Sequence[str], rounds: int = 250, decay: float = 1e-3
) -> Floats:
    """The weights of all signals, 0 for those not in `names`: Adam on the loss of lists with a little decay."""
    used = np.array([name in names for name in NAMES], np.float64)
    lists = [(_flat([each for each in judged if each.answers.any()]), weight) for judged, weight in collections]
    found, mean, spread = (np.zeros(len(NAMES)) for _ in range(3))
    for step in range(1, rounds + 1):
        slope = decay * found
        for (signals, answers, starts, owner), weight in lists:
            slope = slope + weight * _slope(found, signals, answers, starts, owner)
        slope *= used
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        found = found - 0.1 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return found


def first_answer(judged: Judged, found: Floats) -> int:
    """At which place the first quote that answers stands, where no quote has a sentence of a better one."""
    seen: list[tuple[int, int, int]] = []
    for at in np.argsort(-(judged.signals @ found), kind="stable"):
        paragraph, start, end = judged.places[at]
        if not any(each == paragraph and start < last and first < end for each, first, last in seen):
            seen.append((paragraph, start, end))
            if judged.answers[at]:
                return len(seen)
    return len(judged.answers) + 1


def _judged(asked: Asked, query: Query, candidates: list[list[Window]], *, part: int) -> Judged:
    signals, answers, stands = [], [], []
    for number, windows in enumerate(candidates):
        for window in windows:
            scored = score(query, window, dict.fromkeys(NAMES, 1.0))
            article = window.candidate.article
            signals.append(list(scored.values.values()))
            answers.append(asked.is_answered_by(scored.span.of(article.text), article.id))
            stands.append((number, scored.span.start, scored.span.end))
    return Judged(np.array(signals).reshape(-1, len(NAMES)), np.array(answers, np.bool_), stands, part)


def _flat(judged: Sequence[Judged]) -> tuple[Floats, NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
    lengths = [len(each.answers) for each in judged]
    starts = np.cumsum([0, *lengths[:-1]])
    owner = np.repeat(np.arange(len(judged)), lengths)
    return (
        np.concatenate([each.signals for each in judged]),
        np.concatenate([each.answers for each in judged]),
        starts,
        owner,
    )


def _slope(
    found: Floats, signals: Floats, answers: NDArray[np.bool_], starts: NDArray[np.int64], owner: NDArray[np.int64]
) -> Floats:
    sums = signals @ found
    odds = np.exp(sums - np.maximum.reduceat(sums, starts)[owner])
    wanted = odds * answers
    guessed = odds / np.add.reduceat(odds, starts)[owner]
    right = wanted / np.maximum(np.add.reduceat(wanted, starts)[owner], 1e-300)
    slope: Floats = signals.T @ (guessed - right) / len(starts)
    return slope


def _figures(collections: Sequence[tuple[list[Judged], float]], names: Sequence[str]) -> list[str]:
    found = [
        fit([([each for each in judged if each.part != part], weight) for judged, weight in collections], names)
        for part in (0, 1)
    ]
    figures = []
    for judged, _ in collections:
        reached = np.array([first_answer(each, found[each.part]) for each in judged])
        figures += [f"{100 * np.mean(reached <= k):.1f}" for k in (1, 3)]
    return figures


def _write(found: Floats) -> None:
    path = Path(weights.__file__)
    head = path.read_text("utf-8").partition("WEIGHTS")[0]
    lines = [f'    "{name}": {weight:.2f},' for name, weight in zip(NAMES, found, strict=True)]
    path.write_text("\n".join([head + "WEIGHTS: dict[str, float] = {", *lines, "}", ""]), "utf-8")


if __name__ == "__main__":
    typer.run(tune)
