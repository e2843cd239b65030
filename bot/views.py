"""What opens in Slack beside messages: the *In context* modal and the home tab. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    RichTextBlock,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.blocks import BLOCKS_LIMIT, PLAIN_TEXT_LIMIT, dicts, help_message, plain, size, texts
from bot.wording import Placed, publication, source
from retrieval.models import Article, Passage, Span


def context_view(reference: str, placed: Placed, before: Passage | None, here: Passage, after: Passage | None) -> View:
    """A modal with the quote's paragraph, the quote marked in it, and its neighbours where there is room."""
    article, quote = placed.quote.article, placed.quote
    middle = [
        *_paragraph_label(here, "the quote’s paragraph"),
        RichTextBlock(
            block_id=f"in-context-{reference}-{placed.position}",
            elements=[
                *_section(article, Span(start=here.span.start, end=quote.span.start)),
                RichTextQuoteElement(elements=texts(article, quote.span, quote.matches)),
                *_section(article, Span(start=quote.span.end, end=here.span.end)),
            ],
        ),
    ]
    heading = [_heading(article, here.heading)] if here.heading else []
    room = BLOCKS_LIMIT - size(dicts([*heading, *middle]))
    above = _neighbour(article, before, room // 2)
    below = _neighbour(article, after, room // 2)
    blocks = [
        SectionBlock(text=plain(article.headline or "No headline")),
        ContextBlock(elements=[plain(source(quote, with_headline=False))]),
        DividerBlock(),
        *heading,
        *above,
        *middle,
        *below,
    ]
    if article.url and article.url.startswith(("https://", "http://")) and len(article.url) <= 3_000:
        link = ButtonElement(text=plain("Open the article"), action_id="open_article", url=article.url)
        blocks.append(ActionsBlock(elements=[link]))
    return _modal(blocks)


def notice_view(words: str) -> View:
    """A modal of our own words alone."""
    return _modal([SectionBlock(text=plain(words))])


def home_view(articles: Sequence[Article], suggested: Sequence[str], *, name: str) -> View:
    """The app's home tab: how to ask, and what the archive holds."""
    listed = [
        SectionBlock(text=plain(f"{article.headline}\n{publication(article)}"[:PLAIN_TEXT_LIMIT]))
        for article in articles[:20]
    ]
    more = [ContextBlock(elements=[plain(f"and {len(articles) - 20} more")])] if len(articles) > 20 else []
    held = "1 article" if len(articles) == 1 else f"{len(articles)} articles"
    blocks = [
        HeaderBlock(text=plain(name)),
        *Block.parse_all(list(help_message(suggested, name=name).blocks)),
        DividerBlock(),
        HeaderBlock(text=plain(f"In the archive: {held}")),
        *listed,
        *more,
    ]
    return View(type="home", blocks=blocks)


def _neighbour(article: Article, passage: Passage | None, room: int) -> list[Block]:
    if passage is None:
        return []
    elements = _section(article, passage.span)
    blocks = [*_paragraph_label(passage), RichTextBlock(elements=elements)]
    return blocks if size(dicts(blocks)) <= room else _paragraph_label(passage, "too long to show here")


def _paragraph_label(passage: Passage, remark: str = "") -> list[Block]:
    words = f"Paragraph {passage.number}" + (f": {remark}" if remark else "")
    return [ContextBlock(elements=[plain(words)])]


def _section(article: Article, span: Span) -> list[RichTextSectionElement]:
    return [RichTextSectionElement(elements=texts(article, span))] if span.of(article.text).strip() else []


def _heading(article: Article, span: Span) -> RichTextBlock:
    return RichTextBlock(elements=[RichTextSectionElement(elements=texts(article, span, bold=[span]))])


def _modal(blocks: list[Block]) -> View:
    return View(type="modal", title=plain("In context"), close=plain("Close"), blocks=blocks)
