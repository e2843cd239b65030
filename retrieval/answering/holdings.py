"""What the archive has on something, and who speaks there: for questions about the archive itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from retrieval.answering.meant import is_meant
from retrieval.answering.query import Query
from retrieval.answering.speech import Speech
from retrieval.indexing.view import Candidate, Keys, View
from retrieval.models import PRONOUNS, Attribution, AttributionKind, Heard, Holding
from retrieval.terms import Terms

# Attributing an article takes a while: only so many are looked at for one answer.
ARTICLES = 10

Said = tuple[Candidate, Attribution]


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
