"""Question → answer over one view of the index: the whole pipeline on one screen."""

from __future__ import annotations

from typing import NamedTuple

from retrieval.answering.asked_speech import AskedSpeech, asked_speech, asked_topic
from retrieval.answering.copies import without_copies
from retrieval.answering.differences import Differences
from retrieval.answering.figures import lacks_figure
from retrieval.answering.heard import SHOWN, Hearing
from retrieval.answering.holdings import About, about, holding, on_topic, paragraphs_of, said_by
from retrieval.answering.kinds import listed
from retrieval.answering.names import Names
from retrieval.answering.query import Query, clauses, is_question, read_query
from retrieval.answering.ranking import Genre, Scored, rank
from retrieval.answering.reading import Readings
from retrieval.answering.speech import Speech
from retrieval.answering.spelling import Vocabulary
from retrieval.answering.verdict import Cuts, confidence, many_articles
from retrieval.indexing.view import Candidate, View
from retrieval.models import Answer, Article, Attribution, Quote, Span, Spelling, Theirs, Verdict
from retrieval.terms import Term, Terms

# Quotes that are looked through for the words of whom the question names.
HEARD_OUT = 9
# Of a long message only so many questions are looked at by themselves.
CLAUSES = 4
# And only so many unknown words are looked at for slips: each is compared with every word of its letter.
UNKNOWN_WORDS = 40

Slips = list[tuple[str, str]]


class Spelled(NamedTuple):
    """A question, its terms, and what was typed for which stem."""

    question: str
    terms: list[Term]
    slips: Slips


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
        answer = self._found(question, limit, index)
        differing = ((quote, self._differences.of(quote, index)) for quote in answer.quotes)
        quotes = (quote.model_copy(update={"differs": others}) if others else quote for quote, others in differing)
        return answer.model_copy(update={"quotes": tuple(quotes)})

    def _found(self, question: str, limit: int, index: View) -> Answer:
        asked = about(question)
        if asked is not None:
            answer = (self._said_by if asked.speaker else self._holding)(question, asked, limit, index)
            if answer is not None:
                return answer
        spelled = self._spelled(question, index)
        query = read_query(spelled.question, spelled.terms, index)
        ranked = self._ranked(query, index)
        sure = self._sure(question, query, ranked, index)
        verdict = self._cuts.verdict(query, sure)
        speech = AskedSpeech(asked.speaker) if asked and asked.speaker else asked_speech(question)
        enough = max(limit, HEARD_OUT if speech else SHOWN)
        chosen = without_copies(ranked, enough) if verdict is not Verdict.NOTHING else []
        found = [(scored, self._quote(query, scored, others)) for scored, others in chosen]
        quotes = [quote for _, quote in found]
        named, _ = self._query(speech.speaker if speech else "", index)
        theirs: Theirs | None = None
        if speech and quotes and named.units:
            topic = frozenset(self._terms.stems(asked_topic(spelled.question)))
            hearing = Hearing(query, named, topic, found, self._speech, self._terms, speech.is_relation)
            if hearing.heard[0].is_on_topic:
                of_theirs = [each.scored for each in hearing.heard if each.is_theirs]
                known = frozenset([*named.weights, *self._terms.stems(speech.asking)])
                sure = max(self._confidence(query, of_theirs, index, ranked, known), self._besides(question, index))
                is_answered = self._cuts.verdict(query, sure) is Verdict.ANSWERED
                verdict = Verdict.ANSWERED if is_answered else Verdict.NEAREST
            elif asked is not None or not hearing.may_hold_theirs:
                verdict, sure = Verdict.NEAREST, min(sure, self._cuts.nearest)
            quotes, theirs = [each.quote for each in hearing.heard], hearing.theirs
        if verdict is Verdict.ANSWERED and lacks_figure(
            spelled.question, [each.text for each in quotes[:SHOWN]], self._terms
        ):
            verdict, sure = Verdict.NEAREST, min(sure, self._cuts.nearest)
        return Answer(
            question=question,
            verdict=verdict,
            confidence=sure,
            quotes=tuple(quotes[:limit]),
            spellings=tuple(
                Spelling(typed=typed, taken_for=_spelling(stem, ranked, self._terms)) for typed, stem in spelled.slips
            ),
            theirs=theirs,
            missed=self._missed(question, spelled, [scored for scored, _ in found], index),
        )

    def _missed(self, question: str, spelled: Spelled, found: list[Scored], index: View) -> tuple[str, ...]:
        """The question's names that an article which was found may lack."""
        taken = frozenset(typed for typed, _ in spelled.slips)
        return Names(question, taken, found, index, self._readings, self._terms).missed()

    def _holding(self, question: str, asked: About, limit: int, index: View) -> Answer | None:
        """What the archive has on a topic, counted and quoted; None if it has nothing."""
        query, _ = self._query(asked.topic, index)
        paragraphs = on_topic(query, index)
        held, said = holding(paragraphs, index, self._speech)
        if asked.speakers or not query.units:
            quotes = [self._said(candidate, words) for candidate, words in said]
        else:
            quotes = [
                self._quote(query, scored, others)
                for scored, others in without_copies(self._ranked(query, index), limit)
            ]
        if not quotes or not paragraphs:
            return None
        return Answer(
            question=question, verdict=Verdict.ANSWERED, confidence=1.0, quotes=tuple(quotes[:limit]), holding=held
        )

    def _said_by(self, question: str, asked: About, limit: int, index: View) -> Answer | None:
        """A speaker's own words, on a topic if one is given; None if the archive gives them none for certain."""
        (named, slips), (topic, _) = self._query(asked.speaker, index), self._query(asked.topic, index)
        if not named.units:
            return None
        paragraphs = index.read(paragraphs_of(named, topic, index))
        said = said_by(named, paragraphs, self._speech, self._terms)
        if not said:
            return None
        return Answer(
            question=question,
            verdict=Verdict.ANSWERED,
            confidence=1.0,
            quotes=tuple(self._said(candidate, words) for candidate, words in said[:limit]),
            spellings=tuple(
                Spelling(typed=typed, taken_for=self._speech.name(said[0][0].article, said[0][1])) for typed, _ in slips
            ),
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

    def _ranked(self, query: Query, index: View) -> list[Scored]:
        return rank(query, index, self._readings, self._genre)

    def _sure(self, question: str, query: Query, ranked: list[Scored], index: View) -> float:
        """How sure a question is to be answered, or one of the questions in it where the whole isn't sure enough."""
        sure = self._confidence(query, ranked, index)
        parts = clauses(question)[:CLAUSES]
        for part in parts if len(parts) > 1 else ():
            if self._cuts.verdict(query, sure) is Verdict.ANSWERED:
                break
            sure = max(sure, self._sure_alone(part, index))
        return sure

    def _besides(self, question: str, index: View) -> float:
        """How sure what is asked beside somebody's words is to be answered; 0 where nothing is."""
        parts = [part for part in clauses(question)[:CLAUSES] if is_question(part) and asked_speech(part) is None]
        return max((self._sure_alone(part, index) for part in parts), default=0.0)

    def _sure_alone(self, part: str, index: View) -> float:
        alone, _ = self._query(part, index)
        return self._confidence(alone, self._ranked(alone, index), index) if len(alone.units) > 1 else 0.0

    def _confidence(
        self,
        query: Query,
        ranked: list[Scored],
        index: View,
        among: list[Scored] | None = None,
        known: frozenset[str] = frozenset(),
    ) -> float:
        many = many_articles(index.articles, self._genre)
        return confidence(query, ranked, many, among=among, known=known)

    def _query(self, question: str, index: View) -> tuple[Query, Slips]:
        spelled = self._spelled(question, index)
        return read_query(spelled.question, spelled.terms, index), spelled.slips

    def _spelled(self, question: str, index: View) -> Spelled:
        """The question with slips taken back."""
        terms = self._terms.of(question)
        known = {place for term in terms if index.frequency(term.stem) for place in range(term.start, term.end)}
        unknown = [term for term in terms if not term.stop and term.start not in known]
        slips = []
        for term in reversed(unknown[:UNKNOWN_WORDS]):
            if stem := self._vocabulary.meant(term, index):
                slips.append((question[term.start : term.end], stem))
                question = question[: term.start] + stem + question[term.end :]
        return Spelled(question, self._terms.of(question) if slips else terms, slips[::-1])

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


def _spelling(stem: str, ranked: list[Scored], terms: Terms) -> str:
    """How the best quote that holds a stem spells it."""
    for scored in ranked:
        for sentence in scored.window.sentences:
            words = sentence.span.of(scored.window.candidate.article.text)
            if stem in sentence.stems:
                return next(words[term.start : term.end] for term in terms.of(words) if term.stem == stem)
    return stem
