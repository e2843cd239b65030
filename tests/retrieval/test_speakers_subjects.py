"""Who is the subject of a cue, and who is only mentioned beside it."""

import pytest

from retrieval.speakers import CERTAIN, attributions


def heard(text):
    """Who is named for the first words of somebody's; None where that isn't certain."""
    one = next(iter(attributions(text)), None)
    return one.speaker.of(text) if one is not None and one.speaker and one.confidence >= CERTAIN else None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("House managers prosecuting Berg argued that he failed.", None),
        ("Analysts at research firm Holm said the banks would fall.", None),
        ("The head of the Baltic private ferry operator Holm said his men would leave.", None),
        ("In India's capital New Delhi said the talks go on.", None),
        ("Another lawyer representing Berg, Eva Holm, suggested that he would go.", None),
        ("Democrats opposing the bill said it would hurt people.", "Democrats"),
        ("Conservatives who oppose Berg have said they want a rule.", "Conservatives"),
        ("People who attacked Berg said they were right to do so.", "People"),
        ("Young people who met Berg in India's capital New Delhi said they were tired.", "Young people"),
        ("MALMO – In the port, sailor Eva Holm, 62, says she'll never leave it.", "Eva Holm"),
        ("Those who attacked the ruling said it was wrong to do so.", None),
    ],
)
def test_whom_a_verb_or_a_preposition_governs_does_not_speak(text, speaker):
    assert heard(text) == speaker


@pytest.mark.parametrize(
    ("subject", "speaker"),
    [
        ("Baltic chief of staff Carl Holm", "Carl Holm"),
        ("Ferry vice president of port operations Carl Holm", "Carl Holm"),
        ("Meanwhile, ferry giant Holm", "Holm"),
        ("Sweden's newly elected leader Carl Holm", "Carl Holm"),
        ("Sweden's state news agency Novina", "Novina"),
        ("Early Friday morning Berg", "Berg"),
        ("At an event the Baltic Port", "Baltic Port"),
        ("They heard of the talks, including that banker Carl Holm", "Carl Holm"),
        ("The ruling Baltic Party", "Baltic Party"),
        ("After superstar Carl Holm", "Carl Holm"),
        ("Disgraced banker Berg", "Berg"),
        ("Figure skating champion Carl Holm", "Carl Holm"),
        ("They voted for a tax that banker Carl Holm", "Carl Holm"),
    ],
)
def test_who_is_only_described_speaks(subject, speaker):
    assert heard(f"{subject} said the bridge was quite safe.") == speaker


def test_a_pronoun_before_a_short_verb_is_no_subject_of_said_before_it():
    assert heard("Eva Holm, a captain, said she'd heard of the plan.") != "she"


def test_a_title_holds_no_quotation():
    text = "“A well-made bridge,” Swedish spokeswoman Anna Berg added.\n\n“It is safe,” Berg said."
    assert {one.title.of(text) for one in attributions(text)} == {"Swedish spokeswoman"}
