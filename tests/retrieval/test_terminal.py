"""A terminal shows all that a reader must know of an answer."""

import io
import re
from datetime import date

import pytest
from rich.console import Console

from retrieval import Archive, Article, Search
from retrieval.readers import read_text
from retrieval.terminal import show


@pytest.fixture
def search():
    archive = Archive()
    archive.add(read_text(b"Harbour\n\nThe harbour flag.To be built by Petrenko, it needs money..", "a"))
    archive.add(Article(id="b", headline="Port", text="Port\n\n“We will build the quay,” said Hanna Moroz."))
    archive.add(Article(id="c", headline="Wharf", text="Wharf\n\n“We will build the quay,” said Hanna Moroz."))
    yield Search(archive)
    archive.close()


def shown(answer):
    out = io.StringIO()
    show(answer, Console(file=out, width=200))
    return " ".join(out.getvalue().split())


def test_a_quote_is_shown_with_speaker_source_and_date(search):
    text = shown(search.ask("who will build the quay?", limit=1))
    assert text.startswith(
        "1 quote “We will build the quay,” said Hanna Moroz. "
        "In quotation marks: Hanna Moroz · Port · paragraph 1 · undated"
    )


def test_another_article_with_the_same_words_is_named(search):
    assert "Also in: Wharf" in shown(search.ask("who will build the quay?"))


def test_a_damaged_copy_is_said_to_be_one(search):
    assert "This copy looks damaged (2 signs)." in shown(search.ask("harbour money"))


def test_a_word_taken_for_another_is_told(search):
    assert "Searched for Petrenko instead of Petrenco." in shown(search.ask("harbour by Petrenco"))


def test_what_the_archive_holds_is_counted(search):
    assert "2 paragraphs in 2 articles. Heard there: Hanna Moroz (2)." in shown(
        search.ask("what do you have on the quay?")
    )


def test_where_nothing_answers_the_headlines_are_shown(search):
    assert shown(search.ask("recipe for borscht")).startswith("No answer found. The archive holds: Harbour Port")


def test_passages_that_may_not_answer_say_from_whom_they_are(search):
    assert shown(search.ask("what did Moroz say about taxes?")).startswith(
        "No sure answer found. Nearest from Hanna Moroz: “We will build the quay,” said Hanna Moroz."
    )


def test_a_name_that_no_article_quoted_mentions_is_told(search):
    assert shown(search.ask("Will the harbour of Kursk need money?")).startswith(
        "No sure answer found. Nearest passages: Not found in the articles quoted: Kursk. The harbour flag."
    )


def test_control_characters_of_an_article_are_written_out_and_the_matched_words_stay_marked():
    archive = Archive()
    text = "Port\x1b[2J\n\nThe \x9b2J quay \x1b[31mwill be built by Hanna Moroz of the port."
    archive.add(Article(id="a", headline="Port\x1b[2J", text=text, publisher="The \x1b]0;Paper"))
    answer = Search(archive).ask("who will build the quay?", limit=1)
    archive.close()
    out = io.StringIO()
    show(answer, Console(file=out, width=200, force_terminal=True, color_system="standard"))
    assert "\\x9b2J" in out.getvalue()
    assert not {"\x9b"} & set(out.getvalue())
    assert not [piece for piece in out.getvalue().split("\x1b")[1:] if not re.match(r"\[\d*m", piece)]
    assert "\x1b[1mquay\x1b[0m" in out.getvalue()


def test_a_list_of_articles_names_headline_publisher_and_date():
    archive = Archive()
    text = "Port\n\nThe quay will be built."
    archive.add(Article(id="a", headline="Port", text=text, publisher="The Paper", published=date(2026, 5, 1)))
    archive.add(Article(id="b", headline="Undated port", text=text))
    answer = Search(archive).ask("list all articles")
    archive.close()
    assert shown(answer) == "In the archive: 2 articles Port · The Paper · 2026-05-01 Undated port · undated"
