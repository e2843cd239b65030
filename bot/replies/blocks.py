"""Answers as Block Kit: pure functions from values to messages.

Article text goes into `text` elements of `rich_text` blocks and into `plain_text` only, where Slack
leaves it as it is: no ping, no link, no formatting can come alive in it. Limits are Slack's, see
https://docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.replies.wording import (
    HEADLINES_SHOWN,
    Placed,
    Reply,
    anonymity,
    escaped,
    held,
    label,
    notification,
    searched_for,
    source,
    speaker,
)
from retrieval.models import Article, Span, Value

Json = dict[str, Any]

BLOCKS_LIMIT = 8_000
"""Characters of one message's blocks as JSON: Slack was seen to refuse from some 11,300 on."""
PLAIN_TEXT_LIMIT = 2_000
BUTTON_LIMIT = 75
HEADLINE_LIMIT = 200


class Message(Value):
    """What Slack is given for a reply: blocks, the text for notifications, and the quotes that are in them.

    `spoken` are the positions of the quotes in the text; `located` are quotes too long to show, whose place is told.
    """

    text: str
    blocks: tuple[Json, ...]
    quotes: tuple[Placed, ...] = ()
    spoken: tuple[int, ...] = ()
    located: tuple[Placed, ...] = ()


def message(reply: Reply) -> Message:
    """The reply as a message within Slack's limits.

    Quotes are never cut: where they don't all fit, the last ones are left to *More quotes*, and a quote
    that fits no message is left out with a word on where it stands.
    """
    fitting = [placed for placed in reply.quotes if size([_quote(reply.reference, placed)]) < BLOCKS_LIMIT // 2]
    too_long = [placed for placed in reply.quotes if placed not in fitting]
    for count in range(len(fitting), 0, -1):
        left_over = len(fitting) - count
        shorter = {"quotes": tuple(fitting[:count]), "remaining": reply.remaining + left_over}
        built = _message(reply.model_copy(update=shorter), too_long)
        if size(built.blocks) <= BLOCKS_LIMIT:
            return built
    return _message(reply.model_copy(update={"quotes": ()}), reply.quotes)


def help_message(suggested: Sequence[str], *, name: str) -> Message:
    """How to ask, with questions to click."""
    lead = (
        "Ask me about the debate on sending European troops to Ukraine. "
        "I answer with direct quotes from the archive, word for word, and say where each one stands."
    )
    ways = (
        f"In a channel: mention @{name} with your question. Go on in the thread without a mention. "
        "Only for your eyes: /quote and your question, /quote from and a name, or /quote speakers. "
        "Or write to me directly. "
        "Edit a question and I answer it anew."
    )
    blocks = [section(lead), context(ways)]
    if suggested:
        buttons = [button(text, f"ask_{number}", value=str(number)) for number, text in enumerate(suggested)]
        blocks.append(actions("suggested", buttons))
    return Message(text=escaped(f"{lead} {ways}"), blocks=tuple(blocks))


def notice(words: str) -> Message:
    """A message of our own words alone: what happened and what to do next."""
    return Message(text=escaped(words), blocks=(section(words),))


def plain(words: str) -> Json:
    """A text that nothing in it can enliven; Slack refuses empty ones."""
    return {"type": "plain_text", "text": words[:PLAIN_TEXT_LIMIT] if words.strip() else "(no words)", "emoji": False}


def section(words: str, block_id: str | None = None, accessory: Json | None = None) -> Json:
    """A paragraph of our own words, with a button beside it if there is one."""
    return _without_nones({"type": "section", "text": plain(words), "block_id": block_id, "accessory": accessory})


def context(words: str, block_id: str | None = None) -> Json:
    """Our own words in small print."""
    return _without_nones({"type": "context", "elements": [plain(words)], "block_id": block_id})


def actions(block_id: str, buttons: list[Json]) -> Json:
    """A row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": buttons}


def button(words: str, action_id: str, **more: str) -> Json:
    """A button; `more` is its value, url, style or accessibility_label."""
    return {"type": "button", "text": plain(words[:BUTTON_LIMIT]), "action_id": action_id} | more


def rich_text(elements: list[Json], block_id: str | None = None) -> Json:
    """A block whose text Slack shows as it is."""
    return _without_nones({"type": "rich_text", "block_id": block_id, "elements": elements})


def rich_section(texts: list[Json]) -> Json:
    """A paragraph inside a rich text block."""
    return {"type": "rich_text_section", "elements": texts}


def rich_quote(texts: list[Json]) -> Json:
    """A quote inside a rich text block, drawn with a bar at its side."""
    return {"type": "rich_text_quote", "elements": texts}


def texts(article: Article, span: Span, bold: Iterable[Span] = ()) -> list[Json]:
    """The span as literal text elements: together they are the slice, those in `bold` are styled."""
    elements: list[Json] = []
    at = span.start
    for run in _runs(article, span, bold):
        if run.start > at:
            elements.append(literal(article.text[at : run.start]))
        elements.append(literal(run.of(article.text), bold=True))
        at = run.end
    if at < span.end:
        elements.append(literal(article.text[at : span.end]))
    return elements


def literal(words: str, *, bold: bool = False) -> Json:
    """A text element: whatever stands in it is shown as it stands."""
    element: Json = {"type": "text", "text": words}
    return element | {"style": {"bold": True}} if bold else element


def size(blocks: Sequence[Json]) -> int:
    """Characters of the blocks as they go to Slack."""
    return len(json.dumps(blocks, ensure_ascii=False))


def _message(reply: Reply, too_long: Sequence[Placed]) -> Message:
    blocks: list[Json] = []
    if reply.asked is not None:
        asked = f"{reply.shared_by} shares quotes on: " if reply.shared_by else "You asked: "
        blocks.append(context(asked + reply.asked))
    words = literal(label(reply, too_long), bold=True)
    blocks.append(rich_text([rich_section([words])], f"label-{reply.reference}"))
    if reply.holding:
        blocks.append(context(held(reply.holding), f"holding-{reply.reference}"))
    if reply.spellings:
        blocks.append(context(searched_for(reply.spellings)))
    for placed in reply.quotes:
        blocks += [_quote(reply.reference, placed), *_attribution(reply.reference, placed)]
    if not reply.quotes:
        blocks += [section(headline[:HEADLINE_LIMIT]) for headline in reply.headlines[:HEADLINES_SHOWN]]
    buttons = _buttons(reply)
    if buttons:
        blocks.append(actions(f"actions-{reply.reference}", buttons))
    if reply.quotes:
        blocks.append(_feedback(reply.root))
    text, spoken = notification(reply, too_long)
    located = () if reply.quotes else tuple(too_long[:1])
    return Message(text=text, blocks=tuple(blocks), quotes=reply.quotes, spoken=spoken, located=located)


def _quote(reference: str, placed: Placed) -> Json:
    quote = placed.quote
    return rich_text(
        [rich_quote(texts(quote.article, quote.span, quote.matches))], f"quote-{reference}-{placed.position}"
    )


def _attribution(reference: str, placed: Placed) -> list[Json]:
    place = f"{reference}-{placed.position}"
    label = f"Quote {placed.position} in context"
    in_context = button("In context", "in_context", value=place, accessibility_label=label)
    blocks = [
        section(speaker(placed.quote), f"speaker-{place}", in_context),
        context(source(placed.quote), f"source-{place}"),
    ]
    why_unnamed = anonymity(placed.quote)
    return [*blocks, context(why_unnamed, f"anonymity-{place}")] if why_unnamed else blocks


def _buttons(reply: Reply) -> list[Json]:
    buttons = []
    if reply.remaining > 0:
        buttons.append(button("More quotes", "more_quotes", value=reply.root))
    if reply.private and reply.quotes:
        buttons.append(button("Share here", "share_here", value=reply.root, style="primary"))
    return buttons


def _feedback(reference: str) -> Json:
    def choice(word: str, description: str) -> Json:
        text = plain(f"{word.capitalize()} answer")
        return {"text": text, "value": f"{reference}-{word}", "accessibility_label": description}

    element = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": choice("good", "This answer is what I needed"),
        "negative_button": choice("bad", "This answer is not what I needed"),
    }
    return {"type": "context_actions", "block_id": f"feedback-{reference}", "elements": [element]}


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


def _without_nones(block: Json) -> Json:
    return {name: value for name, value in block.items() if value is not None}
