"""First names and surnames that are months, or a verb, too."""

import pytest

from retrieval.speakers import CERTAIN, attributions


def heard(text):
    """Speaker and full name of the last words of somebody's, where that is certain."""
    one = attributions(text)[-1]
    assert one.confidence >= CERTAIN
    return one.speaker.of(text), one.name and one.name.of(text)


@pytest.mark.parametrize("name", ["Jan Berg", "April Berg", "June Berg", "August Berg", "June C. Berg", "Theresa May"])
@pytest.mark.parametrize(
    "text",
    [
        "“It is safe,” {} said.",
        "“It is safe,” said {}.",
        "Port minister {} said it was safe.",
        "{}, a reporter, said it was safe.",
        "They told {} of it, and she said it was safe.\n\n“It is safe,” {} said.",
    ],
)
def test_a_month_before_or_behind_a_name_is_part_of_it(name, text):
    assert heard(text.replace("{}", name)) == (name, None)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Theresa May came.\n\n“It is late,” May said.", ("May", "Theresa May")),
        ("Judge Theresa May came.\n\n“It is late,” May wrote in June.", ("May", "Theresa May")),
        ("“It is late,” June Berg said.\n\n“It is safe,” Berg said.", ("Berg", "June Berg")),
        ("On Tuesday, May said it was late.", ("May", None)),
        ("Theresa May came. Last May was cold.\n\n“It is late,” May said.", ("May", "Theresa May")),
        ("Theresa May came. It was London May 5.\n\n“It is late,” May said.", ("May", "Theresa May")),
        ("They met Bill and June Berg.\n\n“It is late,” Berg said.", ("Berg", "June Berg")),
        ("Mrs. May said it was late.", ("May", None)),
        ("“It is late,” June told them.", ("June", None)),
    ],
)
def test_a_month_that_speaks_is_somebody(text, speaker):
    assert heard(text) == speaker


@pytest.mark.parametrize(
    "text",
    [
        "In May Berg said it was safe.",
        "On May 5 Berg said it was safe.",
        "Last June Berg said it was safe.",
        "Early April Berg said it was safe.",
        "By June Berg said it was safe.",
        "This August Berg said it was safe.",
        "Monday, May 5, Berg said it was safe.",
        "On Friday May 5 Berg said it was safe.",
        "After May, Berg said it was safe.",
        "It was cold in May and June. Berg said it was safe.",
        "In April Sunday was cold. Berg said it was safe.",
        "“It is safe,” said Berg in May.",
        "“It is safe,” Berg said in June.",
        "Until August Berg said it was safe.",
        "The 5 June Berg said it was safe.",
    ],
)
def test_a_month_is_no_name(text):
    assert heard(text) == ("Berg", None)


@pytest.mark.parametrize("text", ["Carl may say it was cold.", "The police found May was quite cold."])
def test_a_month_that_does_not_speak_is_nobody(text):
    assert not attributions(text)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It is safe,” Will Berg said.", ("Will Berg", None)),
        ("“It is safe,” Will said.", ("Will", None)),
        ("“It is safe,” George Will said.", ("George Will", None)),
        ("It is safe, according to Will Berg.", ("Will Berg", None)),
        ("Will Berg, who came, said it was safe.", ("Will Berg", None)),
        ("They met Will C. Berg.\n\n“It is safe,” Berg said.", ("Berg", "Will C. Berg")),
        ("Port actor Will Berg came.\n\n“It is safe,” Berg said.", ("Berg", "Will Berg")),
        ("Actor Will Berg asked why?\n\n“It is safe,” Berg said.", ("Berg", "Will Berg")),
        ("Will Berg came. Will Berg resign?\n\n“It is safe,” Berg said.", ("Berg", "Will Berg")),
        ("Did Will Berg come?\n\n“It is safe,” Berg said.", ("Berg", "Will Berg")),
        ("Who is he, Will Berg?\n\n“It is safe,” Berg said.", ("Berg", "Will Berg")),
        ("But Will Berg came.\n\n“It is safe,” Berg said.", ("Berg", "Will Berg")),
        ("Former Will Berg came.\n\n“It is safe,” Berg said.", ("Berg", "Will Berg")),
        ("Malmo’s Will Berg came.\n\n“It is safe,” Berg said.", ("Berg", "Will Berg")),
        ("Will Berg came. Was it safe?\n\n“It is safe,” Berg said.", ("Berg", "Will Berg")),
    ],
)
def test_will_before_a_name_or_where_it_speaks_is_somebody(text, speaker):
    assert heard(text) == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Actor Will Berg hit the host over his wife Anna Holm Berg.",
        "Will Berg hit the host over his wife Anna Holm Berg.",
        "They say Will Berg hit the host over his wife Anna Holm Berg.",
        "Anna Holm Berg came. Will Berg resign?",
        "Anna Holm Berg came. But Will Berg resign?",
        "Anna Holm Berg came. The question: Will Berg resign?",
    ],
)
def test_a_surname_that_will_may_share_is_no_other_persons(text):
    assert heard(f"{text}\n\n“It was wrong,” Berg said.") == ("Berg", None)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Where Will Anna Berg Be.", None),
        ("Will Mayor Anna Berg resign.", "Mayor"),
        ("Will Rep. Anna Berg resign.", "Rep."),
        ("Will Former Mayor Anna Berg resign.", "Former Mayor"),
        ("Will Anna Berg resign?", None),
        ("But Will Anna Berg resign?", None),
        ("The question: Will Anna Berg resign?", None),
    ],
)
def test_will_as_a_verb_is_no_first_name(text, title):
    text = f"{text}\n\n“It is safe,” Berg said."
    one = attributions(text)[-1]
    full = one.name and one.name.of(text)
    assert (full, one.title and one.title.of(text)) == ("Anna Berg", title)


def test_will_in_the_capitals_of_a_headline_is_nobody():
    assert "Will" not in str(heard("Holm Will Meet Anna Berg.\n\n“It is safe,” Berg said."))


def test_a_will_that_is_read_out_is_nobody():
    assert not attributions("The Will said it was theirs.")
