"""Bits turned over and files cut off, in the database and in the index: noticed, and no wrong quote."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

from sqlalchemy.exc import SQLAlchemyError

from retrieval.archive import Archive
from retrieval.checking import is_verbatim
from retrieval.indexing.live_index import WORTH_A_FILE
from retrieval.models import Article, Quote
from retrieval.readers.seeds import read_seeds
from retrieval.readers.text import read_text
from retrieval.search import Search
from tests.faults.desk import QUESTIONS
from tests.faults.invariant import Tally
from tests.faults.programme import Outcome, Row, Trial
from tests.faults.worker import SEEDS

_CUT_SHARE = 0.1
_TELLING_SHARE = 0.5
_TELLING = 40
"""So many characters of a quote are looked for in the file: the rest may be on another page."""


async def damaged(trial: Trial) -> Outcome:
    """The row, or the row without hashes: neither the archive nor the index compares a text with its own."""
    with ExitStack() as removed:
        if trial.without:
            removed.enter_context(mock.patch("retrieval.archive.archive.is_intact", return_value=True))
            removed.enter_context(mock.patch.object(Article, "sha256", "0" * 64))
        return await _damaged(trial)


async def _damaged(trial: Trial) -> Outcome:
    """`size` copies of a whole archive with its index, each with one bit turned over or its end cut off."""
    chance = trial.chance()
    whole = trial.folder / "whole"
    whole.mkdir()
    with _archive(whole) as archive:
        archive.add_all([*read_seeds(SEEDS), *_others()])
    with _opened(whole) as (archive, search):
        originals = {article.id: article for article in archive.articles()}
        quotes = {question: search.ask(question).quotes for question in QUESTIONS}
    expected = {question: [quote.text for quote in found] for question, found in quotes.items()}
    telling = {word for found in quotes.values() for quote in found for word in _shown(quote)}
    ends: Counter[str] = Counter()
    wrong = 0
    for number in range(trial.size):
        copy = trial.folder / "copy"
        shutil.copytree(whole, copy)
        name = _damage(copy, chance, sorted(telling))
        end, altered = await asyncio.to_thread(_asked, copy, originals, expected)
        ends[f"{name} {end}"] += 1
        wrong += altered
        shutil.rmtree(copy)
        trial.progress(number / trial.size)
    figures = {end: str(count) for end, count in sorted(ends.items())}
    lost = sum(count for end, count in ends.items() if end.startswith("index") and "as before" not in end)
    missed = ("a damaged index changed answers",) if lost else ()
    return Outcome(Tally(asked=trial.size * len(QUESTIONS), altered=wrong), figures, missed)


@contextmanager
def _archive(folder: Path) -> Iterator[Archive]:
    archive = Archive(f"sqlite:///{folder / 'quotedesk.db'}")
    try:
        yield archive
    finally:
        archive.close()


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[Archive, Search]]:
    with _archive(folder) as archive:
        search = Search(archive, index=folder / "quotedesk.index")
        try:
            yield archive, search
        finally:
            search.close()


def _others() -> Iterator[Article]:
    """So many articles that the index is worth a file."""
    for number in range(WORTH_A_FILE):
        text = f"Harbour notes {number}\n\nThe ferry number {number} left the harbour on time, the harbour master said."
        yield read_text(text.encode(), f"harbour-{number}")


def _damage(folder: Path, chance: random.Random, telling: list[bytes]) -> str:
    """Turns one bit over, or cuts the end off, in the database or the index; says in which.

    One in two bits of the database is in words that a reader is shown, where it does the most harm.
    """
    path = folder / chance.choice(["quotedesk.db", "quotedesk.index"])
    data = bytearray(path.read_bytes())
    at = chance.randrange(len(data))
    if chance.random() < _CUT_SHARE:
        del data[at:]
    else:
        words = chance.choice(telling)
        found = [match.start() for match in re.finditer(re.escape(words), data)]
        if chance.random() < _TELLING_SHARE and found:
            at = chance.choice(found) + chance.randrange(len(words))
        data[at] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    return path.suffix.removeprefix(".").replace("db", "database")


def _shown(quote: Quote) -> list[bytes]:
    """Words of a quote that a reader is shown, as they stand in the database."""
    shown = [quote.text[:_TELLING], quote.article.headline, quote.article.publisher or quote.article.headline]
    return [words.encode() for words in shown]


def _asked(folder: Path, originals: dict[str, Article], expected: dict[str, list[str]]) -> tuple[str, int]:
    """How it ended when a damaged archive was asked, and how many quotes that would be sent are not the articles'."""
    altered, answers = 0, {}
    try:
        with _opened(folder) as (archive, search):
            for question in expected:
                quotes = [each for each in search.ask(question).quotes if _is_sent(each, archive)]
                altered += sum(not _is_the_articles(quote, originals) for quote in quotes)
                answers[question] = [quote.text for quote in quotes]
    except (SQLAlchemyError, ValueError, LookupError, TypeError) as error:
        return f"refused ({type(error).__name__})", altered
    return "answered as before" if answers == expected else "answered with less", altered


def _is_sent(quote: Quote, archive: Archive) -> bool:
    """Whether the check at sending lets a quote through."""
    place = {"article": quote.article.id, "version": quote.article.version}
    return is_verbatim(quote.text, **place, start=quote.span.start, end=quote.span.end, archive=archive)


def _is_the_articles(quote: Quote, originals: dict[str, Article]) -> bool:
    """Whether a reader is shown what the article had before anything was damaged."""
    original = originals.get(quote.article.id)
    shown = ("headline", "publisher", "byline", "url", "published")
    return (
        original is not None
        and quote.span.of(original.text) == quote.text
        and all(getattr(original, name) == getattr(quote.article, name) for name in shown)
    )


DAMAGE = Row(
    name="damage",
    bar="2,000 bit flips and truncations in database and index: noticed, rebuilt, no wrong quote",
    unit="damages",
    small=25,
    full=2_000,
    run=damaged,
    guards=("the texts' hashes",),
)
