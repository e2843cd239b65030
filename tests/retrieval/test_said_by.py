"""Asking by speaker: their own words, and nobody else's about them."""

from pathlib import Path

import pytest

from retrieval import Archive, Search, Verdict, read_seeds

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def search():
    archive = Archive()
    archive.add_all(read_seeds(SEEDS))
    yield Search(archive)
    archive.close()


@pytest.mark.parametrize(
    ("question", "surname", "count"),
    [
        ("quotes from Starmer", "Starmer", 2),
        ("Quotes by Keir Starmer", "Starmer", 2),
        ("show me all quotes of Dumoulin", "Dumoulin", 2),
        ("quotes from Bondarev", "Bondariev", 1),
        ("quotes by Maria Zakharova about NATO", "Zakharova", 1),
    ],
)
def test_only_the_speakers_own_words_are_given(search, question, surname, count):
    answer = search.ask(question, limit=9)
    assert answer.verdict is Verdict.ANSWERED
    assert len(answer.quotes) == count
    assert {quote.speaker.split()[-1] for quote in answer.quotes} == {surname}


def test_direct_speech_comes_before_paraphrase(search):
    kinds = [quote.attribution.kind for quote in search.ask("quotes from Dumoulin", limit=9).quotes]
    assert kinds == sorted(kinds, key=lambda kind: kind == "indirect")


def test_a_topic_narrows_a_speakers_words(search):
    (quote,) = search.ask("quotes from Zelensky about weapons", limit=9).quotes
    assert "substantial flow of weapons" in quote.text


@pytest.mark.parametrize("question", ["quotes from the Pope", "quotes from Putin", "quotes from NATO"])
def test_who_is_talked_about_but_never_speaks_is_not_given_anybodys_words(search, question):
    assert not [quote for quote in search.ask(question).quotes if search.ask(question).verdict is Verdict.ANSWERED]
