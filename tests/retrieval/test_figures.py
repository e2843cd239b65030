"""A question for a number, a sum, a share, a date or a length is answered only by quotes that give one."""

import pytest

from retrieval import Article, Verdict
from retrieval.answering.answers import Answers
from retrieval.answering.figures import lacks_figure
from retrieval.answering.verdict import DEFAULT_CUTS
from retrieval.terms import newsroom_terms
from tests.indexes import TERMS, index_of

HOW_MANY = "How many soldiers did Portugal send?"
WHEN = "When does the ceasefire start?"
COST = "How much did the mirror cost?"
SHARE = "What share of the aid is American?"
LASTED = "How long did the siege last?"
AGE = "How old is Bout?"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (HOW_MANY, "Portugal sent 1,200 soldiers."),
        (HOW_MANY, "Portugal sent 120 of its best young soldiers."),
        ("How-many soldiers did Portugal send?", "Portugal sent 1,200 soldiers."),
        (HOW_MANY, "Portugal has sent twenty-three troops."),
        (HOW_MANY, "Portugal sent a two-soldier patrol."),
        (HOW_MANY, "Tens of thousands of soldiers came."),
        (HOW_MANY, "Portugal sent no soldiers."),
        (HOW_MANY, "Dozens of soldiers came, both of them Portuguese."),
        (HOW_MANY, "A third of the soldiers came from Portugal."),
        ("How many people signed?", "Some 450 scientists signed."),
        ("How many people signed?", "Scientists signed."),
        ("How many of the 30 soldiers fell?", "Twelve of the 30 soldiers fell."),
        ("How many millions of soldiers are there?", "There are two millions of them."),
        ("After how many days did Truss resign?", "Truss resigned after 45 days."),
        ("What does Portugal want, how many soldiers?", "Portugal wants 50 soldiers."),
        (COST, "It was $1,000."),
        (COST, "It sold for nearly two million euros."),
        (COST, "The mirror was free."),
        ("Which shop lowered its gas prices?", "Sheetz did."),
        ("How much does Kyiv trust Moscow?", "Not at all."),
        (SHARE, "The US gives 40 percent."),
        (SHARE, "Some 40% is."),
        (SHARE, "Two-thirds is American."),
        (SHARE, "One in five shells is."),
        (WHEN, "It starts on Thursday."),
        (WHEN, "It starts next week."),
        (WHEN, "It is to start in the next two months."),
        (WHEN, "Some 3.5 billion years ago."),
        (WHEN, "It starts after the end of the siege."),
        (WHEN, "It starts on the 5th."),
        (LASTED, "It lasted three long years."),
        (LASTED, "It went on for decades."),
        (LASTED, "From 1961 to 1972."),
        (LASTED, "It has lasted since Easter."),
        (AGE, "Bout, 55, speaks six languages."),
        (AGE, "The 55-year-old speaks six languages."),
        (AGE, "Bout turned 55."),
        (AGE, "It was his 55th birthday."),
        ("What did Macron say?", "Nothing at all."),
        ("When did it start and who began?", "Russia began."),
        ("Did Portugal show many soldiers?", "It did."),
        ("Since nobody knew how many soldiers came, what did they eat?", "Bread."),
    ],
)
def test_a_figure_is_given_in_digits_or_words(question, text):
    assert not lacks_figure(question, ["Nothing is known.", text], newsroom_terms())


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (HOW_MANY, "Portugal sent soldiers."),
        (HOW_MANY, "Portugal sent soldiers and 28 fighter jets."),
        (HOW_MANY, "In 1999 the government in Lisbon had already said that it would send soldiers."),
        (HOW_MANY, "Soldiers came in 28 jets from Portugal."),
        (HOW_MANY, "Portugal sent 28 F-16 fighter jets and some of its soldiers."),
        ("How many of the 30 soldiers fell?", "The 30 soldiers fell back."),
        ("How many F-16s did Portugal send?", "Portugal sent F-16s."),
        ("This week Truss resigned. After how many days in office?", "Truss resigned."),
        (COST, "The mirror was made of 300 pieces of wood."),
        (SHARE, "America gives 12 tanks."),
        (WHEN, "After the war started, 12 states asked for it."),
        (LASTED, "The siege was long, and 12 people fell."),
        (AGE, "Bout was sentenced to 25 years, of which he served ten."),
    ],
)
def test_a_text_without_one_gives_none(question, text):
    assert lacks_figure(question, [text], newsroom_terms())


def answer(question, *texts, limit=3):
    articles = [Article(id=str(number), headline="Report", text=text) for number, text in enumerate(texts)]
    return Answers(DEFAULT_CUTS, TERMS).answer(question, limit, index_of(*articles).view())


def test_quotes_without_the_figure_are_nearest_passages():
    question = "How many soldiers does Portugal have in the Baltic states?"
    without = "Portugal has soldiers in the Baltic states, the ministry said."
    given = answer(question, without.replace("soldiers", "400 soldiers"))
    lacking = answer(question, without)
    assert given.verdict is Verdict.ANSWERED
    assert lacking.verdict is Verdict.NEAREST
    assert lacking.confidence <= DEFAULT_CUTS.nearest
    assert [quote.text for quote in lacking.quotes] == [without]


@pytest.mark.parametrize("limit", [1, 3, 9])
def test_a_figure_in_one_of_the_first_three_quotes_is_enough_however_many_are_asked_for(limit):
    without = "Portugal has soldiers in the Baltic states."
    given = "Portugal’s two soldiers left. The Baltic ports are open, whatever others may think or say of it."
    found = answer("How many soldiers does Portugal have in the Baltic states?", without, given, limit=limit)
    assert [quote.text for quote in found.quotes] == [without, given][:limit]
    assert found.verdict is Verdict.ANSWERED


def test_a_figure_further_down_is_not():
    quotes = [f"Portugal has soldiers in the Baltic states, {who} said." for who in ("Lisbon", "Riga", "Vilnius")]
    last = "The 400 soldiers may stay for a while, whoever else decides to come and whatever others have said before."
    found = answer("How many soldiers does Portugal have in the Baltic states?", *quotes, last, limit=9)
    assert [quote.text for quote in found.quotes][3:] == [last]
    assert found.verdict is Verdict.NEAREST


def test_another_places_figure_is_none():
    question = "How many cases of measles are there in Portugal?"
    given = "There are 400 cases of measles in the country, the ministry said."
    there = "Portugal is in Europe."
    assert answer(question, f"{given}\n\n{there}").verdict is Verdict.ANSWERED
    assert answer(question, given, there).verdict is Verdict.NEAREST
