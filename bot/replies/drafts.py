"""Entries of the inbox as replies: what the archive says to each, and what the ledger must hold of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.ledger.records import Beside, Entry, StoredAnswer, StoredQuote, sliced_anew, stored, stored_holding
from bot.questions import Surface, looks_like_keywords, looks_like_question, looks_like_talk
from bot.replies.blocks import Message, message
from bot.replies.elements import Json
from bot.replies.verbatim import stands_verbatim, texts_by_block
from bot.replies.views import context_view, notice_view
from bot.replies.wording import GONE, HEADLINES_SHOWN, Placed, Reply
from retrieval.answering.asked_speech import asked_speech
from retrieval.answering.pronouns import open_pronoun
from retrieval.archive import Archive
from retrieval.mentions import unmentioned
from retrieval.models import (
    SHOWN_AT_ONCE,
    Article,
    Holding,
    Listing,
    PassageKind,
    Quote,
    Spelling,
    Theirs,
    Value,
    Verdict,
)
from retrieval.passages import passages
from retrieval.search import Search

CANDIDATES = 9
"""Quotes asked for at once: the first are shown, the others wait for *More quotes*."""


class Draft(Value):
    """What there is to say for an entry, before it is fitted into a message: `candidates` are best first.

    The first few are shown, or those whose position is at most `shown_up_to`: what the sharer saw.
    """

    question: str
    verdict: Verdict
    confidence: float
    candidates: tuple[Placed, ...]
    shown_up_to: int | None = None
    asked: str | None = None
    shared_by: str | None = None
    taken_as: str | None = None
    spellings: tuple[Spelling, ...] = ()
    holding: Holding | None = None
    listing: Listing | None = None
    theirs: Theirs | None = None
    missed: tuple[str, ...] = ()


class Composed(Value):
    """What is to be sent for an entry, if anything, and what is to be recorded before."""

    message: Message | None = None
    answer: StoredAnswer | None = None
    draft: Draft | None = None


def draft(
    entry: Entry, source: StoredAnswer | None, before: str | None = None, *, search: Search, archive: Archive
) -> Draft | None:
    """What the archive says to an entry; None for a remark in a thread that nobody put to us.

    `source` is the answer that *More quotes* and *Share here* carry on; None too where none of it may still be quoted.
    `before` is the question before it in the conversation, which one like "and Macron?" goes on from.
    """
    if entry.source is not None:
        carried_on = _carried_on(entry, source, archive) if source is not None else None
        return carried_on if carried_on is not None and carried_on.candidates else None
    answer = search.ask(entry.text, limit=CANDIDATES, channel=entry.channel, before=before)
    if entry.surface is Surface.FOLLOW_UP and not _is_put_to_us(entry.text, answer.verdict):
        return None
    return Draft(
        question=answer.question,
        verdict=answer.verdict,
        confidence=answer.confidence,
        candidates=tuple(Placed(position=at, quote=quote) for at, quote in enumerate(answer.quotes, start=1)),
        asked=entry.text if entry.surface in {Surface.COMMAND, Surface.SUGGESTION} else None,
        taken_as=answer.question if before is not None and answer.question != entry.text else None,
        spellings=answer.spellings,
        holding=answer.holding,
        listing=answer.listing,
        theirs=answer.theirs,
        missed=answer.missed,
    )


def fitted(entry: Entry, draft: Draft, *, archive: Archive) -> Composed:
    """The draft as a message, and what the ledger must hold before it is sent."""
    shown = draft.candidates[:SHOWN_AT_ONCE]
    if draft.shown_up_to is not None:
        shown = tuple(each for each in draft.candidates if each.position <= draft.shown_up_to)
    if entry.source is not None and not shown:
        return Composed()
    listed = () if shown or draft.listing else archive.listed(HEADLINES_SHOWN, entry.channel)
    reply = Reply(
        reference=entry.reference,
        root=entry.reference,
        verdict=draft.verdict if shown or draft.listing else Verdict.NOTHING,
        quotes=shown,
        remaining=len(draft.candidates) - len(shown),
        headlines=tuple(headline for _, headline in listed),
        asked=draft.asked,
        shared_by=draft.shared_by,
        taken_as=draft.taken_as,
        spellings=draft.spellings,
        holding=draft.holding,
        listing=draft.listing,
        theirs=draft.theirs,
        unmentioned=unmentioned(draft.missed, [each.quote for each in shown]),
        private=entry.private,
    )
    built = message(reply)
    answer = _recorded(draft, reply, built, named_in(draft.listing, listed))
    return Composed(message=built, answer=answer, draft=draft)


def _recorded(draft: Draft, reply: Reply, built: Message, named: tuple[str, ...]) -> StoredAnswer:
    return StoredAnswer(
        reference=reply.reference,
        root=reply.root,
        question=draft.question,
        verdict=reply.verdict,
        confidence=draft.confidence,
        quotes=stored(draft.candidates, given=[placed.position for placed in built.quotes]),
        beside=Beside(
            asked=draft.asked,
            shared_by=draft.shared_by,
            taken_as=draft.taken_as,
            spellings=draft.spellings,
            holding=stored_holding(draft.holding) if draft.holding else None,
            headlines=named,
            listing=draft.listing is not None,
            theirs=draft.theirs,
            missed=draft.missed,
        ),
    )


def named_in(listing: Listing | None, headlines: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Ids of the articles that a message without quotes names."""
    return tuple(each.id for each in listing.newest) if listing else tuple(article for article, _ in headlines)


def without(draft: Draft, positions: Sequence[int]) -> Draft:
    """The draft without the quotes at `positions`; those behind them move up."""
    kept = tuple(placed for placed in draft.candidates if placed.position not in positions)
    return draft.model_copy(update={"candidates": kept, "holding": None, "spellings": ()})


def recalled(stored_quote: StoredQuote, channel: str, archive: Archive) -> Quote | None:
    """The quote that the ledger refers to, sliced anew; None where it may no longer be quoted in the channel."""

    def usable(article_id: str, version: int) -> Article | None:
        is_usable = archive.is_usable(article_id, version, channel=channel)
        return archive.article(article_id, version) if is_usable else None

    return sliced_anew(stored_quote, usable)


def quote_in_context(answer: StoredAnswer | None, position: str, channel: str, *, archive: Archive) -> Json:
    """The modal that shows a quote in its paragraph; a notice where it may no longer be shown to the channel."""
    at = next((quote for quote in answer.quotes if str(quote.position) == position), None) if answer else None
    quote = recalled(at, channel, archive) if at else None
    if answer is None or at is None or quote is None:
        return notice_view(GONE)
    paragraphs = [passage for passage in passages(quote.article) if passage.kind is PassageKind.PARAGRAPH]
    here = next((paragraph for paragraph in paragraphs if paragraph.number == quote.paragraph), None)
    if here is None:
        return notice_view(GONE)
    around = {paragraph.number: paragraph for paragraph in paragraphs}
    placed = Placed(position=at.position, quote=quote)
    view = context_view(answer.reference, placed, around.get(here.number - 1), here, around.get(here.number + 1))
    shown = texts_by_block(view["blocks"]).get(f"in-context-{answer.reference}-{position}")
    return view if stands_verbatim(shown, quote, archive, channel) else notice_view(GONE)


def _carried_on(entry: Entry, source: StoredAnswer, archive: Archive) -> Draft:
    given = [quote for quote in source.quotes if quote.given]
    last = given[-1].position if given else 0
    waiting = [quote for quote in source.quotes if not quote.given and quote.position > last]
    sharing = entry.surface is Surface.SHARE
    candidates = []
    for each in [*given, *waiting] if sharing else waiting:
        quote = recalled(each, entry.channel, archive)
        if quote is not None:
            candidates.append(Placed(position=each.position, quote=quote))
    return Draft(
        question=source.question,
        verdict=source.verdict,
        confidence=source.confidence,
        candidates=tuple(candidates),
        shown_up_to=last if sharing else None,
        asked=source.question if sharing or entry.private else None,
        shared_by=(entry.asker_name or "A colleague") if sharing else None,
        theirs=source.beside.theirs,
        missed=source.beside.missed,
    )


def _is_put_to_us(text: str, verdict: Verdict) -> bool:
    """Whether a message in our thread wants an answer: people also talk to each other there, and of "her"."""
    may_be_of_a_colleague = open_pronoun(text) is not None and asked_speech(text) is None
    if looks_like_question(text) and not may_be_of_a_colleague:
        return verdict is not Verdict.NOTHING or not looks_like_talk(text)
    is_asked = looks_like_question(text) or looks_like_keywords(text)
    return is_asked and verdict is Verdict.ANSWERED
