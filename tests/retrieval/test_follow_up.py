"""What a question means that only goes on from the one before it."""

import time
from contextlib import closing

import pytest

from retrieval import Archive, Article, Search, Verdict
from retrieval.answering.follow_up import follow_up, goes_on
from retrieval.attribution_line import attribution_line

STARMER = "What did Starmer say about peace?"


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        (STARMER, "and Macron?", "What did Macron say about peace?"),
        (STARMER, "What about Emmanuel Macron", "What did Emmanuel Macron say about peace?"),
        (STARMER, "what about weapons?", "What did Starmer say about weapons?"),
        (STARMER, "and on long range weapons?", "What did Starmer say about long range weapons?"),
        (STARMER, "and about NATO?", "What did Starmer say about NATO?"),
        (STARMER, "ok, and weapons?", "What did Starmer say about weapons?"),
        ("has Starmer commented on peace?", "or Macron?", "has Macron commented on peace?"),
        ("How many troops does Zelensky want?", "and Macron?", "How many troops does Macron want?"),
        ("would Putin accept foreign troops?", "and Keir Starmer?", "would Keir Starmer accept foreign troops?"),
        ("quotes from Starmer on peace", "and Macron", "quotes from Macron on peace"),
        ("What did Sir Keir Starmer say?", "and Macron?", "What did Macron say?"),
        ("What did France’s Macron say about peace?", "and Starmer?", "What did Starmer say about peace?"),
        (STARMER, "and the Kremlin?", "What did the Kremlin say about peace?"),
        ("Russia on peace", "and about weapons?", "Russia on weapons"),
        ("who has spoken about peace?", "and NATO?", "who has spoken about NATO?"),
    ],
)
def test_the_likeliest_question_has_another_name_or_another_topic(before, question, meant):
    assert goes_on(question)
    assert follow_up(before, question)[0] == meant


@pytest.mark.parametrize(
    "question",
    [
        "Macron?",
        "Macron on weapons",
        "ok, Macron",
        "on it",
        "about Macron",
        "and you?",
        "and me",
        "but he did",
        "but not really",
        "and so on",
        "and that's it",
        "and according to Macron?",
        "and Macron" + "?" * 100,
        "and what did Macron say?",
        "and is Macron for it?",
        "who can veto a mission?",
        "and then we went to see the minister of defence",
        "thanks",
        "and",
        "",
        "?",
    ],
)
def test_a_whole_question_or_a_remark_goes_on_from_none(question):
    assert not goes_on(question)
    assert follow_up(STARMER, question) == ()


def test_a_name_in_small_letters_is_told_from_a_topic_by_what_is_answered(search):
    before = "what did macron say about security guarantees"
    assert search.ask("and ukrainian officials", before=before).question == (
        "what did macron say about ukrainian officials"
    )
    zakharova = search.ask("and zakharova", before="what did starmer say about nato troops")
    assert zakharova.question == "what did zakharova say about nato troops"
    assert zakharova.verdict is Verdict.ANSWERED
    assert "Zakharova" in attribution_line(zakharova.quotes[0])


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Which countries will send troops?", "and Poland?"),
        ("Did Starmer and Macron agree?", "and Zelensky?"),
        ("Starmer on Russia", "and Macron?"),
        ("would Putin accept foreign troops?", "and lunch?"),
    ],
)
def test_what_is_no_name_or_topic_in_the_place_of_another_is_asked_by_itself(search, before, question):
    assert follow_up(before, question) == ()
    assert search.ask(question, before=before) == search.ask(question)


@pytest.mark.parametrize("question", ["and " + "x?" * 20_000, "and " + "x" + "-" * 40_000, "?" * 40_000 + "and x"])
def test_a_long_message_is_no_question_that_goes_on(question):
    started = time.process_time()
    assert not goes_on(question)
    assert time.process_time() - started < 0.1


def test_a_question_that_goes_on_sees_what_its_channel_may_see():
    with closing(Archive()) as archive:
        text = "News\n\n“Ships are late,” said Hanna Moroz.\n\n“Rain is late,” said Eva Holm."
        archive.add(Article(id="a", headline="News", text=text))
        archive.restrict("a", ["C0000000001"], by="ed")
        search = Search(archive)
        before = "What did Moroz say about ships?"
        seen = search.ask("and about rain?", before=before, channel="C0000000001")
        assert seen.quotes
        assert not search.ask("and Holm?", before=before, channel="C0000000002").quotes
        assert not search.ask("and Holm?", before=before).quotes
