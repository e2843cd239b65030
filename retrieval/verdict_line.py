"""How sure an answer is, in one line: what the search found, never a claim about what the archive lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retrieval.models import Quote, Theirs

NOT_FOUND = "No answer found."
_UNSURE = "No sure answer found."
# A longer description ("a European official who …") reads better beside its quote.
_LONGEST_NAME = 80


def nearest_line(placed: Mapping[int, Quote], theirs: Theirs | None) -> str:
    """What stands above passages that may not answer: quotes by their place in the answer, from 1.

    Where the first are for certain of whom the question names, it says so, with the name as that article gives it.
    """
    first = min(placed)
    if first > 1:
        return f"{_UNSURE} Nearest passages, from {first}:"
    name = _name(placed[first], theirs)
    if theirs is None or name is None or len(name) > _LONGEST_NAME:
        return f"{_UNSURE} Nearest passages:"
    are_theirs = (at <= theirs.count and _name(quote, theirs) is not None for at, quote in placed.items())
    return f"{_UNSURE} Nearest from {name}{'' if all(are_theirs) else ', then other passages'}:"


def unmentioned_line(names: Sequence[str]) -> str:
    """Which names of the question, as typed, stand in none of the articles."""
    return f"Not found in the articles quoted: {', '.join(names)}."


def _name(quote: Quote, theirs: Theirs | None) -> str | None:
    """The fullest name of whom it is asked for, where the quote holds words that are for certain theirs."""
    text = quote.article.text
    for words in quote.attributions:
        if theirs is not None and words.who(text) == theirs.who:
            return words.full_name(text)
    return None
