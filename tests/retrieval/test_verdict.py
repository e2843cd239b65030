"""How sure an answer is: what speaks for it in an archive of a few articles, and what among very many."""

import random
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from retrieval import Article, Verdict
from retrieval.answering import verdict
from retrieval.answering.answers import Answers
from retrieval.answering.evidence import (
    SIGNS,
    Evidence,
    ahead,
    ahead_of_others,
    event,
    headlines,
    one_article,
    unnamed,
)
from retrieval.answering.query import read_query
from retrieval.answering.ranking import Genre, rank
from retrieval.answering.reading import Readings
from retrieval.answering.verdict import DEFAULT_CUTS, FEW, FEW_ARTICLES, MANY, MANY_ARTICLES, many_articles
from tests.indexes import CHANNEL, TERMS, index_of

MONDAY = datetime(2025, 3, 10, tzinfo=UTC)


def article(name, *paragraphs, headline="Report", days=0):
    text = "\n\n".join([headline, *paragraphs])
    return Article(id=name, headline=headline, text=text, published=MONDAY + timedelta(days=days))


def view_of(articles, today=None):
    index = index_of(*articles)
    return index.view(today=today.toordinal()) if today else index.view()


def evidence(question, *articles):
    view = view_of(articles)
    query = read_query(question, TERMS.of(question), view)
    ranked = rank(query, view, Readings(TERMS))
    return Evidence(query, ranked, ranked)


@pytest.mark.parametrize("table", [FEW, MANY])
def test_each_weight_is_for_a_sign_that_counts(table):
    assert table.keys() - SIGNS.keys() == {"start"}
    assert all(table.values())


def test_every_sign_counts_somewhere():
    assert SIGNS.keys() == (FEW.keys() | MANY.keys()) - {"start"}


def test_articles_are_many_by_degrees():
    degrees = [many_articles(count, Genre.NEWS) for count in (0, 1, FEW_ARTICLES, 60, 173, 500, MANY_ARTICLES, 10**6)]
    assert degrees == sorted(degrees)
    assert degrees[:3] == [0, 0, 0]
    assert degrees[4] == pytest.approx(0.5, abs=0.01)
    assert degrees[-2:] == [1, 1]


def test_works_of_reference_are_never_many():
    assert many_articles(10**6, Genre.REFERENCE) == 0


def test_an_article_may_hold_what_is_asked_in_several_paragraphs():
    paragraphs = "Hanna Moroz spoke.", "The tanks crossed a bridge.", "It was night."
    whole = article("a", *paragraphs, headline="War in Odesa")
    parts = [article(f"b{n}", paragraph) for n, paragraph in enumerate(paragraphs)]
    question = "Which tanks crossed a bridge in Odesa at night, Hanna Moroz?"
    assert one_article(evidence(question, whole)) == 1
    assert one_article(evidence(question, *parts)) < 0.5
    assert unnamed(evidence(question, whole)) == 0


def test_a_name_that_the_whole_article_lacks_is_missed():
    found = evidence(
        "What did Hanna Moroz say of the tanks?", article("a", "The tanks came."), article("b", "Moroz left.")
    )
    assert found.best.window.candidate.article.id == "a"
    assert unnamed(found) > 0.3


@pytest.mark.parametrize(("days", "articles"), [((0, 1, 4), 3), ((4, 0, -1), 2), ((0, 30, 300), 1)])
def test_an_event_is_told_by_several_articles_of_the_same_days(days, articles):
    first, *others = (
        article(
            f"a{n}", "The bridge in Odesa was closed.", headline="The bridge in Odesa" if n == 0 else "Report", days=day
        )
        for n, day in enumerate(days)
    )
    found = evidence("Which bridge in Odesa was closed?", first, *others, article("b", "A bridge.", days=days[0]))
    assert found.best.window.candidate.article.id == first.id
    assert event(found) == articles / 10


@pytest.mark.parametrize("published", [None, MONDAY])
def test_articles_without_a_date_tell_of_events_of_their_own(published):
    told = [
        article(f"a{n}", "The bridge in Odesa was closed.").model_copy(update={"published": published})
        for n in range(3)
    ]
    assert event(evidence("Which bridge in Odesa was closed?", *told)) == (0.3 if published else 0.1)


def test_the_best_quote_is_ahead_of_what_tells_of_something_else():
    told = [article(f"a{n}", "The bridge in Odesa was closed.", f"Officer {n}.", days=n) for n in range(2)]
    alone = evidence("Which bridge in Odesa was closed?", *told)
    assert ahead_of_others(alone) == 1
    late = article("b", "A bridge in Odesa was closed for ships once more.", days=-90)
    beside = evidence("Which bridge in Odesa was closed?", *told, late)
    assert ahead_of_others(beside) < 0.5
    assert ahead(alone) == ahead(beside) == 1
    others = ["to ships", "at night", "for tanks", "by rain", "to cars", "from above", "in March", "for a day"]
    crowd = [article(f"c{n}", f"A bridge in Odesa was closed {other}.", days=-90 * n) for n, other in enumerate(others)]
    assert ahead(evidence("Which bridge in Odesa was closed?", *told, *crowd)) < 0.5


def test_headlines_are_those_of_the_first_few_articles():
    paragraph = "The bridge in Odesa was closed."
    named = [article(f"a{n}", paragraph, headline="The bridge in Odesa") for n in range(2)]
    plain = [article(f"b{n}", paragraph, headline="Late news") for n in range(2)]
    assert headlines(evidence("Which bridge in Odesa?", *named, *plain)) == pytest.approx(0.5)
    more = [article(f"c{n}", f"{paragraph} Officer {n}.", headline="Late news") for n in range(9)]
    assert headlines(evidence("Which bridge in Odesa?", *named, *more)) == pytest.approx(0.4)


def test_whose_words_they_are_for_certain_need_not_be_named_in_the_article():
    found = evidence("What did Moroz say of the tanks?", article("a", "The tanks came."))
    assert unnamed(found) > 0
    spoken = Evidence(found.query, found.ranked, found.among, frozenset(TERMS.stems("Moroz")))
    assert unnamed(spoken) == 0
    assert one_article(spoken) == 1


def test_what_is_behind_another_is_not_ahead_because_that_one_is():
    better, worse = "The bridge in Odesa was closed.", "Hanna Moroz spoke of a bridge."
    found = evidence("Which bridge in Odesa was closed?", article("a", better), article("b", worse, days=-90))
    theirs = Evidence(found.query, found.ranked[1:], found.among)
    assert theirs.best.window.candidate.article.id == "b"
    assert ahead_of_others(found) > 0.5
    assert ahead_of_others(theirs) == 0
    between = article("c", "A bridge of Odesa.", days=-300)
    same = evidence("Which bridge in Odesa was closed?", article("a", better), article("b", worse), between)
    assert ahead_of_others(same) > 0.1
    assert ahead_of_others(Evidence(same.query, same.ranked[-1:], same.among)) == 0
    crowd = [article(f"c{n}", f"{better} It was day {n} of the month.", days=-90 * n) for n in range(9)]
    many = evidence("Which bridge in Odesa was closed?", article("a", worse), *crowd)
    assert ahead(Evidence(many.query, many.ranked[-1:], many.among)) == 0


def test_copies_of_the_best_quote_take_nothing_from_it():
    copies = [article(f"a{n}", "The bridge in Odesa was closed.", days=-90 * n) for n in range(12)]
    found = evidence("Which bridge in Odesa was closed?", *copies)
    assert ahead(found) == ahead_of_others(found) == 1


def test_of_a_very_long_question_no_name_is_missed_that_stands_beside_the_quote():
    told = article("a", "Hanna Moroz spoke of a bridge.", *(f"Word{n} came." for n in range(60)))
    long = " ".join(f"word{n}" for n in range(60))
    found = evidence(f"It was {long}. What did Hanna Moroz say of a bridge?", told, article("b", "Moroz and Hanna."))
    assert unnamed(found) == 0


def test_a_date_in_the_future_makes_no_event():
    articles = [article(f"a{n}", "The bridge in Odesa was closed.", days=n) for n in range(3)]
    assert [each.day for each in view_of(articles, MONDAY).candidates(dict.fromkeys(TERMS.stems("bridge"), 1.0))] == [
        MONDAY.toordinal(),
        0,
        0,
    ]


# A newsroom's archive: what is told in each article has its words in many others.
SYLLABLES = ["".join(pair) for pair in product("bdfgklmnprst", "aeiou")]
DEEDS = ["closed", "opened", "inspected", "sold", "visited", "blocked", "repaired", "praised", "flooded", "guarded"]
THINGS = ["bridge", "harbour", "school", "hospital", "factory", "station", "museum", "market", "tunnel", "airport"]


def newsroom(count):
    """Articles, each with a question that it answers and others don't."""
    chance = random.Random(7)
    people = ["".join(chance.choices(SYLLABLES, k=3)).title() for _ in range(60)]
    towns = ["".join(chance.choices(SYLLABLES, k=2)).title() + "stadt" for _ in range(40)]
    told = []
    for number in range(count):
        person, other, town, elsewhere = *chance.sample(people, 2), *chance.sample(towns, 2)
        deed, thing, beside = chance.choice(DEEDS), *chance.sample(THINGS, 2)
        told.append(
            (
                article(
                    f"n{number}",
                    f"Mayor {person} {deed} the {thing} in {town}. Some {chance.randint(20, 900)} people watched.",
                    f"The {beside} in {elsewhere} is to follow, an aide of {other} told reporters.",
                    f"A spokesman in {town} did not answer.",
                    headline=f"{thing.title()} in {town} {deed}",
                    days=-chance.randrange(700),
                ),
                f"How many people watched as mayor {person} {deed} the {thing} in {town}?",
            )
        )
    return told


@pytest.fixture(scope="module")
def told():
    return newsroom(MANY_ARTICLES + 100)


@pytest.fixture(scope="module")
def without(told):
    """The archive without the articles that the first questions are about."""
    return view_of([each for each, _ in told[40:]])


@pytest.fixture(scope="module")
def whole(told):
    return view_of([each for each, _ in told])


def confidence(question, view, genre=Genre.NEWS):
    return Answers(DEFAULT_CUTS, TERMS, genre).answer(question, 3, view).confidence


def nearly_certain(told, view):
    """How many of the first questions are answered with little doubt."""
    answers = Answers(DEFAULT_CUTS, TERMS)
    return sum(answers.answer(question, 3, view).confidence >= 0.8 for _, question in told[:40])


def test_among_many_articles_a_question_is_answered_by_its_own_rather_than_by_others_like_it(
    told, whole, without, monkeypatch
):
    assert nearly_certain(told, whole) == 40
    assert nearly_certain(told, without) <= 20
    monkeypatch.setattr(verdict, "MANY", verdict.FEW)
    assert nearly_certain(told, without) >= 30


def test_in_works_of_reference_the_number_of_articles_tells_nothing(told, without, monkeypatch):
    question = told[1][1]
    genres = Genre.REFERENCE, Genre.NEWS
    before = [confidence(question, without, genre) for genre in genres]
    monkeypatch.setattr(verdict, "MANY", verdict.FEW)
    after = [confidence(question, without, genre) for genre in genres]
    assert before[0] == after[0]
    assert before[1] < after[1] - 0.1


def test_between_few_and_many_both_count(told, without, monkeypatch):
    question = told[1][1]
    many = confidence(question, without)
    monkeypatch.setattr("retrieval.answering.lookup.many_articles", lambda articles, genre: 0)
    few = confidence(question, without)
    monkeypatch.setattr("retrieval.answering.lookup.many_articles", lambda articles, genre: 0.5)
    assert many + 0.1 < confidence(question, without) < few - 0.1


def test_a_few_long_articles_are_few(monkeypatch):
    paragraphs = [[f"The bridge in Odesa was closed on day {n} of month {m}." for n in range(60)] for m in range(20)]
    view = view_of([article(f"a{n}", *each) for n, each in enumerate(paragraphs)])
    few = confidence("Which bridge in Odesa was opened?", view)
    monkeypatch.setattr(verdict, "MANY", {"start": 9.0})
    assert confidence("Which bridge in Odesa was opened?", view) == few


def test_articles_that_a_channel_may_not_see_make_its_archive_no_larger(told):
    public, restricted = [each for each, _ in told[40:70]], [each for each, _ in told[70:]]
    index = index_of(*public, hidden=restricted)
    assert index.view().articles == len(public)
    assert index.view(CHANNEL).articles == len(public) + len(restricted)
    for _, question in told[:10]:
        assert confidence(question, index.view()) == confidence(question, view_of(public))


@pytest.mark.parametrize("word", ["bridge", "closing", "ships"])
def test_words_of_somebody_are_not_made_an_answer_by_what_another_article_holds(told, word):
    theirs = article("a", f"“I wrote of the {word} as a student,” mayor Hanna Moroz said on Monday.")
    other = article(
        "b", "The Kalyna bridge in Odesa was closed on Friday. The closing of the Kalyna bridge hit ships.", days=-200
    )
    view = view_of([theirs, other, *(each for each, _ in told)])
    answers = Answers(DEFAULT_CUTS, TERMS)
    answer = answers.answer("What did Moroz say about the closing of the Kalyna bridge in Odesa?", 3, view)
    assert answer.verdict is not Verdict.ANSWERED


def test_words_of_somebody_on_what_is_asked_are_an_answer_among_many_articles(told):
    theirs = article(
        "a",
        "“It was night,” mayor Hanna Moroz said on Monday.",
        "“The closing of the Kalyna bridge hit ships,” she added.",
    )
    view = view_of([theirs, *(each for each, _ in told)])
    answers = Answers(DEFAULT_CUTS, TERMS)
    answer = answers.answer("What did Moroz say about the closing of the Kalyna bridge?", 3, view)
    assert answer.verdict is Verdict.ANSWERED
    assert answer.quotes[0].text.endswith("she added.")


def test_of_the_words_of_somebody_those_on_what_is_asked_come_first(told):
    theirs = article("a", "“It was night,” mayor Hanna Moroz said on Monday.", "“Ships are late,” she added.")
    answers = Answers(DEFAULT_CUTS, TERMS)
    for others in ([], [each for each, _ in told]):
        answer = answers.answer("What did Moroz say about ships?", 3, view_of([theirs, *others]))
        assert answer.verdict is Verdict.ANSWERED
        assert answer.quotes[0].text.startswith("“Ships are late")


@pytest.mark.parametrize("many", [0.0, 1.0])
def test_a_name_need_not_stand_beside_words_that_are_certain_to_be_theirs(many):
    found = evidence("What did Moroz say of the bridge?", article("a", "The bridge came."), article("b", "Moroz left."))
    sure = [
        verdict.confidence(found.query, found.ranked[:1], many, among=found.among, known=frozenset(TERMS.stems(name)))
        for name in ("Moroz", "Petrov")
    ]
    assert sure[0] > sure[1] + 0.02
