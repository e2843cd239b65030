"""Question → answer over one view of the index: the whole pipeline on one screen."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.answering.asked_archive import AskedArchive, asked_archive
from retrieval.answering.asked_speech import AskedSpeech, asked_speech, asked_topic
from retrieval.answering.copies import without_copies
from retrieval.answering.differences import Differences
from retrieval.answering.doers import tells_of
from retrieval.answering.figures import asks_for_figure, lacks_figure
from retrieval.answering.heard import Hearing
from retrieval.answering.holdings import holding, on_topic, paragraphs_of, said_by
from retrieval.answering.kinds import listed
from retrieval.answering.lookup import Lookup
from retrieval.answering.names import Names
from retrieval.answering.pronouns import open_pronoun
from retrieval.answering.query import Query, is_question
from retrieval.answering.ranking import Genre, Scored
from retrieval.answering.reading import Readings
from retrieval.answering.speech import Speech
from retrieval.answering.spelling import Vocabulary
from retrieval.answering.verdict import Cuts
from retrieval.indexing.view import Candidate, View
from retrieval.mentions import unmentioned_in
from retrieval.models import SHOWN_AT_ONCE, Answer, Article, Attribution, Quote, Span, Spelling, Verdict
from retrieval.terms import Terms

# Quotes that are looked through for the words of whom the question names.
HEARD_OUT = 9


class Answers:
    """Works out what a view of the index says to a question. Not safe between threads."""

    def __init__(self, cuts: Cuts, terms: Terms, genre: Genre = Genre.NEWS) -> None:
        listed()  # before the first question, which would wait for it
        self._cuts = cuts
        self._genre = genre
        self._terms = terms
        self._readings = Readings(terms)
        self._speech = Speech()
        self._vocabulary = Vocabulary()
        self._differences = Differences(terms, self._speech)

    def answer(self, question: str, limit: int, index: View) -> Answer:
        """At most `limit` quotes, best first, no sentence in two of them, and whether they answer the question."""
        asked = asked_archive(question)
        answer = self._of_archive(question, asked, limit, index) if asked else None
        left = None if asked and asked.may_be_place else asked
        answer = answer or self._of_articles(question, left, limit, index)
        differing = ((quote, self._differences.of(quote, index)) for quote in answer.quotes)
        quotes = (quote.model_copy(update={"differs": others}) if others else quote for quote, others in differing)
        return answer.model_copy(update={"quotes": tuple(quotes)})

    def _of_archive(self, question: str, asked: AskedArchive, limit: int, index: View) -> Answer | None:
        """What the archive has of what is asked about it; None if that is nothing."""
        return (self._said_by if asked.speaker else self._holding)(question, asked, limit, index)

    def _of_articles(self, question: str, asked: AskedArchive | None, limit: int, index: View) -> Answer:
        """What the articles say to a question, also to one on what the archive itself has, where that is nothing."""
        lookup = self._look_up(question, index)
        sure = self._sure(lookup)
        verdict = self._cuts.verdict(lookup.query, sure)
        names = self._names(lookup)
        whose = AskedSpeech(asked.speaker) if asked and asked.speaker else asked_speech(question, names.are_names)
        enough = max(limit, HEARD_OUT if whose else SHOWN_AT_ONCE)
        chosen = without_copies(lookup.ranked, enough) if verdict is not Verdict.NOTHING else []
        found = [(scored, self._quote(lookup.query, scored, others)) for scored, others in chosen]
        hearing = self._hearing(lookup, whose, found) if whose and found else None
        if hearing is not None and hearing.heard[0].is_on_topic:
            sure = self._sure_of_theirs(lookup, hearing)
            is_answered = self._cuts.verdict(lookup.query, sure) is Verdict.ANSWERED
            verdict = Verdict.ANSWERED if is_answered else Verdict.NEAREST
        elif hearing is not None and (asked is not None or not hearing.may_hold_theirs):
            verdict, sure = self._nearest(sure)
        quotes = [each.quote for each in hearing.heard] if hearing else [quote for _, quote in found]
        missed = names.missed([scored for scored, _ in found])
        if verdict is Verdict.ANSWERED:
            telling = quotes[:SHOWN_AT_ONCE] if whose else self._telling(found[:SHOWN_AT_ONCE], names)
            if quotes[0] not in telling or self._lacks_something(lookup, telling, missed):
                verdict, sure = self._nearest(sure)
        return Answer(
            question=question,
            verdict=verdict,
            confidence=sure,
            quotes=tuple(quotes[:limit]),
            spellings=self._spellings(lookup),
            theirs=hearing.theirs if hearing else None,
            missed=missed,
        )

    def _hearing(self, lookup: Lookup, whose: AskedSpeech, found: Sequence[tuple[Scored, Quote]]) -> Hearing | None:
        """The quotes as whose words are asked for needs them told apart; None where that names nobody."""
        named = self._look_up(whose.speaker, lookup.index).query
        topic = frozenset(self._terms.stems(asked_topic(lookup.spelled.question)))
        return Hearing(lookup.query, named, whose, topic, found, self._speech, self._terms) if named.units else None

    def _sure(self, lookup: Lookup) -> float:
        """How sure a question is to be answered, or one of the questions in it where the whole isn't sure enough."""
        sure, parts = lookup.confidence(), lookup.parts()
        for part in parts if len(parts) > 1 else ():
            if self._cuts.verdict(lookup.query, sure) is Verdict.ANSWERED:
                break
            sure = max(sure, part.alone())
        return sure

    def _sure_of_theirs(self, lookup: Lookup, hearing: Hearing) -> float:
        """How sure somebody's words are to answer, or what is found for another question beside the one for them."""
        theirs = lookup.confidence([each.scored for each in hearing.heard if each.is_theirs], hearing.known)
        parts = (part for part in lookup.parts() if is_question(part.question) and asked_speech(part.question) is None)
        return max([theirs, *(part.alone() for part in parts)])

    def _nearest(self, sure: float) -> tuple[Verdict, float]:
        """The verdict on what can't be the answer, however sure the rest is, and how sure that leaves it."""
        return Verdict.NEAREST, min(sure, self._cuts.nearest)

    def _names(self, lookup: Lookup) -> Names:
        taken = frozenset(typed for typed, _ in lookup.spelled.slips)
        return Names(lookup.question, taken, lookup.index, self._readings, self._terms)

    def _lacks_something(self, lookup: Lookup, quotes: Sequence[Quote], missed: Sequence[str]) -> bool:
        """Whether the question doesn't say of whom it is, or asks for a figure that no quote gives of its names."""
        if open_pronoun(lookup.question) is not None:
            return True
        asked = lookup.spelled.question
        if not asks_for_figure(asked, self._terms):
            return False
        texts = [quote.text for quote in quotes if not unmentioned_in(missed, [quote.article])]
        return lacks_figure(asked, texts, self._terms)

    def _telling(self, found: Sequence[tuple[Scored, Quote]], names: Names) -> list[Quote]:
        """The quotes that tell of whom it is asked what they do; works of reference leave their subject out."""
        doers = names.doers() if self._genre is Genre.NEWS else []
        return [quote for scored, quote in found if not doers or tells_of(doers, scored, quote)]

    def _spellings(self, lookup: Lookup) -> tuple[Spelling, ...]:
        """What words were taken for, as the best quote spells it that holds the stem."""
        return tuple(
            Spelling(typed=typed, taken_for=_spelling(stem, lookup.ranked, self._terms))
            for typed, stem in lookup.spelled.slips
        )

    def _holding(self, question: str, asked: AskedArchive, limit: int, index: View) -> Answer | None:
        """What the archive has on a topic, counted and quoted; None if it has nothing."""
        topic = self._look_up(asked.topic, index)
        paragraphs = on_topic(topic.query, index)
        held, said = holding(topic.query, paragraphs, index, self._speech, self._terms)
        if asked.speakers or not topic.query.units:
            quotes = [self._said(candidate, words) for candidate, words in said]
        else:
            chosen = without_copies(topic.ranked, limit)
            quotes = [self._quote(topic.query, scored, others) for scored, others in chosen]
        if not quotes or not paragraphs:
            return None
        return Answer(
            question=question, verdict=Verdict.ANSWERED, confidence=1.0, quotes=tuple(quotes[:limit]), holding=held
        )

    def _said_by(self, question: str, asked: AskedArchive, limit: int, index: View) -> Answer | None:
        """A speaker's own words, on a topic if one is given; None if the archive gives them none for certain."""
        speaker, topic = self._look_up(asked.speaker, index), self._look_up(asked.topic, index).query
        named = speaker.query
        if not named.units:
            return None
        paragraphs = index.read(paragraphs_of(named, topic, index))
        said = said_by(named, topic, paragraphs, self._speech, self._terms)
        if not said:
            return None
        candidate, words = said[0]
        name = words.full_name(candidate.article.text)
        return Answer(
            question=question,
            verdict=Verdict.ANSWERED,
            confidence=1.0,
            quotes=tuple(self._said(candidate, words) for candidate, words in said[:limit]),
            spellings=tuple(Spelling(typed=typed, taken_for=name) for typed, _ in speaker.spelled.slips),
        )

    def _said(self, candidate: Candidate, words: Attribution) -> Quote:
        """The sentences that somebody's words stand in, and whoever else speaks there."""
        spans = [each.span for each in self._readings.of(candidate).sentences if each.span.overlap(words.span)]
        span = Span(start=spans[0].start, end=spans[-1].end) if spans else candidate.span
        return Quote(
            article=candidate.article,
            paragraph=candidate.paragraph,
            span=span,
            score=0.0,
            attributions=self._speech.behind(candidate.article, span),
        )

    def _look_up(self, question: str, index: View) -> Lookup:
        return Lookup(question, index, self._terms, self._vocabulary, self._readings, self._genre)

    def _quote(self, query: Query, scored: Scored, others: tuple[Article, ...]) -> Quote:
        candidate = scored.window.candidate
        return Quote(
            article=candidate.article,
            paragraph=candidate.paragraph,
            span=scored.span,
            score=round(scored.score, 4),
            matches=tuple(span for sentence in scored.window.sentences for span in sentence.spans_of(query.weights)),
            attributions=self._speech.behind(candidate.article, scored.span),
            also_in=others,
        )


def _spelling(stem: str, ranked: Sequence[Scored], terms: Terms) -> str:
    """How the best quote that holds a stem spells it."""
    sentences = (sentence for scored in ranked for sentence in scored.window.sentences if stem in sentence.stems)
    spelled = (
        sentence.text[term.start : term.end]
        for sentence in sentences
        for term in terms.of(sentence.text)
        if term.stem == stem
    )
    return next(spelled, stem)
