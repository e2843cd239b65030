"""Our own words around quotes: how sure, who said it, where it stands. Pure functions, no Slack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.corrections.remarks import Remark
from retrieval.attribution_line import attribution_line
from retrieval.models import (
    Article,
    Differing,
    Holding,
    Listing,
    Quote,
    Span,
    Spelling,
    Theirs,
    Value,
    Verdict,
)
from retrieval.verdict_line import NOT_FOUND, nearest_line, quotes_line, unmentioned_line

TEXT_LIMIT = 3_000
"""Characters of a message's `text`: past some 4,000 Slack splits the message."""
GONE = (
    "This quote can’t be shown any more: its article has been corrected or withdrawn since. "
    "Ask again for what holds now."
)
HEADLINE_LIMIT = 200
HEADLINES_SHOWN = 5
"""Headlines in a message that has no quote."""
_HEARD = 20


class Placed(Value):
    """A quote and its place in its answer, counted from 1."""

    position: int
    quote: Quote


class Slice(Value):
    """Words of an article that stood in a message before."""

    article: Article
    span: Span

    @property
    def words(self) -> str:
        """The words, character for character."""
        return self.span.of(self.article.text)


class Remarked(Value):
    """What is said of the quote at `position` since its article changed; `struck` are its earlier wordings."""

    position: int
    remark: Remark
    struck: tuple[Slice, ...] = ()


class Reply(Value):
    """What one message says. `reference` names the answer in block ids, `root` the one that its buttons carry on.

    `remaining` quotes can be had by *More quotes*. `asked` and `shared_by` are shown where the message doesn't stand
    under its question, `taken_as` where that was taken as a whole one; `spellings` where a word was taken for another,
    `holding` where the question was about the archive itself, `listing` where it was which articles there are,
    `theirs` where it was for somebody's words. `unmentioned` are names of the question that no article quoted here
    mentions.
    A `private` reply is seen by the asker alone and can be shared. `remarks` are there where an article
    has changed since, `heading` where another line than the usual one stands at the top.
    """

    reference: str
    root: str
    verdict: Verdict
    quotes: tuple[Placed, ...] = ()
    remaining: int = 0
    headlines: tuple[str, ...] = ()
    asked: str | None = None
    shared_by: str | None = None
    taken_as: str | None = None
    spellings: tuple[Spelling, ...] = ()
    holding: Holding | None = None
    listing: Listing | None = None
    theirs: Theirs | None = None
    unmentioned: tuple[str, ...] = ()
    private: bool = False
    remarks: tuple[Remarked, ...] = ()
    heading: str | None = None


def label(reply: Reply, too_long: Sequence[Placed]) -> str:
    """The one line that says how sure."""
    if reply.listing is not None:
        return f"In the archive: {_counted(reply.listing.count, 'article')}"
    if not reply.quotes and too_long:
        quote = too_long[0].quote
        return (
            f"The passage found is too long for a Slack message: paragraph {quote.paragraph} of "
            f"“{quote.article.headline[:300]}”, {publication(quote.article)[:300]}."
        )
    if not reply.quotes:
        held = (
            " The archive holds:"
            if reply.headlines
            else " No article in the archive may be quoted here: ask whoever keeps it, or an editor to add one."
        )
        return NOT_FOUND + held
    line = quotes_line if reply.verdict is Verdict.ANSWERED else nearest_line
    return line({placed.position: placed.quote for placed in reply.quotes}, reply.theirs)


def notification(reply: Reply, heading: str, remarks: Iterable[str] = ()) -> tuple[str, tuple[int, ...]]:
    """The message's `text`, for notifications and screen readers: quotes, whole and escaped, as many as fit.

    `remarks` come before them. Second come the positions of the quotes that are in it.
    """
    spoken: list[int] = []
    lines = [heading, *([not_found(reply.unmentioned)] if reply.unmentioned else ()), *remarks]
    for placed in reply.quotes:
        quote = placed.quote
        line = f"{quote.text} ({'; '.join(filter(None, [speaker(quote), source(quote)]))})"
        line = "\n".join([line, *(f"{differs(quote, other)} {other.text}" for other in quote.differs)])
        if len(escaped("\n".join([*lines, line]))) <= TEXT_LIMIT:
            lines.append(line)
            spoken.append(placed.position)
    if reply.listing is not None:
        lines += listed(reply.listing)
    elif not reply.quotes:
        lines += [headline[:HEADLINE_LIMIT] for headline in reply.headlines[:HEADLINES_SHOWN]]
    return escaped("\n".join(lines))[:TEXT_LIMIT], tuple(spoken)


def escaped(words: str) -> str:
    """Words for a field that Slack reads as mrkdwn, so that no mention or link in them is live."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def speaker(quote: Quote) -> str:
    """Who said which part of it, only where that is certain, and whether these are their words or the article's."""
    return attribution_line(quote)


def anonymity(quote: Quote) -> str | None:
    """The article's own sentence on why the source isn't named, where it has one outside the quote."""
    span = next((words.anonymity for words in quote.attributions if words.anonymity), None)
    return span.of(quote.article.text) if span is not None and not span.overlap(quote.span) else None


def searched_for(spellings: Sequence[Spelling]) -> str:
    """Which words of the question were taken for others."""
    words = "; ".join(f"“{each.taken_for}” (you typed “{each.typed}”)" for each in spellings)
    return f"Searched for {words}."


def not_found(names: Sequence[str]) -> str:
    """Which names of the question no article quoted mentions."""
    return unmentioned_line(names)


def held(holding: Holding) -> str:
    """What the archive holds on what was asked about, and who speaks there, most heard first."""
    paragraphs, articles = _counted(holding.paragraphs, "paragraph"), _counted(holding.articles, "article")
    named = [f"{each.name}, {each.described}" if each.described else each.name for each in holding.heard]
    counted = zip(named[:_HEARD], holding.heard, strict=False)
    heard = "; ".join(f"{name} ({each.times})" for name, each in counted)
    more = f" and {len(holding.heard) - _HEARD} more" if len(holding.heard) > _HEARD else ""
    return f"{paragraphs} in {articles}." + (f" Heard there: {heard}{more}." if heard else "")


def listed(listing: Listing) -> list[str]:
    """A line on each article that is named, and what to do about those that aren't."""
    lines = [f"{article.headline[:HEADLINE_LIMIT]} · {publication(article)[:300]}" for article in listing.newest]
    more = listing.count - len(lines)
    ask = f"and {more} older. Ask for what is on a topic: “what do you have on NATO?”"
    return [*lines, ask] if more else lines


def _counted(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def source(quote: Quote, *, with_headline: bool = True) -> str:
    """Where a quote stands: headline, paragraph, publisher, date, version, and whether the copy looks damaged."""
    article = quote.article
    parts = [article.headline] if with_headline else []
    parts += [f"paragraph {quote.paragraph}", publication(article)]
    if article.version > 1:
        parts.append(f"version {article.version}")
    if article.notes:
        parts.append("this copy looks damaged")
    if quote.also_in:
        others = ", ".join(
            f"“{other.headline}” ({other.publisher or 'publisher not known'})" for other in quote.also_in
        )
        parts.append(f"in nearly the same words in {others}")
    return " · ".join(part for part in parts if part)


def differs(quote: Quote, other: Differing) -> str:
    """That two copies of a quotation differ, and whose they are; the other's words follow."""
    here, there = quote.article, other.article
    place = " · ".join(filter(None, [f"paragraph {other.paragraph}", publication(there)]))
    return f"The copies differ. “{here.headline}” has it as above; “{there.headline}” ({place}) prints:"


def publication(article: Article) -> str:
    """Who printed an article, by whom, and when; "undated" is a value that the reader sees."""
    published = article.published
    date = f"{published.day} {published:%B %Y}" if published else "undated"
    return " · ".join(filter(None, [article.publisher or "publisher not known", article.byline, date]))
