"""What a question asks of the archive itself: what it has on something, whose words, or which articles there are."""

from __future__ import annotations

import re
from typing import NamedTuple

# A longer question asks for more than a list.
_LONGEST_LIST = 100


class AskedArchive(NamedTuple):
    """On which topic, by which speaker (words of the question), or who speaks at all.

    `may_be_place` where the speaker may as well be where news comes from ("the latest from Gaza").
    """

    topic: str
    speakers: bool = False
    speaker: str = ""
    may_be_place: bool = False


def _pattern(written: str) -> re.Pattern[str]:
    """A pattern as it is written here: a space stands for the whole of some white space.

    A run that is tried from its start alone takes no longer than it is long.
    """
    return re.compile(written.replace(" ", r"(?<!\s)\s++"), re.IGNORECASE)


_ABOUT = "(?:on|about|regarding|concerning) (?!condition|$)"
_ON = f"{_ABOUT}(?P<topic>.+?)"
_WHOM = f"(?P<speaker>(?:(?! {_ABOUT}).)+?)"
# Only what we have ourselves: "What has Trump said on NATO?" asks the articles.
_WE = "(?:you|we|(?:the|your|our) archive)"
_HAVE = "(?:have|has|hold|holds|got|contain|contains|know|search)"
_HERE = (
    "(?: (?:(?:in|by) (?:the|your|our|this|these) (?:archive|articles?|stor(?:y|ies))|in (?:it|there|all|total)|here|"
    "available|(?:right )?now|at all)){0,4}"
)
_ARTICLES = "(?:articles?|stories|pieces|sources?|headlines|documents|publications)"
_QUOTES = "(?:quotes?|quotations?)"
_SPEAKERS = "(?:speakers|voices)"
_MARKS = r"(?:(?<![\s?.!])[\s?.!]++)?$"
_END = rf"(?:(?<![\s,])[\s,]++(?:please|pls|thanks|thank you)){{0,2}}{_MARKS}"
# How a request for quotes may begin: "can you find me any", "is there a", "hi! need".
_ASKING_FOR = (
    r"^\s*(?:(?:please|can|could|you|is|are|there|do|have|has|got|i|we|need|want|would|like|to|see|show|give|get|find|list|"
    r"me|us|any|all|some|a|an|the|direct|more|latest|hi|hello|hey|how|many)[\s,!]+)*"
)
# "show me quotes from Starmer on peace", "need a line from Starmer", "Starmer's quotes on peace"
_WORDS_OF = (
    _pattern(
        rf"{_ASKING_FOR}(?:(?:{_QUOTES}|words) (?:from|by|of)|(?:lines?|comments?|remarks?|statements?) (?:from|by)) "
        rf"{_WHOM}(?: {_ON})?(?: do {_WE} have)?{_END}"
    ),
    _pattern(
        r"^\s*(?!(?:any|all|some|the|more|show|give|list|find|get|who|what|how|which|direct|best|no|do|is|are|can|have|got)\b)"
        rf"(?P<speaker>\w\S*(?: \w\S*){{0,3}}?)(?:['’]s?)? {_QUOTES}(?: {_ON})?{_END}"
    ),
)
# "what's the latest from Starmer?"
_NEWS_FROM = _pattern(
    rf"{_ASKING_FOR}(?:what(?:['’]s| is) (?:the )?)?(?:anything|something|latest) from "
    rf"{_WHOM}(?: {_ON})?{_END}"
)
# "what do you have on Macron?", "any quotes on red lines?", "which articles mention Poland?"
_HELD = (
    _pattern(
        r"^\s*(?:(?:so|and) )?(?:what|which articles?|anything|do|does|have|how much|how many (?:articles|quotes))\b"
        rf".{{0,30}}?\b(?:{_WE} (?:have|has|hold|holds|got)|(?:have|has) {_WE}|there)\b.{{0,20}}?\b{_ON}{_MARKS}"
    ),
    _pattern(rf"{_ASKING_FOR}(?:anything|everything|something|{_QUOTES}) {_ON}{_END}"),
    _pattern(
        rf"^\s*(?:what|which|how many) (?:{_ARTICLES}|paragraphs|{_QUOTES}) "
        r"(?:mention|mentions|name|names|refer to|(?:are|is|talk|say something|deal with) (?:about|on)) "
        rf"(?P<topic>.+?){_END}"
    ),
)
# "who has spoken about NATO?"
_HEARD = _pattern(
    r"^\s*(?:(?:so|and) )?who\b.{0,10}?\b(?:spoken|speaks?|spoke|commented|comments?|talked|talks?|quoted|weighed)\b"
    rf"(?:.{{0,20}}?\b{_ON})?{_HERE}{_MARKS}"
)
_ALL_SPEAKERS = (
    rf"(?:can you )?(?:list|show|name|give) (?:(?:me|us|all|the|your|of) )*{_SPEAKERS}",
    rf"who are (?:all )?(?:the|your) {_SPEAKERS}",
    rf"who (?:do|does|have|has) {_WE} (?:(?:have|got|quote)\s*)+(?:quotes? from)?",
    rf"how many (?:people|{_SPEAKERS}) (?:are|do) (?:quoted|heard|you (?:have|quote))",
    rf"how many (?:quotes|quotations|paragraphs) (?:(?:do|does) {_WE} {_HAVE}|are there)",
)
_ALL_ARTICLES = (
    (
        rf"(?:what|which|how many) (?:(?:other|all|kind of|the) )*{_ARTICLES} "
        rf"(?:(?:do|does|have|has) {_WE}(?: {_HAVE})?|are(?: there)?|is there)"
    ),
    rf"what are (?:the|your|our) {_ARTICLES}",
    "what(?:['’]s| is) (?:new|the (?:latest|news))|any(?:thing)? (?:new|news)",
    rf"(?:what|how much) (?:do|does|have|has) {_WE} {_HAVE}",
    r"what(?:['’]s| is| do you have| have you got)(?=\s+in\s)",  # the archive
    (
        r"(?:(?:list|show|give|name|see) )?(?:(?:me|us|a list of|all|every|the|your|our|of) )*"
        rf"(?:{_ARTICLES}|archive)(?: (?:that )?(?:{_WE} {_HAVE}|there are))?"
    ),
)
_LIST_SPEAKERS = _pattern(rf"^\s*(?:{'|'.join(_ALL_SPEAKERS)}){_HERE}{_END}")
_LIST_ARTICLES = _pattern(
    r"^\s*(?:(?:so|and|please|ok|hi|hello|hey|can you|could you)[\s,]+)*"
    rf"(?:{'|'.join(_ALL_ARTICLES)}){_HERE}{_END}"
)


def asked_archive(question: str) -> AskedArchive | None:
    """What a question asks of the archive itself; None for a question that articles answer."""
    if by := _first(_WORDS_OF, question):
        return AskedArchive(by["topic"] or "", speaker=by["speaker"])
    if news := _NEWS_FROM.match(question):
        return AskedArchive(news["topic"] or "", speaker=news["speaker"], may_be_place=True)
    if _LIST_SPEAKERS.match(question):
        return AskedArchive("", speakers=True)
    if heard := _HEARD.match(question):
        return AskedArchive(heard["topic"] or "", speakers=True)
    held = _first(_HELD, question)
    return AskedArchive(held["topic"]) if held else None


def asks_for_articles(question: str) -> bool:
    """Whether a question is which articles there are ("what articles do you have?", "what's in the archive?")."""
    return len(question) <= _LONGEST_LIST and _LIST_ARTICLES.match(question) is not None


def _first(patterns: tuple[re.Pattern[str], ...], question: str) -> re.Match[str] | None:
    return next(filter(None, (each.match(question) for each in patterns)), None)
