"""How alike two wordings are (rapidfuzz's `ratio`): edited sentences of news, and other sentences of the same article.

`python -m benchmarks.successors [--data DIRECTORY]`: what the bar in `retrieval.successors` is set on.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rapidfuzz import fuzz

from benchmarks.collections import DATA, news
from retrieval import Article
from retrieval.passages import is_quotable, passages
from retrieval.successors import ALIKE

_BARS = (50, 55, 60, ALIKE, 70, 75, 80)
_WORDS_AT_LEAST = 4
_ARTICLES, _SENTENCES_EACH = 400, 10


def main(
    data: Annotated[Path, typer.Option(help="Where news_articles.jsonl.gz and news_questions.jsonl.gz are.")] = DATA,
    seed: Annotated[int, typer.Option(help="Repeats a run.")] = 1,
) -> None:
    """Print which share of each kind reaches which likeness."""
    chance = random.Random(seed)  # noqa: S311  a sample, not a secret
    articles = news(data, share=0.2).articles
    sentences = [_sentences(article) for article in chance.sample(articles, min(_ARTICLES, len(articles)))]
    chosen = [(each, own) for own in sentences for each in chance.sample(own, min(_SENTENCES_EACH, len(own)))]
    others = [max((fuzz.ratio(each, other) for other in own if other != each), default=0) for each, own in chosen]
    words = [word for own in sentences for each in own for word in each.split()]
    sys.stdout.write("share that reaches".ljust(44) + "".join(f"{bar:8.0f}" for bar in _BARS) + "\n")
    _print("the most like of the article's others", others)
    for tenths in range(1, 6):
        edited = [fuzz.ratio(each, _edited(each, tenths / 10, words, chance)) for each, _ in chosen]
        _print(f"{tenths} words in ten replaced by others", edited)


def _sentences(article: Article) -> list[str]:
    quotable = (passage for passage in passages(article) if is_quotable(article, passage))
    texts = (sentence.of(article.text) for passage in quotable for sentence in passage.sentences)
    return [text for text in dict.fromkeys(texts) if len(text.split()) >= _WORDS_AT_LEAST]


def _edited(sentence: str, share: float, words: list[str], chance: random.Random) -> str:
    own = sentence.split()
    for place in chance.sample(range(len(own)), max(1, round(share * len(own)))):
        own[place] = chance.choice(words)
    return " ".join(own)


def _print(name: str, likenesses: Iterable[float]) -> None:
    known = list(likenesses)
    shares = (sum(each >= bar for each in known) / len(known) for bar in _BARS)
    sys.stdout.write(name.ljust(44) + "".join(f"{share:8.1%}" for share in shares) + "\n")


if __name__ == "__main__":
    typer.run(main)
