"""Which paragraphs are looked at for a question, in which order, and what they are told of what stands around them."""

from contextlib import closing

import pytest

from retrieval import Archive, Article, Search
from retrieval.answering import verdict
from retrieval.answering.evidence import Evidence, missing_kind
from retrieval.answering.heard import speaks_of
from retrieval.answering.query import read_query
from retrieval.answering.ranking import rank, stretches
from retrieval.answering.reading import Readings
from retrieval.answering.signals import asked_for
from tests.indexes import TERMS, index_of


def article(name, *paragraphs, headline="Report"):
    return Article(id=name, headline=headline, text="\n\n".join([headline, *paragraphs]))


def view_of(*articles):
    return index_of(*articles).view()


def query(*words):
    return dict.fromkeys(TERMS.stems(" ".join(words)), 1.0)


def found(view, *words, **options):
    return {each.span.of(each.article.text): each for each in view.candidates(query(*words), **options)}


def test_a_candidate_knows_what_stands_beside_it_and_first_in_its_own_article_alone():
    first = article("a", "Tanks came.", "A harbour burned.", "Tanks and a harbour.", "The port closed.")
    candidates = found(view_of(first, article("b", "The port opened.", "Tanks left.")), "tanks", "harbour", "port")
    assert candidates["Tanks came."].beside == query("harbour").keys()
    assert candidates["A harbour burned."].beside == query("tanks", "harbour").keys()
    assert candidates["The port closed."].beside == query("tanks", "harbour").keys()
    assert candidates["The port closed."].opening == query("tanks").keys()
    assert candidates["The port opened."].beside == query("tanks").keys()
    assert candidates["Tanks left."].opening == query("port").keys()
    assert candidates["Tanks left."].whole == query("port", "tanks").keys()


def test_a_candidate_knows_what_its_headline_holds_too():
    view = view_of(article("a", "Tanks came.", headline="A harbour burned"), article("b", "The port is open."))
    assert found(view, "tanks", "harbour", "port")["Tanks came."].whole == query("tanks", "harbour").keys()


def test_of_equal_paragraphs_the_one_at_the_top_comes_first_where_the_top_counts():
    view = view_of(article("a", "Tanks came by rail.", "Nothing.", "Nothing more.", "Tanks came by road."))
    together = {text: each.together for text, each in found(view, "tanks").items()}
    level = {text: each.together for text, each in found(view, "tanks", lead=0.0).items()}
    assert together["Tanks came by rail."] > together["Tanks came by road."]
    assert level["Tanks came by rail."] == pytest.approx(level["Tanks came by road."])


def test_of_equal_paragraphs_the_one_beside_another_that_matches_comes_first():
    view = view_of(
        article("a", "Tanks came by rail.", "Nothing.", "Nothing more.", "Tanks came by road.", "The tanks left.")
    )
    together = {text: each.together for text, each in found(view, "tanks", lead=0.0).items()}
    assert together["Tanks came by road."] > together["Tanks came by rail."]


def test_what_stands_in_the_question_itself_is_no_answer_to_it():
    paragraph = "Some of the 30,000 are French, others German."
    view = view_of(article("a", paragraph))
    [candidate] = found(view, "french").values()
    [sentence] = Readings(TERMS).of(candidate).sentences
    for question, answers in (
        ("How many of the 30,000 are French?", False),
        ("How many of the troops are French?", True),
    ):
        asked = read_query(question, TERMS.of(question), view)
        assert bool(asked_for(asked, sentence)) is answers


def test_a_name_that_the_headline_has_too_speaks_for_a_quote():
    scores = []
    for headline in ("A day with Hanna Moroz", "A day with Ivan Petrov"):
        with closing(Archive()) as archive:
            archive.add(article("a", "The captain Ivan Petrov spoke of tanks in the harbour.", headline=headline))
            scores.append(Search(archive).ask("Which captain spoke of tanks in the harbour?").quotes[0].score)
    assert scores[1] > scores[0] + 0.1


@pytest.mark.parametrize(("question", "missing"), [("How many tanks came?", 1.0), ("How did tanks come?", 0.0)])
def test_a_kind_of_thing_that_is_asked_for_and_missing_counts_against_an_answer(question, missing):
    view = view_of(article("a", "Tanks came by rail."))
    asked = read_query(question, TERMS.of(question), view)
    ranked = rank(asked, view, Readings(TERMS))
    assert missing_kind(Evidence(asked, ranked, ranked)) == missing
    assert verdict.FEW["missing_kind"] < 0


def test_names_speak_for_a_quote_where_a_name_is_asked_for():
    with closing(Archive()) as archive:
        archive.add(article("a", "The bridge was opened by engineers.", "The bridge was opened by Hanna Moroz."))
        search = Search(archive)
        who, how = (
            {quote.text[25:]: quote.score for quote in search.ask(question).quotes}
            for question in ("Who opened the bridge?", "How was the bridge opened?")
        )
        assert who["Hanna Moroz."] - who["engineers."] > how["Hanna Moroz."] - how["engineers."] + 0.3


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("who met zelensky", {"macron"}),
        ("who met Volodymyr Zelensky", {"macron"}),
        ("who met Macron", {"zelensky"}),
        ("When may they meet?", {"may"}),
    ],
)
def test_a_name_is_no_answer_where_the_question_has_it_in_small_letters_or_without_the_first(question, held):
    view = view_of(article("a", "In May Volodymyr Zelensky met Emmanuel Macron."))
    [candidate] = found(view, "met").values()
    [sentence] = Readings(TERMS).of(candidate).sentences
    assert asked_for(read_query(question, TERMS.of(question), view), sentence) == held


@pytest.mark.parametrize(
    ("paragraph", "speaks_of_it"),
    [("Moroz said ships produce noise.", True), ("Moroz said ships are late.", False), ("The production rose.", True)],
)
def test_words_speak_of_a_topic_that_they_hold_in_another_form(paragraph, speaks_of_it):
    asked = read_query(
        "What did Moroz say about production?", TERMS.of("What did Moroz say about production?"), view_of()
    )
    held, topic = (frozenset(TERMS.stems(text)) for text in (paragraph, "production"))
    assert speaks_of(asked, held, topic) is speaks_of_it
    assert speaks_of(asked, held, frozenset())


@pytest.mark.parametrize(
    ("paragraph", "stretched"),
    [
        # a quotation that would be cut off is left out, or stretched over from its start
        ("{a} “{b} {c}” she said.", ["{a}", "“{b} {c}” she said."]),
        ('{a} "{b} {c}" she said.', ["{a}", '"{b} {c}" she said.']),
        # where nothing closes a quotation, or its marks don't pair, it isn't known where it ends
        ("{a} “{b} {c} She said.", ["{a} “{b}", "“{b} {c} She said."]),
        ('{a} 6" {b} {c} "Tanks."', ['{a} 6" {b}', '6" {b} {c} "Tanks."']),
        # one is held whole, another is too long
        ("{a} “{b}” {c}", ["{a} “{b}”", "“{b}” {c}"]),
        ("“{a} {b} {c}” She said.", ["“{a} {b}", "{b} {c}” She said."]),
    ],
)
def test_a_quote_ends_inside_a_quotation_only_where_that_is_too_long(paragraph, stretched):
    named = {name[0]: f"Tanks came to the {'large ' * 17}harbour of {name}." for name in ("aden", "bari", "cork")}
    [candidate] = found(view_of(article("a", paragraph.format(**named))), "tanks").values()
    texts = [" ".join(each.text for each in stretch) for stretch in stretches(Readings(TERMS).of(candidate).sentences)]
    assert texts == [each.format(**named) for each in stretched]
