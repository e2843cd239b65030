"""Two copies that print one quotation in other words are shown beside each other; two statements are not."""

import pytest

from retrieval import Archive, Article, Search

PUTIN = "“We will never allow foreign soldiers to stay on the land of our neighbours,” Hanna Moroz said on Friday."


def quoting(name, *paragraphs):
    filler = ["The weather stayed calm and the ferries ran on time.", "Nobody else spoke at the meeting in Arden."]
    return Article(id=name, headline=f"Report {name}", text="\n\n".join([f"Report {name}", *paragraphs, *filler]))


def differing(mine, theirs, question="what did Moroz say about foreign soldiers?", **place):
    archive = Archive()
    archive.add(quoting("mine", "Foreign soldiers, foreign soldiers and Moroz.", mine))
    archive.add(quoting("theirs", "Something else happened first.", theirs))
    answer = Search(archive).ask(question, **place)
    archive.close()
    found = [(quote, each) for quote in answer.quotes for each in quote.differs if quote.article.id == "mine"]
    for quote, each in found:
        assert each.words.of(each.article.text) in each.text
        assert quote.span.overlap(each.instead_of) == each.instead_of.end - each.instead_of.start
    return [each.words.of(each.article.text) for _, each in found]


@pytest.mark.parametrize(
    "theirs",
    [
        "“We shall never allow foreign soldiers to remain on the land of our neighbours,” Moroz told reporters.",
        "Moroz said that “we will never allow foreign troops to stay on the territory of our neighbours” at all.",
        "“We will allow foreign soldiers to stay on the land of our neighbours,” Hanna Moroz said.",
    ],
)
def test_the_same_quotation_in_other_words_is_found_and_given_to_the_letter(theirs):
    (words,) = differing(PUTIN, theirs)
    assert words in theirs


@pytest.mark.parametrize(
    "theirs",
    [
        PUTIN,
        PUTIN.upper(),
        "“We will never allow foreign soldiers to stay on the land,” she said.",
        "“As I said: we will never allow foreign soldiers to stay on the land of our neighbours, or beyond,” she said.",
        "“We will never allow … soldiers to remain on the land of our neighbours,” she said.",
        "“We will never allow [these] soldiers to stay on the land of our neighbours,” she said.",
        "“We will never ask foreign journalists to leave the capital of our country,” Hanna Moroz said.",
        "“Foreign soldiers must leave our land,” Hanna Moroz said, “and our neighbours know it.”",
        "“We shall never allow foreign soldiers to stay on the land of our neighbours,” Peter Petrenko said on Friday.",
        "We shall never allow foreign soldiers to remain on the land of our neighbours, Hanna Moroz said.",
        "“We will never allow foreign soldiers,” Moroz said.",
    ],
)
def test_what_is_the_same_or_cut_or_somebody_elses_or_another_statement_is_no_difference(theirs):
    assert differing(PUTIN, theirs) == []


def test_a_copy_that_the_channel_may_not_see_is_not_shown():
    archive = Archive()
    archive.add(quoting("mine", PUTIN))
    archive.add(quoting("theirs", PUTIN.replace("soldiers", "fighters")))
    search = Search(archive)
    archive.restrict("theirs", ["C0DESK"], by="ed")
    for channel, count in (("C0DESK", 1), (None, 0)):
        (quote,) = [
            each
            for each in search.ask("foreign land of our neighbours", limit=9, channel=channel).quotes
            if each.article.id == "mine" and "neighbours" in each.text
        ]
        assert len(quote.differs) == count
    archive.close()
