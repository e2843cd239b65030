"""What speaks for a stretch of sentences as an answer: each signal a small function, each a number around 0 to 1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from retrieval.answering.query import Kind, Query, Unit
from retrieval.answering.reading import Paragraph, Sentence
from retrieval.indexing.index import Candidate

# BM25 over sentences: the length is in terms that mean something.
K1 = 0.6
B = 0.4
SENTENCE_LENGTH = 12

COMPANY = 3


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of one candidate that may be quoted together.

    `headline` are the stems of its article's headline, `company` says of stems how much the candidates share them.
    """

    candidate: Candidate
    paragraph: Paragraph
    sentences: tuple[Sentence, ...]
    stems: frozenset[str]
    headline: frozenset[str]
    company: Mapping[str, float]


def sentence_bm25(query: Query, window: Window) -> float:
    """The best sentence's BM25."""
    return max(bm25(query, sentence) for sentence in window.sentences) / query.total


def paragraph_bm25(query: Query, window: Window) -> float:
    """The engine's score of the whole paragraph."""
    return window.candidate.score / query.total


def article_bm25(query: Query, window: Window) -> float:
    """The engine's score of the whole article and its headline."""
    return window.candidate.article_score / query.total


def headline(query: Query, window: Window) -> float:
    """How much of the question the headline covers."""
    return coverage(query, window.headline)


def covered(query: Query, window: Window) -> float:
    """How much of the question the quote itself covers."""
    return coverage(query, window.stems)


def covered_around(query: Query, window: Window) -> float:
    """How much of the question its paragraph and headline cover together."""
    return coverage(query, window.paragraph.stems | window.headline)


def pairs(query: Query, window: Window) -> float:
    """The share of the question's word pairs, as spelled and in order."""
    held = sum(any(words in sentence.in_order for sentence in window.sentences) for words in query.pairs)
    return held / max(1, len(query.pairs))


def exact(query: Query, window: Window) -> float:
    """How much of the question stands in it as spelled, not just by stem; a synonym for a word unknown here will do."""
    held = sum(unit.idf for unit in query.units if any(_is_spelled(unit, sentence) for sentence in window.sentences))
    return held / query.total


def answer_kind(query: Query, window: Window) -> float:
    """Whether it holds what the question asks for: a name, a number, a date, a yes or no, somebody's words."""
    if query.kind is Kind.ANY:
        return 0.5
    return float(any(_could_answer(query, sentence) for sentence in window.sentences))


def lead(_query: Query, window: Window) -> float:
    """How near to the top of its article the paragraph stands: 1 for the first."""
    return 1 / window.candidate.paragraph


def company(query: Query, window: Window) -> float:
    """Its words that the question doesn't give but the best candidates share."""
    shared = (window.company.get(stem, 0.0) for stem in window.stems - query.asked)
    return sum(sorted(shared, reverse=True)[:COMPANY]) / COMPANY


def kin_around(query: Query, window: Window) -> float:
    """Words of the question that its paragraph holds only in another form (produce, production)."""
    paragraph = window.paragraph
    held = 0.0
    for unit in query.units:
        if unit.root and unit.stems.isdisjoint(paragraph.stems) and f"\n{unit.root}" in paragraph.starts:
            held += unit.idf
    return held / query.total


SIGNALS: dict[str, Callable[[Query, Window], float]] = {
    "sentence_bm25": sentence_bm25,
    "paragraph_bm25": paragraph_bm25,
    "article_bm25": article_bm25,
    "headline": headline,
    "covered": covered,
    "covered_around": covered_around,
    "pairs": pairs,
    "exact": exact,
    "answer_kind": answer_kind,
    "lead": lead,
    "company": company,
    "kin_around": kin_around,
}


def coverage(query: Query, stems: frozenset[str]) -> float:
    """The idf-weighted share (0 to 1) of the question's words that `stems` hold; a synonym counts as the word."""
    return sum(unit.idf for unit in query.units if not unit.stems.isdisjoint(stems)) / query.total


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


def _is_spelled(unit: Unit, sentence: Sentence) -> bool:
    return unit.word in sentence.spelled or (not unit.is_known and not unit.stems.isdisjoint(sentence.counts))


def _could_answer(query: Query, sentence: Sentence) -> bool:
    match query.kind:
        case Kind.NAME:
            return not sentence.names <= query.asked
        case Kind.NUMBER:
            return not sentence.numbers <= query.asked
        case Kind.DATE:
            return not sentence.dates <= query.asked
        case Kind.DECISION:
            return sentence.decides
        case _:
            return sentence.reports
