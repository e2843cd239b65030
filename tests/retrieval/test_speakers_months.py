"""First names and surnames that are months too."""

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
