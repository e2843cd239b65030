"""Whether what is about to be sent is, to the letter, what the archive holds and allows there at this moment.

What is compared are the blocks and the text that Slack would get, not the quotes that they were made from.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from bot.ledger.records import Entry
from bot.replies.blocks import Message, quoted
from bot.replies.elements import Json
from bot.replies.wording import escaped
from retrieval.checking import UsableTexts, is_verbatim
from retrieval.models import Differing, Quote


def altered(message: Message, entry: Entry, archive: UsableTexts) -> list[int]:
    """Positions of the quotes that aren't; of those, too, that name an article which may no longer be quoted."""
    texts, read_once, channel = texts_by_block(message.blocks), _ReadOnce(archive), entry.channel
    wrong = [
        placed.position
        for placed in message.quotes
        for block, words in quoted(entry.reference, placed)
        if not stands_verbatim(texts.get(block), words, read_once, channel)
        or (placed.position in message.spoken and escaped(words.text) not in message.text)
    ]
    named = [(placed.position, article) for placed in message.quotes for article in placed.quote.also_in]
    named += [(placed.position, placed.quote.article) for placed in message.located]
    gone = [at for at, each in named if read_once.usable_text(each.id, each.version, channel=channel) is None]
    return sorted({*wrong, *gone})


def texts_by_block(blocks: Iterable[Json]) -> dict[str | None, str | None]:
    """What each block of a message shows as a quote, by its id."""
    return {block.get("block_id"): _quoted_text(block) for block in blocks}


def stands_verbatim(text: str | None, quote: Quote | Differing, archive: UsableTexts, channel: str) -> bool:
    """Whether a block's text is what `archive` holds there and lets a channel see."""
    return text is not None and is_verbatim(
        text,
        article=quote.article.id,
        version=quote.article.version,
        start=quote.span.start,
        end=quote.span.end,
        archive=archive,
        channel=channel,
    )


def _quoted_text(block: Json) -> str | None:
    quotes = [part for part in block.get("elements", []) if part.get("type") == "rich_text_quote"]
    return "".join(text.get("text", "") for text in quotes[0]["elements"]) if len(quotes) == 1 else None


class _ReadOnce:
    """The archive as it is at this moment, each article read once however many quotes of it are checked."""

    def __init__(self, archive: UsableTexts) -> None:
        self.usable_text = cache(archive.usable_text)
