"""Who said which words: each rule on a small article of its own."""

import pytest

from retrieval.models import AttributionKind
from retrieval.speakers import CERTAIN, attribution_records, attributions

DIRECT, INDIRECT, MIXED = AttributionKind.DIRECT, AttributionKind.INDIRECT, AttributionKind.MIXED


def heard(text, *kinds):
    """The words found and who is named for them (None below the threshold), of the given kinds."""
    wanted = kinds or (DIRECT, MIXED)
    return [
        (one.span.of(text), one.speaker.of(text) if one.speaker and one.confidence >= CERTAIN else None)
        for one in attributions(text)
        if one.kind in wanted
    ]


def only(text, *kinds):
    wanted = kinds or (DIRECT, MIXED)
    (one,) = [one for one in attributions(text) if one.kind in wanted]
    return one


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“The bridge is safe,” Anna Berg said.", "Anna Berg"),
        ("“The bridge is safe,” said Anna Berg, an engineer at the port.", "Anna Berg"),
        ("“The bridge is safe,” Anna Berg, an engineer at the port, said on Friday.", "Anna Berg"),
        ("“Is the bridge safe?” Berg asked.", "Berg"),
        ("“The bridge is safe” — Berg said.", "Berg"),
        ("Anna Berg said: “The bridge is safe.”", "Anna Berg"),
        ("Anna Berg, who built the bridge, said, “It is safe.”", "Anna Berg"),
        ("Berg told reporters on Monday that the bridge was “perfectly safe.”", "Berg"),
        ("Mayor Anna Berg said the bridge was “perfectly safe.”", "Anna Berg"),
        ("“The bridge is safe,” according to Anna Berg.", "Anna Berg"),
        ("“The bridge is safe,” a Western official said.", "a Western official"),
        ("“The bridge is safe,” said a spokesman for the port.", "a spokesman for the port"),
        ("“The bridge is safe,” the report said.", "the report"),
        ("“The bridge is safe,” the Ministry of Transport said in a statement.", "Ministry of Transport"),
        ("“The bridge is safe,” she said.", "she"),
        ("“The bridge is safe,” Secretary of State Anna Berg said on Aug. 31.", "Anna Berg"),
        ("“The bridge is safe,” USA Today reported.", "USA Today"),
        ("“The bridge,” Berg shot back, “is safe.”", "Berg"),
    ],
)
def test_a_tag_or_an_introduction_names_the_speaker(text, speaker):
    assert {named for _, named in heard(text)} == {speaker}


def test_the_span_holds_the_marks_and_the_cue_is_a_slice():
    text = "“The bridge is safe,” said Anna Berg, an engineer."
    one = only(text)
    assert one.span.of(text) == "“The bridge is safe,”"
    assert one.cue.of(text) == "said"
    assert one.title.of(text) == "an engineer"


def test_both_halves_of_a_split_quote_and_what_follows_it_are_one_speakers():
    text = "“The bridge,” Berg said, “is safe.” “It was tested.”"
    assert heard(text) == [("“The bridge,”", "Berg"), ("“is safe.”", "Berg"), ("“It was tested.”", "Berg")]


def test_a_quote_over_several_paragraphs_is_a_span_in_each_and_keeps_its_speaker():
    text = "“The bridge is safe,” Berg said. “It was tested.\n\n“It was tested twice.\n\n“We are content.”"
    found = [one for one in attributions(text) if one.kind is not INDIRECT]
    assert [one.span.of(text) for one in found][1:] == ["“It was tested.", "“It was tested twice.", "“We are content.”"]
    assert {one.speaker.of(text) for one in found} == {"Berg"}


def test_a_quotation_alone_after_a_colon_is_the_last_speakers():
    text = "Anna Berg wrote on the board:\n\n“The bridge is safe.”"
    assert heard(text) == [("“The bridge is safe.”", "Anna Berg")]


def test_several_speakers_in_a_sentence_each_keep_their_own_words():
    text = "Berg said the bridge was “safe enough”, while Holm said it was “a risk too far.”"
    assert heard(text) == [("“safe enough”", "Berg"), ("“a risk too far.”", "Holm")]
    assert heard(text, INDIRECT) == [("the bridge was “safe enough”", "Berg"), ("it was “a risk too far.”", "Holm")]


@pytest.mark.parametrize(
    "text",
    [
        'Berg said: "The bridge is safe."',
        "Berg said: “The bridge is safe.”",
        "Berg said: ''The bridge is safe.''",
        "Berg said: „The bridge is safe.“",
        "Berg said: «The bridge is safe.»",
        "Berg said: »The bridge is safe.«",
        "Berg said: ‘The bridge isn’t old.’",
    ],
)
def test_every_style_of_marks_is_read(text):
    one = only(text)
    assert one.span.of(text) == text.removeprefix("Berg said: ")
    assert one.speaker.of(text) == "Berg"


def test_single_marks_inside_double_ones_are_no_quotation_of_their_own():
    text = "“They call it ‘the old lady’ here,” Berg said."
    assert heard(text) == [("“They call it ‘the old lady’ here,”", "Berg")]


def test_a_mark_that_never_closes_ends_at_the_tag():
    text = "“The bridge is safe, said Anna Berg. The city agreed."
    assert heard(text)[0][0] == "“The bridge is safe,"


def test_a_mark_that_closes_without_opening_starts_at_the_paragraph():
    text = "The bridge is safe,” Anna Berg said."
    assert heard(text) == [("The bridge is safe,”", "Anna Berg")]


def test_a_stray_mark_before_a_tag_opens_nothing():
    text = "They waited “because it is old.” “, said Anna Berg, head of the port. The rest is history."
    assert [words for words, _ in heard(text)] == ["“because it is old.”"]


def test_words_imagined_for_somebody_get_no_speaker():
    text = "Berg, who would see such a plan as “a bridge too far”, has not spoken."
    assert heard(text) == [("“a bridge too far”", None)]
    assert only(text).speaker is None


def test_words_that_somebody_did_not_say_get_no_speaker():
    assert heard("Berg did not call the bridge “a ruin” on Monday.") == [("“a ruin”", None)]


@pytest.mark.parametrize(
    "text",
    [
        "Berg spoke on ABC’s “This Week”.",
        "Berg hummed the song “Across the River” on her way.",
        "The term “swing bridge” is old.",
        "C. L. “Butch” Holm met Berg.",
        '<a class="wide bridge">The bridge</a>',
    ],
)
def test_titles_nicknames_terms_and_markup_are_nobodys_words(text):
    assert heard(text) == []


def test_scare_quotes_get_no_speaker():
    assert heard("The “safe” bridge fell into the river when Berg crossed it.") in ([], [("“safe”", None)])


def test_the_outer_speaker_stands_for_a_report_within_a_report():
    text = "Anna Berg said she hopes the bridge will be “as good as new.”"
    (one,) = [one for one in attributions(text) if one.kind is MIXED]
    assert one.speaker.of(text) == "Anna Berg"


def test_a_speaker_is_less_sure_where_the_sentence_names_another_source():
    alone = only("Berg said the bridge was “perfectly safe.”", MIXED)
    passed_on = only("According to the Gazette, Berg said the bridge was “perfectly safe.”", MIXED)
    assert passed_on.confidence < CERTAIN <= alone.confidence


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Berg said that the bridge is safe.", "the bridge is safe", "Berg"),
        ("Berg said Thursday that the bridge is safe.", "the bridge is safe", "Berg"),
        ("Berg said the bridge is safe, but nobody came.", "the bridge is safe", "Berg"),
        ("The bridge is quite safe, Berg said.", "The bridge is quite safe", "Berg"),
        ("The bridge is quite safe, said Anna Berg, an engineer.", "The bridge is quite safe", "Anna Berg"),
        ("The bridge is quite safe, experts told the Gazette.", "The bridge is quite safe", "experts"),
        ("Still, he said, the bridge is quite safe.", "the bridge is quite safe", "he"),
        ("The old bridge, Berg said, is quite safe.", "The old bridge, Berg said, is quite safe", "Berg"),
        ("The bridge is quite safe, according to the report.", "The bridge is quite safe", "the report"),
    ],
)
def test_a_reported_clause_is_an_indirect_quotation(text, words, speaker):
    assert heard(text, INDIRECT) == [(words, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "Berg maintained a lead over Holm.",
        "The plan, which Berg said has failed, is old.",
        "“The bridge is safe,” Berg said, speaking to reporters outside.",
        "Berg has not said that the bridge is safe.",
    ],
)
def test_what_reports_nothing_is_no_indirect_quotation(text):
    assert heard(text, INDIRECT) == []


def test_a_title_is_the_first_mentions_and_a_surname_goes_back_to_the_full_name():
    text = "Swedish Port Minister Anna Berg opened the bridge.\n\n“It is safe,” Berg said."
    one = only(text)
    assert one.speaker.of(text) == "Berg"
    assert one.name.of(text) == "Anna Berg"
    assert one.title.of(text) == "Swedish Port Minister"


def test_a_surname_that_two_people_share_goes_back_to_neither():
    text = "Anna Berg and Carl Berg opened the bridge.\n\n“It is safe,” Berg said."
    assert only(text).name is None


@pytest.mark.parametrize("heading", ["How Berg won", "Why Berg won", "What Berg won"])
def test_the_word_that_opens_a_question_is_nobodys_first_name(heading):
    assert only(f"{heading}\n\n“It is safe,” Berg said.").name is None


def test_what_is_written_in_capitals_has_no_first_name():
    assert only("Malmo PORT opened the bridge.\n\n“It is safe,” PORT said.").name is None


def test_a_pronoun_goes_back_to_the_only_person_it_can_mean():
    text = "Port director Anna Berg said the bridge was open.\n\n“It is safe,” she said."
    one = only(text)
    assert one.speaker.of(text) == "she"
    assert one.name.of(text) == "Anna Berg"


def test_a_pronoun_that_can_mean_two_people_goes_back_to_neither():
    text = "Port director Anna Berg said it was open. Mayor Eva Holm said Berg was right.\n\n“It is safe,” she said."
    assert only(text).name is None


def test_the_sentence_on_anonymity_travels_with_an_anonymous_quote():
    text = (
        "A port official said the bridge was “not safe at all.” "
        "The official spoke on condition of anonymity to discuss the tests.\n\nBerg crossed it."
    )
    one = only(text, MIXED)
    assert one.speaker.of(text) == "A port official"
    assert one.anonymity.of(text) == "The official spoke on condition of anonymity to discuss the tests."


def test_a_named_speaker_has_no_sentence_on_anonymity():
    text = "Berg said the bridge was “not safe.” An official agreed on condition of anonymity."
    assert only(text, MIXED).anonymity is None


def test_records_are_the_attributions_as_plain_values():
    text = "“The bridge is safe,” said Berg.\n\nHolm would call it “a ruin”."
    first, second = attribution_records(text)
    assert first == {
        "start": 0,
        "end": 21,
        "text": "“The bridge is safe,”",
        "kind": "direct",
        "speaker": {"start": 27, "end": 31, "text": "Berg"},
        "cue": "said",
        "confidence": first["confidence"],
    }
    assert second["speaker"] is None
    assert second["confidence"] == 0
