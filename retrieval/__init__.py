"""Questions answered in direct quotes, from articles, by lexical search alone.

The flow: bytes → `read_seeds` → `Article` → `Archive` → `passages` → terms → an engine's hits → ranking → `Quote` →
`Answer`, all of it behind `Search.ask`. A quote is a slice of a stored article; `is_verbatim` checks that again before
it is sent anywhere. This package knows nothing of Slack.
"""

from retrieval.archive import Archive, UnknownArticleError
from retrieval.checking import is_verbatim
from retrieval.models import (
    Action,
    Answer,
    Article,
    Attribution,
    Change,
    Note,
    Passage,
    PassageKind,
    Quote,
    Record,
    Source,
    Span,
    State,
    Stored,
    Verdict,
)
from retrieval.passages import passages
from retrieval.readers import SeedError, read_seeds
from retrieval.search import Search

__all__ = [
    "Action",
    "Answer",
    "Archive",
    "Article",
    "Attribution",
    "Change",
    "Note",
    "Passage",
    "PassageKind",
    "Quote",
    "Record",
    "Search",
    "SeedError",
    "Source",
    "Span",
    "State",
    "Stored",
    "UnknownArticleError",
    "Verdict",
    "is_verbatim",
    "passages",
    "read_seeds",
]
