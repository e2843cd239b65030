"""The articles made searchable: every quotable paragraph and every article as terms in an engine.

Articles stand in parts by their audience. What a channel asks is asked of a `View`: of the parts that it may see, as if
the archive held nothing else.
"""

from __future__ import annotations

import itertools
import json
import math
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.engines import Arrays, Engine, Parts
from retrieval.indexing.analysed import Analysed
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
_SHIFT = 24
_PLACE = (1 << _SHIFT) - 1
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


class Index:
    """Articles by number; a paragraph's key is its article's number and its place among those that are quotable.

    `texts` gives the articles of some ids and versions, without those that may no longer be quoted: the index
    keeps none. Not safe between threads.
    """

    def __init__(self, paragraphs: Engine, articles: Engine, texts: Texts) -> None:
        self._paragraphs = paragraphs
        self._articles = articles
        self._texts = texts
        self._held: dict[int, Held] = {}
        self._numbers: dict[str, int] = {}
        self._parts: dict[Audience, int] = {}
        # How many articles of a part were published on which day.
        self._days: dict[int, Counter[int]] = {}
        self._views: dict[Parts, View] = {}
        self._next_number = itertools.count()

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self._held)

    def held(self, article_id: str) -> Held | None:
        """What the index has of an article."""
        number = self._numbers.get(article_id)
        return None if number is None else self._held[number]

    def add(self, new: Iterable[Analysed], audience: Audience = frozenset()) -> None:
        """Index articles in the place of their earlier versions, for these channels (none: for all)."""
        articles = list(new)
        self.remove(article.id for article in articles)
        part = self._parts.setdefault(audience, len(self._parts))
        numbered = list(zip(self._next_number, articles, strict=False))
        for number, article in numbered:
            self._held[number] = Held(
                article.id, article.version, article.sha256, article.day, audience, article.places
            )
            self._numbers[article.id] = number
        self._days.setdefault(part, Counter()).update(article.day for article in articles)
        self._paragraphs.add(
            (
                (number << _SHIFT | place, stems)
                for number, article in numbered
                for place, stems in enumerate(article.paragraphs)
            ),
            part,
        )
        self._articles.add(((number, article.whole) for number, article in numbered), part)
        self._views.clear()

    def remove(self, gone: Iterable[str]) -> None:
        """Forget articles by id; one that isn't there is no error."""
        numbers = [number for article_id in gone if (number := self._numbers.pop(article_id, None)) is not None]
        if numbers:
            keys: list[int] = []
            for number in numbers:
                held = self._held.pop(number)
                self._days[self._parts[held.audience]][held.day] -= 1
                keys += (number << _SHIFT | place for place in range(len(held.places) // 3))
            self._paragraphs.remove(keys)
            self._articles.remove(numbers)
            self._views.clear()

    def view(self, channel: str | None = None, today: int = date.max.toordinal()) -> View:
        """What a channel may see; without one what all may see. It holds until the next change.

        A date after `today` is a slip: it tells nothing, and doesn't make all the others old.
        """
        parts = frozenset(
            part
            for audience, part in self._parts.items()
            if not audience or (channel is not None and channel in audience)
        )
        if parts not in self._views or self._views[parts].is_full:
            days = (day for part in parts for day, articles in self._days[part].items() if articles and day <= today)
            self._views[parts] = View(
                parts, self._paragraphs, self._articles, self._held, self._texts, newest=max(days, default=0)
            )
        return self._views[parts]

    def compact(self) -> None:
        """Do the slow part of keeping order; safe beside everything else."""
        self._paragraphs.compact()
        self._articles.compact()

    def pack(self) -> Arrays:
        """All that it holds as arrays, for `unpack`."""
        audiences = [sorted(audience) for audience in self._parts]
        known = [
            [number, *each[:4], self._parts[each.audience], len(each.places)] for number, each in self._held.items()
        ]
        places = np.concatenate(
            [np.zeros(0, np.int32), *(np.asarray(each.places, np.int32) for each in self._held.values())]
        )
        arrays: Arrays = {
            "held": np.frombuffer(json.dumps([audiences, known]).encode(), np.uint8),
            "places": places,
        }
        for name, engine in (("paragraphs", self._paragraphs), ("articles", self._articles)):
            arrays |= {f"{name}.{field}": array for field, array in engine.pack().items()}
        return arrays

    def unpack(self, arrays: Arrays) -> None:
        """Hold what was packed and nothing else. Raises ValueError or LookupError for what `pack` did not make."""
        audiences, known = json.loads(arrays["held"].tobytes())
        for name, engine in (("paragraphs", self._paragraphs), ("articles", self._articles)):
            engine.unpack({key[len(name) + 1 :]: each for key, each in arrays.items() if key.startswith(f"{name}.")})
        self._parts = {frozenset(audience): part for part, audience in enumerate(audiences)}
        parts = list(self._parts)
        self._held, at = {}, 0
        self._days = {part: Counter() for part in range(len(parts))}
        for number, article_id, version, sha256, day, part, length in known:
            places = array("i", arrays["places"][at : at + length].tobytes())
            self._held[number] = Held(article_id, version, sha256, day, parts[part], places)
            self._days[part][day] += 1
            at += length
        self._numbers = {each.id: number for number, each in self._held.items()}
        self._next_number = itertools.count(max(self._held, default=-1) + 1)
        self._views.clear()


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
            number = key >> _SHIFT
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
        return self._candidates([(*hit, 0.0, 0.0) for hit in enough if self._held[hit.key >> _SHIFT].id != article])

    def holding(self, groups: Iterable[Iterable[str]]) -> Keys:
        """The keys of the paragraphs that hold a stem of each group; of all paragraphs where there is no group."""
        return self._paragraphs.holding([frozenset(group) for group in groups], self.parts)

    def by_article(self, keys: Keys, query: Mapping[str, float]) -> list[Keys]:
        """Paragraphs' keys, those of one article together: best article for weighted stems first, then by id."""
        numbers, starts = np.unique(keys >> _SHIFT, return_index=True)
        best = {hit.key: place for place, hit in enumerate(self._articles.search(query, ARTICLES, self.parts))}
        order = sorted(
            range(len(numbers)),
            key=lambda at: (best.get(int(numbers[at]), ARTICLES), self._held[int(numbers[at])].id),
        )
        ends = np.append(starts[1:], len(keys))
        return [keys[starts[at] : ends[at]] for at in order]

    def whole(self, keys: Keys) -> Keys:
        """The keys of all paragraphs of the article that some paragraphs stand in."""
        number = int(keys[0]) >> _SHIFT
        return (number << _SHIFT) + np.arange(len(self._held[number].places) // 3)

    def read(self, keys: Iterable[int]) -> Iterator[Candidate]:
        """Paragraphs by their keys, without a score."""
        return self._candidates([(int(key), 0.0, 0.0, 0.0) for key in keys])

    def _candidates(
        self, scored: Sequence[tuple[int, float, float, float]], stems: Sequence[str] = ()
    ) -> Iterator[Candidate]:
        around = self._around([key for key, *_ in scored], stems)
        for first in (0, *range(READ_FIRST, len(scored), READ_MORE)):
            batch = scored[first : first + (READ_MORE if first else READ_FIRST)]
            held = {number: self._held[number] for number in dict.fromkeys(key >> _SHIFT for key, *_ in batch)}
            articles = self._texts([(each.id, each.version) for each in held.values()])
            # in this order, so that no more is taken of `around` than the batch has
            for (key, score, article_score, together), stems_around in zip(batch, around, strict=False):
                of = held[key >> _SHIFT]
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
            whole = self._articles.held(stems, [key >> _SHIFT for key in some], self.parts)
            for one, other, opening, all_of_it in zip(before, after, openings, whole, strict=True):
                yield one | other, opening, all_of_it
