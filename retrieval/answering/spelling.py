"""A question → the same with its slips taken back: unknown words for words of the archive, only where one is clear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from itertools import islice
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from retrieval.indexing.view import View
from retrieval.terms import Term, Terms
from retrieval.word_set import word_set

SHORTEST = 5
# From this length on two slips are allowed.
LONG = 8
# Only so many unknown words are looked at: each is compared with every word of its letter.
UNKNOWN_WORDS = 40

# Words of a question that need not stand in an article, and are no slips of one that does.
_NO_SLIPS = word_set("anyth someth everyth anyon someon everyon anybodi somebodi everybodi nobodi anywher somewher")
_VOWELS = frozenset("aeiouy")
_SOUNDS = word_set("vw wv vf fv ck kc sz zs ij ji kq qk sc cs td dt bp pb gk kg")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Spelled(NamedTuple):
    """A question, its terms, and its slips: what was typed for which stem."""

    question: str
    terms: list[Term]
    slips: list[tuple[str, str]]


class Vocabulary:
    """The stems that an index knows, by first letter: a slip in the first letter is rare and never taken back."""

    def __init__(self) -> None:
        self._by_letter: defaultdict[str, list[str]] = defaultdict(list)
        self._taken_in = 0

    def spelled(self, question: str, terms: Terms, index: View) -> Spelled:
        """The question with slips taken back."""
        found = terms.of(question)
        known = {place for term in found if index.frequency(term.stem) for place in range(term.start, term.end)}
        unknown = [term for term in found if not term.stop and term.start not in known]
        slips = []
        for term in reversed(unknown[:UNKNOWN_WORDS]):
            if stem := self.meant(term, index):
                slips.append((question[term.start : term.end], stem))
                question = question[: term.start] + stem + question[term.end :]
        return Spelled(question, terms.of(question) if slips else found, slips[::-1])

    def meant(self, term: Term, index: View) -> str | None:
        """The one stem of a view that an unknown word is a slip of; None if there is none or more than one.

        A slip is a letter left out, doubled, added or swapped with its neighbour, or one put for another that sounds
        alike or lies beside it on the keyboard: Bondarev is Bondariev, but a starter is no Starmer.
        """
        stem = term.stem
        if term.stop or term.group or len(stem) < SHORTEST or not stem.isalpha() or stem in _NO_SLIPS:
            return None
        self._take_in(index.words())
        most = 2 if len(stem) >= LONG else 1
        found = process.extract(stem, self._by_letter[stem[0]], scorer=OSA.distance, score_cutoff=most, limit=None)
        likely = [
            (slips, known)
            for known, slips, _ in found
            if len(known) >= SHORTEST and _is_slip(stem, known) and index.frequency(known)
        ]
        fewest = min((slips for slips, _ in likely), default=0)
        clear = [known for slips, known in likely if slips == fewest]
        return clear[0] if len(clear) == 1 else None

    def _take_in(self, words: Collection[str]) -> None:
        if len(words) == self._taken_in:
            return  # going through all that is known to find nothing new takes longer than the rest
        for stem in islice(words, self._taken_in, None):
            if stem.isalpha():
                self._by_letter[stem[0]].append(stem)
        self._taken_in = len(words)


def _is_slip(typed: str, known: str) -> bool:
    if typed.startswith(known) or known.startswith(typed):
        # Another form of the word (threaten, threat), which ranking knows as its kin.
        return False
    if OSA.distance(typed, known) < Levenshtein.distance(typed, known):
        return True
    replaced = [edit for edit in Levenshtein.editops(typed, known) if edit.tag == "replace"]
    return all(_alike(typed[edit.src_pos], known[edit.dest_pos]) for edit in replaced)


def _alike(typed: str, meant: str) -> bool:
    return {typed, meant} <= _VOWELS or typed + meant in _SOUNDS or _are_neighbours(typed, meant)


def _are_neighbours(one: str, other: str) -> bool:
    for row in _ROWS:
        if one in row and other in row:
            return abs(row.index(one) - row.index(other)) == 1
    return False
