"""Text → terms, the same for articles and questions. Normalised for matching only: each term keeps its span."""

from __future__ import annotations

import re
import threading
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import Stemmer

from retrieval.models import Span
from retrieval.synonyms import Synonyms, newsroom_synonyms
from retrieval.word_set import word_set


class Term(NamedTuple):
    """One word of a text, or a group that some of its words belong to: synonyms, or two joined by a hyphen as one word.

    `word` is the folded word before stemming. `group` tells the two kinds apart. `capital` says that the word starts
    with a capital letter, `stop` that it carries no meaning of its own.
    """

    stem: str
    start: int
    end: int
    word: str
    stop: bool = False
    capital: bool = False
    group: bool = False

    @property
    def span(self) -> Span:
        """Where the term stands in its text."""
        return Span(start=self.start, end=self.end)


class Word(NamedTuple):
    """What a word is wherever it stands; each is as in `Term`."""

    stem: str
    word: str
    stop: bool
    capital: bool


class Group(NamedTuple):
    """A group that some words of a text belong to: the numbers of its first word there and of its last."""

    stem: str
    first: int
    last: int


STOP_WORDS = word_set(
    "a about above after again all also am an and any are as at be because been before being below between both but by "
    "can could did do does doing down during each few for from further had has have having he her here hers herself "
    "him himself his how i if in into is it its itself just me more most my myself no nor not now of off on once only "
    "or other our ours ourselves out over own same she should so some such than that the their theirs them themselves "
    "then there these they this those through to too under until up us very was we were what when where which while "
    "who whom whose why will with would you your yours yourself yourselves may might must shall ought upon via "
    "isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't cannot couldn't shouldn't hasn't haven't "
    "hadn't i'm you're he's she's it's we're they're i've you've we've they've i'd you'd he'd she'd we'd they'd i'll "
    "you'll he'll she'll we'll they'll let's that's who's what's here's there's when's where's why's how's "
    "im dont doesnt didnt isnt whats"
)

_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_MARKS = "\u0300-\u036f"
# A letter or digit, and what makes an acronym, a number or a word of it; a pattern that begins with a choice is slower.
# Most words are small letters with a space behind them: these first. What is possessive keeps no place to go back to.
_WORD = re.compile(
    rf"\w(?:[a-z]*+(?= )|(?<=[^\W\d_])\.(?:[^\W\d_]\.)+(?:['’][sS]\b)?"
    rf"|(?<=\d)\d*(?:(?:,\d{{3}})+(?:\.\d+)?|\.\d+)(?!\w)"
    rf"|[\w{_MARKS}{_INVISIBLE}]*+(?:['’ʼ＇][^\W\d][\w{_MARKS}{_INVISIBLE}]*+)*+)"
)
_FOLD = str.maketrans(
    dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF], "") | {0x2019: "'", 0x2BC: "'", 0xFF07: "'"}
)
# The second of two words that a hyphen joins, and no third: small letters, since names aren't written as one.
_JOINED = re.compile(rf"[a-zß-öø-ÿ]{{2,}}+(?![\w{_MARKS}{_INVISIBLE}-])")
# What may stand before the first, beside white space.
_OPENING = frozenset('“‘"([—–/')
# Capital letters alone tell these from the pronouns.
_SHOUTED = frozenset({"WHO", "IT"})
# What these words are depends on the words around them.
_IN_CONTEXT = frozenset({"us", "w.h.o", "i.t"})
# Spelt words that are kept with what they come to: of 9,646 news articles all, of strangers' questions no gigabytes.
_WORDS_KEPT = 400_000
# A named tuple's own constructor takes three times as long.
_new = tuple.__new__
_ACRONYMS = {"US": "usa", "USA": "usa", "WHO": "w.h.o", "IT": "i.t"}


class Terms:
    """Turns text into terms: Unicode words, folded and stemmed (Snowball, English), with synonym groups beside them."""

    def __init__(self, synonyms: Iterable[str] = ()) -> None:
        self._stemmer = Stemmer.Stemmer("english", 0)
        self._lock = threading.Lock()
        self._known: dict[str, Word] = {}
        self._synonyms = Synonyms(synonyms, lambda phrase: tuple(term.word for term in self._words(phrase)))

    def of(self, text: str) -> list[Term]:
        """Every word of `text` in order; after the first word of a group, the group as a term of its own."""
        found = self._words(text)
        groups = [
            (first, Term(group, found[first].start, found[last].end, group, group=True))
            for group, first, last in self._groups([term.word for term in found])
        ]
        if "-" in text:
            starts = [term.start for term in found]
            for (stem, word, _, _), start in self._joined(text):
                first = bisect_left(starts, start)
                groups.append((first, Term(stem, start, found[first + 1].end, word, group=True)))
            groups.sort(key=lambda group: group[0])
        for first, group in reversed(groups):
            found.insert(first + 1, group)
        return found

    def stems(self, text: str) -> list[str]:
        """The stems of `of` that mean something, in any order."""
        words, groups = self._found(text)
        meant = [stem for stem, _, stop, _ in words if not stop]
        meant += [group for group, _, _ in groups]
        if "-" in text:
            meant += [word.stem for word, _ in self._joined(text)]
        return meant

    def words(self, text: str) -> tuple[list[Word], list[Group]]:
        """Every word of `text` in order, and the groups among them: `of` without places, in half the time."""
        words, groups = self._found(text)
        if "-" in text:
            number = passed = 0
            read = _read(text)
            for word, start in self._joined(text):
                number += len(_WORD.findall(read, passed, start))
                passed = start
                groups.append(Group(word.stem, number, number + 1))
        return words, groups

    @staticmethod
    def places(text: str) -> list[tuple[int, int]]:
        """Where each of the `words` of `text` starts and ends."""
        return [match.span() for match in _WORD.finditer(_read(text))]

    def stem(self, word: str) -> str:
        """The stem of one folded word."""
        with self._lock:
            return str(self._stemmer.stemWord(word))

    def _found(self, text: str) -> tuple[list[Word], list[Group]]:
        """Every word of `text` in order, and the synonym groups among them."""
        known = self._known
        found = [known.get(surface) or self._normalise(surface) for surface in _WORD.findall(_read(text))]
        words = [word for _, word, _, _ in found]
        if not _IN_CONTEXT.isdisjoint(words):
            found = [Word(each.stem, each.word, each.stop, each.capital) for each in self._words(text)]
            words = [word for _, word, _, _ in found]
        return found, self._groups(words)

    def _joined(self, text: str) -> list[tuple[Word, int]]:
        """Two words with a hyphen between them as one, and where the first starts: many are written both ways.

        Neither names nor what is a synonym as it stands, which its group finds.
        """
        found: list[tuple[Word, int]] = []
        hyphen = text.find("-")
        while hyphen > 0:
            start = hyphen
            while start and text[start - 1].isalpha():
                start -= 1
            second = _JOINED.match(text, hyphen + 1)
            if second and (not start or text[start - 1].isspace() or text[start - 1] in _OPENING):
                # With its hyphen, so that no word has the same key.
                surface = text[start : second.end()]
                word = self._known.get(surface) or self._normalise_joined(surface)
                if not word.stop:
                    found.append((word, start))
            hyphen = text.find("-", hyphen + 1)
        return found

    def _words(self, text: str) -> list[Term]:
        known = self._known
        found = []
        before = ""
        for match in _WORD.finditer(_read(text)):
            surface = match.group()
            stem, word, stop, capital = known.get(surface) or self._normalise(surface)
            if word == "us" and before == "the":
                stem, word, stop = "usa", "usa", False
            elif surface in _SHOUTED and text.isupper():
                stem, word, stop = surface.lower(), surface.lower(), True
            before = word
            start, end = match.span()
            found.append(_new(Term, (stem, start, end, word, stop, capital, False)))
        return found

    def _groups(self, words: list[str]) -> list[Group]:
        groups: list[Group] = []
        first_words = self._synonyms.first_words
        if first_words.isdisjoint(words):
            return groups
        following = 0
        for position, word in enumerate(words):
            if word in first_words and position >= following:
                match = self._synonyms.longest(words[position : position + self._synonyms.longest_phrase])
                if match is not None:
                    following = position + match[1]
                    groups.append(Group(match[0], position, following - 1))
        return groups

    def _normalise_joined(self, surface: str) -> Word:
        first, _, second = surface.partition("-")
        one = self._normalise(first + second)
        is_name = not first[1:].islower()
        found = self._synonyms.longest((first.casefold(), second))
        is_synonym = found is not None and found[1] > 1
        return self._keep(surface, Word(one.stem, one.word, one.stop or is_name or is_synonym, one.capital))

    def _normalise(self, surface: str) -> Word:
        plain = surface if surface.isascii() else unicodedata.normalize("NFKC", surface).translate(_FOLD)
        bare = plain.replace("," if plain[0].isdigit() else ".", "")
        bare, possessive = (bare[:-2], bare[-2:]) if bare[1:].lower().endswith("'s") else (bare, "")
        acronym = _ACRONYMS.get(bare)
        word = acronym or (bare + possessive).casefold()
        stop = word in STOP_WORDS
        if possessive and not acronym and not stop:
            word = bare.casefold()
            stop = word in STOP_WORDS
        stem = word if acronym or stop or word[:1].isdigit() else self.stem(word.replace("'", "") or word)
        return self._keep(surface, Word(stem, word, stop, plain[0].isupper()))

    def _keep(self, surface: str, known: Word) -> Word:
        if len(self._known) < _WORDS_KEPT:
            self._known[surface] = known
        return known


@cache
def newsroom_terms() -> Terms:
    """The terms with the synonyms that come with the package; one for all, so that each word is read once."""
    return Terms(newsroom_synonyms())


def _read(text: str) -> str:
    """An underscore joins words for a regular expression but not for a reader; one for one, so that spans hold."""
    return text.replace("_", " ")
