"""Who speaks for a country or an organisation, and what is only said of it."""

from contextlib import closing

import pytest

from retrieval import Archive, Article, Search, Verdict
from retrieval.attribution_line import attribution_line


@pytest.mark.parametrize(
    "question", ["What does Kiev say about a ceasefire?", "What does Ukraine say about peacekeepers?"]
)
def test_a_place_that_stands_for_whoever_speaks_there_is_not_refused(search, question):
    assert search.ask(question).verdict is Verdict.ANSWERED


@pytest.mark.parametrize(
    "question",
    [
        "What did the Kremlin say about peacekeepers?",
        "What did Moscow say about peacekeepers?",
        "What did NATO say?",
        "What did the US say?",
        "What has Poland said about the French proposal?",
    ],
)
def test_what_is_said_of_a_place_or_an_alliance_is_not_passed_off_as_its_own_words(search, question):
    assert search.ask(question).verdict is Verdict.NEAREST


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What has Russia said about NATO troops?", "Maria Zakharova, Russian Foreign Ministry spokeswoman"),
        ("What did Moscow say about NATO troops?", "Maria Zakharova, Russian Foreign Ministry spokeswoman"),
        ("What did France say about security guarantees?", "He [Emmanuel Macron], French President"),
        ("What did the Ukrainian government say about past deals?", "Ukrainian officials"),
    ],
)
def test_who_holds_an_office_speaks_for_the_country(search, question, speaker):
    answer = search.ask(question)
    assert answer.verdict is Verdict.ANSWERED
    assert speaker in attribution_line(answer.quotes[0])


@pytest.mark.parametrize(
    ("text", "asked", "verdict"),
    [
        ("The Norland minister Hanna Moroz said the ships would be late.", "Norland", Verdict.ANSWERED),
        ("A White House spokesman said the ships would be late.", "the White House", Verdict.ANSWERED),
        ("The former Norland minister Hanna Moroz said the ships would be late.", "Norland", Verdict.NEAREST),
        ("The Norland opposition minister Hanna Moroz said the ships would be late.", "Norland", Verdict.NEAREST),
        ("The Norland singer Hanna Moroz said the ships would be late.", "Norland", Verdict.NEAREST),
        ("Ships come to Norland. Some would be late, it said.", "Norland", Verdict.ANSWERED),
        ("Ships come to Norland. Some would be late, he said.", "Norland", Verdict.NEAREST),
        ("Norland has sent the ships, said Anna Berg.", "Norland", Verdict.ANSWERED),
        ("Mayor Anna Berg left. Berg spokeswoman Hanna Moroz said the ships would be late.", "Berg", Verdict.NEAREST),
        ("People came to see the ships. They were late.", "people", Verdict.ANSWERED),
    ],
)
def test_whose_words_speak_for_whom(text, asked, verdict):
    with closing(Archive()) as archive:
        archive.add(
            Article(id="a", headline="News", text=f"News\n\n{text}\n\nIt rained in the harbour, said Eva Holm.")
        )
        assert Search(archive).ask(f"What did {asked} say about the ships?").verdict is verdict


def test_a_report_of_a_country_is_no_answer_to_what_it_said_on_anything():
    with closing(Archive()) as archive:
        archive.add(Article(id="a", headline="News", text="News\n\nNorland has sent its ships, said Anna Berg."))
        assert Search(archive).ask("What did Norland say?").verdict is Verdict.NEAREST
