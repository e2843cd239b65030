"""The articles made searchable: every quotable paragraph and every article as terms in an engine.

Articles stand in parts by their audience. What a channel asks is asked of a `View`: of the parts that it may see, as if
the archive held nothing else.
"""

from __future__ import annotations

import itertools
import json
from array import array
from collections import Counter
from collections.abc import Iterable
from datetime import date

import numpy as np

from retrieval.engines import Arrays, Engine, Parts
from retrieval.indexing.analysed import Analysed
from retrieval.indexing.view import SHIFT, Audience, Held, Texts, View


class Index:
    """Articles by number, in engines.

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
                (number << SHIFT | place, stems)
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
                keys += (number << SHIFT | place for place in range(len(held.places) // 3))
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
