"""A question is answered in whole sentences of the archive, or it is said that nothing answers it."""

import itertools
import threading
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrieval import Archive, Article, Search, Verdict, is_verbatim, passages, read_seeds

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def archive():
    stored = Archive()
    stored.add_all(read_seeds(SEEDS))
    yield stored
    stored.close()


@pytest.fixture(scope="module")
def search(archive):
    return Search(archive)


QUESTIONS = [
    "would Putin accept foreign troops?",
    "what did Starmer say in Kyiv?",
    "how many troops does Zelensky want?",
    "who can veto a peacekeeping mission?",
    "what about ceasefire plans and Macron and NATO and Russia and Europe and Ukraine?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotes_are_whole_sentences_none_in_two_of_them_best_first(archive, search, question):
    answer = search.ask(question, limit=12)
    spans = sorted((quote.article.id, quote.span.start, quote.span.end) for quote in answer.quotes)
    assert all(one[0] != other[0] or one[2] <= other[1] for one, other in itertools.pairwise(spans))
    assert len(spans) > 1
    assert [quote.score for quote in answer.quotes] == sorted((quote.score for quote in answer.quotes), reverse=True)
    for quote in answer.quotes:
        passage = next(each for each in passages(quote.article) if each.number == quote.paragraph)
        assert quote.span.start in {sentence.start for sentence in passage.sentences}
        assert quote.span.end in {sentence.end for sentence in passage.sentences}
        span = {"start": quote.span.start, "end": quote.span.end}
        assert is_verbatim(quote.text, article=quote.article.id, version=1, archive=archive, **span)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_quote_of_more_than_one_sentence_has_at_most_50_words(search, question):
    for quote in search.ask(question, limit=12).quotes:
        passage = next(each for each in passages(quote.article) if each.number == quote.paragraph)
        assert quote.span in passage.sentences or len(quote.text.split()) <= 50


@pytest.mark.parametrize("question", QUESTIONS)
def test_matched_words_are_marked_inside_their_quote_in_order(search, question):
    for quote in search.ask(question).quotes:
        position = quote.span.start
        for match in quote.matches:
            assert position <= match.start < match.end <= quote.span.end
            position = match.end


def test_headings_and_what_stands_round_a_story_are_never_quoted(search):
    for question in ("leave a comment", "what ceasefire plans were discussed", "coalition forces in Ukraine"):
        for quote in search.ask(question, limit=12).quotes:
            assert "Leave a Comment" not in quote.text
            assert "plans were discussed" not in quote.text


def test_no_more_quotes_than_asked_for(search):
    assert len(search.ask("troops in Ukraine", limit=2).quotes) == 2


@pytest.mark.parametrize("question", ["", "   ", "what is it?", "¿?", "xyzzy plugh", "\ud800"])
def test_a_question_that_matches_nothing_gets_headlines_and_no_quotes(search, question):
    answer = search.ask(question)
    assert answer.verdict is Verdict.NOTHING
    assert answer.quotes == ()
    assert answer.headlines[0].startswith("Europe considers")


def test_an_empty_archive_answers_nothing():
    archive = Archive()
    answer = Search(archive).ask("would Putin accept?")
    assert (answer.verdict, answer.quotes, answer.headlines) == (Verdict.NOTHING, (), ())
    archive.close()


def test_what_is_added_corrected_or_withdrawn_shows_in_the_next_answer():
    archive = Archive()
    search = Search(archive)
    archive.add(Article(id="a", headline="Whales", text="Whales\n\nThe whale ate 12 squids."))
    archive.add(Article(id="b", headline="Birds", text="Birds\n\nThe heron slept."))
    assert search.ask("what did the whale eat").quotes[0].text == "The whale ate 12 squids."
    archive.add(Article(id="a", headline="Whales", text="Whales\n\nThe whale ate 13 squids."))
    answer = search.ask("what did the whale eat")
    assert [(quote.article.version, quote.text) for quote in answer.quotes] == [(2, "The whale ate 13 squids.")]
    archive.withdraw("a", "kill", by="the desk")
    assert search.ask("what did the whale eat").verdict is Verdict.NOTHING
    archive.close()


@settings(max_examples=50)
@given(st.text())
@example("DOCUMENTS")
@example("How-many troops would be deployed to Ukraine?")
def test_no_question_is_an_error(search, question):
    answer = search.ask(question)
    assert 0 <= answer.confidence <= 1
    # "Documents" asks for the list of articles, which has no quotes.
    assert (answer.verdict is Verdict.NOTHING) is not bool(answer.quotes or answer.listing)


def test_threads_may_ask_while_articles_change():
    archive = Archive()
    search = Search(archive)
    faults = []

    def ask():
        try:
            for _ in range(20):
                search.ask("what did the whale eat")
        except Exception as fault:  # noqa: BLE001  # whatever it is, the main thread must see it
            faults.append(fault)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(20):
        archive.add(Article(id=f"a{number % 5}", headline="Whales", text=f"Whales\n\nThe whale ate {number} squids."))
    for thread in threads:
        thread.join()
    assert faults == []
    archive.close()
