"""A question → the kind of answer that it asks for, and what of that kind a text holds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from retrieval.word_set import word_set

NUMBER_WORDS = word_set(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen dozens hundred hundreds thousand thousands "
    "million millions billion billions trillion half quarter"
)
AUXILIARIES = word_set("did does do has have had will would can could should may might must")
INTERROGATIVES = word_set("what which who whom whose how when where why")
_COPULAS = word_set("is are was were")
# What a question starts with.
STARTS = AUXILIARIES | _COPULAS | INTERROGATIVES
# Possessive, and only from where a number starts: a page of digits is walked through once.
FIGURE = r"(?<!\d)(?<!\d[.,])\d++(?:[.,]\d++)*+"
_NUMBERS = rf"{FIGURE}|\b(?:{'|'.join(sorted(NUMBER_WORDS))})"
UNITS = "years?|months?|weeks?|days?|hours?|minutes?|miles?|feet|km|kilomet(?:er|re)s?|met(?:er|re)s?|inches|mph|tons?"
YEARS = r"\b(?:1\d{3}|20\d{2})s?\b"
# With a capital: "may" and "march" are verbs.
MONTHS = (
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)(?=\.))\b"
)
DAYS = r"\b(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?\b"
# Behind a name, in brackets, or in so many words ("Griner, 31,", "the 31-year-old", "she turned 31").
AGES = (
    r"(?<=[^\W\d], )\d{1,3}(?=[,.;)])|\(\d{1,3}\)|\byears?[\s-]old\b|\b(?:aged?|age of|turn(?:s|ed|ing)) \d+|"
    r"\b\d+(?:st|nd|rd|th) birthday\b|illion years\b"
)
_NUMBER = re.compile(rf"(?:{_NUMBERS})(?!\w)", re.IGNORECASE)
_MONEY = re.compile(rf"[$£€]\s?{FIGURE}|\b(?:dollars|pounds|euros|cents)\b", re.IGNORECASE)
_PERCENT = re.compile(rf"{FIGURE}\s?%|(?<![\w.-])[\w.-]++ per ?cent\b", re.IGNORECASE)
_LENGTH = re.compile(rf"(?:{_NUMBERS})[\s\u2010-\u2013-](?:{UNITS})\b", re.IGNORECASE)
_AGE = re.compile(AGES, re.IGNORECASE)
_YEAR = re.compile(YEARS)
_MONTH = re.compile(MONTHS)
_DAY = re.compile(DAYS)
_DATE = re.compile(f"{YEARS}|{MONTHS}|{DAYS}")
# Of Latin letters, with all their marks, and of Cyrillic ones.
_CAPITAL = f"[{''.join(filter(str.isupper, map(chr, range(0x250))))}\u0400-\u042f]"
_SURNAME = rf"{_CAPITAL}(?:[’']{_CAPITAL})?[\w-]+"
_FULL_NAME = re.compile(
    r"(?<![\w’'-])(?!(?:The|A|An|This|That|These|Those|In|On|At|By|For|From|To|With|But|And|As|After|Before|When|While|If|"
    rf"It|He|She|They|We|You|I|His|Her|Their|Our|Its|Mr|Mrs|Ms|Dr) )"
    rf"(?:{_SURNAME}|{_CAPITAL}\.) (?:(?:{_CAPITAL}[\w.-]*|de|van|von|der|bin|al) ){{0,3}}({_SURNAME})"
)
_PLACE = re.compile(rf"\b(?:in|at|near|outside|from|to|off) (?:the )?(?!{MONTHS}|{DAYS})({_CAPITAL}[\w-]+)")
_TITLE = re.compile(rf"[“‘\"]({_CAPITAL}[^“”‘’\"]{{1,40}}[^“”‘’\",.!?]),?[”’\"]")
_NAME = re.compile(rf"(?<=[\w,] )({_CAPITAL}[\w-]{{2,}})")
_WORD = re.compile(r"\w[\w.]*\w|\w")
# In what is asked for ("which of these European countries") these come before the word that says what it is.
_BEFORE = _COPULAS | word_set("be the a an of these those following kind type sort form one main")
# And behind one of these comes something else.
_BEHIND = word_set("the a an in on at by for from to with about that who which and or as than when after before of if")
# Behind a kind's name these say that something else is asked for: which party leader, what gas price.
_HEADS = word_set(
    "leader leaders minister ministers president official officials expert experts company companies maker makers "
    "price prices chief army capital capitals city cities government governments"
)
_FOCUS_WORDS = 4


@dataclass(frozen=True)
class Kind:
    """What an answer must hold; for kinds that are things, `things` gives those in a text, in small letters.

    A `loose` kind is told by how its words are written, which says less.
    """

    name: str
    things: Callable[[str], frozenset[str]] | None = None
    loose: bool = False


class Listed:
    """Finds the words and phrases of a list, also in the plural; one with a capital only as it is written.

    A member with several names ("rouble = ruble") is found by each, and is its first.
    """

    def __init__(self, members: Iterable[str]) -> None:
        # By the first word as it may stand in a text: the rest as it may stand there, and the member.
        self._by_first: dict[str, list[tuple[list[str], str]]] = {}
        for member in members:
            names = [_WORD.findall(name) for name in member.split(" = ")]
            for words in names:
                for last in (words[-1], *_plurals(words[-1])):
                    first, *rest = [*words[:-1], last]
                    for form in {first, first[0].upper() + first[1:]}:
                        self._by_first.setdefault(form, []).append((rest, " ".join(names[0]).casefold()))

    def __call__(self, text: str) -> frozenset[str]:
        """The members in a text, in small letters."""
        words = _WORD.findall(text)
        if self._by_first.keys().isdisjoint(words):
            return frozenset()
        return frozenset(
            member
            for at, word in enumerate(words)
            for rest, member in self._by_first.get(word, ())
            if words[at + 1 : at + 1 + len(rest)] == rest
        )


def _matching(pattern: re.Pattern[str]) -> Callable[[str], frozenset[str]]:
    return lambda text: frozenset(each.casefold() for each in pattern.findall(text))


NUMBER = Kind("number", _matching(_NUMBER))
MONEY = Kind("money", _matching(_MONEY))
PERCENT = Kind("percent", _matching(_PERCENT))
LENGTH = Kind("length", _matching(_LENGTH))
AGE = Kind("age", _matching(_AGE))
YEAR = Kind("year", _matching(_YEAR))
MONTH = Kind("month", _matching(_MONTH))
DAY = Kind("day", _matching(_DAY))
DATE = Kind("date", _matching(_DATE))
PERSON = Kind("person", _matching(_FULL_NAME), loose=True)
PLACE = Kind("place", _matching(_PLACE), loose=True)
TITLE = Kind("title", _matching(_TITLE), loose=True)
NAME = Kind("name", _matching(_NAME), loose=True)
_WRITTEN = {each.name: each for each in (PERSON, PLACE, TITLE, NAME)}
STATEMENT = Kind("statement")
DECISION = Kind("decision")
ANY = Kind("any")

_NAMED = {
    **dict.fromkeys(("year", "decade", "century"), YEAR),
    **dict.fromkeys(("percent", "percentage", "share", "proportion"), PERCENT),
    **dict.fromkeys(("price", "cost", "sum", "salary", "fee", "fine"), MONEY),
    **dict.fromkeys(("number", "amount", "age"), NUMBER),
    "month": MONTH,
    "date": DATE,
    "day": DAY,
}
_HOW_MUCH = re.compile(r"\bhow much\b")
_PAYING = re.compile(
    r"\b(?:cost|costs|pay|pays|paid|worth|price|fine|fined|raise|raised|money|sell|sold|spend|spent|earn|"
    r"fee|dollars|euros|pounds|value|fund|funding)\b"
)
_OTHERS = (
    (re.compile(r"\bhow old\b"), AGE),
    (re.compile(r"\bhow (?:long|tall|fast)\b"), LENGTH),
    (re.compile(r"\bhow (?:many|much|large|big|often|few)\b"), NUMBER),
    (re.compile(r"^(?!.*\b(?:what|which|who|whom|whose|how|where|why)\b).*\bwhen\b"), DATE),
    (
        re.compile(
            r"\b(?:say|says|said|think|thinks|comments?|react(?:s|ed|ions?)?|respond(?:s|ed)?|responses?|views?|"
            r"opinions?|position|stance)\b"
        ),
        STATEMENT,
    ),
    (
        re.compile(r"^(?:would|will|could|can|does|do|did|is|are|was|were|has|have|should|may|might)\b"),
        DECISION,
    ),
    (re.compile(r"^(?=.*\bwhat\b).*\b(?:called|named|titled|dubbed|nicknamed)\b"), TITLE),
    (re.compile(r"^(?!.*\b(?:what|which|how|when|where|why)\b).*\b(?:who|whom|whose)\b"), PERSON),
    (re.compile(r"^(?!.*\b(?:what|which|who|whom|whose|how|when|why)\b).*\bwhere\b"), PLACE),
)


@cache
def listed() -> dict[str, Kind]:
    """The kinds of `kinds.toml` by each word that asks for them: read once, which takes a while."""
    text = resources.files("retrieval").joinpath("kinds.toml").read_text("utf-8")
    kinds: dict[str, Kind] = {}
    for name, entry in tomllib.loads(text).items():
        words = " ".join(entry.get("words", "").split())
        kinds |= dict.fromkeys(entry["asked"], Kind(name, Listed(words.split(", "))) if words else _WRITTEN[name])
    return kinds


def kind(words: list[str]) -> Kind:
    """The kind of answer that a question asks for, by its interrogative and what follows; `words` are folded."""
    question = " ".join(words)
    if _HOW_MUCH.search(question) and _PAYING.search(question):
        return MONEY
    named = [found for word in focus(words) if (found := _NAMED.get(word) or listed().get(word))]
    others = (other for pattern, other in _OTHERS if pattern.search(question))
    return next((found for found in sorted(named, key=lambda found: found.loose)), None) or next(others, ANY)


def focus(words: list[str]) -> list[str]:
    """What is asked for: the few words behind "what" or "which" up to an article, an auxiliary verb or a preposition.

    Each is followed by its singulars. None where the question starts otherwise ("does what …", "who … which").
    """
    first = next((at for at, word in enumerate(words) if word in {"what", "which"}), len(words))
    if first and words[0] in STARTS:
        return []
    found: list[str] = []
    for word in words[first + 1 : first + 1 + 2 * _FOCUS_WORDS]:
        if found and word in _HEADS:
            return [word, *_singulars(word)]
        if word in AUXILIARIES or (found and word in _BEHIND):
            break
        if word not in _BEFORE:
            found += (word, *_singulars(word))
    return found[: 2 * _FOCUS_WORDS]


def _singulars(word: str) -> tuple[str, ...]:
    """What a word may be the plural of."""
    if word.endswith("ies"):
        return (word[:-3] + "y", word[:-1])
    if word.endswith("es"):
        return (word[:-1], word[:-2])
    return (word[:-1],) if word.endswith("s") and len(word) > 3 else ()


def _plurals(word: str) -> tuple[str, ...]:
    """How the plural of a word may be written."""
    if word.endswith("y"):
        return (word[:-1] + "ies", word + "s")
    if word.endswith(("f", "fe")):
        return (word.removesuffix("e")[:-1] + "ves", word + "s")
    return (word + "es",) if word.endswith(("s", "x", "ch", "sh")) else (word + "s", word + "es")
