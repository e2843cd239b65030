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


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        (STARMER, "what did he say about NATO?", "what did Starmer say about NATO?"),
        (STARMER, "and what else did he say", "and what else did Starmer say"),
        (STARMER, "ok so did he mention Putin?", "ok so did Starmer mention Putin?"),
        (STARMER, "what's his view on NATO", "what's Starmer’s view on NATO"),
        (STARMER, "how old is he?", "how old is Starmer?"),
        (STARMER, "and where’s he going", "and where’s Starmer going"),
        ("what did zakharova say", "what does Russia tell its people, and her?", None),
        ("what did zakharova say", "what about her?", "what about zakharova?"),
        ("what did zakharova say", "who spoke about her in Kyiv?", None),
        ("what did zakharova say", "is that about her in Kyiv?", "is that about zakharova in Kyiv?"),
        ("what did zakharova say", "what did she say of her hopes?", "what did zakharova say of her hopes?"),
        (STARMER, "tell me how many soldiers he wants", None),
        (STARMER, "tell me how much he wants", "tell me how much Starmer wants"),
        ("What did Starmer say about Macron?", "and what did he answer?", "and what did Starmer answer?"),
        ("Would Vladimir Putin accept NATO troops in Ukraine?", "why would he?", "why would Vladimir Putin?"),
        ("Macron on Ukraine's army", "and what did he say?", None),
        ("who can veto a mission?", "and what did he say?", None),
        (STARMER, "but he did", None),
        (STARMER, "he did?", None),
        (STARMER, "and what did Putin tell him?", None),
        (STARMER, "what did they say?", None),
        (STARMER, f"what did he say{'?' * 100}", None),
    ],
)
def test_a_pronoun_means_whom_the_question_before_asks_for_or_the_only_one_it_names(before, question, meant):
    assert follow_up(before, question) == (() if meant is None else (meant,))


def test_only_a_question_with_a_pronoun_for_somebody_unnamed_needs_the_one_before_it():
    assert goes_on("and what did he say?")
    assert not goes_on("what did Macron say of his plan?")
    assert not goes_on("he did?")


@pytest.mark.parametrize("question", ["would he accept foreign troops?", "What would be his red line, foreign troops?"])
def test_whom_a_pronoun_means_is_not_guessed(search, question):
    assert search.ask(question).verdict is Verdict.NEAREST
    assert search.ask(question, before="would Putin accept foreign troops?").verdict is Verdict.ANSWERED


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
