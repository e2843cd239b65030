"""What ranking promises beside the golden set: kinds of answers, copies, speakers, a verdict that means something."""

import pytest

from retrieval import Archive, Article, Search, Verdict
from retrieval.answering.query import _asking, clauses
from retrieval.answering.ranking import Genre
from retrieval.answering.signals import SIGNALS
from retrieval.answering.verdict import Cuts
from retrieval.answering.weights import WEIGHTS
from retrieval.terms import Terms


@pytest.fixture
def archive():
    stored = Archive()
    yield stored
    stored.close()


def article(name, *paragraphs, headline=None):
    title = headline or f"Report {name}"
    return Article(id=name, headline=title, text="\n\n".join([title, *paragraphs]))


def test_every_signal_has_a_weight_and_every_weight_a_signal():
    assert list(WEIGHTS) == list(SIGNALS)
    assert all(WEIGHTS.values())


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who can veto it, and what is a tripwire?", ["Who can veto it", "what is a tripwire?"]),
        ("Background first: which idea is it?", ["Background first", "which idea is it?"]),
        ("Which ideas of Trump and Macron failed?", ["Which ideas of Trump and Macron failed?"]),
    ],
)
def test_two_questions_in_one_are_told_apart(question, parts):
    assert clauses(question) == parts


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many ships sailed to Odesa?", "The ships to Odesa, 14 of them, sailed at dawn."),
        ("When did the ships sail to Odesa?", "The ships sailed to Odesa in March."),
        ("Who led the ships to Odesa?", "The ships to Odesa were led by Captain Hanna Moroz."),
    ],
)
def test_between_equal_sentences_the_one_with_the_kind_of_answer_asked_for_is_quoted(archive, question, answer):
    archive.add(
        article(
            "a",
            "The ships to Odesa sailed at dawn.",
            "The ships to Odesa, 14 of them, sailed at dawn.",
            "The ships sailed to Odesa in March.",
            "The ships to Odesa were led by Captain Hanna Moroz.",
        )
    )
    assert Search(archive).ask(question).quotes[0].text == answer


def score_of(found, quotes):
    return next(quote.score for quote in quotes if quote.text == found)


def test_the_top_of_an_article_counts_for_more_in_news_than_in_works_of_reference(archive):
    top, deep = "The port closed the harbour of Odesa.", "Odesa and its harbour were glad of the port."
    archive.add(article("a", top, *(f"Filler {n}." for n in range(9)), deep))
    lead = {}
    for genre in Genre:
        quotes = Search(archive, genre=genre).ask("Odesa harbour port").quotes
        lead[genre] = score_of(top, quotes) - score_of(deep, quotes)
    assert lead[Genre.NEWS] > lead[Genre.REFERENCE] + 0.4


def test_a_question_that_an_article_asks_is_no_answer(archive):
    asked = "People wondered about it all summer long in the streets of the capital. Did they send tanks to Odesa?"
    told = "Nobody else would have dared, said one who knows how armies work. They did send tanks to Odesa."
    archive.add(article("a", asked, "Nothing.", told))
    quotes = Search(archive, genre=Genre.REFERENCE).ask("Who sent tanks to Odesa?").quotes
    assert score_of(told, quotes) > score_of(asked, quotes) + 1


def test_words_with_the_end_of_a_sentence_between_them_are_no_pair(archive):
    one, other = "They sailed to Odesa. Harbour pilots slept.", "Harbour ships left. We rowed to Odesa."
    archive.add(article("a", "Filler.", one, "Filler.", "Filler.", other, headline="Ships"))
    quotes = Search(archive, genre=Genre.REFERENCE).ask("Odesa harbour").quotes
    assert score_of(one, quotes) == score_of(other, quotes)


def test_the_words_of_a_phrase_that_is_matched_as_a_whole_are_marked_together(archive):
    archive.add(article("a", "The tanks: they came late. The UK prime minister, it is said, sent tanks to Odesa."))
    [quote] = Search(archive).ask("Did the UK prime minister send tanks to Odesa?").quotes
    marked = [match.of(quote.article.text) for match in quote.matches]
    assert marked == ["tanks", "UK prime minister", "sent", "tanks", "Odesa"]


@pytest.mark.parametrize(
    ("asked", "printed"),
    [("counter-offensive", "counteroffensive"), ("re-elections", "re-election"), ("frontline", "front-line")],
)
def test_a_hyphenated_word_and_the_same_as_one_find_and_mark_each_other(archive, asked, printed):
    archive.add(article("a", "The harbour is old.", f"Kyiv (and its {printed}) comes first.", "Ships are late."))
    answer = Search(archive).ask(f"What comes before the {asked}?")
    assert answer.spellings == ()
    [quote] = answer.quotes
    assert [match.of(quote.article.text) for match in quote.matches] == [printed, "comes"]


def test_what_leads_up_to_a_question_counts_for_less_than_what_it_asks(archive):
    said = "The minister resigned over the tanks."
    archive.add(article("a", "The harbour burned for two days in March.", said))
    search = Search(archive)
    asked = search.ask("The harbour burned for days. The minister resigned over the tanks?").quotes
    led_up = search.ask("The minister resigned over the tanks. The harbour burned for days?").quotes
    assert score_of(said, asked) > score_of(said, led_up) + 0.1


def test_paragraphs_beside_lend_a_quote_the_words_that_it_lacks(archive):
    said = "Moroz said so on Friday."
    archive.add(
        article("a", "Moroz said so on Monday.", "Filler.", "Filler.", "Filler.", "The tanks reached Odesa.", said)
    )
    quotes = Search(archive, genre=Genre.REFERENCE).ask("When did Moroz speak of tanks reaching Odesa?").quotes
    assert score_of(said, quotes) > score_of("Moroz said so on Monday.", quotes) + 1


@pytest.mark.parametrize(
    ("question", "asking"),
    [
        ("Which country sent tanks to Gen. Moroz in Odesa?", "which country sent tanks to gen moroz in odesa"),
        ("The harbour burned. Who did it?", "who did it"),
        ("Troops? Which country sends them, says Macron", "troops which country sends them says macron"),
        ("Europe is tired. Macron wants troops.", "macron wants troops"),
    ],
)
def test_the_sentences_that_ask_are_told_from_what_leads_up_to_them(question, asking):
    assert " ".join(term.word for term in _asking(question, Terms([]).of(question))) == asking


def test_the_same_words_in_two_articles_are_shown_once_with_the_other_named(archive):
    archive.add(article("a", "The whale ate twelve squids off the Azores on Monday."))
    archive.add(article("b", "The whale ate twelve squids off the Azores on Monday."))
    archive.add(article("c", "Another whale slept."))
    quotes = Search(archive).ask("what did the whale eat off the Azores?").quotes
    assert [(quote.article.id, [each.id for each in quote.also_in]) for quote in quotes] == [("a", ["b"]), ("c", [])]


def test_a_speaker_is_named_only_where_one_alone_speaks(archive):
    archive.add(article("a", "“We will build the harbour,” said Hanna Moroz.", "The harbour plan has two berths."))
    quotes = Search(archive).ask("harbour").quotes
    assert {quote.text[:6]: quote.speaker for quote in quotes} == {"“We wi": "Hanna Moroz", "The ha": None}


def test_a_name_that_the_quote_does_not_hold_makes_it_no_answer(archive):
    archive.add(article("a", "Moroz said that the harbour would be built.", "The harbour is old.", "Ships are late."))
    archive.add(article("b", "Weather is fine.", "The bridge is closed.", "Shops are open."))
    search = Search(archive)
    assert search.ask("What did Moroz say about the harbour?").verdict is Verdict.ANSWERED
    assert search.ask("What did Petrenko say about the harbour?").verdict is not Verdict.ANSWERED


def test_in_a_long_article_a_speaker_is_found_near_the_quote(archive):
    filler = ["The weather stayed calm and the ferries ran on time all week."] * 200
    archive.add(article("a", *filler, "“We will build the harbour,” said Hanna Moroz.", *filler))
    quote = Search(archive).ask("build the harbour").quotes[0]
    assert quote.speaker == "Hanna Moroz"
    assert quote.attribution.span.of(quote.article.text) == "“We will build the harbour,”"


@pytest.mark.parametrize("question", ["Did China build the harbour?", "did china build the harbour"])
def test_a_question_that_names_what_the_archive_has_never_heard_of_is_not_answered(archive, question):
    archive.add(article("a", "Moroz said that they build the harbour.", "The harbour is old.", "Ships are late."))
    assert Search(archive).ask(question).verdict is Verdict.NEAREST
    assert Search(archive).ask(question.replace("China", "Moroz").replace("china", "moroz")).verdict is Verdict.ANSWERED


def test_the_cut_is_a_setting(archive):
    archive.add(article("a", "Moroz said that the harbour would be built.", "The harbour is old.", "Ships are late."))
    question = "Will the harbour be built by Petrenko?"
    assert (
        Search(archive, cuts=Cuts(answered=0.0, nearest=0.0, unknown_name=0.0)).ask(question).verdict
        is Verdict.ANSWERED
    )
    assert Search(archive, cuts=Cuts(answered=1.0, nearest=1.0)).ask(question).verdict is Verdict.NOTHING


def test_a_word_unknown_to_the_archive_is_found_by_its_synonym(archive):
    archive.add(article("a", "Kiev asked for help.", "The troops are tired."))
    answer = Search(archive).ask("are the soldiers tired?")
    assert answer.quotes[0].text == "The troops are tired."
    assert [match.of(answer.quotes[0].article.text) for match in answer.quotes[0].matches] == ["troops", "tired"]


def test_words_left_over_at_the_end_of_a_paragraph_are_not_quoted(archive):
    archive.add(article("a", "Officials confirmed the harbour plan to the agency. told"))
    assert Search(archive).ask("harbour plan").quotes[0].text == "Officials confirmed the harbour plan to the agency."
