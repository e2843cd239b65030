"""An answer as a person reads it in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from retrieval.models import Answer, Article, Quote, Verdict


def show(answer: Answer, console: Console | None = None) -> None:
    """Print an answer: how sure it is, then each quote with where it stands."""
    out = console or Console(highlight=False)
    out.print(Text(_verdict(answer), style="bold"))
    for quote in answer.quotes:
        out.print()
        out.print(Padding(_marked(quote), (0, 0, 0, 2)))
        out.print(Padding(Text(_source(quote), style="dim"), (0, 0, 0, 2)))
        if quote.article.notes:
            signs = len(quote.article.notes)
            out.print(Padding(Text(f"This copy looks damaged ({signs} signs).", style="dim"), (0, 0, 0, 2)))
    for headline in answer.headlines:
        out.print(Padding(Text(headline), (0, 0, 0, 2)))


def _verdict(answer: Answer) -> str:
    count = len(answer.quotes)
    if answer.verdict is Verdict.ANSWERED:
        return "1 quote" if count == 1 else f"{count} quotes"
    if answer.verdict is Verdict.NEAREST:
        return "Nothing in the archive answers this. Nearest passages:"
    return "Nothing in the archive answers this. It holds:"


def _marked(quote: Quote) -> Text:
    text = Text(quote.text)
    for match in quote.matches:
        text.stylize("bold", match.start - quote.span.start, match.end - quote.span.start)
    return text


def _source(quote: Quote) -> str:
    article: Article = quote.article
    date = article.published.isoformat() if article.published else "undated"
    parts = [quote.speaker, article.headline, article.publisher, f"paragraph {quote.paragraph}", date]
    return " · ".join(part for part in parts if part)
