"""Which words of a question are names that the articles found may lack."""

from contextlib import closing

import pytest

from retrieval import Archive, Article, Search
from retrieval.answering.verdict import Cuts

QUAY = "Hanna Moroz said the quay at Odesa would be built in spring. The Portuguese port of Lisbon has one."


@pytest.fixture
def search():
    with closing(Archive()) as archive:
        for name, text in (
            ("quay", QUAY),
            ("lisbon", "The mayor of Lisbon spoke to Rui Costa. He saw Lisbon burn."),
            ("kursk", "Nobody left Kursk, said Hanna Moroz. Planes cross the sea, and sea birds too. The trains run."),
            ("tax", "The king raised a tax on Grain and on grain."),
        ):
            archive.add(Article(id=name, headline="News", text=f"News\n\n{text}"))
        yield Search(archive, cuts=Cuts(answered=0, nearest=0, unknown_name=0))


@pytest.mark.parametrize(
    ("question", "missed"),
    [
        ("would the quay be built in Kursk?", ("Kursk",)),
        ("would the quay be built in kursk?", ("kursk",)),
        ("WOULD THE QUAY BE BUILT IN KURSK?", ("KURSK",)),
        ("Would the quay be built by Kursk's mayor?", ("Kursk",)),
        ("Would the quay be built by Rui Costa?", ("Rui Costa",)),
        ("would the quay be built by rui costa?", ("rui costa",)),
        ("Would Kursk, Bydgoszcz and Rui Costa build the quay?", ("Kursk", "Bydgoszcz", "Rui Costa")),
        ("Would Jens Bydgoszcz build the quay?", ("Jens Bydgoszcz",)),
        ("Would Kursk's Bydgoszcz build the quay?", ("Kursk", "Bydgoszcz")),
        ("Would Ursula von der Bydgoszcz build the quay?", ("Ursula von der Bydgoszcz",)),
        ("Would van Bydgoszcz and Kursk's del Kursk build the quay?", ("van Bydgoszcz", "Kursk", "del Kursk")),
        ("Would Great Kursk or South Bydgoszcz build the quay?", ("Great Kursk", "South Bydgoszcz")),
        ("would Kursk von the quay in south Bydgoszcz?", ("Kursk", "Bydgoszcz")),
        # in small letters, in capitals alone or at the start, where the archive doesn't know it, it may be any word
        ("would bydgoszcz build the quay?", ()),
        ("WOULD BYDGOSZCZ BUILD THE QUAY?", ()),
        ("Bydgoszcz on the quay of Hanna Moroz", ()),
        ("would planes build the quay?", ()),
        ("Would Hanna Moroz build the quay in kursk?", ()),
        # what the archive writes small, or now so and now so, is no name
        ("Would the quay be built by Trains, Grain, Birds?", ()),
        # a day, a number, an abbreviation and a word that was taken for another
        ("Would the quay be built on Monday, in 2031, by PhD?", ()),
        ("Would the quay be built by Lisbno?", ()),
        ("what did Hanna Moroz say about the quay?", ()),
    ],
)
def test_names_alone_are_missed(search, question, missed):
    answer = search.ask(question)
    assert "quay" in [quote.article.id for quote in answer.quotes]
    assert answer.missed == missed


def test_so_many_names_are_told_and_none_that_is_long(search):
    many = ", ".join(f"Bydgoszcz{letter * 3}" for letter in "abcdefgh")
    assert len(search.ask(f"Would the quay be built by {many}?", limit=1).missed) == 5
    long = " ".join(["Bydgoszcz"] * 9)
    assert search.ask(f"Would the quay be built by {long} in Kursk?", limit=1).missed == ("Kursk",)
