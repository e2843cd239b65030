"""A paragraph as ranking sees it: its sentences, each with its terms and what they could answer."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.indexing.view import Candidate
from retrieval.models import Span
from retrieval.sentences import sentences
from retrieval.terms import Group, Terms, Word
from retrieval.word_set import word_set

SPEECH = word_set(
    "said says say saying told tells added warned argued insisted announced stated declared suggested called claimed "
    "urged vowed pledged acknowledged admitted denied described explained indicated noted promised proposed wrote"
)
DECISIONS = word_set(
    "yes no not never unlikely likely refuse refuses refused reject rejects rejected accept accepts accepted agree "
    "agrees agreed oppose opposes opposed deny denies denied unacceptable acceptable willing unwilling ready ruled "
    "rule won't wouldn't can't cannot couldn't doesn't didn't isn't"
)
_QUOTATION_MARKS = frozenset('“”"«»')
_ORPHAN_WORDS = 3
# So many paragraphs stay as they were read, and so many headlines.
_KEPT = 10_000


@dataclass(frozen=True)
class Sentence:
    """One sentence: `counts` are of the stems that mean something, groups' too, `length` is of them together.

    What only some questions ask of it is worked out when one does.
    """

    span: Span
    words: int
    counts: Mapping[str, int]
    length: int
    text: str
    _words: Sequence[Word]
    _groups: Sequence[Group]

    @cached_property
    def stems(self) -> frozenset[str]:
        """All that it holds, stop words and groups too."""
        return frozenset([*self.counts, *(stem for stem, _, _, _ in self._words)])

    @cached_property
    def spelled(self) -> frozenset[str]:
        """Its folded words."""
        return frozenset(word for _, word, _, _ in self._words)

    @cached_property
    def in_order(self) -> str:
        """Its folded words with a space around each."""
        return f" {' '.join([word for _, word, _, _ in self._words])} "

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of its names; a capital at the start of the sentence makes none."""
        return frozenset(stem for stem, _, stop, capital in self._words[1:] if capital and not stop)

    @cached_property
    def reports(self) -> bool:
        """Whether somebody speaks in it."""
        return not (_QUOTATION_MARKS.isdisjoint(self.text) and SPEECH.isdisjoint(self.spelled))

    def spans_of(self, stems: Container[str]) -> list[Span]:
        """Where in the article words with these stems stand, and such synonym groups; those that overlap made one."""
        held = [(at, at) for at, (stem, _, _, _) in enumerate(self._words) if stem in stems]
        held += [(first, last) for stem, first, last in self._groups if stem in stems]
        places = Terms.places(self.text) if held else []
        spans: list[Span] = []
        taken = -1
        for first, last in sorted(held):
            if last > taken:
                start = spans.pop().start if first <= taken else self.span.start + places[first][0]
                spans.append(Span(start=start, end=self.span.start + places[last][1]))
                taken = last
        return spans

    @cached_property
    def asks(self) -> bool:
        """Whether it is a question itself."""
        return self.text.rstrip("\"'”’)").endswith("?")

    @cached_property
    def decides(self) -> bool:
        """Whether there is a yes or a no."""
        return not DECISIONS.isdisjoint(self.spelled)


@dataclass(frozen=True)
class Paragraph:
    """A candidate's sentences, without words left over at its end, and the stems that mean something in them."""

    sentences: tuple[Sentence, ...]
    stems: frozenset[str]

    @cached_property
    def starts(self) -> str:
        """Those of its stems."""
        return starts_of(self.stems)


def starts_of(stems: Iterable[str]) -> str:
    """Stems in one string, a line break before each: whether one starts so is told by one search."""
    return "".join([f"\n{stem}" for stem in stems])


class Readings:
    """Reads paragraphs and keeps the latest. Not safe between threads."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._kept: OrderedDict[tuple[str, int, int, int], Paragraph] = OrderedDict()
        self._headlines: dict[str, frozenset[str]] = {}

    def of(self, candidate: Candidate) -> Paragraph:
        """The paragraph of a candidate."""
        key = candidate.article.id, candidate.article.version, candidate.span.start, candidate.span.end
        paragraph = self._kept.get(key)
        if paragraph is None:
            paragraph = self._kept[key] = _paragraph(candidate.article.text, candidate.span, self._terms)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return paragraph

    def headline(self, candidate: Candidate) -> frozenset[str]:
        """The stems of a candidate's headline."""
        words = candidate.article.headline
        stems = self._headlines.get(words)
        if stems is None:
            if len(self._headlines) >= _KEPT:
                self._headlines.clear()
            stems = self._headlines[words] = frozenset(self._terms.stems(words))
        return stems


def _paragraph(text: str, span: Span, terms: Terms) -> Paragraph:
    spans = sentences(text, span)
    if len(spans) > 1 and _is_orphan(spans[-1].of(text)):
        spans = spans[:-1]
    read = tuple(_sentence(text, each, terms) for each in spans)
    stems = frozenset().union(*(sentence.counts for sentence in read))
    return Paragraph(read, stems)


def _sentence(text: str, span: Span, terms: Terms) -> Sentence:
    body = span.of(text)
    words, groups = terms.words(body)
    meant = [stem for stem, _, stop, _ in words if not stop] + [stem for stem, _, _ in groups]
    return Sentence(span, len(body.split()), Counter(meant), len(meant), body, words, groups)


def _is_orphan(sentence: str) -> bool:
    """Words that a lost link left at the end of a paragraph: no sentence that could be quoted."""
    return len(sentence.split()) <= _ORPHAN_WORDS and sentence[0].islower() and sentence[-1].isalpha()
