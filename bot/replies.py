"""Entries of the inbox as replies: the archive is asked, and what is about to be sent is checked against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from bot.blocks import Json, Message, message
from bot.questions import Surface, looks_like_question
from bot.records import Entry, StoredAnswer, StoredQuote, fingerprint, stored
from bot.views import context_view, notice_view
from bot.wording import SHOWN_AT_ONCE, Placed, Reply
from retrieval.archive import Archive
from retrieval.checking import UsableTexts, is_verbatim
from retrieval.models import Holding, PassageKind, Quote, Spelling, Value, Verdict
from retrieval.passages import passages
from retrieval.search import Search

CANDIDATES = 9
"""Quotes asked for at once: the first are shown, the others wait for *More quotes*."""
_GONE = (
    "This quote can’t be shown any more: its article has been corrected or withdrawn since. "
    "Ask again for what holds now."
)


class Draft(Value):
    """What there is to say for an entry, before it is fitted into a message: `candidates` are best first."""

    question: str
    verdict: Verdict
    confidence: float
    candidates: tuple[Placed, ...]
    shown: int = SHOWN_AT_ONCE
    asked: str | None = None
    shared_by: str | None = None
    spellings: tuple[Spelling, ...] = ()
    holding: Holding | None = None


class Composed(Value):
    """What is to be sent for an entry, if anything, and what is to be recorded before."""

    message: Message | None = None
    answer: StoredAnswer | None = None
    draft: Draft | None = None


def draft(entry: Entry, source: StoredAnswer | None, *, search: Search, archive: Archive) -> Draft | None:
    """What the archive says to an entry; None for a remark in a thread that nobody put to us.

    `source` is the answer that *More quotes* and *Share here* carry on.
    """
    if source is not None:
        return _carried_on(entry, source, archive)
    answer = search.ask(entry.text, limit=CANDIDATES)
    overheard = entry.surface is Surface.FOLLOW_UP and not looks_like_question(entry.text)
    if overheard and answer.verdict is not Verdict.ANSWERED:
        return None
    return Draft(
        question=entry.text,
        verdict=answer.verdict,
        confidence=answer.confidence,
        candidates=tuple(Placed(position=at, quote=quote) for at, quote in enumerate(answer.quotes, start=1)),
        asked=entry.text if entry.surface in {Surface.COMMAND, Surface.SUGGESTION} else None,
        spellings=answer.spellings,
        holding=answer.holding,
    )


def fitted(entry: Entry, draft: Draft, *, archive: Archive) -> Composed:
    """The draft as a message, and what the ledger must hold before it is sent."""
    shown = draft.candidates[: draft.shown]
    headlines = () if shown else tuple(article.headline for article in archive.articles())
    reply = Reply(
        reference=entry.reference,
        verdict=draft.verdict if shown else Verdict.NOTHING,
        quotes=shown,
        remaining=len(draft.candidates) - len(shown),
        headlines=headlines,
        asked=draft.asked,
        shared_by=draft.shared_by,
        spellings=draft.spellings,
        holding=draft.holding,
        private=entry.respond_to is not None,
    )
    built = message(reply)
    answer = StoredAnswer(
        reference=entry.reference,
        question=draft.question,
        verdict=reply.verdict,
        confidence=draft.confidence,
        quotes=stored(draft.candidates, given=[placed.position for placed in built.quotes]),
    )
    return Composed(message=built, answer=answer, draft=draft)


def altered(message: Message, reference: str, archive: Archive) -> list[int]:
    """Positions of the quotes that are not, to the letter, what the archive holds and allows at this moment.

    What is compared is the text in the blocks that Slack would get, not the quotes that they were made from.
    """
    texts, read_once = _texts_by_block(message.blocks), _ReadOnce(archive)
    return [
        placed.position
        for placed in message.quotes
        if not _is_verbatim(texts.get(f"quote-{reference}-{placed.position}"), placed.quote, read_once)
    ]


def without(draft: Draft, positions: Sequence[int]) -> Draft:
    """The draft without the quotes at `positions`; those behind them move up."""
    kept = tuple(placed for placed in draft.candidates if placed.position not in positions)
    return draft.model_copy(update={"candidates": kept})


def recalled(stored_quote: StoredQuote, archive: Archive) -> Quote | None:
    """The quote that the ledger refers to, sliced anew; None when the archive no longer holds the same words there."""
    article = archive.article(stored_quote.article, stored_quote.version)
    if article is None or stored_quote.span.end > len(article.text):
        return None
    others = (archive.article(article_id, version) for article_id, version in stored_quote.also_in)
    quote = Quote(
        article=article,
        paragraph=stored_quote.paragraph,
        span=stored_quote.span,
        score=stored_quote.score,
        matches=stored_quote.matches,
        attribution=stored_quote.attribution,
        also_in=tuple(other for other in others if other is not None),
    )
    return quote if fingerprint(quote) == stored_quote.sha256 else None


def quote_in_context(answer: StoredAnswer | None, position: str, *, archive: Archive) -> Json:
    """The modal that shows a quote in its paragraph; a notice where the quote may no longer be shown."""
    at = next((quote for quote in answer.quotes if str(quote.position) == position), None) if answer else None
    quote = recalled(at, archive) if at else None
    if answer is None or at is None or quote is None or not archive.is_usable(quote.article.id, quote.article.version):
        return notice_view(_GONE)
    paragraphs = [passage for passage in passages(quote.article) if passage.kind is PassageKind.PARAGRAPH]
    index = next(i for i, paragraph in enumerate(paragraphs) if paragraph.number == quote.paragraph)
    before, after = ([*paragraphs[max(0, index - 1) : index], None][0], [*paragraphs[index + 1 : index + 2], None][0])
    placed = Placed(position=at.position, quote=quote)
    view = context_view(answer.reference, placed, before, paragraphs[index], after)
    shown = _texts_by_block(view["blocks"]).get(f"in-context-{answer.reference}-{position}")
    return view if _is_verbatim(shown, quote, archive) else notice_view(_GONE)


def _carried_on(entry: Entry, source: StoredAnswer, archive: Archive) -> Draft:
    given = [quote for quote in source.quotes if quote.given]
    last = given[-1].position if given else 0
    waiting = [quote for quote in source.quotes if not quote.given and quote.position > last]
    sharing = entry.surface is Surface.SHARE
    candidates = []
    for each in [*given, *waiting] if sharing else waiting:
        quote = recalled(each, archive)
        if quote is not None:
            candidates.append(Placed(position=each.position, quote=quote))
    return Draft(
        question=source.question,
        verdict=source.verdict,
        confidence=source.confidence,
        candidates=tuple(candidates),
        shown=len(given) if sharing else SHOWN_AT_ONCE,
        asked=source.question if sharing or entry.respond_to is not None else None,
        shared_by=(entry.asker_name or "A colleague") if sharing else None,
    )


def _texts_by_block(blocks: Iterable[Json]) -> dict[str | None, str | None]:
    return {block.get("block_id"): _quoted_text(block) for block in blocks}


def _quoted_text(block: Json) -> str | None:
    quotes = [part for part in block.get("elements", []) if part.get("type") == "rich_text_quote"]
    return "".join(text.get("text", "") for text in quotes[0]["elements"]) if len(quotes) == 1 else None


class _ReadOnce:
    """The archive as it is at this moment, each article read once however many quotes of it are checked."""

    def __init__(self, archive: Archive) -> None:
        self.usable_text = cache(archive.usable_text)


def _is_verbatim(text: str | None, quote: Quote, archive: UsableTexts) -> bool:
    return text is not None and is_verbatim(
        text,
        article=quote.article.id,
        version=quote.article.version,
        start=quote.span.start,
        end=quote.span.end,
        archive=archive,
    )
