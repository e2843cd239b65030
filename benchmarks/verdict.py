"""Fit and measure the verdict: `python -m benchmarks.verdict --data DIR [--share PART] [--write]`.

In few articles: every other article of SQuAD is indexed and questions on all of them are asked, then the other way
round; each half's regression is measured on the other. In many: the news, with SQuAD's articles among them. Each
question on the news and every fourth of SQuAD's is asked of the whole archive, and of one that never held its own
pages: one on the news is a near-miss then, one of SQuAD off all topics. A regression fitted on every other week and
article is measured on the others, and the other way round. The regressions printed at the end, which `--write` puts
down, are fitted on all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.collections import DATA, Asked, Collection, Data, Share, indexed, news, squad
from retrieval.answering import verdict
from retrieval.answering.evidence import SIGNS, Evidence
from retrieval.answering.query import read_query
from retrieval.answering.ranking import rank
from retrieval.answering.reading import Readings
from retrieval.answering.verdict import DEFAULT_CUTS, Cuts
from retrieval.indexing.analysed import analysed
from retrieval.synonyms import newsroom_synonyms
from retrieval.terms import Terms

NAMES = list(SIGNS)
FEW_SIGNS, MANY_SIGNS = ([name for name in table if name in SIGNS] for table in (verdict.FEW, verdict.MANY))
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
# How many of the answerable questions the cuts keep: as answered, and as near at least.
KEPT, KEPT_NEAR = 0.95, 0.997
# A near-miss is none where another page answers in so many quotes.
SHOWN = 3
CUTS = (0.025, 0.1, 0.2, 0.3, 0.38, 0.5, 0.6, 0.7, 0.8, 0.9)
# Of SQuAD's questions every so many is asked among the news.
OF_SQUAD = 4
# After so many questions the index is put in order again: articles that come and go leave it in many small pieces.
COMPACTED_AFTER = 50


@dataclass(frozen=True)
class Case:
    """A question, whether the archive answers it, the articles that this lacks, and which part the question is of."""

    asked: Asked
    answerable: bool
    missing: frozenset[str]
    part: bool


@dataclass(frozen=True)
class Judged:
    """Cases with their signs (case × sign), and whether one of the first quotes holds a gold answer."""

    cases: tuple[Case, ...]
    signs: Floats
    found: Bools

    @property
    def answerable(self) -> Bools:
        """Which cases the archive answers."""
        return np.array([case.answerable for case in self.cases])

    @property
    def news(self) -> Bools:
        """Which cases are questions on the news."""
        return np.array([case.asked.strict for case in self.cases])

    @property
    def part(self) -> Bools:
        """Which cases are of the second part."""
        return np.array([case.part for case in self.cases])

    def fitted(self, names: Sequence[str], cuts: Cuts | None = None) -> dict[str, float]:
        """The weights that tell answerable cases from others by these signs.

        With `cuts` they are on the scale where these keep KEPT and KEPT_NEAR of the answerable cases, as of SQuAD's.
        """
        columns = [NAMES.index(name) for name in names]
        weights, start = fit(self.signs[:, columns], self.answerable)
        if cuts is not None:
            sums = self.signs[self.answerable][:, columns] @ weights
            at_answered, at_nearest = np.quantile(sums, [1 - KEPT, 1 - KEPT_NEAR])
            answered, nearest = (math.log(cut / (1 - cut)) for cut in (cuts.answered, cuts.nearest))
            scale = (answered - nearest) / (at_answered - at_nearest)
            weights *= scale
            start = answered - float(scale * at_answered)
        return {"start": start, **dict(zip(names, weights.tolist(), strict=True))}

    def sure(self, weights: Mapping[str, float]) -> Floats:
        """How sure each case is to be answerable by some weights."""
        odds = np.full(len(self.signs), weights["start"])
        for name, weight in weights.items():
            if name in SIGNS:
                odds += weight * self.signs[:, NAMES.index(name)]
        sure: Floats = 1 / (1 + np.exp(-odds))
        return sure

    def unseen(self, names: Sequence[str], cuts: Cuts | None = None) -> Floats:
        """How sure each case is to be answerable by weights that were fitted on the other part."""
        sure = [self.sure(self._of(part).fitted(names, cuts)) for part in (False, True)]
        return np.where(self.part, *sure)

    def _of(self, part: bool) -> Judged:
        chosen = self.part == part
        cases = tuple(case for case in self.cases if case.part == part)
        return Judged(cases, self.signs[chosen], self.found[chosen])


def measure(
    data: Data = DATA,
    share: Share = 1.0,
    *,
    write: Annotated[bool, typer.Option("--write", help="Put the regressions where verdicts read them.")] = False,
) -> None:
    """Print how well the confidence tells answerable questions from others, by weights that have not seen them.

    AUROC is the chance that of an answerable question and another one
    the first is judged surer. The second table has a line for each cut
    that a question could count as answered from: how many of the
    answerable ones reach it, and how many of the others do not. Then
    come the regressions fitted on all questions.
    """
    out = Console(width=120)
    few, many = _few(data), _many(data, share)
    sure_few, sure_many = few.unseen(FEW_SIGNS), many.unseen(MANY_SIGNS, DEFAULT_CUTS)
    table = Table("answerable questions and", "AUROC", f"rejected with {KEPT:.0%} kept")
    for name, part in (("A, check on B", True), ("B, check on A", False)):
        _add(table, f"off-corpus, fit on {name}", sure_few, few, few.part == part)
    missed = many.answerable | ~many.found
    for name, chosen in (
        ("near-misses", many.news),
        ("near-misses that no other page answers", many.news & missed),
        ("off all topics, among the news", ~many.news),
    ):
        _add(table, name, sure_many, many, chosen)
        _add(table, "  the same, judged as among few articles", many.sure(verdict.FEW), many, chosen)
    out.print(table)
    table = Table("cut", "SQuAD: kept", "rejected", "news: kept", "rejected", "SQuAD among news: kept", "rejected")
    for cut in CUTS:
        shares = [
            (sure[chosen] >= cut) == judged.answerable[chosen]
            for sure, judged, of in (
                (sure_few, few, ~few.news),
                (sure_many, many, many.news),
                (sure_many, many, ~many.news),
            )
            for chosen in (of & judged.answerable, of & ~judged.answerable)
        ]
        table.add_row(f"{cut:g}", *(f"{share.mean():.1%}" for share in shares))
    out.print(table)
    out.print(f"{many.found[many.news & ~many.answerable].mean():.1%} of the near-misses are answered by other pages")
    weights = {"FEW": few.fitted(FEW_SIGNS), "MANY": many.fitted(MANY_SIGNS, DEFAULT_CUTS)}
    for name, found in weights.items():
        out.print(name, {sign: round(weight, 2) for sign, weight in found.items()})
    if write:
        _write(weights)


def judge(collection: Collection, cases: Sequence[Case]) -> Judged:
    """Each case's signs in an archive that lacks what the case says: nothing of that is found, and nothing counted."""
    terms = Terms(newsroom_synonyms())
    index = indexed(collection.articles, terms)
    taken_out = {article_id for case in cases for article_id in case.missing}
    kept = {each.id: analysed(each, terms) for each in collection.articles if each.id in taken_out}
    newest = index.view().newest
    readings = Readings(terms)
    signs, found = [], []
    for number, case in enumerate(track(cases, description=f"asking {collection.name}"), 1):
        missing = [kept[each] for each in sorted(case.missing & kept.keys())]
        index.remove(article.id for article in missing)
        view = index.view()
        view.newest = case.asked.day or newest
        query = read_query(case.asked.question, terms.of(case.asked.question), view)
        ranked = rank(query, view, readings, collection.genre)
        evidence = Evidence(query, ranked, ranked) if ranked else None
        signs.append([sign(evidence) if evidence else 0.0 for sign in SIGNS.values()])
        first = ((each.window.candidate.article, each.span) for each in ranked[:SHOWN])
        anywhere = replace(case.asked, strict=False)
        found.append(any(anywhere.is_answered_by(span.of(article.text), article.id) for article, span in first))
        if missing:
            index.add(missing)
        if number % COMPACTED_AFTER == 0:
            index.compact()
    return Judged(tuple(cases), np.array(signs), np.array(found))


def fit(signs: Floats, answerable: Bools, decay: float = 0.01, rounds: int = 50) -> tuple[Floats, float]:
    """A logistic regression by Newton's method over standardised signs; their weights and the start."""
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


def _few(data: Path) -> Judged:
    collection = squad(data)
    halves = []
    for half in (0, 1):
        held = collection.articles[half::2]
        ids = {article.id for article in held}
        cases = [Case(asked, bool(asked.articles & ids), frozenset(), bool(half)) for asked in collection.asked]
        halves.append(judge(replace(collection, articles=held), cases))
    one, other = halves
    return Judged(
        one.cases + other.cases, np.concatenate([one.signs, other.signs]), np.concatenate([one.found, other.found])
    )


def _many(data: Path, share: float) -> Judged:
    on_news, others = news(data, share), squad(data)
    asked = list(zip(on_news.asked, on_news.tuning, strict=True))
    days = cycle(each.day for each in on_news.asked)
    asked += [
        (replace(each, day=day), tuning)
        for (each, tuning), day in zip(
            list(zip(others.asked, others.tuning, strict=True))[::OF_SQUAD], days, strict=False
        )
    ]
    cases = [Case(each, not pages, pages, part) for each, part in asked for pages in (frozenset(), each.articles)]
    return judge(replace(on_news, articles=on_news.articles + others.articles), cases)


def _add(table: Table, name: str, sure: Floats, judged: Judged, chosen: Bools) -> None:
    answerable = judged.answerable[chosen]
    table.add_row(name, f"{auroc(sure[chosen], answerable):.4f}", f"{rejected(sure[chosen], answerable):.1%}")


def _write(weights: Mapping[str, Mapping[str, float]]) -> None:
    path = Path(verdict.__file__)
    code = path.read_text("utf-8")
    for name, table in weights.items():
        head, _, rest = code.partition(f"{name} = {{\n")
        lines = "".join(f'    "{sign}": {weight:.2f},\n' for sign, weight in table.items())
        code = f"{head}{name} = {{\n{lines}}}{rest.partition('}')[2]}"
    path.write_text(code, "utf-8")


if __name__ == "__main__":
    typer.run(measure)
