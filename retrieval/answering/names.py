"""The names in a question: which of them the articles found may lack, and of whom it asks what they do."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from retrieval.answering.kinds import AUXILIARIES
from retrieval.answering.query import ASKING, clauses, is_question, is_shouted, is_whispered
from retrieval.answering.ranking import Scored
from retrieval.answering.reading import Readings
from retrieval.indexing.view import View
from retrieval.mentions import OPENINGS
from retrieval.models import Span
from retrieval.speakers.words import PARTICLES, TIMES, TITLES
from retrieval.terms import Term, Terms

# How the archive writes a word is told by so many paragraphs that hold it.
PARAGRAPHS = 4
# So many names are told at the most, and none that is longer: a line has no room for more.
NAMES = 5
LONGEST = 60
# Shorter words are abbreviations too (PhD, TV), which an article may write out.
SHORTEST = 4
# Of a long question so many words are looked at.
WORDS = 40
# What may stand beside somebody's name.
_BESIDE = TITLES | {"the", "sir"}
_JOINT = re.compile(r"[ \u00a0]|[-\u2010\u2011]|\. ?")
_POSSESSIVE = re.compile(r"['\u2019][sS]?$")


@dataclass(frozen=True)
class Names:
    """A question and where it is asked; `taken` are its words that were taken for others, which are in doubt."""

    question: str
    taken: Collection[str]
    index: View
    readings: Readings
    terms: Terms

    def missed(self, found: Sequence[Scored]) -> tuple[str, ...]:
        """The names, as typed, of which some article that was found doesn't hold every word.

        What is no name for certain is left out: where the archive holds a word, it must write it with a capital, and
        where it doesn't, the question must, but not at its start nor in every word. Beside words with a capital none in
        small letters is a name.
        """
        missed: dict[str, None] = {}
        for at, term in enumerate(self._words[:WORDS]):
            if _is_missing(term, found) and self._is_name(at):
                typed = self._typed(at)
                if len(typed) <= LONGEST:
                    missed[typed] = None
        return tuple(missed)[:NAMES]

    def are_names(self, span: Span) -> bool:
        """Whether a stretch of the question is somebody's name or title, but not a title that anybody may have."""
        inside = [at for at, term in enumerate(self._words) if span.start <= term.start < span.end]
        names = {at for at in inside if self._is_name(at)}
        return bool(names) and all(at in names or self._words[at].word in _BESIDE for at in inside)

    def doers(self) -> list[str]:
        """The names right behind an auxiliary ("would Britain send"), as typed; none of two questions at once."""
        if sum(map(is_question, clauses(self.question))) > 1:
            return []
        words = [(at, term) for at, term in enumerate(self._words) if term.word != "the"]
        behind = (second for (_, before), second in pairwise(words) if before.word in AUXILIARIES)
        return [self._typed(at) for at, _ in behind if self._is_name(at)]

    @cached_property
    def _words(self) -> list[Term]:
        return [term for term in self.terms.of(self.question) if not term.group]

    @cached_property
    def _is_whispered(self) -> bool:
        return is_whispered(self._words)

    def _is_name(self, at: int) -> bool:
        term = self._words[at]
        if term.stop or term.word in ASKING or term.word in TIMES:
            return False
        if self.question[term.start : term.end] in self.taken:
            return False
        if not term.capital and not self._is_whispered:
            return False
        written = self._capitals(term.stem)
        return all(written) if written else at > 0 and term.capital and not is_shouted(self._words)

    def _capitals(self, stem: str) -> list[bool]:
        """Whether the archive writes a word with a capital, for places where no sentence starts."""
        if not self.index.frequency(stem):
            return []
        return [
            word.capital
            for candidate in self.index.read(self.index.holding([[stem]])[:PARAGRAPHS])
            for sentence in self.readings.of(candidate).sentences
            for word in self.terms.words(sentence.text)[0][1:]
            if word.stem == stem
        ]

    def _typed(self, at: int) -> str:
        """The name that a word belongs to: the words of names beside it, but not beyond somebody's ("Putin's").

        Its particles ("von der") go with it, and what only the names of places start with ("United", "South").
        """
        first = last = at
        while first > 0 and self._are_joined(first - 1) and (self._is_name(first - 1) or self._opens(first - 1)):
            first -= 1
        while (further := self._behind(last)) is not None:
            last = further
        return _POSSESSIVE.sub("", self.question[self._words[first].start : self._words[last].end])

    def _opens(self, at: int) -> bool:
        """Whether a word, no name itself, belongs to the name behind it."""
        term = self._words[at]
        return term.word in PARTICLES or (term.word in OPENINGS and term.capital)

    def _behind(self, at: int) -> int | None:
        """Where the name that a word belongs to goes on, beyond its particles; None where it doesn't."""
        while at + 1 < len(self._words) and self._are_joined(at):
            at += 1
            if self._is_name(at):
                return at
            if not self._opens(at):
                break
        return None

    def _are_joined(self, at: int) -> bool:
        """Whether nothing parts a word from the next."""
        one, other = self._words[at], self._words[at + 1]
        is_possessive = _POSSESSIVE.search(self.question, one.start, one.end)
        return not is_possessive and _JOINT.fullmatch(self.question, one.end, other.start) is not None


def _is_missing(term: Term, found: Sequence[Scored]) -> bool:
    held = (scored.window.candidate.whole for scored in found)
    return len(term.word) >= SHORTEST and any(term.stem not in stems for stems in held)
