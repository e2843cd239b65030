"""How the age of articles counts: told by their dates or addresses, against the newest that the channel may see."""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest

from retrieval import Archive, Article, Search
from retrieval.answering.query import NOW, read_query
from retrieval.answering.ranking import READ_CANDIDATES, READ_WORDS, Genre, rank
from retrieval.answering.reading import Readings
from retrieval.indexing.analysed import day
from retrieval.indexing.view import UNDATED
from tests.indexes import CHANNEL, TERMS, index_of

NEWEST = date(2025, 3, 10)
# Neither holds more of the question than the other, nor the same words.
OLD, NEW = "Macron spoke of troops on the radio.", "Macron spoke of troops to the press."


def article(name, published=None, text="Macron spoke of troops.", url=None):
    return Article(id=name, headline="Report", text=f"Report\n\n{text}", published=published, url=url)


def recent(view):
    return {each.article.id: each.recent for each in view.candidates(dict.fromkeys(TERMS.stems("troops"), 1.0))}


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"published": NEWEST}, NEWEST),
        ({"published": datetime(2025, 3, 10, 23, 59, tzinfo=UTC)}, NEWEST),
        ({"url": "https://news.example/world/2025/03/10/troops/"}, NEWEST),
        ({"url": "https://news.example/2025-03-10-troops"}, NEWEST),
        ({"url": "https://news.example/2025/03/10"}, NEWEST),
        ({"url": "https://news.example/2025/03/10?page=2"}, NEWEST),
        ({"url": "https://news.example/2024/01/01/troops", "published": NEWEST}, NEWEST),
        ({"url": "https://news.example/2025/13/40/troops"}, None),
        ({"url": "https://news.example/20250310/123456/12/10"}, None),
        ({}, None),
    ],
)
def test_the_day_of_an_article_is_its_date_or_else_stands_in_its_address(known, told):
    assert day(article("a", **known)) == (told.toordinal() if told else 0)


def test_of_two_articles_that_say_as_much_the_newer_comes_first():
    for newer, older in (("a", "b"), ("b", "a")):
        with closing(Archive()) as archive:
            archive.add(article(older, date(2023, 3, 10), OLD))
            archive.add(article(newer, NEWEST, NEW))
            first, second = Search(archive).ask("What did Macron say of troops?").quotes
            assert (first.text, second.text) == (NEW, OLD)
            assert first.score > second.score + 0.1


def test_in_works_of_reference_age_tells_nothing():
    with closing(Archive()) as archive:
        archive.add(article("a", date(2013, 3, 10), OLD))
        archive.add(article("b", NEWEST, NEW))
        first, second = Search(archive, genre=Genre.REFERENCE).ask("What did Macron say of troops?").quotes
        assert first.score == pytest.approx(second.score)


def test_how_much_a_question_asks_for_the_newest_is_read_off_it():
    view = index_of(article("a")).view()
    for question, urgency in (
        ("What did Macron say this week?", NOW),
        ("what's the latest on troops", NOW),
        ("Who spoke on Monday?", NOW),
        ("What did Macron say?", 1.0),
        ("What happened on Bloody Sunday?", 1.0),
        ("What did Macron say in 2019?", 0.0),
        ("Which film of the 1990s opens this week?", NOW),
        ("Which treaty of 1865 did Macron name?", 1.0),
        ("Which knowledge helps?", 1.0),
    ):
        assert read_query(question, TERMS.of(question), view).urgency == urgency, question


def test_newer_paragraphs_are_looked_at_first_and_more_so_with_more_recency():
    view = index_of(article("a", NEWEST - timedelta(days=3650)), article("b", NEWEST)).view()
    asked = dict.fromkeys(TERMS.stems("troops"), 1.0)

    def together(**options):
        found = {each.article.id: each.together for each in view.candidates(asked, **options)}
        return found["b"] / found["a"]

    assert together(recency=0.0) == pytest.approx(1.0)
    assert 1.1 < together() < together(recency=0.5)


@pytest.mark.parametrize(
    ("question", "genre", "read"),
    [
        ("Who spoke of troops this week?", Genre.NEWS, {"new", "new and wordy"}),
        ("Who spoke of troops?", Genre.NEWS, {"new"}),
        ("Who spoke of troops in 2019?", Genre.NEWS, set()),
        ("Who spoke of troops this week?", Genre.REFERENCE, set()),
    ],
)
def test_the_more_a_question_asks_for_the_newest_the_more_of_it_is_read_where_not_all_can_be(question, genre, read):
    days = READ_WORDS // READ_CANDIDATES // 2
    old = [
        article(f"an old one, {number}", NEWEST - timedelta(days=3650), f"Macron spoke of troops{' for days' * days}.")
        for number in range(READ_CANDIDATES)
    ]
    # The longer a paragraph, the less the same words score in it.
    new = [
        article(name, NEWEST, f"Macron spoke of troops{' for days' * more}.")
        for name, more in (("new", days), ("new and wordy", 5 * days // 2))
    ]
    view = index_of(*old, *new).view()
    ranked = rank(read_query(question, TERMS.of(question), view), view, Readings(TERMS), genre)
    assert {each.window.candidate.article.id for each in ranked} - {each.id for each in old} == read


def test_age_is_counted_from_the_newest_article_and_the_undated_stand_between():
    year = timedelta(days=365)
    view = index_of(article("a", NEWEST), article("b", NEWEST - year), article("c", NEWEST - 9 * year), article("d"))
    told = recent(view.view())
    assert told == {"a": 1.0, "b": 0.5, "c": pytest.approx(0.1), "d": UNDATED}


def test_a_date_that_lies_in_the_future_tells_nothing_and_makes_no_other_old():
    index = index_of(article("a", NEWEST), article("slip", date(2099, 1, 1)))
    assert recent(index.view(today=NEWEST.toordinal())) == {"a": 1.0, "slip": UNDATED}
    assert recent(index_of(article("slip", date(2099, 1, 1))).view(today=NEWEST.toordinal())) == {"slip": UNDATED}


def test_a_search_tells_the_future_by_its_clock():
    with closing(Archive()) as archive:
        archive.add(article("a", date(2023, 3, 10), OLD))
        archive.add(article("b", date(2099, 1, 1), NEW))
        scores = []
        for year in (2025, 2100):
            search = Search(archive, clock=lambda year=year: datetime(year, 3, 11, tzinfo=UTC))
            scores.append({each.text: each.score for each in search.ask("What did Macron say of troops?").quotes})
        assert scores[0][OLD] > scores[1][OLD] + 0.1
        assert scores[0][OLD] > scores[0][NEW]


def test_what_a_channel_may_not_see_makes_nothing_older_for_it():
    index = index_of(article("a", NEWEST - timedelta(days=365)), hidden=[article("b", NEWEST)])
    assert recent(index.view())["a"] == 1.0
    assert recent(index.view(CHANNEL))["a"] == 0.5


def test_what_is_taken_away_makes_nothing_older_any_more_also_after_a_restart():
    articles = article("a", NEWEST - timedelta(days=365)), article("gone", NEWEST)
    index, kept = index_of(*articles), index_of(*articles)
    kept.unpack(index.pack())
    for each in (index, kept):
        assert recent(each.view())["a"] == 0.5
        each.remove(["gone"])
        assert recent(each.view())["a"] == 1.0
