"""What speaks for a stretch of sentences as an answer: each signal a small function, each a number around 0 to 1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from retrieval.answering.kinds import ANY, DECISION, STATEMENT
from retrieval.answering.query import NOW, Query, Unit
from retrieval.answering.reading import Paragraph, Sentence
from retrieval.indexing.view import Candidate

# BM25 over sentences: the length is in terms that mean something.
K1 = 0.6
B = 0.4
SENTENCE_LENGTH = 12

COMPANY = 3
# Of so many names more don't say more.
NAMES = 3


@dataclass(frozen=True, slots=True)
class Rivals:
    """What the paragraphs that are read for a question tell of each other.

    `company` says of stems how much they share them, `together` and `pairs` are the most that one of them has: of what
    candidates are put in order by, and of the question's word pairs.
    """

    company: Mapping[str, float]
    together: float
    pairs: int


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of one candidate that may be quoted together.

    `headline` are the stems of its article's headline, `rivals` what it is measured by. `best` is the sentence with the
    highest BM25, which is `best_bm25`. `found` is what its sentences hold of the kind that is asked for, `top` how near
    to the top of its article the paragraph stands: 1 for the first, `recent` how new the article is: 1 for the newest;
    both are 0 where that tells nothing.
    """

    candidate: Candidate
    paragraph: Paragraph
    sentences: tuple[Sentence, ...]
    stems: frozenset[str]
    headline: frozenset[str]
    rivals: Rivals
    best: Sentence
    best_bm25: float
    found: frozenset[str]
    top: float
    recent: float

    @property
    def around(self) -> frozenset[str]:
        """The stems of its paragraph and headline."""
        return self.paragraph.stems | self.headline


def article_top(query: Query, window: Window) -> float:
    """The engine's score of the whole article and its headline, the less the deeper the paragraph stands in it."""
    return min(1.0, window.candidate.article_score / query.total) * window.top


def headline(query: Query, window: Window) -> float:
    """How much of the question the headline covers."""
    return coverage(query, window.headline)


def covered_around(query: Query, window: Window) -> float:
    """How much of the question its paragraph and headline cover together."""
    return coverage(query, window.around)


def covered_beside(query: Query, window: Window) -> float:
    """How much of it the quote, the headline and the paragraphs right before and after cover."""
    return coverage(query, window.stems | window.headline | window.candidate.beside)


def covered_opening(query: Query, window: Window) -> float:
    """How much of it the quote, the headline and the article's first paragraph cover."""
    return coverage(query, window.stems | window.headline | window.candidate.opening)


def covered_asked(query: Query, window: Window) -> float:
    """How much the quote covers of the sentence that asks, without what leads up to it."""
    asked = [unit for unit in query.units if unit.is_asked]
    held = sum(unit.idf for unit in asked if not unit.stems.isdisjoint(window.stems))
    return held / (sum(unit.idf for unit in asked) or 1.0)


def pairs(query: Query, window: Window) -> float:
    """The question's word pairs, as spelled and in order, beside the paragraph that holds most."""
    return held_pairs(query, window.sentences) / max(1, window.rivals.pairs)


def exact(query: Query, window: Window) -> float:
    """How much of the question stands in it as spelled, not just by stem; a synonym for a word unknown here will do."""
    # a set of each new sentence's words would take longer to make than to look these up
    words = _in_order(window.sentences)
    held = [unit.idf for unit in query.units if f" {unit.word} " in words or _stands_for_it(unit, window)]
    return sum(held) / query.total


def answer_kind(query: Query, window: Window) -> float:
    """Whether it holds what the question asks for: a number, a date, a country, a yes or no, somebody's words."""
    if query.kind is ANY or query.kind.loose:
        return 0.5
    return float(bool(window.found))


def named(query: Query, window: Window) -> float:
    """Names that it holds, written as those of the kind asked for are: of people, places, works, companies."""
    return min(len(window.found), NAMES) / NAMES if query.kind.loose else 0.0


def among_candidates(_query: Query, window: Window) -> float:
    """How good its paragraph and all around are beside the best candidate's."""
    return window.candidate.together / window.rivals.together


def asks(_query: Query, window: Window) -> float:
    """Whether what matches best is itself a question."""
    return float(window.best.asks)


def headline_names(query: Query, window: Window) -> float:
    """Names that it shares with the headline and that the question lacks."""
    shared = (window.stems & window.headline) - query.asked
    names = frozenset().union(*(sentence.names for sentence in window.sentences)) if shared else shared
    return min(len(names & shared), NAMES) / NAMES


def company(query: Query, window: Window) -> float:
    """Its words that the question doesn't give but the best candidates share."""
    shared = (window.rivals.company.get(stem, 0.0) for stem in window.stems - query.asked)
    return sum(sorted(shared, reverse=True)[:COMPANY]) / COMPANY


def kin_around(query: Query, window: Window) -> float:
    """Words of the question that its paragraph holds only in another form (produce, production)."""
    paragraph = window.paragraph
    held = 0.0
    for unit in query.units:
        if unit.stems.isdisjoint(paragraph.stems) and has_kin(unit, paragraph.starts):
            held += unit.idf
    return held / query.total


def recent(query: Query, window: Window) -> float:
    """How new the article is; twice as much for a question on what is happening now."""
    return window.recent * query.urgency / NOW


SIGNALS: dict[str, Callable[[Query, Window], float]] = {
    "article_top": article_top,
    "headline": headline,
    "covered_around": covered_around,
    "covered_beside": covered_beside,
    "covered_opening": covered_opening,
    "covered_asked": covered_asked,
    "pairs": pairs,
    "exact": exact,
    "answer_kind": answer_kind,
    "asks": asks,
    "headline_names": headline_names,
    "company": company,
    "kin_around": kin_around,
    "recent": recent,
    "named": named,
    "among_candidates": among_candidates,
}


def coverage(query: Query, stems: frozenset[str]) -> float:
    """The idf-weighted share (0 to 1) of the question's words that `stems` hold; a synonym counts as the word."""
    return sum(unit.idf for unit in query.units if not unit.stems.isdisjoint(stems)) / query.total


def has_kin(unit: Unit, starts: str) -> bool:
    """Whether a stem, of those in `starts_of`, starts as a word of the question does."""
    return unit.root is not None and f"\n{unit.root}" in starts


def held_pairs(query: Query, sentences: Iterable[Sentence]) -> int:
    """How many of the question's word pairs stand in some sentences."""
    in_order = _in_order(sentences)
    return sum([words in in_order for words in query.pairs])


def bm25(query: Query, sentence: Sentence) -> float:
    """A sentence's BM25 with the idf of paragraphs."""
    norm = K1 * (1 - B + B * sentence.length / SENTENCE_LENGTH)
    counts = sentence.counts
    score = 0.0
    for stem, weight in query.weights.items():
        count = counts.get(stem, 0)
        if count:
            score += weight * query.idf[stem] * count * (K1 + 1) / (count + norm)
    return score


def shared_company(
    paragraphs: Iterable[tuple[float, Paragraph]],
    asked: frozenset[str],
    idfs: Callable[[Iterable[str]], Mapping[str, float]],
) -> dict[str, float]:
    """How much the paragraphs, each with its weight, share each stem beside the question's: 1 for the most shared."""
    votes: dict[str, float] = {}
    for weight, paragraph in paragraphs:
        for stem in paragraph.stems - asked:
            votes[stem] = votes.get(stem, 0.0) + weight
    idf = idfs(votes)
    shared = {stem: vote * idf[stem] for stem, vote in votes.items()}
    most = max(shared.values(), default=1.0)
    return {stem: value / most for stem, value in shared.items()}


def _in_order(sentences: Iterable[Sentence]) -> str:
    """Their folded words; between two sentences are two spaces, so that no pair is found across."""
    return "".join([sentence.in_order for sentence in sentences])


def _stands_for_it(unit: Unit, window: Window) -> bool:
    return not unit.is_known and not unit.stems.isdisjoint(window.stems)


def asked_for(query: Query, sentence: Sentence) -> frozenset[str]:
    """What a sentence holds of the kind asked for, without what stands in the question; of some kinds just its name."""
    if query.kind.things:
        return query.kind.things(sentence.text) - query.given
    is_there = (query.kind is STATEMENT and sentence.reports) or (query.kind is DECISION and sentence.decides)
    return frozenset({query.kind.name} if is_there else ())
