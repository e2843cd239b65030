"""What `quotedesk doctor` finds, as values."""

from __future__ import annotations

from enum import StrEnum

from retrieval.models import Value


class State(StrEnum):
    """How a finding stands; only `wrong` keeps Quote Desk from working."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_KNOWN = "not known"


class Finding(Value):
    """One thing that was looked at; `words` say what was seen and, where it isn't right, what to do."""

    subject: str
    state: State
    words: str
