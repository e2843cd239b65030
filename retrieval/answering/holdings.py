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
# An article is on a topic as a whole where this share of its paragraphs is, and more than one, or has one word of it (a
# surname stands alone further down) under a headline that holds them all. What stands there beside others has fewer.
ON_TOPIC = 0.25

Said = tuple[Candidate, Attribution]


def on_topic(query: Query, index: View) -> list[Keys]:
    """The paragraphs that hold every word of a topic, by article, best first; all for a topic that says nothing."""
    return index.by_article(index.holding(unit.stems for unit in query.units), query.weights)


def paragraphs_of(named: Query, topic: Query, index: View) -> Keys:
    """The paragraphs on a topic (all where it says nothing) of the articles that name a speaker, best first."""
    articles = [index.whole(keys) for keys in on_topic(named, index)[:ARTICLES]]
    found = np.concatenate([np.zeros(0, np.int64), *articles])
    return found[np.isin(found, index.holding(unit.stems for unit in topic.units))] if topic.units else found


def said_by(named: Query, topic: Query, candidates: Iterable[Candidate], speech: Speech, terms: Terms) -> list[Said]:
    """The certain words of whom a query names or describes, one a paragraph.

    First those that hold most of the topic, then direct speech.
    """
    found: dict[tuple[str, int], tuple[tuple[int, bool, int], Said]] = {}
    for candidate in candidates:
        for words in speech.certain(candidate.article, candidate.span):
            if is_meant(candidate.article, words, named, terms):
                place = candidate.article.id, candidate.paragraph
                lacking = _lacking(topic, words.span.of(candidate.article.text), terms)
                ranked = (lacking, *_rank(words)), (candidate, words)
                found[place] = min(found.get(place, ranked), ranked, key=lambda each: each[0])
    return [said for _, said in sorted(found.values(), key=lambda each: each[0][:2])]


def holding(
    topic: Query, paragraphs: Sequence[Keys], index: View, speech: Speech, terms: Terms
) -> tuple[Holding, list[Said]]:
    """Counts over the paragraphs on a topic, by article, and who speaks there: their longest certain words each.

    Of the best ARTICLES, which alone are looked through for who speaks, one that is on the topic as a whole counts with
    all its paragraphs. Most heard speaker first.
    """
    best = [_of_article(topic, keys, index, terms) for keys in paragraphs[:ARTICLES]]
    said: dict[str, list[Said]] = {}
    for candidate in index.read(key for keys in best for key in keys):
        for words in speech.certain(candidate.article, candidate.span):
            who = words.who(candidate.article.text)
            if who not in PRONOUNS:
                said.setdefault(who, []).append((candidate, words))
    most_heard = sorted(said.values(), key=lambda each: -len(each))
    longest = [max(each, key=lambda pair: pair[1].span.end - pair[1].span.start) for each in most_heard]
    heard = tuple(_heard(each) for each in most_heard)
    counted = sum(map(len, (*best, *paragraphs[ARTICLES:])))
    return Holding(articles=len(paragraphs), paragraphs=counted, heard=heard), longest


def _of_article(topic: Query, paragraphs: Keys, index: View, terms: Terms) -> Keys:
    """An article's paragraphs on a topic, or all of them where it is on the topic as a whole."""
    whole = index.whole(paragraphs)
    shares = [len(paragraphs) / len(whole) if len(paragraphs) > 1 else 0.0]
    if any(not _lacking(topic, each.article.headline, terms) for each in index.read(paragraphs[:1])):
        shares += [np.isin(whole, index.holding([unit.stems])).mean() for unit in topic.units]
    return whole if max(shares) >= ON_TOPIC else paragraphs


def _lacking(topic: Query, text: str, terms: Terms) -> int:
    """How many of the topic's words a text lacks."""
    held = frozenset(terms.stems(text))
    return sum(held.isdisjoint(unit.stems) for unit in topic.units)


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
