"""Bytes become articles whose text is what came, and damage is noted, never mended."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import PassageKind, SeedError, passages, read_seeds
from retrieval.passages import is_quotable
from retrieval.readers import UnreadableError, read_text

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.fixture(scope="module")
def seed():
    return next(article for article in read_seeds(SEEDS) if article.id == "europe-troops-ukraine-ceasefire")


def test_the_first_article_is_byte_for_byte_what_was_printed(seed):
    data = (SEEDS / "europe-troops-ukraine-ceasefire.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest() == "92cbaffacb6a15acf8cbf2d66e6e515b66471509605db36b9cb5f0aa1a54f5eb"
    assert seed.text.encode() == data


def test_the_first_article_is_known_as_its_toml_says_and_is_undated(seed):
    assert seed.publisher == "newsplusglobe.com"
    assert seed.published is None
    assert seed.headline.endswith("But would Russia accept?")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("run together", "warKiev"),
        ("run together", "flag.To"),
        ("run together", "footwhether"),
        ("full stop", ".."),
        ("full stop", " ."),
        ("capital", "To"),
        ("capital", "This"),
        ("orphan", "told"),
        ("orphan", "will be"),
        ("quotation mark", "“"),
    ],
)
def test_the_first_articles_damage_is_noted_where_it_is(seed, kind, words):
    assert words in {note.span.of(seed.text) for note in seed.notes if note.kind == kind}


def test_sound_prose_has_no_notes():
    text = (
        "A headline\n\nMr. McDonald paid $3.50 for an iPhone on example.com. “It works,” he said. “The U.S. "
        "version isn’t out.”\n\n“A quotation may run on.\n\n“It is closed here.” Gone With the Wind won in May."
    )
    assert read_text(text.encode(), "a").notes == ()


def test_a_text_alone_is_enough():
    article = read_text(b"\nHeadline here \r\n\r\nBody.", "a")
    assert (article.headline, article.published, article.text) == (
        "Headline here",
        None,
        "\nHeadline here \r\n\r\nBody.",
    )


@given(st.text(min_size=1).filter(str.strip))
def test_the_text_is_every_character_that_came(text):
    data = text.encode(errors="replace")
    assert read_text(data, "a").text == data.decode().removeprefix("\ufeff")


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert read_text(b"\xef\xbb\xbfHeadline\n\nBody.", "a").text == "Headline\n\nBody."


def test_a_first_line_too_long_for_a_headline_stays_a_paragraph():
    article = read_text(b"It begins at once. " + b"And it goes on and on. " * 10, "a")
    assert article.headline == "It begins at once."
    assert [passage.kind for passage in passages(article)] == [PassageKind.PARAGRAPH]


@pytest.mark.parametrize("data", [b"Headline\n\n\xff", b"", b" \n "])
def test_bytes_that_hold_no_text_are_refused(data):
    with pytest.raises(UnreadableError):
        read_text(data, "a")


def test_a_paragraph_that_turns_the_reading_direction_is_noted_and_never_quoted():
    article = read_text("Headline\n\nGood words.\n\nThe \u202eevil\u202c words.".encode(), "a")
    assert [note.kind for note in article.notes] == ["direction"]
    assert [is_quotable(article, passage) for passage in passages(article)] == [False, True, False]


def test_invisible_characters_are_noted_once_a_paragraph():
    article = read_text("Headline\n\nSo\u00adme w\u200bords.".encode(), "a")
    assert [note.message[0] for note in article.notes] == ["2"]


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    (tmp_path / "bytes.txt").write_bytes(b"\xff")
    (tmp_path / "known.txt").write_text("Headline\n\nBody.")
    (tmp_path / "known.toml").write_text('author = "x"\npublished = "yesterday"\nbyline = ""\n')
    (tmp_path / "broken.txt").write_text("Headline\n\nBody.")
    (tmp_path / "broken.toml").write_text("headline = ")
    (tmp_path / "alone.toml").write_text("")
    with pytest.raises(SeedError) as caught:
        read_seeds(tmp_path)
    lines = str(caught.value).splitlines()
    for file, reason in [
        ("bytes.txt", "UTF-8"),
        ("known.toml", "'author' is not known"),
        ("known.toml", "published must be a date"),
        ("known.toml", "byline is empty"),
        ("broken.toml", "TOML"),
        ("alone.toml", "alone.txt"),
    ]:
        assert [line for line in lines if line.startswith(file) and reason in line], (file, reason)


def test_a_dated_article_is_read_with_its_date(tmp_path):
    (tmp_path / "a.txt").write_text("Headline\n\nBody.")
    (tmp_path / "a.toml").write_text('published = 2025-01-31\nheadline = "As shown"\n')
    (article,) = read_seeds(tmp_path)
    assert (article.id, article.published, article.headline) == ("a", date(2025, 1, 31), "As shown")


def test_a_directory_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SeedError, match="not a directory"):
        read_seeds(tmp_path / "nowhere")
