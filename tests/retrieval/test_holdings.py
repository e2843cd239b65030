"""Questions about the archive itself are answered with counts, speakers and quotes."""

import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from retrieval import Archive, Article, Search, Verdict
from retrieval.answering.asked_archive import asked_archive, asks_for_articles
from retrieval.answering.verdict import Cuts

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
        ("who is quoted in the archive?", "", True),
        ("Who is quoted here on NATO?", "NATO", True),
        ("who has spoken about NATO in these articles?", "NATO", True),
    ],
)
def test_a_question_about_the_archive_is_told_from_one_about_the_news(question, topic, speakers):
    asked = asked_archive(question)
    assert (asked.topic, asked.speakers) == (topic, speakers)


@pytest.mark.parametrize(
    ("question", "speaker", "topic", "may_be_place"),
    [
        ("need a line from Starmer", "Starmer", "", False),
        ("any comments by Starmer on peace?", "Starmer", "peace", False),
        ("hi! need a quote from Starmer on peace pls", "Starmer", "peace", False),
        ("Hello, the latest quotes from Starmer please, thanks!", "Starmer", "", False),
        ("how many quotes from Starmer do you have?", "Starmer", "", False),
        ("latest from Starmer", "Starmer", "", True),
        ("what's the latest from Starmer on peace?", "Starmer", "peace", True),
        ("anything from Starmer?", "Starmer", "", True),
    ],
)
def test_somebodys_words_may_be_asked_for_as_a_newsroom_asks(question, speaker, topic, may_be_place):
    asked = asked_archive(question)
    assert (asked.speaker, asked.topic, asked.may_be_place) == (speaker, topic, may_be_place)


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


@pytest.mark.parametrize("end", ["", "x", "\nx"])
@pytest.mark.parametrize(
    "opening",
    [
        "", "quotes from ", "quotes from a", "latest from ", "latest from a", "a quotes on ", "anything on a",
        "what do you have on ", "what articles mention ", "what articles mention a", "who spoke about ", "who spoke",
        "who do you have", "what articles do you have",
    ],
)  # fmt: skip
def test_however_long_a_run_is_in_a_question_it_is_soon_told_what_it_asks(opening, end):
    slow = []
    for run in (" ", ",", ", ", "?", " on ", "x on ", " now", ", please", " do you have", "have ", "me ", "\n"):
        question = opening + (run * 20_000)[:20_000] + end
        started = time.process_time()
        asked_archive(question)
        asks_for_articles(question)
        if time.process_time() - started > 0.3:
            slow.append(run)
    assert slow == []


@pytest.mark.parametrize(
    ("question", "speaker", "topic"),
    [
        ("quotes  from Keir \t Starmer   on  the  red,, lines ,, please !!", "Keir \t Starmer", "the  red,, lines"),
        ("latest from  Starmer\non  peace\n\nthanks", "Starmer", "peace"),
        ("quotes from Starmer on ", "Starmer on", ""),
        ("quotes from Starmer on what is on", "Starmer", "what is on"),
        ("quotes from those on  condition of anonymity", "those on  condition of anonymity", ""),
    ],
)
def test_whose_words_on_what_are_asked_for_is_told_in_the_words_typed(question, speaker, topic):
    asked = asked_archive(question)
    assert (asked.speaker, asked.topic) == (speaker, topic)


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


def article(name, headline, *paragraphs):
    return Article(id=name, headline=headline, text="\n\n".join([headline, *paragraphs]))


def heard(question, *articles):
    with closing(Archive()) as archive:
        archive.add_all(articles)
        held = Search(archive).ask(question).holding
        return held.paragraphs, {each.name for each in held.heard}


ON_WHITSON = (
    "Peggy Whitson came back.", "“It was long,” said Whitson.", "“She is tired,” said Hanna Moroz.", "Ships wait.",
    "“We are glad,” said Rui Costa.", "The sea is calm.", "Whitson slept.",
)  # fmt: skip


@pytest.mark.parametrize("question", ["who has spoken on Peggy Whitson?", "what do you have on Peggy Whitson?"])
def test_all_who_speak_in_an_article_on_a_topic_speak_on_it(question):
    names = {"Peggy Whitson", "Hanna Moroz", "Rui Costa"}
    assert heard(question, article("a", "Peggy Whitson is back", *ON_WHITSON)) == (7, names)


def test_in_an_article_that_only_mentions_a_topic_who_speaks_of_it_is_heard():
    roundup = (*ON_WHITSON[:1], "“Peggy Whitson slept,” said Anna Berg.", *(f"Ship {n} waits." for n in range(9)))
    said = ("“We are glad,” said Rui Costa.",)
    for headline in ("Whitson, Peggy: ships", "Ships wait"):
        assert heard("who has spoken on Peggy Whitson?", article("a", headline, *roundup, *said)) == (2, {"Anna Berg"})


def test_one_paragraph_of_a_short_article_makes_it_not_what_that_is_on():
    said = ("“The tanks came,” said Hanna Moroz.", "Ships wait.", "“We are glad,” said Rui Costa.")
    assert heard("who has spoken on tanks?", article("a", "News", *said)) == (1, {"Hanna Moroz"})


def test_an_article_on_one_word_of_a_topic_is_not_on_the_topic():
    said = (
        *(f"Ship {n} waits, and Hanna Moroz said it is late." for n in range(9)),
        "Anna Berg said no ship left Odesa.",
    )
    assert heard("who has spoken on ships of Odesa?", article("a", "Ships wait", *said)) == (1, {"Anna Berg"})


def test_an_article_is_on_what_its_paragraphs_speak_of_whatever_its_headline_says():
    said = ("Tanks came.", "Tanks stayed.", "Ships wait.", "“We are glad,” said Rui Costa.")
    assert heard("who has spoken on tanks?", article("a", "News", *said)) == (4, {"Rui Costa"})


def test_the_latest_from_a_place_is_news_from_there():
    with closing(Archive()) as archive:
        archive.add(article("a", "News", "The port of Odesa burned.", "Odesa is quiet, said Hanna Moroz."))
        search = Search(archive, cuts=Cuts(answered=0, nearest=0))
        assert search.ask("the latest from Odesa").verdict is Verdict.ANSWERED
        assert search.ask("comments from Odesa").verdict is Verdict.NEAREST
