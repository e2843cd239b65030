"""A paragraph as tokens, every quotation collapsed into one, and its sentences."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers.first_names import may_be_name, names_somebody
from retrieval.speakers.quotations import MARKS
from retrieval.speakers.words import CONJUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from retrieval.speakers.quotations import Stretch

# Looking ahead spares a space most of the alternatives, and the first of them is what most words are.
_TOKEN = re.compile(
    r"(?=\S)(?:[a-zA-Z][a-z]++(?= )"
    r"|(?:[^\W\d_]\.){2,}"
    r"|(?=[A-Z])(?:"
    r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Cmdr|Adm|Maj|Rev|Prof|Sens|Reps|St|Jr|Sr|Atty|Hon|Pres|Cpl|Brig|Bros)\."
    r"|(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec|No)\.(?=\s?\d)"
    r"|(?<!\w)[A-Z]\.(?=\s+[A-Z]))"
    r"|[’'](?:[sS]|d|ll|ve|re|m)\b"
    r"|\w+(?:[-‑&]\w+|[’'](?!(?:[sS]|d|ll|ve|re|m)\b)\w+|(?<=\d)[.,]\d\w*)*"
    r"|--+|\.{2,}|…|\S)"
)
_LONGEST_SENTENCE = 200
_STARTS = "([<—–-•*#@$0123456789“‘\"'"
_ENDS = (".", "?", "!", "…")
_new = tuple.__new__


class Token(NamedTuple):
    """A word, a mark, or (`quote` is not None) a whole quotation.

    `low` is the word in small letters, but for a month or “Will” that names somebody: no list of words holds “April”.
    """

    text: str
    low: str
    start: int
    end: int
    quote: Stretch | None = None
    is_word: bool = False
    is_capital: bool = False


class Sentence(NamedTuple):
    """The tokens of one sentence and the number of its paragraph."""

    tokens: Sequence[Token]
    paragraph: int


def sentences(text: str, paragraph: tuple[int, int], number: int, quotes: Iterable[Stretch]) -> list[Sentence]:
    """The sentences of one paragraph (its characters, its number) in which these quotations stand."""
    at, end = paragraph
    tokens: list[Token] = []
    for quote in quotes:
        tokens.extend(_words(text, at, quote.start))
        tokens.append(Token(text[quote.start : quote.end], "", quote.start, quote.end, quote))
        at = quote.end
    tokens.extend(_words(text, at, end))
    return [Sentence(_as_asked(part) if part[-1].text == "?" else part, number) for part in _sentences(tokens)]


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        low, is_word, is_capital, is_special = _kind(word)
        at, last = match.span()
        if is_special and may_be_name(word):
            low = word if names_somebody(text, at, last) else low
            yield Token(word, low, at, last, None, is_word=True, is_capital=True)
        elif is_special:
            yield Token(word[:-3], low[:-3], at, last - 3, None, is_word=True, is_capital=is_capital)
            yield Token(word[-3:], "n't", last - 3, last, None, is_word=True)
        else:
            # a named tuple's own constructor takes three times as long, and a text has a thousand words
            yield _new(Token, (word, low, at, last, None, is_word, is_capital))


@lru_cache(maxsize=50_000)
def _kind(word: str) -> tuple[str, bool, bool, bool]:
    """A word in small letters, whether it is one, has a capital, holds “n't” or may be a name of another meaning."""
    low = word.lower().replace("’", "'")
    is_special = (low.endswith("n't") and len(low) > 3) or may_be_name(word)
    return low, word[0].isalnum(), word[0].isupper(), is_special


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


def _as_asked(tokens: list[Token]) -> list[Token]:
    """A question with the “Will” that opens it in small letters: “Will Berg resign?” names nobody."""
    return [
        token._replace(low="will") if token.low == "Will" and _opens_question(tokens, at) else token
        for at, token in enumerate(tokens)
    ]


def _opens_question(tokens: Sequence[Token], at: int) -> bool:
    if at == 0:
        return True
    before = tokens[at - 1]
    return before.is_capital and before.low in CONJUNCTIONS if before.is_word else before.text != ","


def _ends_sentence(token: Token, following: Token) -> bool:
    """Whether a sentence ends between the two.

    A quotation that ends in “?” or “!” may still be followed by “he asked” or “Smith said”, so only its
    full stop ends a sentence.
    """
    if token.quote is not None:
        inner = token.text.rstrip(MARKS)
        return inner.endswith((".", "…")) and (following.quote is not None or following.is_capital)
    return following.quote is not None or following.is_capital or following.text[0] in _STARTS
