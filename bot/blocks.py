"""Answers as Block Kit: pure functions from values to messages.

Article text goes into `text` elements of `rich_text` blocks and into `plain_text` only, where Slack
leaves it as it is: no ping, no link, no formatting can come alive in it. Limits are Slack's, see
https://docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextActionsBlock,
    ContextBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
    PlainTextObject,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
)

from bot.wording import Placed, Reply, escaped, label, notification, source, speaker
from retrieval.models import Article, Span, Value

BLOCKS_LIMIT = 8_000
"""Characters of one message's blocks as JSON: Slack was seen to refuse from some 11,300 on."""
PLAIN_TEXT_LIMIT = 2_000


class Message(Value):
    """What Slack is given for a reply: blocks, the text for notifications, and the quotes that are in it."""

    text: str
    blocks: tuple[dict[str, Any], ...]
    quotes: tuple[Placed, ...] = ()


def message(reply: Reply) -> Message:
    """The reply as a message within Slack's limits.

    Quotes are never cut: where they don't all fit, the last ones are left to *More quotes*, and a quote
    that fits no message is left out with a word on where it stands.
    """
    fitting = [placed for placed in reply.quotes if size([_quote(reply.reference, placed)]) < BLOCKS_LIMIT // 2]
    for count in range(len(fitting), 0, -1):
        later = len(fitting) - count
        shorter = reply.model_copy(
            update={"quotes": tuple(fitting[:count]), "remaining": reply.remaining + later},
        )
        built = _message(shorter, too_long=[placed for placed in reply.quotes if placed not in fitting])
        if size(built.blocks) <= BLOCKS_LIMIT:
            return built
    return _message(reply.model_copy(update={"quotes": ()}), too_long=reply.quotes)


def help_message(suggested: Sequence[str], *, name: str) -> Message:
    """How to ask, with questions to click."""
    lead = (
        "Ask me about the debate on sending European troops to Ukraine. "
        "I answer with direct quotes from the archive, word for word, and say where each one stands."
    )
    ways = (
        f"In a channel: mention @{name} with your question. Go on in the thread without a mention. "
        "Only for your eyes: /quote and your question. Or write to me directly. "
        "Edit a question and I answer it anew."
    )
    buttons = [
        ButtonElement(text=plain(question[:75]), action_id=f"ask_{number}", value=str(number))
        for number, question in enumerate(suggested)
    ]
    blocks: list[Block] = [
        SectionBlock(text=plain(lead)),
        ContextBlock(elements=[plain(ways)]),
    ]
    if buttons:
        blocks.append(ActionsBlock(block_id="suggested", elements=buttons))
    return Message(text=escaped(f"{lead} {ways}"), blocks=dicts(blocks))


def notice(words: str) -> Message:
    """A message of our own words alone: what happened and what to do next."""
    return Message(text=escaped(words), blocks=dicts([SectionBlock(text=plain(words))]))


def _message(reply: Reply, too_long: Sequence[Placed]) -> Message:
    blocks: list[Block] = []
    if reply.asked is not None:
        asked = f"{reply.shared_by} shares quotes on: " if reply.shared_by else "You asked: "
        blocks.append(ContextBlock(elements=[plain((asked + reply.asked)[:PLAIN_TEXT_LIMIT])]))
    blocks.append(_bold(f"label-{reply.reference}", label(reply, too_long)))
    for placed in reply.quotes:
        blocks += [_quote(reply.reference, placed), _attribution(reply.reference, placed), _where(reply, placed)]
    if not reply.quotes:
        blocks += [SectionBlock(text=plain(headline[:PLAIN_TEXT_LIMIT])) for headline in reply.headlines[:5]]
    buttons = _buttons(reply)
    if buttons:
        blocks.append(ActionsBlock(block_id=f"actions-{reply.reference}", elements=buttons))
    if reply.quotes:
        blocks.append(_feedback(reply.reference))
    return Message(text=notification(reply, too_long), blocks=dicts(blocks), quotes=reply.quotes)


def _quote(reference: str, placed: Placed) -> RichTextBlock:
    quote = placed.quote
    return RichTextBlock(
        block_id=f"quote-{reference}-{placed.position}",
        elements=[RichTextQuoteElement(elements=texts(quote.article, quote.span, quote.matches))],
    )


def texts(article: Article, span: Span, bold: Iterable[Span] = ()) -> list[RichTextElement]:
    """The span as literal text elements: together they are the slice, those in `bold` are styled."""
    style = RichTextElementParts.TextStyle(bold=True)
    elements: list[RichTextElement] = []
    at = span.start
    for run in _runs(article, span, bold):
        if run.start > at:
            elements.append(RichTextElementParts.Text(text=article.text[at : run.start]))
        elements.append(RichTextElementParts.Text(text=run.of(article.text), style=style))
        at = run.end
    if at < span.end:
        elements.append(RichTextElementParts.Text(text=article.text[at : span.end]))
    return elements


def _runs(article: Article, span: Span, bold: Iterable[Span]) -> list[Span]:
    """The bold words inside `span`, those with only white space between them as one run."""
    runs: list[Span] = []
    for word in sorted(bold, key=lambda word: word.start):
        if not span.start <= word.start < word.end <= span.end:
            continue
        if runs and not article.text[runs[-1].end : word.start].strip():
            runs[-1] = Span(start=runs[-1].start, end=max(runs[-1].end, word.end))
        else:
            runs.append(word)
    return runs


def _attribution(reference: str, placed: Placed) -> SectionBlock:
    button = ButtonElement(
        text=plain("In context"),
        action_id="in_context",
        value=f"{reference}-{placed.position}",
        accessibility_label=f"Quote {placed.position} in context",
    )
    return SectionBlock(
        block_id=f"speaker-{reference}-{placed.position}",
        text=plain(speaker(placed.quote)[:PLAIN_TEXT_LIMIT]),
        accessory=button,
    )


def _where(reply: Reply, placed: Placed) -> ContextBlock:
    return ContextBlock(
        block_id=f"source-{reply.reference}-{placed.position}",
        elements=[plain(source(placed.quote)[:PLAIN_TEXT_LIMIT])],
    )


def _buttons(reply: Reply) -> list[ButtonElement]:
    buttons = []
    if reply.remaining > 0:
        buttons.append(ButtonElement(text=plain("More quotes"), action_id="more_quotes", value=reply.reference))
    if reply.private and reply.quotes:
        buttons.append(
            ButtonElement(text=plain("Share here"), action_id="share_here", value=reply.reference, style="primary")
        )
    return buttons


def _feedback(reference: str) -> ContextActionsBlock:
    buttons = FeedbackButtonsElement(
        action_id="feedback",
        positive_button=FeedbackButtonObject(
            text="Good answer", value=f"{reference}-good", accessibility_label="This answer is what I needed"
        ),
        negative_button=FeedbackButtonObject(
            text="Bad answer", value=f"{reference}-bad", accessibility_label="This answer is not what I needed"
        ),
    )
    return ContextActionsBlock(block_id=f"feedback-{reference}", elements=[buttons])


def _bold(block_id: str, words: str) -> RichTextBlock:
    style = RichTextElementParts.TextStyle(bold=True)
    text = RichTextElementParts.Text(text=words, style=style)
    return RichTextBlock(block_id=block_id, elements=[RichTextSectionElement(elements=[text])])


def plain(words: str) -> PlainTextObject:
    """A text that nothing in it can enliven; Slack refuses empty ones."""
    return PlainTextObject(text=words if words.strip() else "(no words)", emoji=False)


def dicts(blocks: Sequence[Block]) -> tuple[dict[str, Any], ...]:
    return tuple(block.to_dict() for block in blocks)


def size(blocks: Sequence[Block | dict[str, Any]]) -> int:
    return len(
        json.dumps([block.to_dict() if isinstance(block, Block) else block for block in blocks], ensure_ascii=False)
    )
