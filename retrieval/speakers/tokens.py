"""A paragraph as tokens, every quotation collapsed into one, and its sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers.quotations import MARKS, paragraphs, stretches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.speakers.quotations import Stretch

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    r"|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Cmdr|Adm|Maj|Rev|Prof|Sens|Reps|St|Jr|Sr|Atty|Hon|Pres|Cpl)\."
    r"|(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec|No)\.(?=\s?\d)"
    r"|(?<!\w)[A-Z]\.(?=\s+[A-Z])"
    r"|[’'](?:[sS]|d|ll|ve|re|m)\b"
    r"|\w+(?:[-‑&]\w+|[’'](?!(?:[sS]|d|ll|ve|re|m)\b)\w+|(?<=\d)[.,]\d\w*)*"
    r"|--+|\.{2,}|…|\S"
)
_LONGEST_SENTENCE = 200
_STARTS = "([<—–-•*#@$0123456789“‘\"'"
_ENDS = (".", "?", "!", "…")
_new = tuple.__new__


class Token(NamedTuple):
    """A word, a mark, or (`quote` is not None) the stretch of that number."""

    text: str
    low: str
    start: int
    end: int
    quote: int | None = None
    is_word: bool = False
    is_capital: bool = False


class Sentence(NamedTuple):
    """The tokens of one sentence and the number of its paragraph."""

    tokens: Sequence[Token]
    paragraph: int


class Reading(NamedTuple):
    """A text as the rules read it: its quotations, and its sentences in order."""

    text: str
    quotes: Sequence[Stretch]
    sentences: Sequence[Sentence]
    names: frozenset[str]


def reading(text: str) -> Reading:
    """Split `text` into quotations and sentences."""
    quotes = stretches(text)
    starts = [quote.start for quote in quotes]
    sentences: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs(text)):
        first = bisect_right(starts, start - 1)
        tokens: list[Token] = []
        at = start
        for index in range(first, len(quotes)):
            quote = quotes[index]
            if quote.start >= end:
                break
            tokens.extend(_words(text, at, quote.start))
            tokens.append(Token(text[quote.start : quote.end], "", quote.start, quote.end, index))
            at = quote.end
        tokens.extend(_words(text, at, end))
        sentences.extend(Sentence(part, number) for part in _sentences(tokens))
    names = frozenset(
        token.low for sentence in sentences for token in sentence.tokens[1:] if token.is_capital and token.is_word
    )
    return Reading(text, quotes, sentences, names)


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        low, is_word, is_capital = _kind(word)
        at, last = match.span()
        if low.endswith("n't") and len(low) > 3:
            yield Token(word[:-3], low[:-3], at, last - 3, None, is_word=True, is_capital=is_capital)
            yield Token(word[-3:], "n't", last - 3, last, None, is_word=True)
        else:
            # a named tuple's own constructor takes three times as long, and a text has a thousand words
            yield _new(Token, (word, low, at, last, None, is_word, is_capital))


@lru_cache(maxsize=50_000)
def _kind(word: str) -> tuple[str, bool, bool]:
    """A word in small letters, whether it is one, and whether it has a capital."""
    return word.lower().replace("’", "'"), word[0].isalnum(), word[0].isupper()


def _sentences(tokens: list[Token]) -> Iterator[list[Token]]:
    first = 0
    for index in range(len(tokens) - 1):
        token = tokens[index]
        may_end = token.quote is not None or token.text[0] in _ENDS
        if (may_end and _ends_sentence(token, tokens[index + 1])) or index - first >= _LONGEST_SENTENCE:
            yield tokens[first : index + 1]
            first = index + 1
    if first < len(tokens):
        yield tokens[first:]


def _ends_sentence(token: Token, following: Token) -> bool:
    """Whether a sentence ends between the two.

    A quotation that ends in “?” or “!” may still be followed by “he asked” or “Smith said”, so only its
    full stop ends a sentence.
    """
    if token.quote is not None:
        inner = token.text.rstrip(MARKS)
        return inner.endswith((".", "…")) and (following.quote is not None or following.is_capital)
    return following.quote is not None or following.is_capital or following.text[0] in _STARTS
