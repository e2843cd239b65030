"""Entries as what is sent for them: an answer, help, a word on a limit, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ledger.records import Entry, Limit, StoredAnswer
from bot.questions import Surface, asks_for_help, asks_for_more, looks_like_question
from bot.replies.blocks import Message, help_message, notice
from bot.replies.drafts import Composed, draft, fitted
from retrieval.answering.follow_up import goes_on
from retrieval.archive import Archive
from retrieval.search import Search

QUESTION_AT_MOST = 4_000
"""Characters: more than any question, and what the search takes in well under a second, whatever they are."""
_LIMITS = {
    Limit.PERSON: (
        "That is more questions in a minute than I can look up for one person. "
        "I leave out the next ones too; ask again in a minute."
    ),
    Limit.THREAD: (
        "This thread has had as many answers as I give in one. I leave out what follows here, unless it mentions me; "
        "start a new thread to go on."
    ),
}
_MORE = "To see more, press More quotes under an answer. An answer without that button has no more."
_TOO_LONG = f"That is too long for me to search for. Ask in fewer than {QUESTION_AT_MOST:,} characters."


def may_go_on(entry: Entry) -> bool:
    """Whether an entry may ask on from the question before it, which `compose` needs then; a remark doesn't."""
    return goes_on(entry.text) and (entry.surface is not Surface.FOLLOW_UP or looks_like_question(entry.text))


def compose(  # noqa: PLR0913  the parts that delivery was given, and the entry
    entry: Entry,
    source: StoredAnswer | None,
    before: str | None = None,
    *,
    search: Search,
    archive: Archive,
    suggested: Sequence[str],
    name: str,
) -> Composed:
    """What there is to send; nothing for a remark in a thread that nobody put to us.

    `source` is the answer that *More quotes* and *Share here* carry on, `before` the question before it.
    """
    if entry.source is None:
        words = _words_instead(entry)
        if words is not None or asks_for_help(entry.text):
            message = notice(words) if words is not None else help_message(suggested, name=name)
            return _unless_a_remark(entry, message)
    said = draft(entry, source, before, search=search, archive=archive)
    return fitted(entry, said, archive=archive) if said is not None else Composed()


def _words_instead(entry: Entry) -> str | None:
    """What the asker is told instead of an answer."""
    if entry.limited is not None:
        return _LIMITS[entry.limited]
    if asks_for_more(entry.text):
        return _MORE
    return _TOO_LONG if len(entry.text) > QUESTION_AT_MOST else None


def _unless_a_remark(entry: Entry, message: Message) -> Composed:
    is_wanted = looks_like_question(entry.text) or asks_for_more(entry.text)
    if entry.surface is Surface.FOLLOW_UP and (asks_for_help(entry.text) or not is_wanted):
        return Composed()
    return Composed(message=message)
