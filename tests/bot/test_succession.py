"""Of two texts of one article that come together, none takes the other's place by their order alone."""

from datetime import UTC, date, datetime

import pytest

from bot.adding.succession import Succession
from retrieval.models import Article, Source, State
from retrieval.readers import BadSource

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
EVENING = datetime(2026, 3, 5, 18, tzinfo=UTC)


def source(text, *, edition=None, published=None, state=State.USABLE):
    article = Article(id="a", headline="H", text=text, published=published)
    return Source(article=article, raw=b"", format="json", edition=edition, state=state)


def texts(*sources):
    return [
        each.article.text if isinstance(each, Source) else "refused" for each in Succession().told_apart(iter(sources))
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"published": NOON}, {"published": NOON}),
        ({"published": EVENING}, {"published": NOON}),
        ({"published": NOON}, {}),
        ({"published": date(2026, 3, 5)}, {"published": EVENING}),
        ({"edition": 2}, {"edition": 2}),
        ({"edition": 2}, {}),
    ],
)
def test_a_second_text_that_says_not_that_it_is_newer_is_refused(first, second):
    assert texts(source("one", **first), source("two", **second)) == ["one", "refused"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"edition": 1}, {"edition": 2}),
        ({"published": NOON}, {"published": EVENING}),
        ({"published": date(2026, 3, 5)}, {"published": date(2026, 3, 6)}),
        ({"edition": 1, "published": NOON}, {"edition": 2, "published": NOON}),
        ({}, {"state": State.WITHDRAWN}),
    ],
)
def test_a_newer_text_and_a_recall_are_let_through(first, second):
    assert texts(source("one", **first), source("two", **second)) == ["one", "two"]


def test_the_same_text_twice_and_an_older_number_are_left_to_the_archive():
    assert texts(source("one"), source("one")) == ["one", "one"]
    assert texts(source("two", edition=2), source("one", edition=1)) == ["two", "one"]


def test_a_refusal_names_the_article_and_says_what_to_do():
    _, refused = Succession().told_apart([source("one"), source("two")])
    assert isinstance(refused, BadSource)
    assert "“H”" in str(refused)
    assert "add the newer one later by itself" in str(refused)
