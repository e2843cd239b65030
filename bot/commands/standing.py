"""How an article stands, as people say it. Pure functions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from retrieval.models import CLOCK_DOUBT, Action, Change, Record, State
from retrieval.printable import printable


class Standing(StrEnum):
    """The stored states, and those that follow from the clock and from the text itself."""

    USABLE = "usable"
    EMBARGOED = "embargoed"
    EXPIRED = "expired"
    CORRECTED = "corrected"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"
    DAMAGED = "damaged"


def standing(record: Record, now: datetime) -> Standing:
    """How a version stands at a time."""
    if record.state is not State.USABLE:
        return Standing(record.state.value)
    if not record.is_intact:
        return Standing.DAMAGED
    if record.expires_at is not None and now + CLOCK_DOUBT >= record.expires_at:
        return Standing.EXPIRED
    if record.embargo_until is not None and now - CLOCK_DOUBT < record.embargo_until:
        return Standing.EMBARGOED
    return Standing.USABLE


def in_words(record: Record, now: datetime) -> str:
    """How a version stands at a time, with what belongs to it: until when, why, for whom."""
    how = standing(record, now)
    words = how.value
    if how is Standing.EMBARGOED and record.embargo_until is not None:
        words += f" until {at(record.embargo_until)}"
    elif how is Standing.EXPIRED and record.expires_at is not None:
        words += f" since {at(record.expires_at)}"
    elif how is Standing.DAMAGED:
        words += ": the text isn't what was stored, so nothing of it is quoted; add its file again"
    elif how is Standing.USABLE and record.expires_at is not None:
        words += f" until {at(record.expires_at)}"
    elif record.reason:
        words += f": {printable(record.reason)}"
    return words + (f", for {', '.join(sorted(record.audience))} only" if record.audience else "")


def done(change: Change) -> str:
    """An entry of the audit as one line, without its number."""
    what = change.action.value
    if change.action in {Action.ADDED, Action.CORRECTED, Action.UPDATED, Action.RESTORED}:
        what += f" version {change.version}"
    elif change.action in {Action.EMBARGOED, Action.EXPIRES}:
        what += f" until {at(change.until)}" if change.until else ": no longer"
    elif change.action is Action.RESTRICTED:
        what += f" to {', '.join(change.channels)}" if change.channels else ": open to all"
    why = " ".join(dict.fromkeys(each for each in (change.reason, change.note) if each))
    return f"{at(change.at)}  {printable(change.by)}  {what}" + (f": {printable(why)}" if why else "")


def at(moment: datetime) -> str:
    """A time to the second, by the clock on the wall here."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S %Z}"
