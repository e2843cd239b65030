"""What opens in Slack beside messages: the *In context* modal and the home tab. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from bot.replies.blocks import BLOCKS_LIMIT, help_message
from bot.replies.elements import (
    Json,
    actions,
    button,
    context,
    plain,
    rich_quote,
    rich_section,
    rich_text,
    section,
    size,
    texts,
)
from bot.replies.links import web_address
from bot.replies.wording import Placed, publication, source
from retrieval.models import Article, Passage, Span

_DIVIDER: Json = {"type": "divider"}
LISTED = 20
"""How many articles the home tab names."""


def context_view(reference: str, placed: Placed, before: Passage | None, here: Passage, after: Passage | None) -> Json:
    """A modal with the quote's paragraph, the quote marked in it, and its neighbours where there is room."""
    article, quote = placed.quote.article, placed.quote
    block_id = f"in-context-{reference}-{placed.position}"
    marked = [
        *_section(article, Span(start=here.span.start, end=quote.span.start)),
        rich_quote(texts(article, quote.span, quote.matches)),
        *_section(article, Span(start=quote.span.end, end=here.span.end)),
    ]
    heading = [rich_text([rich_section(texts(article, here.heading, [here.heading]))])] if here.heading else []
    middle = [
        context(f"Paragraph {here.number}: the quote’s paragraph"),
        rich_text(marked, block_id),
    ]
    if size([*heading, *middle]) > BLOCKS_LIMIT:
        marked = [rich_quote(texts(article, quote.span, quote.matches))]
        middle = [context(f"Paragraph {here.number}: too long to show around the quote"), rich_text(marked, block_id)]
        heading = []
    room = BLOCKS_LIMIT - size([*heading, *middle])
    blocks = [
        section(article.headline or "No headline"),
        context(source(quote, with_headline=False)),
        _DIVIDER,
        *heading,
        *_neighbour(article, before, room // 2),
        *middle,
        *_neighbour(article, after, room // 2),
    ]
    url = web_address(article)
    if url is not None:
        blocks.append(actions("article", [button("Open the article", "open_article", url=url)]))
    return _modal(blocks)


def notice_view(words: str) -> Json:
    """A modal of our own words alone."""
    return _modal([section(words)])


def home_view(articles: Sequence[Article], held: int, suggested: Sequence[str], *, name: str) -> Json:
    """The app's home tab: how to ask, and what the archive holds: the first of its articles, and how many they are."""
    count = "1 article" if held == 1 else f"{held} articles"
    blocks = [
        _header(name),
        *help_message(suggested, name=name).blocks,
        _DIVIDER,
        _header(f"In the archive: {count}"),
        *[section(f"{article.headline}\n{publication(article)}") for article in articles],
    ]
    if held > len(articles):
        blocks.append(context(f"and {held - len(articles)} more"))
    return {"type": "home", "blocks": blocks}


def _neighbour(article: Article, passage: Passage | None, room: int) -> list[Json]:
    if passage is None:
        return []
    name = f"Paragraph {passage.number}"
    blocks = [context(name), rich_text(_section(article, passage.span))]
    return blocks if size(blocks) <= room else [context(f"{name}: too long to show here")]


def _section(article: Article, span: Span) -> list[Json]:
    """The span without the white space around it; nothing where there is only that."""
    words = span.of(article.text)
    start, end = span.start + len(words) - len(words.lstrip()), span.start + len(words.rstrip())
    return [rich_section(texts(article, Span(start=start, end=end)))] if words.strip() else []


def _header(words: str) -> Json:
    return {"type": "header", "text": plain(words)}


def _modal(blocks: list[Json]) -> Json:
    return {"type": "modal", "title": plain("In context"), "close": plain("Close"), "blocks": blocks}
