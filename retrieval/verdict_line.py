"""How sure an answer is, in one line: what the search found, never a claim about what the archive lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

from retrieval.models import Quote, Theirs

NOT_FOUND = "No answer found."
_UNSURE = "No sure answer found."
# A longer description ("a European official who …") reads better beside its quote.
_LONGEST_NAME = 80


def quotes_line(placed: Mapping[int, Quote], theirs: Theirs | None) -> str:
    """What stands above quotes that answer: how many, by their place in the answer, from 1.

    Where the first are for certain of whom the question names, it says so, with the name as that article gives it.
    """
    first, last = min(placed), max(placed)
    if first > 1:
        return f"Quotes {first} to {last}" if last > first else f"Quote {first}"
    names = _names(placed, theirs)
    if not names:
        return _counted(len(placed))
    others = ", then other passages:" if len(names) < len(placed) else ""
    return f"{_counted(len(names))} from {names[0]}{others}"


def nearest_line(placed: Mapping[int, Quote], theirs: Theirs | None) -> str:
    """The same above passages that may not answer."""
    first = min(placed)
    if first > 1:
        return f"{_UNSURE} Nearest passages, from {first}:"
    names = _names(placed, theirs)
    if not names:
        return f"{_UNSURE} Nearest passages:"
    others = ", then other passages" if len(names) < len(placed) else ""
    return f"{_UNSURE} Nearest from {names[0]}{others}:"


def unmentioned_line(names: Sequence[str]) -> str:
    """Which names of the question, as typed, stand in none of the articles."""
    return f"Not found in the articles quoted: {', '.join(names)}."


def _names(placed: Mapping[int, Quote], theirs: Theirs | None) -> list[str]:
    """What the first quotes call whom it is asked for, as far as that is for certain one person; none if it is long."""
    if theirs is None:
        return []
    first = placed[min(placed)]
    called = _name(first, theirs)
    of_theirs = takewhile(lambda at: at <= theirs.count, sorted(placed))
    are_one = takewhile(lambda at: _is_one(first, called, placed[at], _name(placed[at], theirs)), of_theirs)
    names = [_name(placed[at], theirs) for at in are_one]
    return names if called and len(called) <= _LONGEST_NAME else []


def _is_one(first: Quote, called: str, other: Quote, name: str) -> bool:
    """Whether two names are for certain one person's: spelled alike, and in two articles with a first name."""
    if first is other or not name:
        return first is other
    words = name.split()
    is_told = len(words) > 1 or first.article.id == other.article.id
    return is_told and words[-1][:1].isupper() and called.casefold() == name.casefold()


def _name(quote: Quote, theirs: Theirs) -> str:
    """The fullest name of whom it is asked for, where the quote holds words that are for certain theirs; else empty."""
    text = quote.article.text
    return next((words.full_name(text) for words in quote.attributions if words.who(text) == theirs.who), "")


def _counted(quotes: int) -> str:
    return "1 quote" if quotes == 1 else f"{quotes} quotes"
