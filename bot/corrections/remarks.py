"""What stands beside or in place of a quote that was given out, once its article has changed: values alone."""

from __future__ import annotations

from enum import StrEnum

from retrieval.models import Span, Value


class Kind(StrEnum):
    """What became of a quote that stands in a message."""

    CORRECTED = "corrected"
    REATTRIBUTED = "reattributed"
    GONE = "gone"
    WITHDRAWN = "withdrawn"
    WITHHELD = "withheld"
    EMBARGOED = "embargoed"
    RESTRICTED = "restricted"


WITH_WORDS = frozenset({Kind.CORRECTED, Kind.REATTRIBUTED})
"""The quote's words stand in the message, beside the remark."""
RECALLED = frozenset({Kind.WITHDRAWN, Kind.WITHHELD, Kind.EMBARGOED, Kind.RESTRICTED})
"""Nothing of the article may be shown any more, the earlier wording included."""


class Remark(Value):
    """Why a quote no longer stands as it was given out. `at` and `until` are seconds since 1970.

    It stands beside the words that hold now (WITH_WORDS), or in place of them.
    """

    kind: Kind
    at: float
    note: str | None = None
    until: float | None = None


class Wording(Value):
    """Words that stood in a message before, by reference: a slice of a version that was corrected since."""

    version: int
    span: Span


class Told(Value):
    """What whoever asked is told of one quote; `sha256` is that of the words that they were given."""

    position: int
    sha256: str
    remark: Remark
