"""A quote that was given out → the same quote as it stands now: moved, in new words, or without its words."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from bot.corrections.remarks import Kind, Wording
from bot.corrections.standing import Standing
from bot.ledger.records import StoredDiffering, StoredQuote, beside, fingerprint, sliced_anew
from retrieval.answering.speech import Speech
from retrieval.models import PRONOUNS, Article, Attribution, Quote, Span
from retrieval.successors import Fate, Successor, successor

_KEPT = 2_000
_Found = tuple[Successor, tuple[Attribution, ...]]


class Rewording:
    """Looks quotes up in later versions, the latest found kept: one article is quoted in many messages.

    Safe to share between threads.
    """

    def __init__(self) -> None:
        self._speech = Speech()
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, Span, int], _Found] = OrderedDict()

    def of(self, given: StoredQuote, standing: Standing) -> StoredQuote:
        """The quote as it stands now, compared with what the ledger says was given out.

        What was taken out once stays out: whoever wants it asks again.
        """
        if not given.stands:
            return given
        current, old = standing.current(given.article), standing.version(given.article, given.version)
        if current is None:
            return given.model_copy(update={"remark": standing.recalled(given.article)})
        if old is None:
            return given.model_copy(update={"remark": standing.corrected(given.article, given.version, Kind.GONE)})
        if current.version == given.version:
            return _known_anew(given, standing)
        found, attributions = self._find(old, given.span, current)
        if found.span is None:
            return given.model_copy(update={"remark": standing.corrected(given.article, given.version, Kind.GONE)})
        moved = given.model_copy(
            update={
                "version": current.version,
                "paragraph": found.paragraph,
                "span": found.span,
                "matches": _moved(given, found),
                "differs": _moved_wordings(given, found),
                "attributions": attributions,
            }
        )
        if found.fate is Fate.CHANGED:
            update = {
                "remark": standing.corrected(given.article, given.version, Kind.CORRECTED),
                "was": (*given.was, Wording(version=given.version, span=given.span)),
            }
            moved = moved.model_copy(update=update)
        elif _is_somebody_else(old, given.attributions, current, attributions):
            remark = standing.corrected(given.article, given.version, Kind.REATTRIBUTED)
            moved = moved.model_copy(update={"remark": remark})
        return _known_anew(moved, standing)

    def _find(self, old: Article, span: Span, new: Article) -> _Found:
        key = (old.id, old.version, span, new.version)
        with self._lock:
            if key not in self._kept:
                found = successor(old, span, new)
                self._kept[key] = found, self._speech.behind(new, found.span) if found.span is not None else ()
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            return self._kept[key]


def quote_of(stored: StoredQuote, standing: Standing) -> Quote | None:
    """A quote that stands, sliced anew; None where the archive doesn't hold the same words there."""

    def same(article_id: str, version: int) -> Article | None:
        article = standing.current(article_id)
        return article if article is not None and article.version == version else None

    return sliced_anew(stored, same)


def is_told(before: StoredQuote, now: StoredQuote) -> bool:
    """Whether whoever asked must hear of it: other words, no words, or another speaker."""
    return before.given and now.remark is not None and (now.remark, now.was) != (before.remark, before.was)


def _known_anew(stored: StoredQuote, standing: Standing) -> StoredQuote:
    """With the hashes of its words, and of what is said beside them, as the archive has both now."""
    article = standing.current(stored.article)
    if article is None:
        return stored
    words = Quote(article=article, paragraph=stored.paragraph, span=stored.span, score=stored.score)
    hashed = stored.model_copy(update={"sha256": fingerprint(words)})
    quote = quote_of(hashed, standing)
    if quote is None:
        return stored
    also_in = tuple((other.id, other.version) for other in quote.also_in)
    # Other wordings stay on record: an answer that only the asker saw can't be updated, and still shows them.
    return hashed.model_copy(update={"also_in": also_in, "beside": beside(quote)})


def _moved(given: StoredQuote, found: Successor) -> tuple[Span, ...]:
    """The matched words where the quote stands now; none of them in other words."""
    if found.fate is not Fate.UNCHANGED or found.span is None:
        return ()
    by = found.span.start - given.span.start
    return tuple(Span(start=match.start + by, end=match.end + by) for match in given.matches)


def _moved_wordings(given: StoredQuote, found: Successor) -> tuple[StoredDiffering, ...]:
    """Other articles' wordings of what the quote says; none where it now says something else."""
    if found.fate is not Fate.UNCHANGED or found.span is None:
        return ()
    by = found.span.start - given.span.start
    return tuple(
        each.model_copy(update={"instead_of": Span(start=each.instead_of.start + by, end=each.instead_of.end + by)})
        for each in given.differs
    )


def _is_somebody_else(old: Article, before: Sequence[Attribution], new: Article, now: Sequence[Attribution]) -> bool:
    """Whether both versions name speakers for certain, and not the same ones: a fuller name is the same."""
    then, after = _named(old, before), _named(new, now)
    return PRONOUNS.isdisjoint(then | after) and not (then <= after or after <= then)


def _named(article: Article, said: Sequence[Attribution]) -> set[str]:
    return {words.who(article.text) for words in said if words.speaker is not None}
