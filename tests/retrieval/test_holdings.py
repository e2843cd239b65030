"""Questions about the archive itself are answered with counts, speakers and quotes."""

from pathlib import Path

import pytest

from retrieval import Verdict
from retrieval.answering.holdings import about

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.mark.parametrize(
    ("question", "topic", "speakers"),
    [
        ("what do you have on Macron?", "Macron", False),
        ("Do you have anything about Bosnia", "Bosnia", False),
        ("what have you got on NATO?", "NATO", False),
        ("does the archive hold anything on Bosnia?", "Bosnia", False),
        ("what is there on the Korean armistice?", "the Korean armistice", False),
        ("How many articles do you have about the ceasefire?", "the ceasefire", False),
        ("who has spoken about this?", "this", True),
        ("Who is quoted on NATO troops?", "NATO troops", True),
        ("who spoke?", "", True),
    ],
)
def test_a_question_about_the_archive_is_told_from_one_about_the_news(question, topic, speakers):
    asked = about(question)
    assert (asked.topic, asked.speakers) == (topic, speakers)


@pytest.mark.parametrize(
    "question",
    [
        "what does Macron want?",
        "who spoke on condition of anonymity?",
        "who can veto a mission?",
        "what did Starmer say?",
        "What has Trump said on NATO?",
        "how much has Europe spent on weapons?",
    ],
)
def test_a_question_about_the_news_is_left_to_search(question):
    assert about(question) is None


def test_everybody_who_speaks_is_counted_and_quoted_once(search):
    answer = search.ask("who has spoken about this?", limit=12)
    names = [heard.name for heard in answer.holding.heard]
    assert {"Volodymyr Zelensky", "Keir Starmer", "Boris Bondariev", "Maria Zakharova"} <= set(names)
    assert not {name.casefold() for name in names} & {"he", "she", "they"}
    assert len(answer.quotes) == len(names)
    assert (answer.holding.articles, answer.holding.paragraphs) == (1, 27)
    times = [heard.times for heard in answer.holding.heard]
    assert times == sorted(times, reverse=True)


def test_what_there_is_on_a_topic_is_counted_and_quoted(search):
    answer = search.ask("what do you have on Macron?")
    assert answer.verdict is Verdict.ANSWERED
    assert (answer.holding.articles, answer.holding.paragraphs) == (1, 3)
    assert len(answer.quotes) == 3


def test_what_the_archive_does_not_hold_is_not_claimed(search):
    answer = search.ask("what do you have on the Pope?")
    assert answer.holding is None
    assert answer.verdict is not Verdict.ANSWERED
