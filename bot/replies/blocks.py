"""Answers as Block Kit: pure functions from values to messages, made of `bot.replies.elements`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.replies.elements import (
    Json,
    actions,
    button,
    context,
    link,
    literal,
    plain,
    rich_quote,
    rich_section,
    rich_text,
    section,
    size,
    texts,
)
from bot.replies.links import link_to
from bot.replies.remarks import banner, grouped, remark_block, spoken_remark, struck_blocks
from bot.replies.wording import (
    HEADLINE_LIMIT,
    HEADLINES_SHOWN,
    Placed,
    Remarked,
    Reply,
    anonymity,
    differs,
    escaped,
    held,
    label,
    listed,
    not_found,
    notification,
    searched_for,
    source,
    speaker,
)
from retrieval.models import Differing, Quote, Value

BLOCKS_LIMIT = 8_000
"""Characters of one message's blocks as JSON: Slack was seen to refuse from some 11,300 on."""


class Message(Value):
    """What Slack is given for a reply: blocks, the text for notifications, and the quotes that are in them.

    `spoken` are the positions of the quotes in the text; `located` are quotes too long to show, whose place is told.
    `remarks` hold the earlier wordings that are shown struck out.
    """

    text: str
    blocks: tuple[Json, ...]
    quotes: tuple[Placed, ...] = ()
    spoken: tuple[int, ...] = ()
    located: tuple[Placed, ...] = ()
    remarks: tuple[Remarked, ...] = ()


def message(reply: Reply) -> Message:
    """The reply as a message within Slack's limits.

    Quotes are never cut: where they don't all fit, the last ones are left to *More quotes*, and a quote
    that fits no message is left out with a word on where it stands.
    """
    fitting = [placed for placed in reply.quotes if size([_quote(reply.reference, placed)]) < BLOCKS_LIMIT // 2]
    too_long = [placed for placed in reply.quotes if placed not in fitting]
    unstruck = tuple(each.model_copy(update={"struck": ()}) for each in reply.remarks)
    for count in range(len(fitting), 0, -1):
        left_over = len(fitting) - count
        shorter = {"quotes": tuple(fitting[:count]), "remaining": reply.remaining + left_over}
        for remarks in (reply.remarks, unstruck) if reply.remarks else ((),):
            built = _message(reply.model_copy(update=shorter | {"remarks": remarks}), too_long)
            if size(built.blocks) <= BLOCKS_LIMIT:
                return built
    return _message(reply.model_copy(update={"quotes": (), "remarks": unstruck}), reply.quotes)


def help_message(suggested: Sequence[str], *, name: str) -> Message:
    """How to ask, with questions to click."""
    lead = (
        "Ask me about the debate on sending European troops to Ukraine. "
        "I answer with direct quotes from the archive, word for word, and say where each one stands."
    )
    ways = (
        f"In a channel: mention @{name} with your question. Go on in the thread without a mention. "
        "Only for your eyes: /quote and your question, /quote from and a name, /quote speakers or /quote articles. "
        "Or write to me directly. "
        "Edit a question and I answer it anew."
    )
    editing = (
        "Editors: to add an article, type /quote add and its address, or drop its file with a mention. "
        "To withdraw one, press In context under a quote of it, then Withdraw this article…"
    )
    blocks = [section(lead), context(ways), context(editing)]
    if suggested:
        buttons = [button(text, f"ask_{number}", value=str(number)) for number, text in enumerate(suggested)]
        blocks.append(actions("suggested", buttons))
    return Message(text=escaped(f"{lead} {ways}"), blocks=tuple(blocks))


def notice(words: str) -> Message:
    """A message of our own words alone: what happened and what to do next."""
    return Message(text=escaped(words), blocks=(section(words),))


def _message(reply: Reply, too_long: Sequence[Placed]) -> Message:
    shown = {placed.position for placed in reply.quotes}
    heading = reply.heading or (label(reply, too_long) if shown or not reply.remarks else "No quote is left here")
    spoken_remarks = [spoken_remark(each, is_shown=each[0].position in shown) for each in grouped(reply.remarks, shown)]
    text, spoken = notification(reply, heading, spoken_remarks)
    return Message(
        text=text,
        blocks=(*_top(reply, heading), *_middle(reply, shown), *_bottom(reply)),
        quotes=reply.quotes,
        spoken=spoken,
        located=() if reply.quotes else tuple(too_long[:1]),
        remarks=reply.remarks,
    )


def _top(reply: Reply, heading: str) -> list[Json]:
    blocks: list[Json] = []
    if reply.asked is not None:
        asked = f"{reply.shared_by} shares quotes on: " if reply.shared_by else "You asked: "
        blocks.append(context(asked + reply.asked))
    if reply.taken_as is not None:
        blocks.append(context(f"Taken as: {reply.taken_as}"))
    if reply.remarks and reply.heading is None:
        blocks.append(banner(reply.remarks, reply.reference))
    blocks.append(rich_text([rich_section([literal(heading, bold=True)])], f"label-{reply.reference}"))
    if reply.holding:
        blocks.append(context(held(reply.holding), f"holding-{reply.reference}"))
    if reply.spellings:
        blocks.append(context(searched_for(reply.spellings)))
    if reply.unmentioned:
        blocks.append(context(not_found(reply.unmentioned)))
    return blocks


def _middle(reply: Reply, shown: Collection[int]) -> list[Json]:
    """What is left of quotes whose words are gone, then the others; else headlines."""
    gone = [each for each in grouped(reply.remarks, shown) if each[0].position not in shown]
    blocks = [remark_block(reply.reference, each, is_shown=False) for each in gone]
    remarked = {each.position: each for each in reply.remarks}
    for placed in reply.quotes:
        if placed.position in remarked:
            remark = remarked[placed.position]
            blocks += [remark_block(reply.reference, [remark], is_shown=True), *struck_blocks(reply.reference, remark)]
        blocks += [_quote(reply.reference, placed), *_attribution(reply.reference, placed)]
    if reply.listing is not None:
        return [*blocks, *(section(line) for line in listed(reply.listing))]
    return blocks or [section(headline[:HEADLINE_LIMIT]) for headline in reply.headlines[:HEADLINES_SHOWN]]


def _bottom(reply: Reply) -> list[Json]:
    buttons = _buttons(reply)
    blocks = [actions(f"actions-{reply.reference}", buttons)] if buttons else []
    return [*blocks, _feedback(reply.root)] if reply.quotes else blocks


def quoted(reference: str, placed: Placed) -> list[tuple[str, Quote | Differing]]:
    """What a message prints of a quote to the letter, by the block that it stands in: itself, and other wordings."""
    others = ((f"differs-{reference}-{placed.position}-{at}", other) for at, other in enumerate(placed.quote.differs))
    return [(f"quote-{reference}-{placed.position}", placed.quote), *others]


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
        _source(placed.quote, f"source-{place}"),
    ]
    why_unnamed = anonymity(placed.quote)
    if why_unnamed:
        blocks.append(context(why_unnamed, f"anonymity-{place}"))
    for number, other in enumerate(placed.quote.differs):
        blocks.append(context(differs(placed.quote, other)))
        blocks.append(rich_text([rich_quote(texts(other.article, other.span))], f"differs-{place}-{number}"))
    return blocks


def _source(quote: Quote, block_id: str) -> Json:
    """Where a quote stands; the headline opens the article at the quote where it has an address."""
    url, headline = link_to(quote.article, quote.span), quote.article.headline.strip()
    if url is None or not headline:
        return context(source(quote), block_id)
    rest = source(quote, with_headline=False)
    return rich_text([rich_section([link(url, headline[:HEADLINE_LIMIT]), literal(f" · {rest}")])], block_id)


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
