"""A slip in a word that the archive doesn't know is taken back only where one word is clear."""

import pytest

from retrieval import Archive, Article, Search
from retrieval.answering.spelling import Vocabulary
from retrieval.terms import Terms

STEMS = ["bondariev", "starmer", "zakharova", "peacekeep", "threat", "macron", "micron", "zelensky", "anoth"]
UNSEEN = ["petrenko", "zelenski"]


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary()


class Known:
    """Words, those that no paragraph here holds among them."""

    def words(self):
        return [*STEMS, "=kyiv", "1000", *UNSEEN]

    def frequency(self, stem):
        return int(stem not in UNSEEN)


def meant(vocabulary, word):
    return vocabulary.meant(Terms().of(word)[0], Known())


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Bondarev", "bondariev"),
        ("Bondareiv", "bondariev"),
        ("stamer", "starmer"),
        ("Starner", "starmer"),
        ("zakharowa", "zakharova"),
        ("peacekeping", "peacekeep"),
        ("Zelenskiy", "zelensky"),
    ],
)
def test_a_slip_is_taken_for_the_word_that_was_meant(vocabulary, typed, known):
    assert meant(vocabulary, typed) == known


@pytest.mark.parametrize(
    "typed", ["starter", "threaten", "mecron", "tarmer", "war", "which", "2000", "Scholz", "Petrenco", "anything"]
)
def test_another_word_is_no_slip(vocabulary, typed):
    assert meant(vocabulary, typed) is None


def test_an_answer_says_what_was_searched_for_and_in_the_articles_own_spelling():
    archive = Archive()
    paragraphs = ("A diplomat", "Petrenko left the embassy.", "Nobody stayed there.", "The gates are closed.")
    archive.add(Article(id="a", headline=paragraphs[0], text="\n\n".join(paragraphs)))
    search = Search(archive)
    answer = search.ask("when did Petrenco leave?")
    assert [(spelling.typed, spelling.taken_for) for spelling in answer.spellings] == [("Petrenco", "Petrenko")]
    assert answer.quotes[0].text == "Petrenko left the embassy."
    assert search.ask("when did Petrenko leave?").spellings == ()
    archive.close()


def test_of_very_many_unknown_words_only_the_first_are_looked_at_for_slips():
    archive = Archive()
    paragraphs = ("A diplomat", "Petrenko left the embassy.", "Nobody stayed there.", "The gates are closed.")
    archive.add(Article(id="a", headline=paragraphs[0], text="\n\n".join(paragraphs)))
    search, unknown = Search(archive), " ".join(f"unheard{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(200))
    assert [each.typed for each in search.ask(f"Petrenco {unknown}?").spellings] == ["Petrenco"]
    assert search.ask(f"{unknown} Petrenco?").spellings == ()
    little = "and if it is the one that you have then the " * 10
    assert [each.typed for each in search.ask(f"{little} when did Petrenco leave?").spellings] == ["Petrenco"]
    archive.close()


def test_a_word_that_the_archive_learnt_later_is_taken_for_one_that_is_meant():
    archive = Archive()
    archive.add(Article(id="a", headline="A diplomat", text="A diplomat\n\nSomebody left the embassy."))
    search = Search(archive)
    assert search.ask("when did Petrenco leave?").spellings == ()
    archive.add(Article(id="b", headline="Another", text="Another\n\nPetrenko left the embassy."))
    assert [each.taken_for for each in search.ask("when did Petrenco leave?").spellings] == ["Petrenko"]
    archive.close()
