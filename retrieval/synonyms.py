"""Words that a newsroom means alike, from a file in Solr's synonym syntax."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import resources

Phrase = tuple[str, ...]


class SynonymError(ValueError):
    """A line of a synonym file that can't be read; the message names the line."""


class Synonyms:
    """Groups of phrases that mean alike.

    `words` turns a written phrase into the folded words that a text's are compared with.
    """

    def __init__(self, lines: Iterable[str], words: Callable[[str], Phrase]) -> None:
        self._words = words
        self._groups: dict[Phrase, str] = {}
        for number, line in enumerate(lines, start=1):
            self._read(number, line.partition("#")[0].strip())
        self.first_words = frozenset(phrase[0] for phrase in self._groups)
        self.longest_phrase = max(map(len, self._groups), default=0)

    def longest(self, words: Sequence[str]) -> tuple[str, int] | None:
        """The group of the longest phrase that `words` starts with, and how many words it has."""
        for length in range(min(len(words), self.longest_phrase), 0, -1):
            group = self._groups.get(tuple(words[:length]))
            if group is not None:
                return group, length
        return None

    def _read(self, number: int, line: str) -> None:
        if not line:
            return
        left, arrow, right = line.partition("=>")
        phrases = [self._words(phrase) for phrase in left.split(",")]
        target = self._words(right) if arrow else phrases[0]
        if not all(phrases) or not target or "," in right:
            raise SynonymError(f"line {number}: write `one, two, three` or `one, two => three`, not {line!r}")
        group = self._groups.get(target, "=" + " ".join(target))
        for phrase in (target, *phrases):
            if self._groups.setdefault(phrase, group) != group:
                name = " ".join(phrase)
                raise SynonymError(f"line {number}: {name!r} already belongs to {self._groups[phrase][1:]!r}")


def newsroom_synonyms() -> list[str]:
    """The lines of `synonyms.txt`, the list that comes with the package."""
    return resources.files("retrieval").joinpath("synonyms.txt").read_text("utf-8").splitlines()
