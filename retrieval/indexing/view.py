"""The index as one channel may see it, between two changes: what it counts, and the paragraphs that it finds."""

from __future__ import annotations

import itertools
import math
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.engines import Engine, Parts
from retrieval.indexing.analysed import MOST_PARAGRAPHS
from retrieval.models import Article, Span

# How many paragraphs and articles the engine is asked for.
PARAGRAPHS = 250
CANDIDATES = 100
ARTICLES = 300
# Texts are read for so many candidates at once, then for a few more at a time: rarely many more are looked at.
READ_FIRST, READ_MORE = 16, 4
# What stands around candidates is looked up for so many at once.
LOOKED_AROUND = 24
# And for so many stems, the rarest: a long question has hundreds.
AROUND_STEMS = 50
# What a paragraph's neighbours score counts so much for itself, and at the top of its article the article so much more.
BESIDE = 0.2
LEAD = 0.5
# An article as new as any counts so much more, one that is older by RECENT_DAYS half as much more; what is undated, so:
RECENCY = 0.25
RECENT_DAYS = 365
UNDATED = 0.6
# A paragraph's key is its article's number, shifted by so much, and its place among those that are quotable.
SHIFT = MOST_PARAGRAPHS.bit_length() - 1
_PLACE = MOST_PARAGRAPHS - 1
# Of so many words a view keeps the frequencies.
_COUNTED = 500_000

Identity = tuple[str, int]
Audience = frozenset[str]
Around = tuple[frozenset[str], frozenset[str], frozenset[str]]
Keys = NDArray[np.int64]
Texts = Callable[[Sequence[Identity]], Mapping[Identity, Article]]


class Candidate(NamedTuple):
    """A paragraph that may hold the answer; the scores are the engine's, of the paragraph and of its article.

    `together` is what candidates are put in order by, `recent` how new the article is: 1 for the newest of all, 0 for
    one of long ago, and `day` the ordinal of the date when it was published, 0 where nothing tells. `beside` are the
    stems asked for that the quotable paragraphs right before and after it hold, `opening` those of the article's first,
    `whole` those of the whole article and its headline. For a very long question its rarest stems are looked up.
    """

    article: Article
    paragraph: int
    span: Span
    score: float = 0.0
    article_score: float = 0.0
    together: float = 0.0
    recent: float = UNDATED
    day: int = 0
    beside: frozenset[str] = frozenset()
    opening: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()


class Held(NamedTuple):
    """An article in the index; `day` and `places` are those of `Analysed`."""

    id: str
    version: int
    sha256: str
    day: int
    audience: Audience
    places: array[int]


class View:
    """The index as one channel may see it, between two changes. Not safe between threads.

    `newest` is the day, as an ordinal, that the age of its articles is counted from, `articles` how many there are.
    """

    def __init__(  # noqa: PLR0913  # what the index is made of
        self,
        parts: Parts,
        paragraphs: Engine,
        articles: Engine,
        held: Mapping[int, Held],
        texts: Texts,
        *,
        newest: int,
    ) -> None:
        self.parts = parts
        self.newest = newest
        self._paragraphs = paragraphs
        self._articles = articles
        self._held = held
        self._texts = texts
        # How many paragraphs hold a stem, and what that makes of its rarity.
        self._counted: dict[str, tuple[int, float]] = {}
        self.size = paragraphs.size(parts)
        self.articles = articles.size(parts)

    @property
    def is_full(self) -> bool:
        """Whether so many words were asked for that another view should take its place."""
        return len(self._counted) > _COUNTED

    def words(self) -> Collection[str]:
        """Stems that paragraphs hold or held, whether this channel may see these or not: ask `frequency` of each."""
        return self._paragraphs.words()

    def frequency(self, stem: str) -> int:
        """How many paragraphs hold a stem."""
        return self._counts(stem)[0]

    def idf(self, stem: str) -> float:
        """Lucene's inverse document frequency over paragraphs; a stem that no paragraph holds has the greatest."""
        return self._counts(stem)[1]

    def idfs(self, stems: Iterable[str]) -> dict[str, float]:
        """The same of several stems, much quicker than one by one."""
        wanted = list(stems)
        self._count([stem for stem in wanted if stem not in self._counted])
        return {stem: self._counted[stem][1] for stem in wanted}

    def _counts(self, stem: str) -> tuple[int, float]:
        if stem not in self._counted:
            self._count([stem])
        return self._counted[stem]

    def _count(self, stems: list[str]) -> None:
        for stem, count in zip(stems, self._paragraphs.frequencies(stems, self.parts) if stems else (), strict=True):
            self._counted[stem] = count, math.log(1 + (self.size - count + 0.5) / (count + 0.5))

    def candidates(
        self, query: Mapping[str, float], limit: int = CANDIDATES, *, lead: float = LEAD, recency: float = RECENCY
    ) -> Iterator[Candidate]:
        """The best `limit` paragraphs that the engine finds for weighted stems.

        Their order is by what the paragraph scores, its article (with `lead` the more, the nearer to its top the
        paragraph stands), and its neighbours; with `recency` newer ones come first.
        """
        hits = self._articles.search(query, ARTICLES, self.parts)
        articles = dict(hits)
        # An article past the limit scored no more than the last within it.
        least = hits[-1].score if len(hits) == ARTICLES else 0.0
        paragraphs = dict(self._paragraphs.search(query, PARAGRAPHS, self.parts))
        at_hand = paragraphs.get
        scored = []
        for key, score in paragraphs.items():
            number = key >> SHIFT
            held = self._held[number]
            article = articles.get(number, least)
            beside = at_hand(key - 1, 0.0) + at_hand(key + 1, 0.0)
            together = score + article * (1 + lead / held.places[3 * (key & _PLACE)]) + BESIDE * beside
            together *= 1 + recency * self._recent(held.day)
            scored.append((-together, held.id, key, score, article))
        found = [(key, score, article, -less) for less, _, key, score, article in sorted(scored)[:limit]]
        return self._candidates(found, sorted(query, key=lambda stem: (self.frequency(stem), stem))[:AROUND_STEMS])

    def paragraphs_beside(
        self, article: str, query: Mapping[str, float], limit: int, at_least: float
    ) -> Iterator[Candidate]:
        """Of the best `limit` paragraphs those of other articles that score this share of the best at least."""
        hits = self._paragraphs.search(query, limit, self.parts)
        enough = [hit for hit in hits if hit.score >= at_least * hits[0].score]
        return self._candidates([(*hit, 0.0, 0.0) for hit in enough if self._held[hit.key >> SHIFT].id != article])

    def holding(self, groups: Iterable[Iterable[str]]) -> Keys:
        """The keys of the paragraphs that hold a stem of each group; of all paragraphs where there is no group."""
        return self._paragraphs.holding([frozenset(group) for group in groups], self.parts)

    def by_article(self, keys: Keys, query: Mapping[str, float]) -> list[Keys]:
        """Paragraphs' keys, those of one article together: best article for weighted stems first, then by id."""
        numbers, starts = np.unique(keys >> SHIFT, return_index=True)
        best = {hit.key: place for place, hit in enumerate(self._articles.search(query, ARTICLES, self.parts))}
        order = sorted(
            range(len(numbers)),
            key=lambda at: (best.get(int(numbers[at]), ARTICLES), self._held[int(numbers[at])].id),
        )
        ends = np.append(starts[1:], len(keys))
        return [keys[starts[at] : ends[at]] for at in order]

    def whole(self, keys: Keys) -> Keys:
        """The keys of all paragraphs of the article that some paragraphs stand in."""
        number = int(keys[0]) >> SHIFT
        return (number << SHIFT) + np.arange(len(self._held[number].places) // 3)

    def read(self, keys: Iterable[int]) -> Iterator[Candidate]:
        """Paragraphs by their keys, without a score."""
        return self._candidates([(int(key), 0.0, 0.0, 0.0) for key in keys])

    def _candidates(
        self, scored: Sequence[tuple[int, float, float, float]], stems: Sequence[str] = ()
    ) -> Iterator[Candidate]:
        around = self._around([key for key, *_ in scored], stems)
        for first in (0, *range(READ_FIRST, len(scored), READ_MORE)):
            batch = scored[first : first + (READ_MORE if first else READ_FIRST)]
            held = {number: self._held[number] for number in dict.fromkeys(key >> SHIFT for key, *_ in batch)}
            articles = self._texts([(each.id, each.version) for each in held.values()])
            # in this order, so that no more is taken of `around` than the batch has
            for (key, score, article_score, together), stems_around in zip(batch, around, strict=False):
                of = held[key >> SHIFT]
                article = articles.get((of.id, of.version))
                # Without it, or with another text, it is no longer what was indexed: the next refresh takes that in.
                if article is not None and article.sha256 == of.sha256:
                    at = 3 * (key & _PLACE)
                    number, start, end = of.places[at : at + 3]
                    span = Span(start=start, end=end)
                    day = of.day if of.day <= self.newest else 0
                    recent = self._recent(day)
                    yield Candidate(article, number, span, score, article_score, together, recent, day, *stems_around)

    def _recent(self, day: int) -> float:
        return 1 / (1 + (self.newest - day) / RECENT_DAYS) if 0 < day <= self.newest else UNDATED

    def _around(self, keys: Sequence[int], stems: Sequence[str]) -> Iterator[Around]:
        """For each paragraph, which stems those before and after it hold, its article's first, and all of it."""
        if not stems:
            yield from itertools.repeat((frozenset(), frozenset(), frozenset()), len(keys))
            return
        for first in range(0, len(keys), LOOKED_AROUND):
            some = keys[first : first + LOOKED_AROUND]
            wanted = [*(key - 1 for key in some), *(key + 1 for key in some), *(key & ~_PLACE for key in some)]
            held = self._paragraphs.held(stems, wanted, self.parts)
            before, after, openings = (held[at : at + len(some)] for at in range(0, len(held), len(some)))
            whole = self._articles.held(stems, [key >> SHIFT for key in some], self.parts)
            for one, other, opening, all_of_it in zip(before, after, openings, whole, strict=True):
                yield one | other, opening, all_of_it
