"""Text becomes the same terms in a question and in an article, and every term keeps its place."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.synonyms import SynonymError, Synonyms, newsroom_synonyms
from retrieval.terms import Terms


@pytest.fixture(scope="module")
def terms():
    return Terms()


@pytest.fixture(scope="module")
def newsroom():
    return Terms(newsroom_synonyms())


def stems(terms, text):
    return [term.stem for term in terms.of(text) if not term.stop]


@given(st.text())
def test_terms_stand_in_order_in_their_text_and_no_letter_or_digit_is_left_out(terms, text):
    covered = set()
    position = 0
    for term in (term for term in terms.of(text) if not term.group):
        assert position <= term.start < term.end <= len(text)
        position = term.end
        covered.update(range(term.start, term.end))
    assert all(place in covered for place, character in enumerate(text) if character.isalnum())


@given(st.text())
def test_the_same_text_has_the_same_terms(terms, text):
    assert terms.of(text) == terms.of(text)


@given(
    st.lists(
        st.sampled_from(
            ["the", "US", "us", "WHO", "IT", "troops", "never", "say", "yes", "UK", "prime", "minister", "a_b", "."]
        ).flatmap(lambda word: st.sampled_from([word + behind for behind in (" ", "-", "'s ", "")]))
    )
)
@example(["cease-", "fire ", "“front-", "line's ", "the ", "re-", "election ", "U.S. ", "front-", "line "])
def test_indexing_sees_the_same_stems(newsroom, words):
    text = "".join(words)
    assert sorted(newsroom.stems(text)) == sorted(stems(newsroom, text))
    words, groups = newsroom.words(text)
    places = newsroom.places(text)
    alone = [(word.stem, *place) for word, place in zip(words, places, strict=True)]
    together = [(stem, places[first][0], places[last][1]) for stem, first, last in groups]
    assert sorted(alone + together) == sorted(term[:3] for term in newsroom.of(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ukraine’s", "ukraine"),
        ("Ukraine's", "UKRAINE"),
        ("negotiations", "negotiation"),
        ("1,000", "1000"),
        ("café", "cafe\u0301"),
        ("ﬁrst", "first"),
        ("Straße", "STRASSE"),
        ("in\u00advasion", "invasion"),
        ("U.S.’s", "US"),
        ("the us", "the US"),
        ("U.K.", "UK"),
        ("_Kyiv_", "Kyiv"),
    ],
)
def test_two_spellings_of_one_word_match(terms, one, other):
    assert stems(terms, one) == stems(terms, other) != []


@pytest.mark.parametrize(
    ("text", "joined", "place"),
    [
        ("Kyiv's counter-offensive", "counteroffensive", "counter-offensive"),
        ("Counter-offensives’ end", "counteroffensive", "Counter-offensives"),
        ("A (re-election).", "reelection", "re-election"),
        ("the front-line troops of the UK", "frontline", "front-line"),
        ("arms-control talks", "armscontrol", "arms-control"),
        ("No “front-line's” end", "frontline", "front-line's"),
    ],
)
def test_two_hyphenated_words_are_found_as_one_and_each_by_itself(newsroom, text, joined, place):
    found = newsroom.of(text)
    assert found == sorted(found, key=lambda term: (term.start, term.group))
    [whole] = [term for term in found if term.group and term.stem[0] != "="]
    assert (whole.stem, whole.word.startswith(joined)) == (newsroom.of(joined)[0].stem, True)
    assert text[whole.start : whole.end] == place
    parts = [term for term in found if whole.start <= term.start < whole.end and not term.group]
    assert [term.word for term in parts] == [
        term.word for term in newsroom.of(place.replace("-", " ")) if not term.group
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Thomas-Greenfield",
        "brother-in-law",
        "US-led",
        "U.S.-led",
        "F-16s",
        "in-to",
        "x-ray",
        "d'état-major",
        "so -called",
        "cease-fire",
        "front-li\u00adne",
        "front-e\u0301lan",
        "front--line",
        "_front-line",
    ],
)
def test_names_chains_and_synonyms_are_not_joined(newsroom, text):
    joined = text.replace("-", "").casefold()
    assert joined not in {term.word for term in newsroom.of(text)}
    assert not any(term.group and term.stem[0] != "=" for term in newsroom.of(text))


@pytest.mark.parametrize(
    ("one", "other"), [("3.5", "35"), ("US", "us"), ("Starmer", "starter"), ("WHO said", "who said")]
)
def test_two_words_stay_two(terms, one, other):
    assert stems(terms, one) != stems(terms, other)


def test_interrogatives_carry_no_meaning(terms):
    assert stems(terms, "What, who, when, where, why and how did it do?") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kyiv", "Kiev"),
        ("Zelensky", "Zelenskyi"),
        ("UK prime minister", "Starmer"),
        ("Moscow", "Russia"),
        ("soldiers", "troops"),
        ("cease-fire", "ceasefire"),
        ("the U.S.", "the United States"),
    ],
)
def test_words_that_a_newsroom_means_alike_share_a_group(newsroom, one, other):
    groups = [{term.stem for term in newsroom.of(text) if term.group} for text in (one, other)]
    assert groups[0] & groups[1]


def test_the_longest_phrase_is_matched_first_and_the_words_are_kept():
    terms = Terms(["United Kingdom, UK", "UK prime minister, Starmer"])
    assert [term.stem for term in terms.of("the UK prime minister")] == [
        "the",
        "uk",
        "=uk prime minister",
        "prime",
        "minist",
    ]
    phrase = next(term for term in terms.of("the UK prime minister") if term.group)
    assert "the UK prime minister"[phrase.start : phrase.end] == "UK prime minister"


def test_an_arrow_joins_the_group_on_its_right():
    terms = Terms(["Kyiv, Kiev", "capital of Ukraine => Kiev"])
    assert "=kyiv" in [term.stem for term in terms.of("the capital of Ukraine")]


@pytest.mark.parametrize("lines", [["a, , b"], ["a => b, c"], ["=> a"], ["a =>"], ["a, b", "c, b"]])
def test_a_line_that_says_nothing_clear_is_refused_by_its_number(lines):
    with pytest.raises(SynonymError, match=f"line {len(lines)}"):
        Synonyms(lines, lambda phrase: tuple(phrase.split()))
