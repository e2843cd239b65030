"""The title beside a full name: the whole of it, or none."""

import pytest

from retrieval.speakers import CERTAIN, attributions


def introduced(text):
    """Full name and title of whoever says “It is safe” behind `text`, by surname alone."""
    text = f"{text}\n\n“It is safe,” Berg said."
    one = attributions(text)[-1]
    assert one.confidence >= CERTAIN
    return one.name and one.name.of(text), one.title and one.title.of(text)


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("They heard of the press secretary Anna Berg.", "press secretary"),
        ("They heard of White House press secretary Anna Berg.", "White House press secretary"),
        ("They heard of state health director Anna Berg.", "state health director"),
        ("They heard of Malmo University law professor Anna Berg.", "Malmo University law professor"),
        ("They heard of national security adviser Anna Berg.", "national security adviser"),
        ("They were told so by adult film star Anna Berg.", "adult film star"),
        ("It is safe, said company spokeswoman Anna Berg.", "company spokeswoman"),
        ("It is safe, state Sen. Anna Berg said.", "state Sen."),
        ("It is safe, according to public health expert Anna Berg.", "public health expert"),
        ("The port’s climate change minister Anna Berg came.", "climate change minister"),
        ("They met opposition leader Anna Berg.", "opposition leader"),
        ("They elected board chair Anna Berg.", "board chair"),
        ("They heard of managing director Anna Berg.", "managing director"),
        ("They said athletics director Anna Berg came.", "athletics director"),
        ("They asked Baltic athletics director Anna Berg.", "Baltic athletics director"),
        ("They hired attorney Anna Berg.", "attorney"),
        ("They spoke of actress Anna Berg.", "actress"),
        ("It is safe, says former mayor Anna Berg.", "former mayor"),
        ("They saw President Anna Berg.", "President"),
        ("It was a move President Anna Berg made.", "President"),
        ("They want to see Gov. Anna Berg.", "Gov."),
        ("It was a move state Sen. Anna Berg made.", "state Sen."),
        ("They came alongside co-host Anna Berg.", "co-host"),
        ("They came beside co-host Anna Berg.", "co-host"),
    ],
)
def test_a_title_stands_whole(sentence, title):
    assert introduced(sentence) == ("Anna Berg", title)


@pytest.mark.parametrize(
    "sentence",
    [
        "Holm thanks star Anna Berg.",
        "They want to thank star Anna Berg.",
        "They met potential rival Anna Berg.",
        "It was said by House Speakers Anna Berg and Carl Holm.",
        "They met the ferry that carries star Anna Berg.",
        "It was up to Realtor.com economist Anna Berg.",
        "It was said by Sens. Anna Berg and Carl Holm.",
        "It was said by actors Anna Berg and Carl Holm.",
        "They asked Malmo residents Anna Berg and Carl Holm.",
        "They heard of Anna Berg, the mayor told them all.",
        "They heard of Anna Berg, the mayor had left them.",
        "They heard of Anna Berg, a man she met on the ferry.",
        "They heard of Anna Berg, a director leading a version of “The Port”.",
    ],
)
def test_half_a_title_or_another_clause_is_none(sentence):
    assert introduced(sentence) == ("Anna Berg", None)


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("They heard of Anna Berg, author of “The Bridge”.", "author"),
        ("They heard of Anna Berg, a sailor and the author of the “Port Book”.", "a sailor and the author"),
        ("They heard of Anna Berg, a mother of three, too.", "a mother of three"),
        ("They heard of Anna Berg, spokeswoman for Casey’s, too.", "spokeswoman for Casey’s"),
        ("They heard of Anna Berg, director of the Artemis I mission, too.", "director of the Artemis I mission"),
        ("They heard of Anna Berg, a professor of law at the port who came.", "a professor of law at the port"),
    ],
)
def test_a_title_behind_a_name_ends_on_no_preposition(sentence, title):
    assert introduced(sentence) == ("Anna Berg", title)


@pytest.mark.parametrize(
    ("subject", "title", "speaker"),
    [
        ("Port meteorologist and climate expert Anna Berg", "Port meteorologist and climate expert", "Anna Berg"),
        ("singer and actor Anna Berg", "singer and actor", "Anna Berg"),
        ("Reds GM Anna Berg", "Reds GM", "Anna Berg"),
        ("The GM Super Cruise", None, "The GM Super Cruise"),
        ("Reds GM Berg", None, "Reds GM Berg"),
        ("The captain and actor Anna Berg", None, "The captain and actor Anna Berg"),
        ("Sailors and actor Anna Berg", None, "Sailors and actor Anna Berg"),
        ("port police and actor Anna Berg", None, "port police and actor Anna Berg"),
        ("Carl Holm and actor Anna Berg", None, "Carl Holm and actor Anna Berg"),
        ("a captain and the actor Anna Berg", None, "a captain and the actor Anna Berg"),
    ],
)
def test_what_one_person_is_stands_before_the_name(subject, title, speaker):
    text = f"“The bridge is safe,” {subject} said."
    (one,) = attributions(text)
    assert (one.title and one.title.of(text), one.speaker.of(text)) == (title, speaker)
