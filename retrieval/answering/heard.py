"""Which of the quotes found give the words of whom a question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from retrieval.answering.asked_speech import AskedSpeech
from retrieval.answering.kinds import AUXILIARIES
from retrieval.answering.meant import OFFICES, is_meant, speaks_for
from retrieval.answering.query import Query
from retrieval.answering.ranking import Scored
from retrieval.answering.reading import SPEECH, starts_of
from retrieval.answering.signals import has_kin
from retrieval.answering.speech import Speech
from retrieval.models import PRONOUNS, SHOWN_AT_ONCE, Article, Attribution, Quote, Span, Theirs
from retrieval.terms import Terms

# What places and organisations are called.
_OF_THINGS = frozenset({"it", "they", "we"})
# What may stand between a name and what is reported of it: "Kiev has", "Ukrainian officials described".
_NEXT_WORDS = re.compile(rf"(?<!\s)\s++((?:(?:{'|'.join(sorted(OFFICES))})\s++)?\w++)", re.IGNORECASE)
_VERBS = AUXILIARIES | SPEECH


class HeardQuote(NamedTuple):
    """A quote that was found: whether it is certain that whom the question names speaks in it, and of its topic."""

    scored: Scored
    quote: Quote
    is_theirs: bool
    is_on_topic: bool


@dataclass(frozen=True)
class Hearing:
    """Quotes found for a question that names (`named`) whose words it asks for, as it needs them told apart.

    `topic` are the stems of what they are to speak of; none where anything they say will do.
    """

    query: Query
    named: Query
    whose: AskedSpeech
    topic: frozenset[str]
    found: Sequence[tuple[Scored, Quote]]
    speech: Speech
    terms: Terms

    @cached_property
    def heard(self) -> list[HeardQuote]:
        """All of the quotes: theirs on the topic first, then their others, then the rest."""
        heard = []
        beside: dict[tuple[str, int], list[str]] = {}
        for scored, quote in self.found:
            is_theirs = any(
                self._is_theirs(quote.article, each) for each in self.speech.named(quote.article, quote.span)
            )
            paragraph = quote.article.id, scored.window.candidate.span.start
            if is_theirs and paragraph not in beside:
                beside[paragraph] = self.terms.stems(self._without_others(scored))
            is_on_topic = is_theirs and self._is_on_topic(scored, beside[paragraph])
            heard.append(HeardQuote(scored, quote, is_theirs, is_on_topic))
        return sorted(heard, key=lambda each: (not each.is_on_topic, not each.is_theirs))

    @property
    def theirs(self) -> Theirs | None:
        """How many of the first quotes are theirs, and who speaks in the first; None where it isn't theirs."""
        article, span = self.heard[0].quote.article, self.heard[0].quote.span
        said = (each for each in self.speech.named(article, span) if self._is_theirs(article, each))
        who = next((each.who(article.text) for each in said), None)
        return Theirs(who=who, count=sum(each.is_theirs for each in self.heard)) if who else None

    @property
    def known(self) -> frozenset[str]:
        """The stems that are true of their words, though they needn't stand there: the name, and that they "warned"."""
        return frozenset([*self.named.weights, *self.terms.stems(self.whose.asking)])

    @property
    def may_hold_theirs(self) -> bool:
        """Whether a quote may give their words, though it isn't certain that one does.

        A pronoun may mean them that speaks of the topic. A person's words are theirs alone, and where these are heard,
        if of something else, no others are missed. Kiev's may be anybody's there, so that a report on the topic that
        says what Kiev does is near enough.
        """
        on_topic = [
            (scored, quote)
            for scored, quote in self.found[:SHOWN_AT_ONCE]
            if self._is_on_topic(scored, scored.window.paragraph.stems)
        ]
        if self._is_person:
            is_heard = self.heard[0].is_theirs
            return not is_heard and any(self._may_mean_them(quote, PRONOUNS) for _, quote in on_topic)
        return bool(self.topic) and any(
            self._is_reported(scored) or self._may_mean_them(quote, _OF_THINGS) for scored, quote in on_topic
        )

    @cached_property
    def _is_person(self) -> bool:
        return any(self._names_person(quote) for _, quote in self.found)

    def _is_theirs(self, article: Article, words: Attribution) -> bool:
        if is_meant(article, words, self.named, self.terms, is_relation=self.whose.is_relation):
            return True
        return not self._is_person and speaks_for(article, words, self.named, self.terms)

    def _is_on_topic(self, scored: Scored, held: Iterable[str]) -> bool:
        return speaks_of(self.query, scored.window.headline.union(held), self.topic)

    def _without_others(self, scored: Scored) -> str:
        """A quote's paragraph without what somebody else is certain to say there, and without who that is."""
        article, span = scored.window.candidate.article, scored.window.candidate.span
        gone: set[int] = set()
        kept: set[int] = set()
        for each in self.speech.named(article, span):
            if self._is_theirs(article, each):
                kept.update(range(each.span.start, each.span.end))
            else:
                gone.update(*(range(said.start, said.end) for said in _spans(each)))
        gone -= kept
        return "".join(" " if place in gone else article.text[place] for place in range(span.start, span.end))

    def _is_reported(self, scored: Scored) -> bool:
        """Whether a sentence that reports something says what they do ("Kiev has signaled")."""
        text = scored.window.candidate.article.text
        spans = (
            span
            for sentence in scored.window.sentences
            if sentence.reports and self._is_named(sentence.stems)
            for span in sentence.spans_of(self.named.weights)
        )
        behind = (_NEXT_WORDS.match(text, span.end) for span in spans)
        return any(words and _VERBS.intersection(words[1].casefold().split()) for words in behind)

    def _is_named(self, held: Iterable[str]) -> bool:
        """Whether every word that the question names them by is held."""
        stems = frozenset(held)
        return not any(unit.stems.isdisjoint(stems) for unit in self.named.units)

    def _may_mean_them(self, quote: Quote, pronouns: frozenset[str]) -> bool:
        """Whether a quote names them, and it isn't certain whom a pronoun means that speaks there."""
        is_named = self._is_named(self.terms.stems(quote.text))
        return is_named and not pronouns.isdisjoint(self.speech.pronouns(quote.article, quote.span))

    def _names_person(self, quote: Quote) -> bool:
        """Whether a quote holds the name, and its article gives it with a first name or a title."""
        words = {
            quote.text[term.start : term.end]
            for term in self.terms.of(quote.text)
            if term.stem in self.named.weights and term.capital
        }
        before = (
            match[1]
            for word in words
            for match in re.finditer(rf"(?<!\w)(\w+)[^\S\n]+{re.escape(word)}\b", quote.article.text)
        )
        return any(word[0].isupper() and not all(term.stop for term in self.terms.of(word)) for word in before)


def speaks_of(query: Query, held: frozenset[str], topic: frozenset[str]) -> bool:
    """Whether `held`, as stems, has a word of the question that is in `topic`, in some form, and each name of these.

    True where the question has no such word: any words are asked for.
    """
    asked = [unit for unit in query.units if not unit.stems.isdisjoint(topic)]
    starts = starts_of(held)
    spoken = [unit for unit in asked if not unit.stems.isdisjoint(held) or has_kin(unit, starts)]
    return not asked or (bool(spoken) and all(unit in spoken for unit in asked if unit.is_name))


def _spans(words: Attribution) -> list[Span]:
    """Where somebody's words stand, and whoever says them."""
    return [span for span in (words.span, words.speaker, words.name, words.title) if span is not None]
