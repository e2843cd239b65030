"""What is sent once an article has changed: the message as it stands now, and the word to whoever asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.corrections.remarks import RECALLED, WITH_WORDS, Kind
from bot.corrections.rewording import Rewording, quote_of
from bot.corrections.standing import Standing
from bot.ledger.corrections import About
from bot.ledger.records import Beside, Entry, State, StoredAnswer, StoredQuote
from bot.replies import verbatim
from bot.replies.blocks import Message, message, notice
from bot.replies.drafts import Composed, named_in
from bot.replies.elements import Json
from bot.replies.remarks import notice_block, spoken, spoken_time, told
from bot.replies.wording import HEADLINES_SHOWN, Placed, Remarked, Reply, Slice, escaped
from retrieval.archive import Archive
from retrieval.mentions import unmentioned
from retrieval.models import Heard, Holding, Verdict
from retrieval.search import LISTED

_NOT_CHECKED = (
    "Quotes stood here whose article has changed since. They can’t be shown any more. Ask again for what holds now."
)
_GIVEN = "What you were given has changed since."


def _given_out(about: About) -> dict[tuple[int, str], StoredQuote]:
    """The quotes of the answer that were really given out, by position and hash of their words."""
    if about.answer is None or (about.reply.private and about.reply.state is State.FAILED):
        return {}
    told = [quote for quote in about.answer.quotes if quote.given or about.reply.private]
    return {(quote.position, quote.sha256): quote for quote in told}


class Mended(Composed):
    """What is sent for a correction; `of` is what was given out before, from which it can be composed anew."""

    of: StoredAnswer | About


def put_right(entry: Entry, base: StoredAnswer, *, archive: Archive, rewording: Rewording) -> Mended:
    """The message of `base` as it stands now."""
    standing = Standing(archive, entry.channel)
    quotes = [rewording.of(quote, standing) for quote in base.quotes]
    placed = _placed(quotes, standing)
    holding = _holding(base.beside, standing)
    is_whole = all(quote.remark is None or quote.remark.kind not in RECALLED for quote in quotes)
    waiting = [quote for quote in quotes if not quote.given and quote_of(quote, standing) is not None]
    listing = archive.listing(LISTED, entry.channel) if base.beside.listing else None
    names_others = base.beside.headlines and not listing
    listed = archive.listed(HEADLINES_SHOWN, entry.channel) if names_others else ()
    reply = Reply(
        reference=entry.reference,
        root=base.root,
        verdict=base.verdict if listing or not base.beside.listing else Verdict.NOTHING,
        quotes=placed,
        listing=listing,
        remaining=len(waiting),
        headlines=tuple(headline for _, headline in listed),
        asked=base.beside.asked,
        shared_by=base.beside.shared_by,
        taken_as=base.beside.taken_as,
        spellings=base.beside.spellings if is_whole else (),
        holding=holding,
        theirs=base.beside.theirs,
        unmentioned=unmentioned(base.beside.missed, [each.quote for each in placed]),
        remarks=_remarked(quotes, standing),
    )
    built = message(reply)
    beside = base.beside.model_copy(
        update={
            "spellings": reply.spellings,
            "holding": base.beside.holding if holding else None,
            "headlines": named_in(listing, listed),
        }
    )
    in_it = {each.position for each in built.quotes}
    answer = base.model_copy(
        update={
            "reference": entry.reference,
            "beside": beside,
            "quotes": tuple(_as_given(quote, in_it) for quote in quotes),
        }
    )
    return Mended(message=built, answer=answer, of=base)


def tell(entry: Entry, about: About, *, archive: Archive, rewording: Rewording) -> Mended:
    """The word to whoever asked; nothing where the quotes were never given out, or a later change tells of them.

    In a thread it says what happened and nothing of the article: the message above shows what holds now. Who got a
    private answer gets the quotes as they stand now, since that answer can't be changed.
    """
    given = _given_out(about)
    news = [each for each in about.told if (each.position, each.sha256) in given]
    if about.superseded or about.answer is None or not news:
        return Mended(of=about)
    if not about.reply.private:
        above = "in a reply of mine that was deleted" if about.reply.state is State.IGNORED else "above"
        remarks = [Remarked(position=each.position, remark=each.remark) for each in news]
        pieces = told(remarks, above=above, is_right=about.is_right)
        block = notice_block(entry.asker, pieces, entry.reference)
        return Mended(message=Message(text=escaped(spoken(pieces)), blocks=(block,)), of=about)
    standing = Standing(archive, entry.channel)
    quotes = []
    for each in news:
        old = given[each.position, each.sha256].model_copy(update={"given": True})
        now = rewording.of(old, standing)
        hidden = now.remark is not None and now.remark.kind is Kind.RESTRICTED and each.remark.kind in WITH_WORDS
        quotes.append(now.model_copy(update={"remark": each.remark}) if hidden or now.remark is None else now)
    placed = _placed(quotes, standing)
    reply = Reply(
        reference=entry.reference,
        root=entry.reference,
        verdict=about.answer.verdict,
        quotes=placed,
        asked=f"{about.answer.question} ({spoken_time(about.reply.received_at)})",
        remarks=_remarked(quotes, standing),
        heading=_GIVEN,
    )
    built = message(reply)
    update = {"reference": entry.reference, "root": entry.reference, "quotes": tuple(quotes)}
    answer = about.answer.model_copy(update=update | {"beside": Beside(asked=reply.asked)})
    return Mended(message=built, answer=answer, of=about)


def words_alone(mended: Mended) -> Mended:
    """What is sent when the words can't be made to be what the archive holds: none of them."""
    answer = mended.answer.model_copy(update={"quotes": (), "beside": Beside()}) if mended.answer is not None else None
    return Mended(message=notice(_NOT_CHECKED), answer=answer, of=mended.of)


def altered(built: Message, entry: Entry, archive: Archive) -> list[int]:
    """Positions of what doesn't hold, as `verbatim` has it, or of words struck out that never stood there so."""
    standing = Standing(archive, entry.channel)
    wrong = verbatim.altered(built, entry, standing)
    struck = {block.get("block_id"): _struck_text(block) for block in built.blocks}
    for each in built.remarks:
        for number, old in enumerate(each.struck):
            words = struck.get(f"was-{entry.reference}-{each.position}-{number}")
            stored = standing.version(old.article.id, old.article.version)
            is_stored = stored is not None and old.span.of(stored.text) == words
            if not is_stored or not standing.was_replaced(old.article.id, old.article.version):
                wrong.append(each.position)
    return sorted(set(wrong))


def _struck_text(block: Json) -> str | None:
    """The words of a block in which everything is struck out."""
    parts = [part for element in block.get("elements", []) for part in element.get("elements", [])]
    is_struck = parts and all((part.get("style") or {}).get("strike") for part in parts)
    return "".join(part.get("text", "") for part in parts) if is_struck else None


def _as_given(quote: StoredQuote, in_message: Collection[int]) -> StoredQuote:
    """A quote that found no room is no longer given out; one of which something is said stays on record."""
    stays = quote.position in in_message or quote.remark is not None
    return quote.model_copy(update={"given": quote.given and stays})


def _placed(quotes: Iterable[StoredQuote], standing: Standing) -> tuple[Placed, ...]:
    sliced = [(each.position, quote_of(each, standing)) for each in quotes if each.stands]
    return tuple(Placed(position=position, quote=quote) for position, quote in sliced if quote is not None)


def _remarked(quotes: Iterable[StoredQuote], standing: Standing) -> tuple[Remarked, ...]:
    """What is said of quotes, with the wordings that stood in their place before, the latest first."""
    remarked = []
    for quote in quotes:
        if quote.given and quote.remark is not None:
            before = [was for was in reversed(quote.was) if standing.was_replaced(quote.article, was.version)]
            versions = [(standing.version(quote.article, was.version), was.span) for was in before]
            struck = tuple(Slice(article=article, span=span) for article, span in versions if article is not None)
            shown = struck if quote.remark.kind in WITH_WORDS else ()
            remarked.append(Remarked(position=quote.position, remark=quote.remark, struck=shown))
    return tuple(remarked)


def _holding(beside: Beside, standing: Standing) -> Holding | None:
    """Who speaks in the archive, as the message lists it; None once a version that it was read from is gone."""
    if beside.holding is None:
        return None
    heard = []
    for each in beside.holding.heard:
        article = standing.current(each.article)
        if article is None or article.version != each.version:
            return None
        heard.append(Heard(article=article, span=each.span, title=each.title, times=each.times))
    return Holding(articles=beside.holding.articles, paragraphs=beside.holding.paragraphs, heard=tuple(heard))
