"""Questions about the archive itself: what it has on something, and who speaks there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.answering.meant import is_meant
from retrieval.answering.query import Query
from retrieval.answering.speech import Speech
from retrieval.indexing.view import Candidate, Keys, View
from retrieval.models import PRONOUNS, Attribution, AttributionKind, Heard, Holding
from retrieval.terms import Terms

# Attributing an article takes a while: only so many are looked at for one answer.
ARTICLES = 10
# A longer question asks for more than a list.
_LONGEST_LIST = 100

_ON = r"(?:on|about|regarding|concerning)\s+(?!condition)(?P<topic>.+?)"
# Only what we have ourselves: "What has Trump said on NATO?" asks the articles.
_WE = r"(?:you|we|(?:the|your|our) archive)"
_HELD = re.compile(
    r"^\s*(?:(?:so|and)\s+)?(?:what|which articles?|anything|do|does|have|how much|how many (?:articles|quotes))\b"
    rf".{{0,30}}?\b(?:{_WE}\s+(?:have|has|hold|holds|got)|(?:have|has)\s+{_WE}|there)\b.{{0,20}}?\b{_ON}[\s?.!]*$",
    re.IGNORECASE,
)
_HEARD = re.compile(
    r"^\s*(?:(?:so|and)\s+)?who\b.{0,10}?\b(?:spoken|speaks?|spoke|commented|comments?|talked|talks?|quoted|weighed)\b"
    rf"(?:.{{0,20}}?\b{_ON})?[\s?.!]*$",
    re.IGNORECASE,
)
# How a request for quotes may begin: "can you find me any", "is there a", "I need".
_ASKING_FOR = (
    r"^\s*(?:(?:please|can|could|you|is|are|there|do|have|has|got|i|we|need|want|would|like|to|see|show|give|get|find|list|"
    r"me|us|any|all|some|a|an|the|direct|more)[\s,]+)*"
)
_QUOTES = r"(?:quotes?|quotations?)"
_END = r"(?:[\s,]+please)?[\s?.!]*$"
_FROM = re.compile(
    rf"{_ASKING_FOR}(?:{_QUOTES}|words)\s+(?:from|by|of)\s+(?P<speaker>.+?)(?:\s+{_ON})?{_END}", re.IGNORECASE
)
_OWN = re.compile(
    rf"^\s*(?!(?:any|all|some|the|more|show|give|list|find|get|who|what|how|which|direct|best|no|do|is|are|can|have|got)\b)"
    rf"(?P<speaker>\w\S*(?:\s+\w\S*){{0,3}}?)(?:['’]s?)?\s+{_QUOTES}(?:\s+{_ON})?{_END}",
    re.IGNORECASE,
)
_ABOUT = re.compile(rf"{_ASKING_FOR}(?:anything|everything|something|{_QUOTES})\s+{_ON}{_END}", re.IGNORECASE)
_ARTICLES = r"(?:articles?|stories|pieces|sources?|headlines|documents|publications)"
_HAVE = r"(?:have|has|hold|holds|got|contain|contains|know|search)"
_HERE = r"(?:\s+(?:in\s+(?:the|your|our)\s+archive|in\s+(?:it|there|all|total)|available|(?:right\s+)?now|at\s+all))*"
_LIST = re.compile(
    r"^\s*(?:(?:so|and|please|ok|hi|hello|hey|can\s+you|could\s+you)[\s,]+)*(?:"
    rf"(?:what|which|how\s+many)\s+(?:(?:other|all|kind\s+of|the)\s+)*{_ARTICLES}\s+"
    rf"(?:(?:do|does|have|has)\s+{_WE}(?:\s+{_HAVE})?|are(?:\s+there)?|is\s+there)"
    rf"|what(?:\s+are)\s+(?:the|your|our)\s+{_ARTICLES}"
    r"|what(?:['’]s|\s+is)\s+(?:new|the\s+(?:latest|news))|any(?:thing)?\s+(?:new|news)"
    rf"|(?:what|how\s+much)\s+(?:do|does|have|has)\s+{_WE}\s+{_HAVE}"
    rf"|what(?:['’]s|\s+is|\s+do\s+you\s+have|\s+have\s+you\s+got)(?=\s+in\s)"
    rf"|(?:(?:list|show|give|name|see)\s+)?(?:(?:me|us|a\s+list\s+of|all|every|the|your|our|of)\s+)*"
    rf"(?:{_ARTICLES}|archive)(?:\s+(?:that\s+)?(?:{_WE}\s+{_HAVE}|there\s+are))?"
    rf"){_HERE}(?:\s+please)?[\s?.!]*$",
    re.IGNORECASE,
)
_SPEAKERS = re.compile(
    r"^\s*(?:(?:can\s+you\s+)?(?:list|show|name|give)\s+(?:(?:me|us|all|the|your|of)\s+)*(?:speakers|voices)"
    r"|who\s+are\s+(?:all\s+)?(?:the|your)\s+(?:speakers|voices)"
    rf"|who\s+(?:do|does|have|has)\s+{_WE}\s+(?:(?:have|got|quote)\s*)+(?:quotes?\s+from)?"
    r"|how\s+many\s+(?:people|speakers|voices)\s+(?:are|do)\s+(?:quoted|heard|you\s+(?:have|quote))"
    rf"|how\s+many\s+(?:quotes|quotations|paragraphs)\s+(?:(?:do|does)\s+{_WE}\s+{_HAVE}|are\s+there)"
    rf"){_HERE}{_END}",
    re.IGNORECASE,
)
_MENTIONING = re.compile(
    rf"^\s*(?:what|which|how\s+many)\s+(?:{_ARTICLES}|paragraphs|{_QUOTES})\s+"
    r"(?:mention|mentions|name|names|refer\s+to|(?:are|is|talk|say\s+something|deal\s+with)\s+(?:about|on))\s+"
    rf"(?P<topic>.+?){_END}",
    re.IGNORECASE,
)
Said = tuple[Candidate, Attribution]


@dataclass(frozen=True)
class About:
    """A question about the archive: on which topic, by which speaker (words of the question), or who speaks at all."""

    topic: str
    speakers: bool = False
    speaker: str = ""


def about(question: str) -> About | None:
    """What a question asks of the archive itself; None for a question that articles answer."""
    by = _FROM.match(question) or _OWN.match(question)
    if by:
        return About(by["topic"] or "", speaker=by["speaker"])
    if _SPEAKERS.match(question):
        return About("", speakers=True)
    heard = _HEARD.match(question)
    held = None if heard else next(filter(None, (each.match(question) for each in (_HELD, _ABOUT, _MENTIONING))), None)
    found = heard or held
    return About(found["topic"] or "", speakers=heard is not None) if found else None


def asks_for_articles(question: str) -> bool:
    """Whether a question is which articles there are ("what articles do you have?", "what's in the archive?")."""
    return len(question) <= _LONGEST_LIST and _LIST.match(question) is not None


def on_topic(query: Query, index: View) -> list[Keys]:
    """The paragraphs that hold every word of a topic, by article, best first; all for a topic that says nothing."""
    return index.by_article(index.holding(unit.stems for unit in query.units), query.weights)


def paragraphs_of(named: Query, topic: Query, index: View) -> Keys:
    """The paragraphs on a topic (all where it says nothing) of the articles that name a speaker, best first."""
    articles = [index.whole(keys) for keys in on_topic(named, index)[:ARTICLES]]
    found = np.concatenate([np.zeros(0, np.int64), *articles])
    return found[np.isin(found, index.holding(unit.stems for unit in topic.units))] if topic.units else found


def said_by(named: Query, candidates: Iterable[Candidate], speech: Speech, terms: Terms) -> list[Said]:
    """The certain words of whom a query names or describes, one a paragraph, direct speech first."""
    found: dict[tuple[str, int], Said] = {}
    for candidate in candidates:
        for words in speech.certain(candidate.article, candidate.span):
            if is_meant(candidate.article, words, named, terms):
                place = candidate.article.id, candidate.paragraph
                longer = place not in found or _rank(words) < _rank(found[place][1])
                found |= {place: (candidate, words)} if longer else {}
    return sorted(found.values(), key=lambda said: _rank(said[1])[0])


def holding(paragraphs: Sequence[Keys], index: View, speech: Speech) -> tuple[Holding, list[Said]]:
    """Counts over paragraphs, and the certain words in them: a speaker's longest each, most heard speaker first."""
    said: dict[str, list[Said]] = {}
    for candidate in index.read(key for keys in paragraphs[:ARTICLES] for key in keys):
        for words in speech.certain(candidate.article, candidate.span):
            who = words.who(candidate.article.text)
            if who not in PRONOUNS:
                said.setdefault(who, []).append((candidate, words))
    most_heard = sorted(said.values(), key=lambda each: -len(each))
    longest = [max(each, key=lambda pair: pair[1].span.end - pair[1].span.start) for each in most_heard]
    heard = tuple(_heard(each) for each in most_heard)
    return Holding(articles=len(paragraphs), paragraphs=sum(map(len, paragraphs)), heard=heard), longest


def _heard(said: list[Said]) -> Heard:
    candidate, words = max(said, key=_told)
    return Heard(article=candidate.article, span=words.named or words.span, title=words.title, times=len(said))


def _rank(words: Attribution) -> tuple[bool, int]:
    """Direct speech before the article's paraphrase, the longer before the shorter."""
    return words.kind is AttributionKind.INDIRECT, words.span.start - words.span.end


def _told(said: Said) -> tuple[bool, int]:
    """How much is told of who speaks: a title, and the longer name."""
    candidate, words = said
    return words.title is not None, len(words.full_name(candidate.article.text))
