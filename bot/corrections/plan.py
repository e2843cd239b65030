"""A change of the archive, and the messages that it touches → what is to be done with each of them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.corrections.remarks import RECALLED, Told
from bot.corrections.rewording import Rewording, is_told
from bot.corrections.standing import Standing
from bot.ledger.corrections import Step, Touched
from bot.ledger.records import StoredAnswer, StoredQuote, Urgency
from retrieval.archive import Archive
from retrieval.mentions import unmentioned_in
from retrieval.models import Action

TOUCHING = frozenset(
    {Action.CORRECTED, Action.UPDATED, Action.WITHDRAWN, Action.WITHHELD, Action.EMBARGOED, Action.RESTRICTED}
)
"""Changes after which something that was given out may no longer stand; the others only bring more to quote."""


def step(touched: Touched, *, archive: Archive, rewording: Rewording) -> Step | None:
    """What is to be done with one message; None where it may stand as it is, and the ledger is right too."""
    standing = Standing(archive, touched.entry.channel)
    before = touched.answer.quotes
    now = [rewording.of(quote, standing) for quote in before]
    changed = [(old, new) for old, new in zip(before, now, strict=True) if old != new]
    news = [
        Told(position=new.position, sha256=old.sha256, remark=new.remark)
        for old, new in changed
        if new.remark is not None and is_told(old, new)
    ]
    told = tuple(each for each in news if each not in touched.told)
    shown_anew = any(new.given and (_looks_otherwise(old, new) or new.remark != old.remark) for old, new in changed)
    names_what_is_gone = not stands_beside(touched.answer, standing)
    if not changed and not names_what_is_gone:
        return None
    is_recall = names_what_is_gone or any(each.remark.kind in RECALLED for each in news)
    return Step(
        touched=touched,
        moved=tuple(new for old, new in changed if new.remark == old.remark),
        visible=shown_anew or names_what_is_gone or _lacks_otherwise(touched.answer, now, standing),
        urgency=Urgency.RECALL if is_recall else Urgency.CORRECTION,
        told=told,
    )


def stands_beside(answer: StoredAnswer, standing: Standing) -> bool:
    """Whether all articles that a message names without quoting them may go on being named there."""
    return all(standing.current(article) is not None for article in answer.named)


def _lacks_otherwise(answer: StoredAnswer, now: Iterable[StoredQuote], standing: Standing) -> bool:
    """Whether other names of the question are missing from the articles quoted than were before."""

    def missing(quotes: Iterable[StoredQuote]) -> tuple[str, ...]:
        places = [place for each in quotes if each.stands for place in each.articles]
        articles = (standing.version(*place) for place in places)
        return unmentioned_in(answer.beside.missed, (article for article in articles if article is not None))

    return bool(answer.beside.missed) and missing(answer.quotes) != missing(now)


def _looks_otherwise(old: StoredQuote, new: StoredQuote) -> bool:
    """Whether something else is said beside its words; what 0.1.0 posted has no record of that, and is left."""
    return bool(old.beside) and new.beside != old.beside
