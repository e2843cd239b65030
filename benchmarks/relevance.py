"""Answer-in-quote beside other engines in the same run: `python -m benchmarks.relevance --data DIR`.

The share of questions with a gold answer in the first quote, or in one of the first three, each of at most 50 words
(of a longer sentence its first 50). A peer ranks paragraphs; its quote of each is the stretch of whole sentences that
shares most words with the question. Quote Desk ranks stretches, and may quote a long paragraph twice. Its weights were
fitted on these very questions; `benchmarks.tune` has its figures by weights that have not seen them. It alone uses
dates. Quotes on news must come from one of the question's own pages. The peers are in the extra `bench`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.collections import DATA, Asked, Collection, Data, Share, news, squad
from benchmarks.peers import PEERS
from retrieval import Archive, Search
from retrieval.answering.ranking import QUOTE_WORDS, stretches
from retrieval.answering.reading import Readings
from retrieval.answering.verdict import Cuts
from retrieval.indexing.view import Candidate
from retrieval.passages import is_quotable, outline
from retrieval.terms import Terms

QUOTES = 3
LEAST_QUESTIONS = 2
Answers = Callable[[str], Iterable[tuple[str, str]]]


def measure(
    data: Data = DATA,
    share: Share = 0.1,
    *,
    peers: Annotated[bool, typer.Option(help="Measure the peers too.")] = True,
    every: Annotated[int, typer.Option(min=1, help="Ask one question in so many.")] = 1,
) -> None:
    """Print a table for SQuAD and one for news.

    In percent: how often the first quote (@1), or one of the first
    three (@3), holds the answer; and how long a question takes.
    Quote Desk's weights have seen these questions.
    """
    collections = squad(data), news(data, share)
    if any(len(collection.asked[::every]) < LEAST_QUESTIONS for collection in collections):
        raise typer.BadParameter("too few questions are left for a p95: lower --every or raise --share")
    for collection in collections:
        table = Table(f"{collection.name}", "@1", "@3", "p50 ms", "p95 ms")
        systems: dict[str, Callable[[Collection], Answers]] = {"Quote Desk": _quote_desk}
        if peers:
            systems |= {name: _peer(name) for name in PEERS}
        for name, build in systems.items():
            table.add_row(name, *_row(name, build(collection), collection.asked[::every]))
        paragraphs = sum(is_quotable(article, each) for article in collection.articles for each in outline(article))
        table.title = f"{len(collection.asked[::every])} questions, {paragraphs} paragraphs"
        Console(width=120).print(table)


def _row(name: str, answers: Answers, asked: tuple[Asked, ...]) -> list[str]:
    places, times = [], []
    for each in track(asked, description=name):
        start = time.perf_counter()
        quotes = list(answers(each.question))
        times.append(1000 * (time.perf_counter() - start))
        good = [place for place, (text, article) in enumerate(quotes, 1) if each.is_answered_by(_cut(text), article)]
        places.append(good[0] if good else QUOTES + 1)
    shares = [100 * sum(place <= most for place in places) / len(places) for most in (1, QUOTES)]
    return [
        *(f"{share:.1f}" for share in shares),
        f"{statistics.median(times):.1f}",
        f"{statistics.quantiles(times, n=20)[-1]:.1f}",
    ]


def _quote_desk(collection: Collection) -> Answers:
    archive = Archive()
    archive.add_all(collection.articles)
    search = Search(archive, cuts=Cuts(nearest=0), genre=collection.genre)
    return lambda question: [(quote.text, quote.article.id) for quote in search.ask(question, QUOTES).quotes]


def _peer(name: str) -> Callable[[Collection], Answers]:
    def build(collection: Collection) -> Answers:
        places = [
            Candidate(article, each.number, each.span)
            for article in collection.articles
            for each in outline(article)
            if is_quotable(article, each)
        ]
        search = PEERS[name]([each.span.of(each.article.text) for each in places])
        terms = Terms()
        readings = Readings(terms)
        return lambda question: [_overlapping(question, places[n], terms, readings) for n in search(question, QUOTES)]

    return build


def _overlapping(question: str, place: Candidate, terms: Terms, readings: Readings) -> tuple[str, str]:
    asked = {term.stem for term in terms.of(question) if not term.stop}
    paragraph = readings.of(place)
    best = max(stretches(paragraph.sentences), key=lambda each: len(asked & set().union(*(one.counts for one in each))))
    return place.article.text[best[0].span.start : best[-1].span.end], place.article.id


def _cut(text: str) -> str:
    return " ".join(text.split()[:QUOTE_WORDS])


if __name__ == "__main__":
    typer.run(measure)
