"""An answer as a person reads it in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from retrieval.attribution_line import attribution_line
from retrieval.mentions import unmentioned
from retrieval.models import Answer, Article, Holding, Quote, Verdict
from retrieval.printable import printable
from retrieval.verdict_line import NOT_FOUND, nearest_line, quotes_line, unmentioned_line


def show(answer: Answer, console: Console | None = None) -> None:
    """Print an answer: how sure it is, then each quote with where it stands."""
    out = console or Console(highlight=False)
    out.print(_text(_verdict(answer), style="bold"))
    for spelling in answer.spellings:
        out.print(_text(f"Searched for {spelling.taken_for} instead of {spelling.typed}."))
    missing = unmentioned(answer.missed, answer.quotes)
    if missing:
        out.print(_text(unmentioned_line(missing)))
    for article in answer.listing.newest if answer.listing else ():
        out.print(Padding(_text(" · ".join(_printed(article))), (0, 0, 0, 2)))
    if answer.holding is not None:
        out.print(_text(_held(answer.holding)))
    for quote in answer.quotes:
        out.print()
        out.print(Padding(_marked(quote), (0, 0, 0, 2)))
        out.print(Padding(_text(_source(quote), style="dim"), (0, 0, 0, 2)))
        if quote.also_in:
            others = "; ".join(article.headline for article in quote.also_in)
            out.print(Padding(_text(f"Also in: {others}", style="dim"), (0, 0, 0, 2)))
        for other in quote.differs:
            note = f"The copies differ: {other.article.headline}, paragraph {other.paragraph}, prints:"
            out.print(Padding(_text(note, style="dim"), (0, 0, 0, 2)))
            out.print(Padding(_text(other.text), (0, 0, 0, 4)))
        if quote.article.notes:
            signs = len(quote.article.notes)
            out.print(Padding(_text(f"This copy looks damaged ({_count(signs, 'sign')}).", style="dim"), (0, 0, 0, 2)))
    for headline in answer.headlines:
        out.print(Padding(_text(headline), (0, 0, 0, 2)))


def _verdict(answer: Answer) -> str:
    if answer.listing is not None:
        return f"In the archive: {_count(answer.listing.count, 'article')}"
    if answer.quotes:
        line = quotes_line if answer.verdict is Verdict.ANSWERED else nearest_line
        return line(dict(enumerate(answer.quotes, start=1)), answer.theirs)
    return f"{NOT_FOUND} The archive holds:"


def _held(holding: Holding) -> str:
    heard = ", ".join(f"{each.name} ({each.times})" for each in holding.heard)
    counts = f"{_count(holding.paragraphs, 'paragraph')} in {_count(holding.articles, 'article')}."
    return f"{counts} Heard there: {heard}." if heard else counts


def _marked(quote: Quote) -> Text:
    body, first = quote.article.text, quote.span.start
    text = _text(quote.text)
    for match in quote.matches:
        start, end = (len(printable(body[first:place])) for place in (match.start, match.end))
        text.stylize("bold", start, end)
    return text


def _text(words: str, style: str = "") -> Text:
    return Text(printable(words), style=style)


def _source(quote: Quote) -> str:
    headline, *rest, date = _printed(quote.article)
    return " · ".join([attribution_line(quote), headline, *rest, f"paragraph {quote.paragraph}", date])


def _printed(article: Article) -> list[str]:
    """Headline, publisher if it is known, and date."""
    date = article.published.isoformat() if article.published else "undated"
    return [article.headline, *filter(None, [article.publisher]), date]


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
