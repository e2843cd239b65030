"""Asking by speaker: their own words, and nobody else's about them."""

from contextlib import closing
from pathlib import Path

import pytest

from retrieval import Archive, Article, Search, Verdict, read_seeds
from retrieval.answering.asked_speech import asked_speech, asked_topic
from retrieval.answering.verdict import Cuts
from retrieval.attribution_line import attribution_line
from retrieval.models import Span

SEEDS = Path(__file__).parents[2] / "seeds"


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
    assert all(surname in attribution_line(quote) for quote in answer.quotes)


def test_a_sentence_that_also_holds_anothers_words_names_both_in_their_order(search):
    _, both = search.ask("quotes from Starmer", limit=9).quotes
    assert both.text.startswith("French President Emmanuel Macron He said")
    assert both.speaker is None
    assert attribution_line(both) == (
        "Paraphrased: He [Emmanuel Macron], French President; then paraphrased, partly in quotation marks: "
        "Starmer [Keir Starmer], British Prime Minister"
    )


def test_one_sentence_has_one_line_whatever_was_asked(search):
    questions = ["quotes from Dumoulin", "who is quoted?", "what did Dumoulin say?", "quotes from Starmer",
                 "what will Britain do?", "what needs to be ironed out?", "Macron on security guarantees"]  # fmt: skip
    lines = {}
    for question in questions:
        for quote in search.ask(question, limit=30).quotes:
            lines.setdefault(quote.span, set()).add(attribution_line(quote))
    assert len(lines) > len(questions)
    assert [each for each in lines.values() if len(each) > 1] == []


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("quotes from the Ukrainian officials", "Ukrainian officials say"),
        ("quotes from the diplomat", "“Putin will never say yes"),
        ("quotes from the former NATO official", "If European countries agree"),
        ("quotes from Macron", "French President Emmanuel Macron He said"),
    ],
)
def test_a_speaker_may_be_asked_for_by_what_they_are(search, question, beginning):
    answer = search.ask(question, limit=9)
    assert answer.verdict is Verdict.ANSWERED
    assert [quote.text.startswith(beginning) for quote in answer.quotes] == [True]


@pytest.mark.parametrize(
    ("question", "surname"),
    [
        ("Starmer quotes", "Starmer"),
        ("Starmer’s quotes about peace efforts", "Starmer"),
        ("is there a quote from Zakharova?", "Zakharova"),
        ("I need a quote by Bondariev", "Bondariev"),
        ("can you find me any quotes from Grand please?", "Grand"),
        ("quotes from an adviser", "an adviser"),
    ],
)
def test_quotes_of_a_speaker_may_be_asked_for_in_many_ways(search, question, surname):
    answer = search.ask(question, limit=9)
    assert answer.verdict is Verdict.ANSWERED
    assert all(surname in attribution_line(quote) for quote in answer.quotes)


def test_direct_speech_comes_before_paraphrase(search):
    kinds = [quote.attribution.kind for quote in search.ask("quotes from Dumoulin", limit=9).quotes]
    assert kinds == sorted(kinds, key=lambda kind: kind == "indirect")


def test_a_topic_narrows_a_speakers_words(search):
    (quote,) = search.ask("quotes from Zelensky about weapons", limit=9).quotes
    assert "substantial flow of weapons" in quote.text


def test_of_somebodys_words_in_a_paragraph_those_on_the_topic_are_given():
    with closing(Archive()) as archive:
        long = "“Ships are late, and nobody in the whole city knows when they will come,” said Hanna Moroz."
        short = "“My braids are long,” said Hanna Moroz."
        text = f"News\n\n{long} “Nobody likes my braids,” she added.\n\nBraids are in. {long}\n\n{short}"
        archive.add(Article(id="a", headline="News", text=text))
        quotes = Search(archive).ask("find me a quote from Hanna Moroz about her braids", limit=9).quotes
        assert [quote.text[:12] for quote in quotes] == ["“Nobody like", "“My braids a", "“Ships are l"]


@pytest.mark.parametrize(
    "question",
    [
        "quotes from the Pope",
        "quotes from Putin",
        "quotes from NATO",
        "quotes from Russian officials",
        "quotes from a Western official",
    ],
)
def test_who_is_talked_about_but_never_speaks_is_not_given_anybodys_words(search, question):
    assert not [quote for quote in search.ask(question).quotes if search.ask(question).verdict is Verdict.ANSWERED]


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("what did Zakharova say about NATO troops?", "Maria Zakharova"),
        ("what did starmer say in kyiv?", "Keir Starmer"),
        ("who called it a misrepresentation?", "Dumoulin"),
        ("what has Zelensky said about troops?", "Zelensky"),
    ],
)
def test_the_speakers_own_words_come_first(search, question, speaker):
    answer = search.ask(question)
    assert answer.verdict is Verdict.ANSWERED
    assert answer.quotes[0].speaker == speaker


@pytest.mark.parametrize(
    "question",
    [
        "what did Putin say about troops?",
        "what does putin say?",
        "what did Trump say?",
        "what did Trump say about a deal?",
    ],
)
def test_anothers_words_about_somebody_are_not_passed_off_as_theirs(search, question):
    assert search.ask(question).verdict is Verdict.NEAREST


def test_words_on_something_else_do_not_answer_because_a_pronoun_speaks_beside_them():
    with closing(Archive()) as archive:
        text = "“Ships are late,” said Hanna Moroz.\n\nMoroz looked at the coal. Others came. “It is heavy,” he said."
        archive.add(Article(id="a", headline="News", text=f"News\n\n{text}"))
        assert Search(archive).ask("What did Hanna Moroz say about coal?").verdict is Verdict.NEAREST


@pytest.mark.parametrize(
    "asked", ["What does the article say", "Has anybody said anything", "Do the articles say much"]
)
def test_the_article_is_nobody_whose_words_are_asked_for(search, asked):
    answer = search.ask(f"{asked} about peacekeepers?")
    assert answer.verdict is Verdict.ANSWERED


def test_a_pronoun_that_may_mean_somebody_answers_only_what_it_speaks_of():
    with closing(Archive()) as archive:
        text = "“Coal is heavy,” he said in Odesa. Hanna Moroz and Ivo Berg nodded."
        archive.add(Article(id="a", headline="News", text=f"News\n\n{text}\n\nShips came to Odesa with Hanna Moroz."))
        search = Search(archive)
        assert search.ask("What did Hanna Moroz say about coal?").verdict is Verdict.ANSWERED
        assert search.ask("What did Hanna Moroz say about ships?").verdict is Verdict.NEAREST


def test_what_they_say_of_another_is_theirs_also_where_it_names_that_one_who_speaks_beside():
    with closing(Archive()) as archive:
        text = "Hanna Moroz said that mayor Anna Berg had sent ships. Berg said it was heavy."
        archive.add(Article(id="a", headline="News", text=f"News\n\n{text}"))
        search = Search(archive)
        assert search.ask("What did Hanna Moroz say about the mayor?").verdict is Verdict.ANSWERED
        assert search.ask("What did Anna Berg say about ships?").verdict is Verdict.NEAREST


@pytest.mark.parametrize(
    "when", ["his visit", "her way", "their return", "its website", "the record", "Monday", "the 8th", "May 8"]
)
def test_where_or_when_they_spoke_is_no_topic(when):
    assert asked_topic(f"What did Starmer say on {when}?") == ""
    assert asked_topic(f"What did Starmer say about {when}?") == when


def test_a_name_on_a_topic_asks_for_words_only_where_it_is_one():
    assert asked_speech("Starmer on peace") is None
    assert asked_speech("Starmer on peace", lambda span: span == Span(start=0, end=7)).speaker == "Starmer"
    assert asked_speech("Starmer and Macron on peace", lambda _: True) is None
    assert asked_speech("Starmer on Monday", lambda _: True) is None
    assert asked_speech("Does he agree with Starmer on peace", lambda span: span.start > 0) is None


@pytest.mark.parametrize("source", ["a new study", "a YouGov poll released this week", "the latest Data"])
def test_a_study_or_a_poll_is_nobody_whose_words_are_asked_for(source):
    assert asked_speech(f"According to {source}, which country would send peacekeepers?") is None
    assert asked_speech("What did the research minister say about peacekeepers?").speaker == "the research minister"


def test_what_the_article_says_is_asked_of_all_words_but_these(search):
    answer = search.ask("What does the article say about peacekeepers?")
    assert answer == search.ask("What is said about peacekeepers?").model_copy(update={"question": answer.question})
    assert search.ask("What did Article 5 say about peacekeepers?").verdict is not Verdict.ANSWERED


def test_a_description_is_matched_word_for_word(search):
    answer = search.ask("what did the Western official say?")
    assert "Ukrainian officials" not in {quote.speaker for quote in answer.quotes[:1]}


@pytest.mark.parametrize(
    ("question", "spelled"),
    [("What did Zelensky say about weapons?", "weapons"), ("what did zelensky say about wepons", "wepons")],
)
def test_a_quote_need_not_hold_the_name_of_whom_it_is_certain_to_be_from(search, question, spelled):
    answer = search.ask(question)
    assert answer.verdict is Verdict.ANSWERED
    assert answer.quotes[0].text.startswith("Additionally, he said, Kiev would need a substantial flow of weapons")
    assert "Zelensky" in attribution_line(answer.quotes[0])
    assert search.ask(f"what did Zakharova say about {spelled}").verdict is not Verdict.ANSWERED


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("what did Starmer say about weapons?", Verdict.NEAREST),
        ("Please tell me, what did Zelensky say about the Korean armistice?", Verdict.NEAREST),
        ("On the Korean armistice, what did Starmer say?", Verdict.NEAREST),
        ("What is the UN vote and what did Starmer say about it?", Verdict.ANSWERED),
        ("What is Starmer saying?", Verdict.ANSWERED),
        ("What did Zakharova say last week?", Verdict.ANSWERED),
        ("What has been said about the Korean armistice?", Verdict.ANSWERED),
        ("what did the British prime minister say on his visit?", Verdict.ANSWERED),
        ("what did President Zelensky say about troops?", Verdict.ANSWERED),
        ("What did Boris Starmer say in Kyiv?", Verdict.NEAREST),
        ("What did Starmer say about security guarantees?", Verdict.NEAREST),
        ("What did Starmer say about Macron?", Verdict.NEAREST),
        ("What did Zakharova warn?", Verdict.ANSWERED),
        ("What did Dumoulin argue?", Verdict.ANSWERED),
        ("Has Starmer commented on Bosnia?", Verdict.NEAREST),
        ("What’s Trump saying about security guarantees?", Verdict.NEAREST),
        ("What would Starmer say about security guarantees?", Verdict.NEAREST),
        ("What else did Starmer say about security guarantees?", Verdict.NEAREST),
        ("Did Zakharova really say anything about NATO troops?", Verdict.ANSWERED),
        ("Is it true that Zakharova said NATO troops would be unacceptable?", Verdict.ANSWERED),
        ("Has Zakharova already commented on NATO troops?", Verdict.ANSWERED),
        ("According to Zelensky would Ukraine need weapons?", Verdict.ANSWERED),
        ("What did Sir Keir Starmer say in Kyiv?", Verdict.ANSWERED),
        ("What did France’s Macron say about security guarantees?", Verdict.ANSWERED),
        ("What did Starmer’s critics say about Russia?", Verdict.NEAREST),
        ("What did the opponents of Starmer say about Russia?", Verdict.NEAREST),
        ("What did Starmer’s spokesman say about Russia?", Verdict.NEAREST),
        ("According to Scholz, who can veto a peacekeeping mission?", Verdict.NEAREST),
        ("What did Russia say about peace?", Verdict.NEAREST),
        ("Did Macron or Starmer comment on peace?", Verdict.ANSWERED),
        ("Did Putin say that he would attack?", Verdict.NEAREST),
        ("Did Zakharova ever say anything about NATO troops?", Verdict.ANSWERED),
        ("What Zakharova said about NATO troops", Verdict.ANSWERED),
        ("What Starmer said about security guarantees", Verdict.NEAREST),
        ("Starmer’s remarks on the Korean armistice", Verdict.NEAREST),
        ("What is the Korean armistice, according to Starmer?", Verdict.NEAREST),
        ("According to Camille Grand, what signal would troops send?", Verdict.ANSWERED),
        ("What country said that it would send troops?", Verdict.ANSWERED),
        ("Starmer on security guarantees", Verdict.NEAREST),
        ("STARMER ON SECURITY GUARANTEES", Verdict.NEAREST),
        ("British Prime Minister Keir Starmer on security guarantees", Verdict.NEAREST),
        ("Sir Keir Starmer on security guarantees", Verdict.NEAREST),
        ("The British Prime Minister on security guarantees", Verdict.NEAREST),
        ("officials on security guarantees", Verdict.ANSWERED),
        ("Macron on security guarantees", Verdict.ANSWERED),
        ("zakharova on nato troops", Verdict.ANSWERED),
        ("UN vote on a peacekeeping mission", Verdict.ANSWERED),
        ("Macron proposal on security guarantees", Verdict.ANSWERED),
        ("What Macron wants on security guarantees", Verdict.ANSWERED),
        ("Security guarantees on Ukraine", Verdict.ANSWERED),
        ("What did Zakharova say about Bosnia and NATO troops?", Verdict.NEAREST),
        ("What did Zakharova say about NATO troops and guarantees?", Verdict.ANSWERED),
    ],
)
def test_somebodys_words_are_no_answer_to_what_they_do_not_speak_of(search, question, verdict):
    assert search.ask(question).verdict is verdict


@pytest.mark.parametrize(
    ("question", "who", "count"),
    [
        ("what did Zelensky say about elections", "zelensky", 3),
        ("what did Zakharova say about Macron", "zakharova", 1),
        ("What did Boris Starmer say in Kyiv?", None, 0),
        ("Korea comparison", None, 0),
    ],
)
def test_it_is_told_how_many_of_the_first_quotes_are_theirs(search, question, who, count):
    answer = search.ask(question, limit=9)
    assert answer.verdict is Verdict.NEAREST
    assert (answer.theirs.who, answer.theirs.count) == (who, count) if who else answer.theirs is None
    assert all(who in attribution_line(quote).casefold() for quote in answer.quotes[:count])


@pytest.mark.parametrize("cut", [0.0, 0.3, 1.0])
def test_whose_words_are_missed_is_so_whatever_the_cuts(cut):
    with closing(Archive()) as archive:
        archive.add_all(read_seeds(SEEDS))
        answer = Search(archive, cuts=Cuts(answered=0.0, nearest=cut)).ask("What did Putin say about troops?")
        assert answer.verdict is not Verdict.ANSWERED


def test_whoever_shares_a_name_is_not_taken_for_another():
    with closing(Archive()) as archive:
        for name, text in (
            ("a", "Speaker Mike Johnson said the trade treaty would pass the House."),
            ("b", "Former Prime Minister Boris Johnson said the museum was lovely."),
            ("c", "“The basket is dead,” said LeBron James."),
            ("d", "The White House rejected the plan on Monday. The plan is dead, it said."),
            ("e", "Moscow said grain exports would rise."),
            ("f", "Zakharova said that Moscow would never accept NATO troops."),
            *((f"rain {number}", f"It rained in town number {number} all day long.") for number in range(30)),
        ):
            archive.add(Article(id=name, headline="News", text=f"News\n\n{text}"))
        search = Search(archive)
        for question, verdict in (
            ("What did Boris Johnson say about the museum?", Verdict.ANSWERED),
            ("What did Johnson say about the museum?", Verdict.ANSWERED),
            ("What did Mike Johnson say about the museum?", Verdict.NEAREST),
            ("What did James Dimon say about the basket?", Verdict.NEAREST),
            ("What did the White House say about the plan?", Verdict.ANSWERED),
            ("What did Moscow say about NATO troops?", Verdict.ANSWERED),
        ):
            assert search.ask(question).verdict is verdict, question


def test_quotes_of_one_of_two_with_a_surname_are_that_ones_alone():
    with closing(Archive()) as archive:
        mike = "Speaker Mike Johnson said the trade treaty would pass the House."
        boris = "Former Prime Minister Boris Johnson said the museum was lovely."
        archive.add(Article(id="a", headline="Congress", text=f"Congress\n\n{mike}\n\n{boris}\n\nShips were late."))
        search = Search(archive)
        for question, quotes in (("Mike Johnson", {mike}), ("Boris Johnson", {boris}), ("Johnson", {mike, boris})):
            assert {quote.text for quote in search.ask(f"quotes from {question}").quotes} == quotes


def test_a_speaker_whom_a_pronoun_means_is_not_refused(search):
    answer = search.ask("What did Macron say about security guarantees?")
    assert answer.verdict is Verdict.ANSWERED
    assert answer.quotes[0].text.startswith("French President Emmanuel Macron He said")


def test_the_same_question_is_answered_the_same_until_the_archive_changes():
    archive = Archive()
    archive.add_all(read_seeds(SEEDS))
    search = Search(archive)
    first = search.ask("what did Starmer say?")
    assert search.ask("what did Starmer say?") is first
    archive.withdraw(archive.articles()[0].id, "wrong", by="the desk")
    assert search.ask("what did Starmer say?").quotes == ()
    archive.close()
