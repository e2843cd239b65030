"""Articles and quotes to test with."""

from pathlib import Path

from bot.replies.wording import Placed
from retrieval.models import Article, PassageKind, Quote, Span
from retrieval.passages import passages
from retrieval.readers.seeds import read_seeds

SEEDS = Path(__file__).parents[2] / "seeds"


def seed() -> Article:
    return read_seeds(SEEDS)[0]


def article(*paragraphs: str, **known) -> Article:
    headline = known.pop("headline", "A headline")
    text = "\n\n".join([headline, *paragraphs])
    return Article(**{"id": "one", "headline": headline, "text": text, "publisher": "The Paper"} | known)


def quotes(of: Article) -> list[Placed]:
    """The first sentence of each paragraph as a quote, the words of four letters or more matched."""
    placed = []
    for passage in passages(of):
        if passage.kind is PassageKind.PARAGRAPH and passage.sentences:
            span = passage.sentences[0]
            quote = Quote(article=of, paragraph=passage.number, span=span, score=1.0, matches=_words(of, span))
            placed.append(Placed(position=len(placed) + 1, quote=quote))
    return placed


def _words(of: Article, span: Span) -> tuple[Span, ...]:
    spans, at = [], span.start
    for word in span.of(of.text).split(" "):
        if len(word) >= 4:
            spans.append(Span(start=at, end=at + len(word)))
        at += len(word) + 1
    return tuple(spans)
