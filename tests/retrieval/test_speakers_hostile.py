"""Speakers in any text at all: spans stay inside, in order and apart, and time grows with length."""

import re
import sys
import time
from itertools import islice, pairwise, product
from string import ascii_lowercase
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Span
from retrieval.speakers import Speakers, attribution_records, attributions, can_speak, reading

PIECES = [
    *"“”\"‘’«»„'`,.:;?!…—-()[] \n\t\u2028\x85\x00_é",
    "''",
    "\n\n",
    "\r\n",
    " said ",
    " said that ",
    " told ",
    " saying ",
    " called ",
    " wrote",
    " would say ",
    "according to ",
    "Mr. ",
    "Anna Berg",
    "Berg’s ",
    " he ",
    " who ",
    " and ",
    " of ",
    "the president ",
    " on Friday",
    "n’t ",
    "U.S. ",
    "İ",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=80)
HOSTILE = [
    "“",
    '"a',
    '"x" ',
    "''a",
    "said ",
    ", said Smith",
    "Smith, ",
    "of a ",
    "a's ",
    "(",
    ") said ",
    "“a” said, ",
    "said that ",
    "on Friday ",
    "A b. ",
    "a\n",
    "“a\n\n",
    "a-",
    "a’",
    "A.",
    "1,",
    "n’t",
    "A. ",
    "he said, ",
    "Anna Berg and ",
    "who said ",
]

NAMES = ["".join(letters).capitalize() for letters in product("bdgklmnrst", "aeiou", "bdgklmnrst", "aeiou", "k")]


@given(TEXTS)
def test_any_text_gives_spans_inside_it_in_order_and_apart_within_a_kind(text):
    found = attributions(text)
    for one in found:
        for span in (one.span, one.speaker, one.cue, one.title, one.name, one.anonymity):
            assert span is None or (span.end <= len(text) and span.of(text).strip() != "")
    assert [one.span.start for one in found] == sorted(one.span.start for one in found)
    for kind in {one.kind for one in found}:
        own = [one.span for one in found if one.kind is kind]
        assert all(left.end <= right.start for left, right in pairwise(own))


def test_each_line_is_attributed_as_in_the_whole_wherever_its_speaker_is_named():
    text = (
        "“We will go,” said President Anna Berg.\n\n“And we will stay.” “It is right.”\n\nThe plan has critics.\n\n"
        "Berg added that the bridge was safe.\n\nShe said that nobody doubts it."
    )
    whole = attributions(text)
    assert sum(one.name is not None for one in whole) >= 2
    assert len(whole) >= 5
    for line in re.finditer(r".+", text):
        span = Span(start=line.start(), end=line.end())
        assert list(Speakers(text).within(span)) == [one for one in whole if one.span.overlap(span)]


@given(st.lists(TEXTS, max_size=3), st.data())
def test_a_part_of_a_text_is_attributed_as_the_whole_is(texts, data):
    text = "\n".join(texts)
    start = data.draw(st.integers(0, len(text)))
    span = Span(start=start, end=data.draw(st.integers(start, len(text))))
    inside = [one for one in attributions(text) if one.span.overlap(span)]
    assert [one for one in Speakers(text).within(span) if one.span.overlap(span)] == inside


@given(TEXTS)
def test_who_speaks_is_never_unsure_and_nobody_is_never_sure(text):
    for one in attributions(text):
        assert (one.speaker is None) == (one.confidence == 0)


@given(TEXTS)
def test_nobody_is_given_words_where_nobody_can_speak(text):
    said = attributions(text)
    for line in re.finditer(r"[^\n]+", text):
        span = Span(start=line.start(), end=line.end())
        assert can_speak(line[0]) or not any(one.span.overlap(span) for one in said)


@pytest.mark.parametrize(
    ("line", "can"),
    [
        ("The bridge isn’t safe, and nobody's friends called for Berg’s plan.", False),
        ("Berg said that it is safe.", True),
        ("According to Berg it is safe.", True),
        ("That is ‘safe’.", True),
        ("That is ''safe''.", True),
        ("It is safe.” And it stays.", True),
    ],
)
def test_an_apostrophe_is_nobodys_word_but_a_quotation_mark_and_a_report_are(line, can):
    assert can_speak(line) is can


@pytest.mark.parametrize("beside", ["{} spoke.", "({})", "A plan of {}’s.", "Has {}n’t spoken?"])
@pytest.mark.parametrize("surname", ["Berg", "O’Neil", "İpek", "Berg-Holm", "Straße"])
def test_a_name_is_found_among_many_others_as_it_is_among_few(beside, surname):
    text = f"{beside.format(f'Anna {surname}')}\n\n{surname} said that the bridge is safe.\n\nNobody doubts it."
    with patch.object(reading, "_SEARCHES", 0):
        among_many = attributions(text)
    assert among_many == attributions(text)
    assert among_many[0].name is not None


@given(TEXTS)
def test_the_same_text_gives_the_same_records(text):
    assert attribution_records(text) == attribution_records(text)


@pytest.mark.parametrize("piece", ["“A b.”\n", "Anna Berg said so.\n", "“A b,” he said.\nAnna Berg said so.\n"])
def test_what_each_line_costs_does_not_grow_with_the_text(piece):
    short, long = (piece * (characters // len(piece)) for characters in (2_000, 8_000))
    assert _within(8 * max(_seconds(short, _by_line), 0.002), long, _by_line)


@pytest.mark.parametrize(
    "piece",
    [
        "Anna {name} said that it is safe. {name} told us more. She added that all is well.\n\n",
        "{name} Smith said that it is safe, and he said that nobody doubts it.\n\n",
        "{name} said that it is safe.\n\n",
    ],
)
def test_work_grows_with_the_number_of_names_and_no_faster(piece):
    few, many = ("".join(piece.format(name=name) for name in islice(NAMES, count)) for count in (200, 800))
    assert _lines_run(lambda: attributions(many)) < 6 * _lines_run(lambda: attributions(few))


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_length_and_no_faster(piece):
    short, long = (piece * (characters // len(piece)) for characters in (2_000, 16_000))
    attributions(short)
    assert _within(24 * max(_seconds(short), 0.002), long)


@pytest.mark.parametrize(
    "sentence", ["{0} {0}son spoke. He said it was {0}ville.", "{0} went and said “no way” again."]
)
def test_time_grows_with_length_and_no_faster_however_many_names_stand_in_one_paragraph(sentence):
    names = (f"{one}{other}{third}".capitalize() for one, other, third in product(ascii_lowercase, repeat=3))
    text = " ".join(sentence.format(next(names)) for _ in range(400))
    attributions(text)
    assert _within(24 * max(_seconds(text[: len(text) // 8]), 0.002), text)


def _by_line(text):
    speakers = Speakers(text)
    for line in re.finditer(r".+", text):
        speakers.within(Span(start=line.start(), end=line.end()))


def _seconds(text, call=attributions):
    """The least processor time of three runs: others at work on the machine don't count."""
    return min(_runs(text, call))


def _within(seconds, text, call=attributions):
    """Whether one of three runs takes less; the others needn't be made then."""
    return any(taken < seconds for taken in _runs(text, call))


def _runs(text, call):
    """The processor times of three runs, each as it is asked for."""
    for _ in range(3):
        start = time.process_time()
        call(text)
        yield time.process_time() - start


def _lines_run(work):
    """How many lines of Python a piece of work runs."""
    lines = 0

    def count(_frame, event, _argument):
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines
