"""How one attempt at an entry ends: what is known of the request decides the state. Pure functions."""

from __future__ import annotations

from bot.delivery.posting import Held, Outcome, Posted, Refused, Unknown
from bot.ledger.records import Ending, Entry, State

ATTEMPTS = 30
"""After so many attempts that told nothing, an entry is left to the operator."""
_REPEAT_SECONDS = 1.0
_CANT_BE_UPDATED = {"message_not_found", "edit_window_closed", "cant_update_message"}


def after_posting(entry: Entry, outcome: Outcome, error: str | None, now: float, settle_seconds: float) -> Ending:
    """The ending of a post or an update; `error` is what the message apologises for, if it does.

    An update and a message to the asker alone can't be read back: the first is repeated, as that changes nothing,
    the second is left.
    """
    match outcome:
        case Posted(ts=ts):
            shown = 0 if error else entry.revision
            ending = Ending(state=State.FAILED if error else State.POSTED, posted_ts=ts, error=error, shown=shown)
        case Held(seconds=seconds):
            ending = Ending(state=State.NEW, not_before=now + seconds, held=True)
        case Refused(error="message_not_found") if entry.corrects is not None:
            ending = Ending(state=State.IGNORED, error="the message was deleted")
        case Refused(error=code) if entry.posted_ts is not None and entry.corrects is None and code in _CANT_BE_UPDATED:
            ending = Ending(state=State.NEW, anew=True, error=code)
        case Refused(error=code):
            ending = Ending(state=State.FAILED, error=code)
        case Unknown(error=code) if entry.private or entry.attempts >= ATTEMPTS:
            ending = Ending(state=State.ABANDONED, error=code)
        case Unknown(error=code, in_flight=in_flight) if entry.posted_ts is not None:
            wait = settle_seconds if in_flight else _REPEAT_SECONDS  # an update that comes late must not undo the next
            ending = Ending(state=State.NEW, not_before=now + wait, error=code)
        case Unknown(error=code):
            ending = Ending(state=State.UNKNOWN, not_before=now + settle_seconds, error=code)
    return ending


def after_reading_back(entry: Entry, found: Outcome | None, now: float, settle_seconds: float) -> Ending:
    """The ending of a look for the entry's message: only what was absent twice may be posted again.

    What only the asker saw can't be looked for.
    """
    later = now + settle_seconds / 2
    match found:
        case _ if entry.private:
            ending = Ending(state=State.ABANDONED, error="may have been answered: it can't be read back")
        case Posted(ts=ts, revision=revision):
            is_this = revision == entry.revision
            ending = Ending(state=State.POSTED if is_this else State.NEW, posted_ts=ts, shown=revision)
        case None if entry.absent >= 1:
            ending = Ending(state=State.NEW)
        case None:
            ending = Ending(state=State.UNKNOWN, not_before=later, absent=entry.absent + 1)
        case Refused(error=code):
            ending = Ending(state=State.ABANDONED, error=f"can't be read back: {code}")
        case Held() | Unknown() if entry.attempts >= ATTEMPTS:
            ending = Ending(state=State.ABANDONED, error="can't be read back: Slack does not answer")
        case Held(seconds=seconds):
            ending = Ending(state=State.UNKNOWN, not_before=now + seconds, absent=entry.absent)
        case Unknown(error=code):
            ending = Ending(state=State.UNKNOWN, not_before=later, absent=entry.absent, error=code)
    return ending
