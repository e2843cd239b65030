"""A question on what somebody does is answered only by quotes that tell of them."""

import pytest

from retrieval import Article, Verdict
from retrieval.answering.answers import Answers
from retrieval.answering.ranking import Genre
from retrieval.answering.verdict import DEFAULT_CUTS
from tests.indexes import TERMS, index_of

TALKS = "The talks on soldiers for Ukraine were held with Britain, France and Poland."
SOLDIERS = "If Sweden agrees to send soldiers to Ukraine, others will agree to send soldiers, he said."


def answer(question, *paragraphs, genre=Genre.NEWS, headline="Report"):
    text = "\n\n".join(paragraphs)
    index = index_of(Article(id="1", headline=headline, text=text))
    return Answers(DEFAULT_CUTS, TERMS, genre).answer(question, 3, index.view())


@pytest.mark.parametrize(
    "question",
    [
        "Did Poland agree to send soldiers to Ukraine?",
        "did poland agree to send soldiers to ukraine",
        "Did the Poles agree to send soldiers to Ukraine?",
    ],
)
def test_what_the_best_quote_says_of_others_is_only_near(question):
    found = answer(question, SOLDIERS, TALKS)
    assert found.quotes[0].text == SOLDIERS
    assert found.verdict is Verdict.NEAREST
    assert found.confidence <= DEFAULT_CUTS.nearest


@pytest.mark.parametrize(
    ("question", "headline"),
    [
        ("Did Sweden agree to send soldiers to Ukraine?", "Report"),
        ("Did the Swedes agree to send soldiers to Ukraine?", "Report"),
        ("Did Poland agree to send soldiers to Ukraine?", "Poland's answer"),
        ("Did everyone agree to send soldiers to Ukraine?", "Report"),
        ("When did Sweden, and when did Poland, agree to send soldiers to Ukraine in 2025?", "Report 2025"),
        ("Who agrees to send soldiers to Ukraine, and when would Poland send soldiers?", "Report"),
    ],
)
def test_it_is_answered_where_a_paragraph_or_headline_tells_of_them_or_no_one_is_named(question, headline):
    assert answer(question, SOLDIERS, TALKS, headline=headline).verdict is Verdict.ANSWERED


@pytest.mark.parametrize(
    ("doer", "before", "said"),
    [
        ("Novak", "It was time to help, Pavel Novak said.", "“We will send tanks and soldiers to Ukraine,” he said."),
        ("Norway", "Norwegian minister Pavel Novak came.", "“We will send tanks and soldiers to Ukraine,” Novak said."),
    ],
)
def test_whoever_speaks_is_told_of_and_what_they_stand_for(doer, before, said):
    found = answer(f"Will {doer} send tanks and soldiers to Ukraine?", before, said)
    assert found.quotes[0].text == said
    assert found.verdict is Verdict.ANSWERED


def test_a_figure_must_be_given_by_a_quote_that_tells_of_them():
    question = "How many soldiers would Poland send to Ukraine?"
    near = "Poland would send soldiers to Ukraine, and how many soldiers is open."
    figure = "Sweden would send 400 soldiers to Ukraine."
    assert answer(question, near, figure).verdict is Verdict.NEAREST
    assert answer(question, near, figure.replace("Sweden", "Poland")).verdict is Verdict.ANSWERED


def test_works_of_reference_leave_their_subject_out():
    question = "When did Poland agree to send soldiers to Ukraine?"
    text = "It agreed in 2025 to send soldiers to Ukraine."
    other = "Poland is a country."
    assert answer(question, text, other, genre=Genre.REFERENCE).verdict is Verdict.ANSWERED
    assert answer(question, text, other).verdict is Verdict.NEAREST
