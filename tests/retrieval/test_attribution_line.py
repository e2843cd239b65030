"""The line under a quote says whose words which part of it is."""

import pytest

from retrieval.answering.speech import Speech
from retrieval.attribution_line import attribution_line
from retrieval.models import Article, Quote, Span


def line(text: str, quoted: str = "") -> str:
    """The line of `quoted`, or of the whole text, as one that the archive would give out."""
    article = Article(id="one", headline="Harbour", text=text)
    start = text.index(quoted)
    span = Span(start=start, end=start + len(quoted or text))
    said = Speech().behind(article, span)
    return attribution_line(Quote(article=article, paragraph=1, span=span, score=1.0, attributions=said))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“It is closed,” Anna Berg said.", "In quotation marks: Anna Berg"),
        ("Anna Berg said the harbour is closed.", "Paraphrased: Anna Berg"),
        ("Anna Berg said the harbour is “quite closed” now.", "Paraphrased, partly in quotation marks: Anna Berg"),
        ("The harbour is closed for good.", "The article’s own words"),
    ],
)
def test_it_tells_a_speakers_words_from_the_articles(text, said):
    assert line(text) == said


def test_two_who_speak_in_one_quote_are_both_named_in_order():
    text = "Anna Berg said the harbour is closed, while Tom Reed said the ferry still sails."
    assert line(text) == "Paraphrased: Anna Berg; then paraphrased: Tom Reed"


def test_what_stands_beside_a_paraphrase_is_said_to_be_the_articles():
    text = "The storm broke both of the quays. Anna Berg said the harbour is closed, but nobody in town believes it."
    assert line(text) == "The article’s own words; then paraphrased: Anna Berg; then the article’s own words"


def test_what_somebody_says_beside_a_paraphrase_is_not_the_articles_own():
    assert line("Anna Berg denied that the harbour is closed; Tom Reed said it is.").endswith(
        "; then speaker not certain"
    )


def test_the_tag_of_a_paraphrase_is_no_word_of_the_articles_own():
    assert line("The harbour is closed for good, said Anna Berg, who runs it for the city.") == "Paraphrased: Anna Berg"


def test_words_whose_speaker_is_not_certain_are_not_given_to_the_one_beside():
    text = "Anna Berg said the harbour is closed. The captain would have called it “a day of shame for us all.”"
    assert line(text) == "Paraphrased: Anna Berg; then speaker not certain"


def test_a_report_whose_speaker_is_not_certain_is_not_the_articles_own_words():
    assert line("People who know the plan have speculated that the harbour will be closed.") == "Speaker not certain"


@pytest.mark.parametrize(
    "text",
    [
        "In the old harbour nobody swims any more, port spokesman Tom Reed said Monday.",
        "In the old harbour nobody swims any more, the port announced Monday.",
        "Tom Reed, a captain, also said in the letter, printed by the Gazette, that she has left.",
        "The port council voted against the plan, saying the harbour is full.",
        "The port council ended the talks, concluding that the harbour is full.",
        "It sank, according to Tom Reed.",
    ],
)
def test_what_somebody_says_is_not_the_articles_own_though_no_rule_gives_it_to_them(text):
    assert line(text) == "Speaker not certain"


def test_words_in_marks_that_are_nobodys_are_not_called_the_articles_own():
    assert line("The “safe” harbour fell into the sea.") == "Speaker not certain"


@pytest.mark.parametrize("text", ["The city declared a day of mourning.", "The mole that kept the harbour dry fell."])
def test_what_nobody_says_is_the_articles_own_though_it_holds_a_word_for_saying_or_that(text):
    assert line(text) == "The article’s own words"


def test_groups_of_the_same_noun_are_two_speakers():
    text = "Ukrainian officials said the talks had failed, while Western officials said the talks go on."
    assert line(text) == "Paraphrased: Ukrainian officials; then paraphrased: Western officials"


def test_a_pronoun_right_behind_the_name_that_opens_a_sentence_is_that_person():
    text = "President Anna Berg He said the harbour is closed."
    assert line(text) == "Paraphrased: He [Anna Berg], President"
    assert line("They met Anna Berg He said the harbour is closed.").endswith("“He”, name not certain")
