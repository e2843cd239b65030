"""Whom a tag names: never somebody whom the speaker's description only mentions."""

import pytest

from retrieval.speakers import CERTAIN, attributions


def named(text):
    """Who is named for the words in quotation marks, or else for the reported ones: title and name."""
    found = sorted(attributions(text), key=lambda one: one.kind.value == "indirect")
    one = found[0]
    assert one.confidence >= CERTAIN
    return one.title and one.title.of(text), one.speaker.of(text)


@pytest.mark.parametrize(
    ("subject", "title", "name"),
    [
        ("Berg's Treasury Department", None, "Berg's Treasury Department"),
        ("President Berg’s Treasury Department", None, "President Berg’s Treasury Department"),
        ("Sweden's Prosecutor General's Office", None, "Sweden's Prosecutor General's Office"),
        ("Sweden's Ministry of Defence", None, "Sweden's Ministry of Defence"),
        ("Anna Berg's Truth Social", None, "Anna Berg's Truth Social"),
        ("Port director Anna Berg's Instagram", None, "Port director Anna Berg's Instagram"),
        ("Berg's Servants of the Port", None, "Berg's Servants of the Port"),
        ("Sweden's Holm", None, "Sweden's Holm"),
        ("the company's Instagram", None, "the company's Instagram"),
        ("the captain's Office", None, "the captain's Office"),
        ("Berg’s spokesman", None, "Berg’s spokesman"),
        ("Berg's office", None, "Berg's office"),
        ("Berg’s spokesman Carl Holm", "Berg’s spokesman", "Carl Holm"),
        ("Berg's former adviser Carl Holm", "Berg's former adviser", "Carl Holm"),
        ("Berg's niece Eva Holm", None, "Eva Holm"),
        ("Berg's son-in-law Carl Holm", "Berg's son-in-law", "Carl Holm"),
        ("Carl Holm of Berg's Bakery", None, "Carl Holm"),
        ("Bank of Malmo Governor Anna Berg's office", None, "Bank of Malmo Governor Anna Berg's office"),
    ],
)
@pytest.mark.parametrize(
    "cue", ["{} said the bridge was safe.", "“The bridge is safe,” {} said.", "“It is safe,” said {}."]
)
def test_what_is_somebodys_is_not_them(subject, title, name, cue):
    assert named(cue.format(subject)) == (title, name)


@pytest.mark.parametrize(
    ("subject", "title", "name"),
    [
        ("United Ports secretary-general Anna Berg", "United Ports secretary-general", "Anna Berg"),
        ("U.P. Secretary-General Anna Berg", "U.P. Secretary-General", "Anna Berg"),
        ("Gazette editor-in-chief Anna Berg", "Gazette editor-in-chief", "Anna Berg"),
        ("Attorney-General Anna Berg", "Attorney-General", "Anna Berg"),
        ("then-President Anna Berg", "then-President", "Anna Berg"),
        ("Malmo Mayor-elect Anna Berg", "Malmo Mayor-elect", "Anna Berg"),
        ("Baltic Ferries CEO Anna Berg", "Baltic Ferries CEO", "Anna Berg"),
        ("the attorney-general", None, "the attorney-general"),
        ("the group's CEO", None, "the group's CEO"),
        ("Anna Prince-Berg", None, "Anna Prince-Berg"),
    ],
)
@pytest.mark.parametrize(
    "cue", ["{} said the bridge was safe.", "“The bridge is safe,” {} said.", "“It is safe,” said {}."]
)
def test_a_role_may_have_a_hyphen(subject, title, name, cue):
    assert named(cue.format(subject)) == (title, name)


@pytest.mark.parametrize(
    ("subject", "title", "name"),
    [
        ("the Justice Department", None, "Justice Department"),
        ("the Malmo Police Department", None, "Malmo Police Department"),
        ("General Motors", None, "General Motors"),
        ("the Republican Party", None, "Republican Party"),
        ("the National Police Association", None, "National Police Association"),
        ("Federal Student Aid", None, "Federal Student Aid"),
        ("Governor Anna Berg", "Governor", "Anna Berg"),
    ],
)
def test_a_body_is_not_named_by_half_its_name(subject, title, name):
    assert named(f"“The bridge is safe,” according to {subject}.") == (title, name)
    assert named(f"“The bridge is safe,” {subject} said.") == (title, name)


@pytest.mark.parametrize("name", ["Anna von der Berg", "Von der Berg", "Anna bin Berg", "Anna de la Berg", "La Berg"])
@pytest.mark.parametrize(
    "cue", ["{} said the bridge was safe.", "“The bridge is safe,” {} said.", "“It is safe,” said {}."]
)
def test_a_name_is_given_with_its_particles(name, cue):
    assert named(cue.format(name)) == (None, name)


def test_a_name_with_particles_may_be_the_subject_of_two_verbs():
    assert named("On the bridge, Anna von der Berg smiled and said it was “perfectly safe.”") == (
        None,
        "Anna von der Berg",
    )


def test_a_surname_with_particles_goes_back_to_the_full_name():
    text = "Port President Anna von der Berg opened the bridge.\n\n“It is safe,” von der Berg said."
    (one,) = attributions(text)
    assert one.speaker.of(text) == "von der Berg"
    assert one.name.of(text) == "Anna von der Berg"
    assert one.title.of(text) == "Port President"


@pytest.mark.parametrize(
    ("subject", "title", "name"),
    [
        ("Georgian opposition leader Anna Berg", "Georgian opposition leader", "Anna Berg"),
        ("White House press secretary Anna Berg", "White House press secretary", "Anna Berg"),
        ("Berg's former press secretary Carl Holm", "Berg's former press secretary", "Carl Holm"),
        ("Ruritanian state news agency Novina", None, "Novina"),
        ("Gazette reader Anna Berg", None, "Anna Berg"),
        ("port director Brig. Gen. Anna Berg", "port director Brig. Gen.", "Anna Berg"),
        ("Harbour law", None, "Harbour law"),
        ("Anna Berg when she was asked", None, "Anna Berg"),
        ("Anna Berg, who built the bridge", None, "Anna Berg"),
    ],
)
@pytest.mark.parametrize("cue", ["“It is safe,” said {}.", "“It is safe,” according to {}."])
def test_a_name_that_only_describes_somebody_is_not_whom_said_names(subject, title, name, cue):
    assert named(cue.format(subject)) == (title, name)


def test_a_name_that_goes_on_unclearly_names_nobody():
    (one,) = attributions("“The bridge is safe,” according to North Ruritanian wireless broadcasts.")
    assert one.confidence < CERTAIN


@pytest.mark.parametrize(
    ("subject", "title", "name"),
    [
        ("the UK ambassador to Ukraine, Melinda Holm,", "UK ambassador to Ukraine", "Melinda Holm"),
        ("the alliance’s secretary general, Jens Holm,", "alliance’s secretary general", "Jens Holm"),
        ("the state's governor, Ursula von der Berg,", "state's governor", "Ursula von der Berg"),
        ("Berg's spokesman, Carl Holm,", "Berg's spokesman", "Carl Holm"),
        ("the mayor of Malmo, Carl Holm, a sailor,", None, "Carl Holm"),
        ("the mayor of Buffalo, New York,", None, "the mayor of Buffalo"),
        ("the mayor of Malmo, Sweden,", None, "the mayor of Malmo"),
        ("the mayor of the capital, Addis Ababa,", None, "the mayor of the capital"),
        ("a professor in Springfield, Lake Clear,", None, "a professor in Springfield"),
        ("the prosecutors, Holm Berg,", None, "the prosecutors"),
        ("the president of the University of Malmo, Lake Clear,", None, "the president of the University of Malmo"),
        ("the mayor, Bishop Holm,", None, "the mayor"),
        ("the report, Eva Holm,", None, "the report"),
    ],
)
def test_a_name_beside_a_role_is_whoever_has_it_unless_it_may_be_a_place(subject, title, name):
    assert named(f"“It is safe,” {subject} said.") == (title, name)


def test_a_name_beside_a_role_is_given_where_the_tag_is_inverted():
    title, name = "UK ambassador to Ukraine", "Melinda Holm"
    assert named("“It is safe,” said the UK ambassador to Ukraine, Melinda Holm.") == (title, name)
    assert named("It is quite safe, said the UK ambassador to Ukraine, Melinda Holm, in Kyiv.") == (title, name)


@pytest.mark.parametrize(
    "text",
    [
        "“It is safe,” said the mayor, Carl Holm repeated.",
        "According to the mayor, Carl Holm, who was there, “lied to us all.”",
    ],
)
def test_a_name_that_goes_on_behind_a_role_is_somebody_else(text):
    assert {one.speaker.of(text) for one in attributions(text)} == {"the mayor"}


def test_somebody_named_beside_their_role_is_not_anonymous():
    text = "The port spokesman, Carl Holm, said it was “not safe.” Another man spoke on condition of anonymity."
    assert {one.anonymity for one in attributions(text)} == {None}


def test_an_ambassador_is_named_with_where_they_are_sent():
    name = "US Ambassador to the UN Linda Berg-Holm"
    assert named(f"“It is wrong,” said {name}.") == (None, name)
    assert named(f"“It is wrong,” {name} said.") == (None, name)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Wherever Berg went, it was cold.", None),
        ("Neither Berg nor Holm came.", None),
        ("Unlike Berg, Holm stayed.", None),
        ("Says Berg of the port: It is cold.", None),
        ("Ask Anna Berg in the port.", "Anna Berg"),
        ("Whoever Anna Berg met was cold.", "Anna Berg"),
        ("They saw Councilman Anna Berg there.", "Anna Berg"),
        ("They saw Actors Anna Berg and Carl Holm.", "Anna Berg"),
        ("ROYAL TESTIMONYAnna Berg came.", None),
        ("They saw Anna Berg Anna Berg of Malmo.", "Anna Berg"),
        ("They saw the port of Malmo GM Anna Berg.", "Anna Berg"),
        ("They saw Malmo Ferries GM Anna Berg.", "Anna Berg"),
        ("They saw former NBA star AJ Berg.", "AJ Berg"),
        ("Senior Anna Berg came.", "Anna Berg"),
        ("They saw the Head of Trust and Safety Anna Berg.", None),
        ("They saw the coordinator for Strategic Communications Anna Berg.", None),
        ("They saw the ambassador to the United Nations Anna Berg.", None),
        ("They saw the Head of Trust and Safety Anna Berg. Then Anna Berg left.", "Anna Berg"),
        ("Then Anna Berg left. They saw the Head of Trust and Safety Anna Berg.", "Anna Berg"),
        ("They saw the director of Development Anna Berg.", "Anna Berg"),
        ("They saw Secretary of State Anna J. Berg.", "Anna J. Berg"),
        ("They saw the daughter of Bill and Anna Berg.", "Anna Berg"),
        ("They saw Anna McBerg, Anna DeBerg and Anna Berg.", "Anna Berg"),
    ],
)
def test_a_full_name_holds_no_other_word(sentence, name):
    text = f"{sentence}\n\n“It is safe,” Berg said."
    one = attributions(text)[-1]
    assert one.speaker.of(text) == "Berg"
    assert (one.name and one.name.of(text)) == name


def test_a_name_behind_an_article_is_nobodys_surname():
    text = "The Baltic Globes were given in Malmo.\n\n“It is safe,” the Globes said."
    assert attributions(text)[-1].name is None


@pytest.mark.parametrize(
    "subject", ["One of the Berg advisers", "Some of Berg's allies", "Another of Anna Berg's sailors", "One of the men"]
)
def test_some_of_somebodys_are_not_them(subject):
    assert named(f"{subject} said the bridge was quite safe.") == (None, subject)


def test_somebody_whose_full_name_is_not_sure_may_still_be_meant_by_a_pronoun():
    introduced = "They saw Carl Holm and the Head of Trust and Safety Anna Berg. Holm said it was cold there."
    text = f"{introduced}\n\nHolm met Berg. “It is safe,” he said."
    assert {one.name and one.name.of(text) for one in attributions(text)} == {None, "Carl Holm"}
    assert attributions(text)[-1].name is None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Said Berg: “The bridge is quite safe.”", "Berg"),
        ("Recalled Berg: “The bridge is quite safe.”", "Berg"),
        ("Likewise Berg said the bridge was quite safe.", "Berg"),
        ("Spokesman Said Berg said the bridge was quite safe.", "Said Berg"),
        ("The First Lady said the bridge was quite safe.", "First Lady"),
        ("In Malmo the First Baltic said the bridge was quite safe.", "First Baltic"),
        ("In Malmo, Just Ferries said the bridge was quite safe.", "Just Ferries"),
        ("Once Berg said the bridge was quite safe.", "Berg"),
    ],
)
def test_a_word_that_opens_a_sentence_is_no_name_and_one_within_it_is(text, speaker):
    (one,) = attributions(text)
    assert one.speaker.of(text) == speaker
