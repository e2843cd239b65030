"""Collections with questions and gold answers, read from a directory beside the project and kept there."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import typer

from retrieval import Article, read_seeds
from retrieval.answering.ranking import Genre
from retrieval.engines import new_engine
from retrieval.indexing.analysed import analysed
from retrieval.indexing.index import Index
from retrieval.terms import Terms

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
GOLDEN = ROOT / "tests" / "golden.toml"
DATA = ROOT.parent / "shared" / "data"

Data = Annotated[
    Path,
    typer.Option(
        exists=True,
        file_okay=False,
        help="The directory with squad.jsonl.gz, news_articles.jsonl.gz and news_questions.jsonl.gz.",
    ),
]
Share = Annotated[
    float,
    typer.Option(
        min=0.01, max=1, help="Below 1 only this part of the news questions, with their pages and as many others."
    ),
]


@dataclass(frozen=True)
class Asked:
    """A question with its gold answers, and the ids of the articles that a quote must come from (none: any).

    `day` is when it was asked, as the ordinal of a date; what is newer then is as new as what is of that day.
    """

    question: str
    answers: tuple[str, ...]
    articles: frozenset[str]
    strict: bool
    day: int | None = None

    def is_answered_by(self, text: str, article: str) -> bool:
        """Whether a quote holds a gold answer (whole words, any case), out of one of its own articles if strict."""
        return (not self.strict or article in self.articles) and _gold(self.answers).search(text) is not None


@dataclass(frozen=True)
class Collection:
    """Articles and what is asked of them; `tuning` says of each question whether weights may be fitted to it."""

    name: str
    articles: tuple[Article, ...]
    asked: tuple[Asked, ...]
    tuning: tuple[bool, ...]
    genre: Genre = Genre.NEWS


def indexed(articles: Iterable[Article], terms: Terms) -> Index:
    """The articles in an index, which holds them all in memory."""
    texts = {(article.id, article.version): article for article in articles}
    index = Index(
        new_engine("rank_bm25"), new_engine("rank_bm25"), lambda wanted: {each: texts[each] for each in wanted}
    )
    index.add(analysed(article, terms) for article in texts.values())
    return index


def squad(data: Path) -> Collection:
    """SQuAD 1.1: one article a title; the questions of every other article are kept for checking."""
    articles, asked, tuning = [], [], []
    for number, line in enumerate(_lines(data / "squad.jsonl.gz")):
        paragraphs = [" ".join(paragraph["text"].split("\n")) for paragraph in line["paragraphs"]]
        articles.append(Article(id=line["title"], headline=line["title"], text="\n\n".join(paragraphs)))
        own = frozenset({line["title"]})
        for paragraph in line["paragraphs"]:
            for each in paragraph["questions"]:
                asked.append(Asked(each["question"], tuple(each["answers"]), own, strict=False))
                tuning.append(number % 2 == 0)
    return Collection("SQuAD", tuple(articles), tuple(asked), tuple(tuning), Genre.REFERENCE)


def news(data: Path, share: float = 1.0) -> Collection:
    """RealTimeQA: the pages in their order, and the questions of every other week for checking.

    With a `share` below 1, only that part of the questions and their own pages, with as many others beside.
    """
    lines = list(_lines(data / "news_questions.jsonl.gz"))
    lines = lines[: round(share * len(lines))]
    wanted = {url for line in lines for url in line["urls"]}
    pages: dict[str, Article] = {}
    room = round(share * len(wanted)) if share < 1 else None
    for line in _lines(data / "news_articles.jsonl.gz"):
        if line["url"] in wanted or room is None or len(pages) < len(wanted) + room:
            pages.setdefault(line["url"], _page(line))
    weeks = list(dict.fromkeys(line["id"].partition("_")[0] for line in lines))
    asked = [
        Asked(
            line["question"],
            tuple(line["answers"]),
            frozenset(url[:200] for url in line["urls"]),
            strict=True,
            day=date.fromisoformat(line["id"].partition("_")[0]).toordinal(),
        )
        for line in lines
    ]
    tuning = [weeks.index(line["id"].partition("_")[0]) % 2 == 0 for line in lines]
    return Collection("news", tuple({page.id: page for page in pages.values()}.values()), tuple(asked), tuple(tuning))


def desk(golden: Path = GOLDEN) -> Collection:
    """The golden set on the first article; every other question is kept for checking."""
    asked = [
        Asked(each["question"], tuple(each["words"]), frozenset(), strict=False)
        for each in tomllib.loads(golden.read_text("utf-8"))["answerable"]
    ]
    return Collection("desk", tuple(read_seeds(SEEDS)), tuple(asked), tuple(n % 2 == 0 for n in range(len(asked))))


def _page(line: Mapping[str, str]) -> Article:
    return Article(id=line["url"][:200], headline=line["headline"], text=line["text"], url=line["url"])


def _lines(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


@lru_cache(maxsize=100_000)
def _gold(answers: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(answer.strip()) for answer in answers)})(?!\w)", re.IGNORECASE)
