"""Quotations that two articles print in nearly the same words: found by their rarest words, compared word by word.

What is compared are sentences in quotation marks. Two are the same quotation where they share most of their words in
their order, and differ where these words aren't the same: a spelling, or one that is cut shorter, is no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from retrieval.answering.speech import Speech
from retrieval.indexing.view import Candidate, View
from retrieval.models import Article, Differing, Quote, Span
from retrieval.sentences import sentences
from retrieval.speakers.quotations import stretches
from retrieval.terms import Terms

# Shorter quotations are alike by chance.
SHORTEST = 10
# The share of words (in order, of both together) from which on two are the same quotation.
ALIKE = 0.85
# The quotation's so many rarest words are searched for, and so many paragraphs are looked at.
RAREST = 8
LOOKED_AT = 8
# Another paragraph must score this share of the best.
HELD = 0.5
# So many articles are shown beside one quote.
SHOWN = 2
# Of a longer sentence (in characters) only the quotation is shown.
LONG_SENTENCE = 500

_FILLED_IN = re.compile(r"[\[\]()…]|\.\.\.")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence, or part of one, in quotation marks: where it stands without them, and its words folded."""

    span: Span
    words: tuple[str, ...]


class Differences:
    """Looks for other articles' wording of what a quote has in quotation marks. Not safe between threads."""

    def __init__(self, terms: Terms, speech: Speech) -> None:
        self._terms = terms
        self._speech = speech

    def of(self, quote: Quote, index: View) -> tuple[Differing, ...]:
        """Other articles that print a quotation of the quote's in other words, the likest first; one each."""
        found: dict[str, tuple[float, Differing]] = {}
        printed = {quote.article.id, *(each.id for each in quote.also_in)}
        for mine in self._quotations(quote.article, quote.span):
            for candidate in self._beside(mine, quote, index):
                article = candidate.article
                for theirs in self._quotations(article, candidate.span) if article.id not in printed else ():
                    alike = _likeness(mine.words, theirs.words)
                    least, _ = found.get(article.id, (0.0, None))
                    if alike > least and self._may_be_same(quote, mine, article, theirs):
                        found[article.id] = alike, _differing(candidate, mine, theirs)
        best = sorted(found.values(), key=lambda each: (-each[0], each[1].article.id))
        return tuple(differing for _, differing in best[:SHOWN])

    def _quotations(self, article: Article, span: Span) -> Iterator[Quotation]:
        """The whole sentences or fragments in quotation marks that begin and end within `span`."""
        text = span.of(article.text)
        for stretch in stretches(text):
            inside = text[stretch.start : stretch.end].strip("“”\"«»„‘’'` ")
            start = span.start + text.index(inside, stretch.start)
            for each in sentences(article.text, Span(start=start, end=start + len(inside))) if stretch.closed else ():
                words = self._words(each.of(article.text))
                if len(words) >= SHORTEST and not _FILLED_IN.search(article.text, each.start, each.end):
                    yield Quotation(each, words)

    def _words(self, text: str) -> tuple[str, ...]:
        """Folded words, those of a synonym group as that group: what is spelled otherwise is not worded otherwise."""
        found = self._terms.of(text)
        groups = {term.start: term for term in found if term.group}
        words, end = [], 0
        for term in found:
            if not term.group and term.start >= end:
                group = groups.get(term.start)
                words.append(group.word if group else term.word.replace("'", "").replace("-", ""))
                end = group.end if group else term.end
        return tuple(words)

    def _beside(self, mine: Quotation, quote: Quote, index: View) -> Iterator[Candidate]:
        """Other articles' paragraphs that hold most of a quotation's rarest words."""
        idfs = index.idfs(set(self._terms.stems(mine.span.of(quote.article.text))))
        rarest = sorted(idfs, key=lambda stem: (-idfs[stem], stem))[:RAREST]
        return index.paragraphs_beside(quote.article.id, dict.fromkeys(rarest, 1.0), LOOKED_AT, at_least=HELD)

    def _may_be_same(self, quote: Quote, mine: Quotation, article: Article, theirs: Quotation) -> bool:
        """Whether nobody else is certain to have said the other."""
        here, there = self._name(quote.article, mine.span), self._name(article, theirs.span)
        return not here or not there or not here.isdisjoint(there)

    def _name(self, article: Article, span: Span) -> frozenset[str]:
        """The stems of the surname of who is certain to say what stands in `span`; none where it is no name."""
        said = self._speech.behind(article, span)
        if len({words.who(article.text) for words in said}) != 1:
            return frozenset()
        surname = said[0].full_name(article.text).split()[-1:]
        return frozenset(self._terms.stems(surname[0])) if surname and surname[0][0].isupper() else frozenset()


def _likeness(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """The share of words that two wordings of one quotation have in common; 0 where they don't differ, or are two.

    The shorter is laid beside the stretch of the longer that is likest: what goes beyond that was cut off.
    """
    shorter, longer = sorted((mine, theirs), key=len)
    found = fuzz.partial_ratio_alignment(shorter, longer, score_cutoff=100 * ALIKE)
    if found is None or "".join(shorter[found.src_start : found.src_end]) == "".join(
        longer[found.dest_start : found.dest_end]
    ):
        return 0.0
    return float(found.score) / 100


def _differing(candidate: Candidate, mine: Quotation, theirs: Quotation) -> Differing:
    text = candidate.article.text
    whole = [each for each in sentences(text, candidate.span) if each.overlap(theirs.span)]
    span = Span(start=whole[0].start, end=whole[-1].end)
    if span.end - span.start > LONG_SENTENCE:
        span = theirs.span
    return Differing(
        article=candidate.article, paragraph=candidate.paragraph, span=span, words=theirs.span, instead_of=mine.span
    )
