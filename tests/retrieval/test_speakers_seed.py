"""The first article: who says each of its quotations, as a careful reader finds it."""

from pathlib import Path

import pytest

from retrieval.models import AttributionKind
from retrieval.speakers import CERTAIN, attributions

TEXT = (Path(__file__).parents[2] / "seeds" / "europe-troops-ukraine-ceasefire.txt").read_text(encoding="utf-8")

QUOTED = [
    ("“This is not just about Ukraine’s sovereignty.", "Keir Starmer"),
    ("“full role”", "Starmer"),
    ("“make a deal,”", "Trump"),
    ("“Putin will never say yes to this,”", "Boris Bondariev"),
    ("“clearly unacceptable”", "Maria Zakharova"),
    ("“uncontrolled tensions.”", "Maria Zakharova"),
    ("“technical discussions”", "an adviser to the Ukrainian government"),
    ("“because it is their ability to fight.”", "Marie Dumoulin"),
    ("“When people describe this as potential peace, there is a misrepresentation,”", "Dumoulin"),
    ("“anyway NATO in Ukraine.”", None),
]
"""The ten quotations in their order. It is Trump who presses for “a deal”, but the article doesn't say that the words
are his; “anyway NATO in Ukraine.” is what the writer thinks Putin would see."""

REPORTED = {
    "Security commitments from": "Volodymyr Zelensky",
    "past deals with the Kremlin": "Ukrainian officials",
    "creating security guarantees": "He",
    "Britain would play": "Starmer",
    "A potential downside": "experts",
    "sufficient coalition troops": "Zelensky",
    "Kiev would need": "he",
    "Putin believes": "current and former senior European and Russian officials",
    "the presence of NATO troops": "Maria Zakharova",
    "“technical discussions” were ongoing": "an adviser to the Ukrainian government",
    "Moscow could accept": "an adviser to the Ukrainian government",
    "he wanted foreign support": "Zelensky",
    "it will send a strong signal": "Camille Grand",
    "There are many aspects": "Marie Dumoulin",
    "he had discussed": "The Ukrainian president",
}
"""Words by which a reported clause is told, and whom the article names there."""


@pytest.fixture(scope="module")
def found():
    return attributions(TEXT)


def speaker(one):
    return one.speaker.of(TEXT) if one.speaker and one.confidence >= CERTAIN else None


def test_every_quotation_is_found_and_named_rightly_or_left_open(found):
    quoted = [one for one in found if one.kind is not AttributionKind.INDIRECT]
    assert len(quoted) == len(QUOTED)
    for one, (words, name) in zip(quoted, QUOTED, strict=True):
        assert one.span.of(TEXT).startswith(words)
        assert (one.speaker and one.speaker.of(TEXT)) in {name, None}


def test_words_that_the_article_gives_to_nobody_are_left_open(found):
    open_ = [one.span.of(TEXT) for one in found if one.kind is AttributionKind.MIXED and speaker(one) is None]
    assert open_ == ["“make a deal,”", "“anyway NATO in Ukraine.”"]


def test_at_least_eight_of_the_ten_are_named(found):
    quoted = [one for one in found if one.kind is not AttributionKind.INDIRECT]
    assert sum(speaker(one) is not None for one in quoted) >= 8


def test_every_reported_clause_has_the_speaker_whom_a_reader_finds(found):
    for one in found:
        if one.kind is AttributionKind.INDIRECT:
            words = one.span.of(TEXT)
            names = {name for beginning, name in REPORTED.items() if beginning in words}
            assert len(names) == 1, words
            assert speaker(one) in names | {None}


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("“This is not just", "British Prime Minister"),
        ("“full role”", "British Prime Minister"),
        ("“Putin will never", "a former Russian diplomat"),
        ("“clearly unacceptable”", "Russian Foreign Ministry spokeswoman"),
        ("sufficient coalition troops", "Ukrainian President"),
        ("“When people", "Program Director for Wider Europe at the European Council on Foreign Relations"),
        ("If European countries agree", "a former NATO official"),
    ],
)
def test_a_title_is_a_slice_of_the_first_mention(found, words, title):
    (one,) = [one for one in found if one.span.of(TEXT).startswith(words)]
    assert one.title.of(TEXT) == title


def test_the_advisers_words_carry_the_sentence_on_anonymity(found):
    (one,) = [one for one in found if one.span.of(TEXT) == "“technical discussions”"]
    assert one.anonymity.of(TEXT).startswith("The official spoke to AP on condition of anonymity")


def test_the_pronoun_after_zelensky_goes_back_to_him(found):
    (one,) = [one for one in found if one.span.of(TEXT).startswith("Kiev would need")]
    assert one.speaker.of(TEXT) == "he"
    assert one.name.of(TEXT) == "Volodymyr Zelensky"
