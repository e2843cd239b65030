"""A text as the rules read it: a paragraph at a time, and of the rest only where a word is looked up."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers.quotations import has_single_marks, paragraphs, stretches_of
from retrieval.speakers.statements import statements
from retrieval.speakers.tokens import Sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from retrieval.models import Span
    from retrieval.speakers.statements import Statement

# A run of paragraphs that begin with a quotation alone is followed back so far; in news few are longer than three.
_FARTHEST_BACK = 20
# To go through a paragraph of more characters for each word takes longer than to read it once.
_LONG = 2_000
# So many words are looked for in the whole text, one after the other; more of them by what each paragraph holds.
_SEARCHES = 50
# A token begins where one of these does: “n’t” is one of its own.
_RUN = re.compile(r"\w+?(?=n't)|\w+")


class Reading(NamedTuple):
    """Neighbouring paragraphs of a text: their sentences in order."""

    text: Text
    sentences: Sequence[Sentence]

    def said(self, number: int) -> Sequence[Statement]:
        """What one of the sentences states."""
        return self.text.said(self.sentences[number])

    def before(self, number: int) -> Sentence | None:
        """The sentence before one of these; None for the text's first."""
        if number:
            return self.sentences[number - 1]
        paragraph = self.sentences[0].paragraph - 1
        return self.text.sentences(paragraph)[-1] if paragraph >= 0 else None


class Text:
    """A text whose paragraphs are read when they are first asked for. Not safe between threads."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._spans = paragraphs(text)
        self._single = has_single_marks(text)
        self._sentences: dict[int, list[Sentence]] = {}
        self._said: dict[int, list[Statement]] = {}
        self._names: dict[int, frozenset[str]] = {}
        self._written_large: dict[str, bool] = {}
        self._searches = 0

    @cached_property
    def _folded(self) -> list[str]:
        return [line for line in _folded(self.text).split("\n") if line and not line.isspace()]

    def around(self, span: Span) -> Reading:
        """The paragraphs that `span` touches, and those before them that may tell who speaks there.

        These are all back to one that begins with more than a quotation: that alone goes on with whoever spoke before.
        """
        first = max(0, bisect_right(self._spans, span.start, key=lambda each: each[0]) - 1)
        last = bisect_left(self._spans, span.end, key=lambda each: each[0])
        farthest = max(0, first - _FARTHEST_BACK)
        while first > farthest and not any(token.is_word for token in self.sentences(first)[0].tokens):
            first -= 1
        return Reading(self, list(chain.from_iterable(map(self.sentences, range(first, last)))))

    def sentences(self, number: int) -> list[Sentence]:
        """The sentences of a paragraph."""
        if number not in self._sentences:
            quotes = stretches_of(self.text, self._spans, number, single=self._single)
            self._sentences[number] = sentences(self.text, self._spans[number], number, quotes)
        return self._sentences[number]

    def said(self, sentence: Sentence) -> list[Statement]:
        """The statements of one of its sentences."""
        start = sentence.tokens[0].start
        if start not in self._said:
            self._said[start] = statements(sentence.tokens, self.is_name)
        return self._said[start]

    def is_name(self, word: str) -> bool:
        """Whether the text writes a word (in small letters) with a capital elsewhere than at a sentence's start."""
        if word not in self._written_large:
            self._written_large[word] = any(
                has_capital(written) and word in self._names_in(number) for number, written, _ in self.places(word)
            )
        return self._written_large[word]

    def places(self, word: str) -> Iterator[tuple[int, str, str]]:
        """Where a word in small letters may stand: a paragraph's number, what holds it there, and what is before that.

        Both are stretches without white space, as they are written; or either is the whole of a long paragraph.
        """
        folded = _folded(word)
        for number in self._lines_with(folded):
            start, end = self._spans[number]
            if end - start > _LONG:
                yield number, self.text[start:end], self.text[start:end]
                continue
            written = self.text[start:end].split()
            for at, stretch in enumerate(self._folded[number].split()):
                if folded in stretch:
                    yield number, written[at], written[at - 1] if at else ""

    def _lines_with(self, folded: str) -> Iterator[int]:
        """The numbers of the paragraphs in which a word may stand."""
        self._searches += 1
        found = _RUN.search(folded) if self._searches > _SEARCHES else None
        if found is None:
            return (number for number, line in enumerate(self._folded) if folded in line)
        return (
            number for number in self._lines.get(found[0], ()) if found[0] == folded or folded in self._folded[number]
        )

    @cached_property
    def _lines(self) -> Mapping[str, Sequence[int]]:
        """The numbers of the paragraphs, in order, that hold each run of letters and digits."""
        lines: dict[str, list[int]] = {}
        for number, line in enumerate(self._folded):
            for run in dict.fromkeys(_RUN.findall(line)):
                lines.setdefault(run, []).append(number)
        return lines

    def _names_in(self, number: int) -> frozenset[str]:
        """The words of a paragraph, in small letters, that have a capital elsewhere than at a sentence's start."""
        if number not in self._names:
            later = chain.from_iterable(sentence.tokens[1:] for sentence in self.sentences(number))
            self._names[number] = frozenset(token.low for token in later if token.is_capital and token.is_word)
        return self._names[number]


def has_capital(written: str) -> bool:
    """Whether a capital letter is among the characters."""
    return any(map(str.isupper, written))


def _folded(text: str) -> str:
    return text.casefold().replace("’", "'")
