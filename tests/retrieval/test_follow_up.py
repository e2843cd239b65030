"""What a question means that only goes on from the one before it."""

import pytest

from retrieval import Verdict
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
        ("Which countries will send troops?", "and Poland?", "Which countries will send troops, Poland?"),
        ("Did Starmer and Macron agree?", "and Zelensky?", "Did Starmer and Macron agree, Zelensky?"),
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


def test_what_means_nothing_behind_the_question_before_is_asked_by_itself(search):
    answer = search.ask("and Bosnia?", before="How is the weather?")
    assert (answer.question, answer.verdict) == ("Bosnia", Verdict.ANSWERED)
    assert "Bosnia" in answer.quotes[0].text
