"""A question → what is searched for: weighted stems, how rare each is, and the kind of answer asked for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.answering.kinds import AUXILIARIES, INTERROGATIVES, Kind, kind
from retrieval.indexing.view import View
from retrieval.models import Span
from retrieval.sentences import sentences
from retrieval.terms import Term
from retrieval.word_set import word_set

# A synonym group counts less than the word itself, so that an exact spelling still wins.
GROUP_WEIGHT = 0.5
# A root has so many letters at least, and its word more.
ROOT = 5
# How and when something is asked says nothing about the words of its answer.
ASKING = word_set(
    "many much week recently recent lately today yesterday currently please tell say says said think thinks want wants "
    "called"
)
# How much more it matters for a question on what is happening now that an article is new.
NOW = 2.0


@dataclass(frozen=True)
class Unit:
    """One word of the question: the stems that stand for it (its own and its groups') and how rare it is.

    `is_known` says that the archive has the word itself, `is_held` that it has at least a synonym, which is then as
    good as it gets, and `is_asked` that it stands in the sentence that asks, not in what leads up to it.
    `root` is what its inflected and derived forms start with, None for a word too short to tell.
    """

    stems: frozenset[str]
    word: str
    is_known: bool
    is_held: bool
    idf: float
    root: str | None
    is_name: bool
    is_asked: bool


@dataclass(frozen=True)
class Query:
    """A question's terms; `weights` and `idf` are by stem.

    `pairs` are its neighbouring words as spelled, in one string with a space around each.
    `asked` holds every stem of the question, stop words too: what an answer must add to. So it must to `given`, what of
    the `kind` asked for stands in the question itself. `urgency` is NOW for a question on what is happening, 0 for
    one on a year, else 1.
    """

    weights: Mapping[str, float]
    idf: Mapping[str, float]
    units: tuple[Unit, ...]
    total: float
    pairs: tuple[str, ...]
    asked: frozenset[str]
    kind: Kind
    given: frozenset[str]
    urgency: float


# What a clause starts with that asks: not all of `STARTS`, of which some also go on with a statement ("and has sent").
_ASKS = r"(?:what|who|whom|whose|which|how|when|where|why|would|will|could|can|does|do|did|is|are)\b"
_QUESTION = re.compile(_ASKS, re.IGNORECASE)
_CLAUSE = re.compile(rf"(?:(?<![,;:.?!–—])[,;:.?!–—]+|\band\b)\s+(?={_ASKS})", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:(?:this|last) (?:week|weekend|month|night)|this morning|today|tonight|yesterday|now|currently|recent|"
    r"recently|latest|newest|(?:on|this|last|since) (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
# "What does the article say", or "has anyone said", asks for no word of the articles. Article 5 is one.
_SOURCE = re.compile(
    r"\b(?:do|does|did|has|have)\s+(?:(?:any|some)(?:one|body)|(?:the|these|this|those|your|our|any)\s+"
    r"(?:articles?|archive|coverage|piece|press|stor(?:y|ies)|texts?))\s+"
    r"(?:say|said|tell|told|mention|mentioned|report|reported|comment|commented)\b"
    r"(?:\s+(?:anything|something|much))?",
    re.IGNORECASE,
)
# Fewer than the years that may be an answer (`kinds.py`): a decade, or 1865, is what today's news looks back on.
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def clauses(question: str) -> list[str]:
    """The questions in a question: more than one where two are asked at once, or one after an introduction."""
    return [stripped for clause in _CLAUSE.split(question) if (stripped := clause.strip(" ,;:"))]


def is_question(clause: str) -> bool:
    """Whether a clause asks: whether it starts as a question does."""
    return _QUESTION.match(clause) is not None


def read_query(question: str, terms: list[Term], index: View) -> Query:
    """The query for a question and its terms; without a single word of meaning it is empty."""
    words = [term for term in terms if not term.group]
    source = _SOURCE.search(question)
    start, end = source.span() if source else (0, 0)
    meant = [
        term for term in terms if not (term.stop or term.word in ASKING or (start <= term.start and term.end <= end))
    ]
    idf = {term.stem: index.idf(term.stem) for term in meant}
    asking = _asking(question, words)
    wanted = kind([term.word for term in asking])
    units = _units(meant, idf, index, _names(words), frozenset(term.start for term in asking))
    instead = frozenset().union(*(unit.stems for unit in units if not unit.is_known))
    weights: dict[str, float] = {}
    for term in meant:
        weight = GROUP_WEIGHT if term.group and term.stem not in instead else 1.0
        weights[term.stem] = weights.get(term.stem, 0.0) + weight
    stops = {term.word for term in words if term.stop}
    pairs = pairwise(term.word for term in words)
    return Query(
        weights=weights,
        idf=idf,
        units=units,
        total=sum(unit.idf for unit in units),
        pairs=tuple(f" {first} {second} " for first, second in dict.fromkeys(pairs) if not {first, second} <= stops),
        asked=frozenset(term.stem for term in terms),
        kind=wanted,
        given=_given(wanted, question, words),
        urgency=_urgency(question),
    )


def _given(wanted: Kind, question: str, words: list[Term]) -> frozenset[str]:
    """What of a kind stands in a question: of names also what is typed without a capital, or the surname alone."""
    if wanted.things is None:
        return frozenset()
    return wanted.things(question) | ({term.word for term in words} if wanted.loose else frozenset())


def _urgency(question: str) -> float:
    if _YEAR.search(question):
        return 0.0
    return NOW if _NOW.search(question) else 1.0


def _asking(question: str, words: list[Term]) -> list[Term]:
    """The words of the sentences that ask, or of the last sentence where none does."""
    spans = sentences(question, Span(start=0, end=len(question)))
    starts = [span.start for span in spans]
    by_sentence: list[list[Term]] = [[] for _ in spans]
    for term in words:
        by_sentence[max(0, bisect_right(starts, term.start) - 1)].append(term)
    said = [(span, terms) for span, terms in zip(spans, by_sentence, strict=True) if terms]
    asking = [terms for span, terms in said if "?" in span.of(question)[-3:] or terms[0].word in INTERROGATIVES]
    return [term for terms in asking or [terms for _, terms in said[-1:]] for term in terms]


def is_whispered(words: Sequence[Term]) -> bool:
    """Whether a question has no capital but at its start: then its names have none either."""
    return not any(term.capital for term in words[1:])


def is_shouted(words: Sequence[Term]) -> bool:
    """Whether every word of a question has a capital: then it tells no name."""
    return all(term.capital for term in words if not term.stop)


def _names(words: list[Term]) -> frozenset[int]:
    """Where a question's names and numbers start.

    A capital makes a name, but not at the start, nor where every word has one; in a question all in small letters what
    stands right behind an auxiliary verb does ("what did scholz say").
    """
    names = {term.start for term in words if term.word[0].isdigit()}
    if is_whispered(words):
        subjects = [term for term in words if term.word != "the"]
        names |= {term.start for before, term in pairwise(subjects) if before.word in AUXILIARIES}
    elif not is_shouted(words):
        names |= {term.start for term in words[1:] if term.capital}
    return frozenset(names)


def _units(
    meant: list[Term], idf: Mapping[str, float], index: View, names: frozenset[int], asking: frozenset[int]
) -> tuple[Unit, ...]:
    groups = [term for term in meant if term.group]
    units: dict[frozenset[str], Unit] = {}
    for term in meant:
        if not term.group:
            alike = {each.stem for each in groups if each.start <= term.start and term.end <= each.end}
            held = [stem for stem in (term.stem, *sorted(alike)) if index.frequency(stem)]
            unit = Unit(
                stems=frozenset({term.stem} | alike),
                word=term.word,
                is_known=term.stem in held,
                is_held=bool(held),
                idf=idf[held[0]] if held else idf[term.stem],
                root=_root(term.stem),
                is_name=term.start in names,
                is_asked=term.start in asking,
            )
            units.setdefault(unit.stems, unit)
    return tuple(units.values())


def _root(stem: str) -> str | None:
    return stem[: max(ROOT, len(stem) - 3)] if len(stem) > ROOT and stem.isalpha() else None
