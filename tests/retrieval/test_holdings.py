"""Questions about the archive itself are answered with counts, speakers and quotes."""

from datetime import date
from pathlib import Path

import pytest

from retrieval import Archive, Article, Search, Verdict
from retrieval.answering.asked_archive import asked_archive, asks_for_articles

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
        ("list all speakers", "", True),
        ("how many people are quoted?", "", True),
        ("who do you have quotes from?", "", True),
        ("how many quotes do you have?", "", True),
        ("any quotes on red lines?", "red lines", False),
        ("anything about Bosnia?", "Bosnia", False),
        ("how many articles mention Poland?", "Poland", False),
        ("which articles are about NATO?", "NATO", False),
    ],
)
def test_a_question_about_the_archive_is_told_from_one_about_the_news(question, topic, speakers):
    asked = asked_archive(question)
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
        "how many people are there?",
        "who quotes Putin?",
        "more quotes",
        "direct quotes",
    ],
)
def test_a_question_about_the_news_is_left_to_search(question):
    assert asked_archive(question) is None


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


@pytest.mark.parametrize(
    "question",
    [
        "what's new?",
        "Anything new?",
        "what is the latest?",
        "what articles do you have?",
        "List all articles",
        "What’s in the archive?",
        "what sources do you have",
        "how many articles are there in total?",
        "can you list all articles please",
        "what  articles do\n you have, please?",
        "show me the headlines",
        "what does the archive hold?",
        "what do you have?",
        "articles",
    ],
)
def test_which_articles_there_are_may_be_asked_in_many_ways(question):
    assert asks_for_articles(question)


@pytest.mark.parametrize(
    "question",
    [
        "what articles do you have on NATO?",
        "what's new on NATO?",
        "what's the latest on Taurus?",
        "which sources said that?",
        "which articles are about NATO?",
        "what do you have to say?",
        "what is in the proposal?",
        "how many officials are there?",
        "sources close to Trump",
        "list all speakers",
    ],
)
def test_a_question_about_what_articles_say_is_not_taken_for_a_list(question):
    assert not asks_for_articles(question)


def test_articles_are_counted_for_the_channel_and_the_newest_named_first():
    archive = Archive()
    for day in range(1, 13):
        text = f"Harbour {day}\n\nThe harbour opened on day {day}."
        archive.add(Article(id=f"{day:02}", headline=f"Harbour {day}", text=text, published=date(2026, 5, day)))
    archive.add(Article(id="00", headline="Undated", text="Undated\n\nNobody knows when."))
    archive.restrict("12", ["C1"], by="Tom")
    search = Search(archive)
    answer = search.ask("what articles do you have?")
    assert (answer.verdict, answer.quotes, answer.listing.count) == (Verdict.ANSWERED, (), 12)
    assert [each.headline for each in answer.listing.newest] == [f"Harbour {day}" for day in range(11, 1, -1)]
    assert search.ask("what articles do you have?", channel="C1").listing.newest[0].headline == "Harbour 12"
    archive.close()


def test_an_archive_without_articles_lists_none():
    archive = Archive()
    answer = Search(archive).ask("what articles do you have?")
    assert (answer.verdict, answer.listing, answer.headlines) == (Verdict.NOTHING, None, ())
    archive.close()


def test_what_the_archive_does_not_hold_is_not_claimed(search):
    answer = search.ask("what do you have on the Pope?")
    assert answer.holding is None
    assert answer.verdict is not Verdict.ANSWERED
