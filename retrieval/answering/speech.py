"""Who said a quote: the attributions of its words, worked out when they are first quoted."""

from __future__ import annotations

import re
from collections import OrderedDict

from retrieval.answering.query import Query
from retrieval.models import PRONOUNS, Article, Attribution, AttributionKind, Span
from retrieval.speakers import CERTAIN, Speakers, can_speak
from retrieval.speakers.words import ROLES
from retrieval.terms import Terms

# Of so many articles what was read stays: an answer may quote one more than once.
_READ = 8

_ASKED = re.compile(
    r"\bwhat(?:'s|’s)?\s+(?:did|does|do|has|have|is|are|was|were)\s+(?P<speaker>\S+(?:\s+\S+){0,5}?)\s+"
    r"(?:say|said|saying|tell|told|telling|claim|claimed|argue|argued|warn|warned|comment|commented|announce|announced)\b",
    re.IGNORECASE,
)
# In a description ("an adviser to the government") what follows the noun that says what somebody is.
_BEHIND_HEAD = re.compile(r",|\s(?:of|to|for|at|in|on|from|with|who)\s")
_ON = r"(?:about|regarding|concerning|on(?!\s+(?:his|her|their|its|the\s+record|\w+day\b|\w+\s+\d)))"
_TOPIC = re.compile(rf"(?:\A\W*|[a-z]\s+){_ON}\s+([^,;:.?!]+)", re.IGNORECASE)


def asked_topic(question: str) -> str:
    """On what somebody's words are asked for ("what did Zakharova say about NATO"); empty where that isn't said."""
    return " ".join(_TOPIC.findall(question))


def asked_speaker(question: str) -> str | None:
    """Whose words a question asks for ("what did Zakharova say about …"), as the question names them."""
    asked = _ASKED.search(question)
    return asked["speaker"] if asked else None


class Speech:
    """Attributions by where they stand, the `capacity` latest kept. Not safe between threads."""

    def __init__(self, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[tuple[str, int, int, int], tuple[Attribution, ...]] = OrderedDict()
        self._read: OrderedDict[tuple[str, int], Speakers] = OrderedDict()

    def certain(self, article: Article, span: Span) -> list[Attribution]:
        """The words in `span` whose speaker may be named, none of them inside another's."""
        inside = [each for each in self._in(article, span) if _is_certain(each)]
        return [each for each in inside if not any(_holds(other, each) for other in inside if other is not each)]

    def behind(self, article: Article, span: Span) -> tuple[Attribution, ...]:
        """Everybody's words in `span`, in order; where it isn't certain who speaks, without a speaker.

        Uncertain words are left out where they only go on with what the same speaker is certain to say in quotation
        marks, or are a quotation without a cue inside somebody's words.
        """
        inside = self._in(article, span)
        certain = [each for each in inside if _is_certain(each)]
        return tuple(
            each if _is_certain(each) else _without_speaker(each)
            for each in inside
            if _is_certain(each) or not any(_covers(article, other, each) for other in certain)
        )

    def _in(self, article: Article, span: Span) -> tuple[Attribution, ...]:
        """Everybody's words that stand in `span`, or partly."""
        if not can_speak(_lines(article.text, span).of(article.text)):
            return ()
        key = article.id, article.version, span.start, span.end
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._speakers(article).within(span)
            if len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found

    def _speakers(self, article: Article) -> Speakers:
        key = article.id, article.version
        if key not in self._read:
            self._read[key] = Speakers(article.text)
            if len(self._read) > _READ:
                self._read.popitem(last=False)
        self._read.move_to_end(key)
        return self._read[key]

    def may_be_said_by(self, named: Query, article: Article, span: Span, terms: Terms) -> bool:
        """Whether words in `span` have a pronoun for a speaker, where a word of whom a query names stands too."""
        is_mentioned = not named.weights.keys().isdisjoint(terms.stems(span.of(article.text)))
        return is_mentioned and any(_is_pronoun(article, each) for each in self._in(article, span))

    def is_said_by(self, named: Query, article: Article, span: Span, terms: Terms) -> bool:
        """Whether some words in `span` are for certain those of whom a query names or describes."""
        inside = self._in(article, span)
        return any(_is_certain(each) and is_meant(article, each, named, terms) for each in inside)

    @staticmethod
    def name(article: Article, attribution: Attribution) -> str:
        """The fullest name of a speaker, as the article gives it."""
        span = attribution.name or attribution.speaker
        return span.of(article.text) if span else ""


def is_meant(article: Article, words: Attribution, named: Query, terms: Terms) -> bool:
    """By the surname ("Keir Starmer"), or by a description as a whole, or by its noun ("the Western officials").

    Who has the surname with another first name is not meant: Boris isn't Mike Johnson. Nor is who is named by a
    description that only mentions something: a former NATO official isn't "NATO".
    """
    asked = [unit.stems for unit in named.units]
    spans = [each.of(article.text) for each in (words.name or words.speaker, words.title) if each is not None]
    surname = words.who(article.text)
    by_surname = " " not in surname and not frozenset().union(*asked).isdisjoint(terms.stems(surname))
    if by_surname and not (" " in spans[0] and _names_another(asked, frozenset(terms.stems(" ".join(spans))))):
        return True
    for described in spans:
        is_whole = all(not stems.isdisjoint(terms.stems(described)) for stems in asked)
        head = _BEHIND_HEAD.split(described)[0].split()[-1:]
        if is_whole and (len(asked) > 1 or not asked[0].isdisjoint(terms.stems(" ".join(head)))):
            return True
    return False


def _names_another(asked: list[frozenset[str]], held: frozenset[str]) -> bool:
    """Whether a name that is asked for has a word, no role ("president"), which the full name and title don't hold."""
    others = (stems for stems in asked if stems.isdisjoint(held))
    return any(not any(role.startswith(stem) for stem in stems for role in ROLES) for stems in others)


def _lines(text: str, span: Span) -> Span:
    """The whole lines that `span` touches."""
    end = text.find("\n", span.end)
    return Span(start=text.rfind("\n", 0, span.start) + 1, end=end if end >= 0 else len(text))


def _is_pronoun(article: Article, words: Attribution) -> bool:
    return words.name is None and words.speaker is not None and words.speaker.of(article.text).casefold() in PRONOUNS


def _is_certain(attribution: Attribution) -> bool:
    return attribution.speaker is not None and attribution.confidence >= CERTAIN


def _without_speaker(words: Attribution) -> Attribution:
    return Attribution(kind=words.kind, span=words.span, speaker=None, cue=words.cue, confidence=words.confidence)


def _covers(article: Article, certain: Attribution, open_: Attribution) -> bool:
    """Whether what is certain of one's words leaves nothing open about others."""
    if open_.kind is not AttributionKind.INDIRECT:
        return open_.cue is None and _holds(certain, open_)
    goes_on = certain.kind is not AttributionKind.INDIRECT and certain.speaker == open_.speaker
    return goes_on and certain.who(article.text) == open_.who(article.text)


def _holds(outer: Attribution, inner: Attribution) -> bool:
    return outer.span.overlap(inner.span) == inner.span.end - inner.span.start
