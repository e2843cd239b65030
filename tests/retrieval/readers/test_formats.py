"""Each format's usual and full file is read as its reader sees it, with all that it says of itself."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from retrieval import State
from tests.retrieval.readers.formats import ADDRESS, QUOTABLE, quotable, refused, source, sources

CEST = timezone(timedelta(hours=2))
WELL_MEANT = [path for path in QUOTABLE if "hostile" not in path]
WITH_HEADING = ["markdown/usual.md", "html/usual.html", "ninjs/usual.json", "newsml/usual.xml", "feed/usual.xml"]


@pytest.mark.parametrize("path", WELL_MEANT)
def test_what_may_be_quoted_is_what_a_reader_sees_of_the_story(path):
    assert quotable(source(path, ADDRESS).article) == QUOTABLE[path]


@pytest.mark.parametrize("path", [*WITH_HEADING, "ans/usual.json"])
def test_a_marked_heading_is_kept_and_never_quoted_even_where_it_reads_like_a_sentence(path):
    article = source(path, ADDRESS).article
    assert "\n\nWhat it will cost “the town.”\n\n" in article.text
    assert article.headings[0].of(article.text) == "What it will cost “the town.”"


@pytest.mark.parametrize("path", WELL_MEANT)
def test_the_text_is_the_headline_and_the_blocks_with_a_blank_line_between_them(path):
    article = source(path, ADDRESS).article
    assert article.text.startswith(f"{article.headline}\n\n")
    assert "\n\n\n" not in article.text


KNOWN = {
    "text/full.txt": ("courier-2025-0412", "Lotta Fjell, Per Ask"),
    "markdown/full.md": ("courier:2025-0412", "Lotta Fjell, Per Ask"),
    "ninjs/full.json": ("https://courier.example/ferry", "Lotta Fjell and Per Ask"),
    "newsml/full.xml": ("urn:newsml:courier.example:20250402:ferry", "Lotta Fjell"),
    "feed/full.xml": ("tag:courier.example,2025:ferry", "Lotta Fjell"),
    "ans/full.json": ("FERRY4712", "Lotta Fjell, Per Ask"),
    "lines/full.jsonl": ("courier:4712", "Lotta Fjell, Per Ask"),
}


@pytest.mark.parametrize("path", KNOWN)
def test_every_field_that_a_format_has_is_taken_over(path):
    article = source(path).article
    assert (article.id, article.byline) == KNOWN[path]
    assert article.publisher == "The Vessby Courier"
    assert article.url == "https://courier.example/ferry"
    assert article.published == datetime(2025, 4, 2, 7, tzinfo=UTC)
    assert (article.language, article.rights) == ("en-GB", "The Vessby Courier 2025")
    assert source(path).remarks == ()


def test_a_pages_own_data_is_taken_over_from_its_graph():
    known = source("html/full.html", "https://courier.example/ferry-second-boat?from=home")
    article = known.article
    assert article.id == article.url == "https://www.courier.example/ferry-second-boat"
    assert (article.publisher, article.byline) == ("The Vessby Courier", "Lotta Fjell, Per Ask")
    assert (article.published, article.language) == (date(2025, 4, 2), "en-GB")
    assert article.rights == "The Vessby Courier 2025"
    assert known.note == "An earlier version gave the boat's length in feet."
    assert known.expires_at == datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("path", ["text/full.txt", "ninjs/full.json", "newsml/full.xml", "lines/full.jsonl"])
def test_what_a_source_holds_back_is_withheld_with_its_embargo_and_its_note(path):
    held = source(path)
    assert held.state is State.WITHHELD
    assert held.note == "Held until the county has signed."
    assert held.embargo_until == datetime(2025, 4, 3, 6, tzinfo=CEST)
    assert held.expires_at == datetime(2030, 1, 1, tzinfo=UTC)
    assert held.edition == 4


@pytest.mark.parametrize("path", ["markdown/full.md", "ans/full.json"])
def test_a_correction_is_the_note(path):
    assert source(path).note == "An earlier version gave the boat's length in feet."


def test_an_embargo_without_a_zone_lifts_when_its_day_is_over_everywhere():
    assert source("markdown/full.md").embargo_until == datetime(2025, 4, 4, 12, tzinfo=UTC)


def test_an_embargo_of_arc_is_kept():
    assert source("ans/full.json").embargo_until == datetime(2025, 4, 3, 4, tzinfo=UTC)


def test_a_page_without_an_address_of_its_own_goes_by_the_one_it_came_from_else_by_its_name():
    assert source("html/usual.html", ADDRESS).article.id == ADDRESS
    assert source("html/usual.html").article.id == "usual.html"
    assert source("html/usual.html").article.url is None


def test_a_guid_that_means_something_in_its_feed_alone_goes_by_the_feeds_host():
    assert source("feed/usual.xml").article.id == "courier.example:4711"


def test_an_entry_with_only_a_summary_says_where_the_article_is():
    assert "only its summary and link" in refused("feed/usual.xml")["entry 2"]


def test_each_line_is_read_by_its_own_shape():
    assert [each.format for each in sources("lines/full.jsonl")] == ["json", "ninjs", "ans"]
    assert [quotable(each.article) for each in sources("lines/full.jsonl")[1:]] == [
        ["It is read as ninjs."],
        ["It is read as ANS."],
    ]


def test_the_raw_bytes_are_what_each_article_was_read_from():
    feed = source("feed/usual.xml").raw
    assert feed.startswith(b"<item>")
    assert feed.endswith(b"</item>")
    assert "What it will cost “the town.”".encode() in feed
    assert [each.raw[:1] + each.raw[-1:] for each in sources("ninjs/hostile.json")] == [b"{}", b"{}", b"{}"]
    assert [each.raw[:1] + each.raw[-1:] for each in sources("lines/full.jsonl")] == [b"{}", b"{}", b"{}"]
