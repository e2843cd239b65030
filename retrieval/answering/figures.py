"""Whether quotes give the figure that a question asks for: how many of something, a sum, a share, a date, a length.

What counts as one is wider than in the kinds that put quotes in order: "both", "a third", "in the next two months" and
"for decades" answer too. Only a question to which nothing like that is quoted lacks its figure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from retrieval.answering.kinds import AGES, DAYS, FIGURE, MONEY, MONTHS, NUMBER_WORDS, UNITS, YEARS, kind
from retrieval.answering.query import clauses, is_question
from retrieval.terms import Term, Terms
from retrieval.word_set import word_set

# At most so many words stand between a number and what it counts ("120 of the army's Russian tanks"), and so many words
# of a question say what is counted.
GAP = COUNTED = 4
# What comes before these ("how many of the other tanks").
_BEFORE = word_set("of the these those his her its our their such more other further different new additional total")
# What is counted without being named, or by many names: "450 scientists" are people, "twice" is how many times.
_UNNAMED = word_set(
    "people person persons men women times types kinds sorts ways parts places tons tonnes pounds kg kgs km kilometers "
    "kilometres meters metres miles feet"
)
_COUNTS = NUMBER_WORDS | word_set(
    "zero no none one both couple pair single few several halves third thirds quarters once twice"
)
_SPELLED = rf"\b(?:[a-z]+-)?(?:{'|'.join(sorted(_COUNTS))})(?:-[a-z]+)?\b"
_NUMBER = re.compile(rf"{FIGURE}|{_SPELLED}", re.IGNORECASE)
_TIMES = (
    "seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|mornings?|afternoons?|evenings?|"
    "nights?|weekends?|spring|summer|autumn|winter|season"
)
# By the name of the kind that is asked for.
_GIVING = {
    "money": re.compile(
        r"[$£€¥₽₹₴]|\b(?:dollars?|pounds?|euros?|cents?|pence|roubles?|rubles?|yuan|yen|rupees?|hryvnias?|francs?|free)\b",
        re.IGNORECASE,
    ),
    "percent": re.compile(
        rf"%|\bper ?cents?\b|\b(?:half|thirds?|quarters?|fifths?|tenths?|majority|most|all|none)\b|"
        rf"(?:\d|{_SPELLED}) (?:in|out of) (?:every )?(?:\d|{_SPELLED})",
        re.IGNORECASE,
    ),
    "date": re.compile(
        rf"{YEARS}|{MONTHS}|{DAYS}|\b\d\d?(?:st|nd|rd|th)\b|(?i:\b(?:today|tonight|tomorrow|yesterday|overnight|midnight|"
        rf"noon|christmas|easter|ramadan|ago|during|(?:start|beginning|outbreak|end|fall|death) of|"
        rf"(?:next|last|this|past|coming|previous|following|same|that|in|within|every)\s(?:[\w-]+\s){{0,2}}(?:{_TIMES}))\b)"
    ),
    "length": re.compile(
        rf"(?:{FIGURE}|{_SPELLED}|\b(?:many|an?)\b)[\s-](?:\w+[\s-]){{0,2}}(?:{_TIMES}|{UNITS}|yards?)\b|{YEARS}|"
        r"\b(?:minutes|hours|days|weeks|months|years|decades|centuries|since|until)\b",
        re.IGNORECASE,
    ),
    "age": re.compile(rf"{AGES}|\bborn\b", re.IGNORECASE),
}


def asks_for_figure(question: str, terms: Terms) -> bool:
    """Whether a question asks for a figure that a text can lack."""
    return lacks_figure(question, (), terms)


def lacks_figure(question: str, texts: Sequence[str], terms: Terms) -> bool:
    """Whether a question asks for a figure, and none of some quoted texts gives one.

    A number of something must stand right before that or a few words away; others may stand anywhere. A message with
    two questions lacks nothing. A sum counts as asked for by "how much" alone: "which shop lowered its prices" is about
    something else.
    """
    asking = [clause for clause in clauses(question) if is_question(clause)] or [question]
    if len(asking) > 1:
        return False
    words = terms.of(asking[0])
    spelled = [term for term in words if not term.group]
    pairs = pairwise(spelled)
    many = next((term.end for before, term in pairs if (before.word, term.word) == ("how", "many")), None)
    if many is not None:
        counted = _counted(words, many)
        given = {number.casefold() for number in _NUMBER.findall(asking[0])}
        return bool(counted) and not any(_counts(text, counted, given, terms) for text in texts)
    folded = [term.word for term in spelled]
    wanted = kind(folded)
    giving = None if wanted is MONEY and "much" not in folded else _GIVING.get(wanted.name)
    return giving is not None and not any(giving.search(text) for text in texts)


def _counted(words: Sequence[Term], many: int) -> frozenset[str]:
    """The stems of what is counted behind `many`, its synonyms' too; none where it may go by any name."""
    found: list[Term] = []
    for term in (term for term in words if not term.group and term.start > many):
        if term.word in _BEFORE and not found:
            continue
        if term.stop or len(found) == COUNTED:
            break
        found.append(term)
    if not _UNNAMED.isdisjoint(term.word for term in found):
        return frozenset()
    return frozenset(term.stem for term in words if any(each.start <= term.start < each.end for each in found))


def _counts(text: str, counted: frozenset[str], given: set[str], terms: Terms) -> bool:
    """Whether a text gives a number of what is counted that doesn't stand in the question."""
    words = [term for term in terms.of(text) if not term.group or term.stem in counted]
    starts = [term.start for term in words]
    places = [at for at, term in enumerate(words) if term.stem in counted]
    for number in _NUMBER.finditer(text):
        if number.group().casefold() not in given:
            nearest = bisect_left(places, bisect_left(starts, number.start()))
            if nearest < len(places) and places[nearest] - bisect_left(starts, number.end()) <= GAP:
                return True
    return False
