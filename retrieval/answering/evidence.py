"""What speaks for the best quotes being an answer: each sign a small function, each a number around 0 to 1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.answering.copies import are_copies, without_copies
from retrieval.answering.query import Query
from retrieval.answering.ranking import Scored
from retrieval.answering.signals import coverage, held_pairs
from retrieval.indexing.view import Candidate

# Of so many words that match more don't say more.
MATCHED_WORDS = 6
# How many of the best quotes are looked at, for what is to be found in any of them and for what they share.
NEXT_BEST = 4
BEST_FEW = 8
ARTICLES = 10
HEADLINES = 5
# The best quote stands out from the others if it scores so much more.
FAR_AHEAD = 8.0
# Articles so many days apart may tell of one thing.
SAME_DAYS = 4
# An article that holds so much of the question has nearly all of it.
NEARLY_ALL = 0.9


@dataclass(frozen=True)
class Evidence:
    """A question and the quotes found for it, best first and at least one.

    `ranked` may be only some of the quotes that were found: those in which it is certain who speaks. `among` are all of
    them, which the best one is seen among, and `known` the stems that are true of `ranked` even where they don't stand
    there: the speaker's name, and that they "warned".
    """

    query: Query
    ranked: Sequence[Scored]
    among: Sequence[Scored]
    known: frozenset[str] = frozenset()

    @property
    def best(self) -> Scored:
        """The best quote."""
        return self.ranked[0]

    @cached_property
    def around(self) -> frozenset[str]:
        """What the best quote's paragraph and headline hold, and what is known of it."""
        return self.best.window.around | self.known

    @cached_property
    def others(self) -> list[Scored]:
        """All quotes but the best one and its copies."""
        return [scored for scored in self.among if not are_copies(scored, self.best)]

    @cached_property
    def articles(self) -> list[Scored]:
        """The best quote of each of the first few articles."""
        found: dict[str, Scored] = {}
        for scored in self.ranked:
            found.setdefault(scored.window.candidate.article.id, scored)
            if len(found) == ARTICLES:
                break
        return list(found.values())

    @cached_property
    def covered(self) -> list[float]:
        """How much of the question each of these articles covers, with its headline."""
        return [coverage(self.query, self.held_by_article(scored)) for scored in self.articles]

    def held_by_article(self, scored: Scored) -> frozenset[str]:
        """What the article of a quote holds, and what is known of it."""
        return scored.window.candidate.whole | scored.window.around | self.known


def sentence_bm25(evidence: Evidence) -> float:
    """The BM25 of the best quote's best sentence."""
    return evidence.best.window.best_bm25 / evidence.query.total


def covered_beside(evidence: Evidence) -> float:
    """How much of the question the best quote, its headline and the paragraphs right before and after cover."""
    return evidence.best.values["covered_beside"]


def kin_around(evidence: Evidence) -> float:
    """Words of the question that its paragraph holds only in another form."""
    return evidence.best.values["kin_around"]


def pairs(evidence: Evidence) -> float:
    """The share of the question's word pairs that one of the first quotes holds."""
    query = evidence.query
    held = max(held_pairs(query, scored.window.sentences) for scored in evidence.ranked[:BEST_FEW])
    return held / max(1, len(query.pairs)) if len(query.units) > 1 else exact(evidence)


def exact(evidence: Evidence) -> float:
    """How much of the question stands in one of the first quotes as spelled."""
    return max(scored.values["exact"] for scored in evidence.ranked[:BEST_FEW])


def missing_names(evidence: Evidence) -> float:
    """Names and numbers that the best quote's paragraph lacks: what somebody else said is no answer."""
    return _missing_names(evidence.query, evidence.around)


def missing_kind(evidence: Evidence) -> float:
    """Whether a number, a date or the like is asked for, and the best quote has none."""
    return float(evidence.query.kind.things is not None and not evidence.best.values["answer_kind"])


def matched(evidence: Evidence) -> float:
    """How many words of the question stand in the best quote's paragraph or headline."""
    held = sum(not unit.stems.isdisjoint(evidence.around) for unit in evidence.query.units)
    return min(held, MATCHED_WORDS) / MATCHED_WORDS


def together(evidence: Evidence) -> float:
    """The share of the next best quotes that stand in an article which prints the best one; 1 where there are none.

    Where nothing answers, they come from everywhere.
    """
    best, *others = (
        {scored.window.candidate.article.id, *(article.id for article in also_in)}
        for scored, also_in in without_copies(evidence.ranked, 1 + NEXT_BEST)
    )
    return sum(not best.isdisjoint(each) for each in others) / len(others) if others else 1.0


def engine(evidence: Evidence) -> float:
    """What the engine scores the best quote's paragraph and article."""
    candidate = evidence.best.window.candidate
    return (candidate.score + candidate.article_score) / evidence.query.total


def ahead(evidence: Evidence) -> float:
    """How far the best quote is ahead of a few others: what is only like an answer has many alike."""
    return _ahead(evidence.best, evidence.others[BEST_FEW - 1 :])


def ahead_of_others(evidence: Evidence) -> float:
    """How far it is ahead of the best one on another event: of an article that isn't of the same days."""
    best = evidence.best.window.candidate
    others = (each for each in evidence.others if not _tell_of_one_event(each.window.candidate, best))
    return _ahead(evidence.best, others)


def one_article(evidence: Evidence) -> float:
    """How much of the question a single article covers, of the first few."""
    return max(evidence.covered)


def event(evidence: Evidence) -> float:
    """How many of the first few articles cover nearly all of it, and tell of the same event as the best quote's."""
    best = evidence.best.window.candidate
    articles = zip(evidence.articles, evidence.covered, strict=True)
    same = [part for scored, part in articles if _tell_of_one_event(scored.window.candidate, best)]
    return sum(part >= NEARLY_ALL for part in same) / ARTICLES


def unnamed(evidence: Evidence) -> float:
    """Names and numbers of the question that the whole article of the best quote lacks."""
    return _missing_names(evidence.query, evidence.held_by_article(evidence.best))


def headlines(evidence: Evidence) -> float:
    """How much of the question the headlines of the first few articles cover: an event has articles of its own."""
    covered = [scored.values["headline"] for scored in evidence.articles[:HEADLINES]]
    return sum(covered) / len(covered)


SIGNS: dict[str, Callable[[Evidence], float]] = {
    sign.__name__: sign
    for sign in (
        sentence_bm25,
        covered_beside,
        kin_around,
        pairs,
        exact,
        missing_names,
        missing_kind,
        matched,
        together,
        engine,
        ahead,
        ahead_of_others,
        one_article,
        event,
        unnamed,
        headlines,
    )
}


def _missing_names(query: Query, held: frozenset[str]) -> float:
    missing = sum(unit.idf for unit in query.units if unit.is_name and unit.stems.isdisjoint(held))
    return missing / query.total


def _ahead(best: Scored, others: Iterable[Scored]) -> float:
    """How far it is ahead of the first of others, of nothing where there are none."""
    other = next((each.score for each in others), 0.0)
    return max(0.0, min(best.score - other, FAR_AHEAD)) / FAR_AHEAD


def _tell_of_one_event(one: Candidate, other: Candidate) -> bool:
    if one.article.id == other.article.id:
        return True
    return bool(one.day and other.day) and abs(one.day - other.day) <= SAME_DAYS
