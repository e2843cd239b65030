"""Questions answered in direct quotes, from articles, by lexical search alone.

The flow: bytes → `read_seeds` → `Article` → `Archive` → `passages` → terms → an engine's hits → ranking → `Quote` →
`Answer`, all of it behind `Search.ask`. A quote is a slice of a stored article; `is_verbatim` checks that again before
it is sent anywhere. This package knows nothing of Slack.

What is heavy to import is imported when it is asked for: a process that reads files needs neither database nor index.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from retrieval.archive import Archive, UnknownArticleError
    from retrieval.checking import is_verbatim
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

_HOMES = {
    "Archive": "archive",
    "Search": "search",
    "SeedError": "readers",
    "UnknownArticleError": "archive",
    "is_verbatim": "checking",
    "read_seeds": "readers",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"retrieval.{_HOMES[name]}"), name)
