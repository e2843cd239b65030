"""Files that mean harm or are just broken: no quote is altered by them, and whoever adds them is told why."""

import json
from datetime import UTC, datetime

import pytest

from retrieval import State
from retrieval.readers import read
from tests.retrieval.readers.formats import ADDRESS, FORMATS, QUOTABLE, quotable, refused, source, sources


def article(markup, url=None):
    """What a page with this inside an article of some length is read as."""
    filler = "<p>The harbour office of Vessby wrote on Monday that the ferry would run as it always has.</p>" * 4
    return read(f"<!doctype html><body><article>{filler}{markup}</article>".encode(), name="a.html", url=url)[0]


def test_of_a_hostile_page_only_what_its_reader_sees_unharmed_may_be_quoted():
    page = source("html/hostile.html", ADDRESS)
    assert quotable(page.article) == QUOTABLE["html/hostile.html"]
    remarks = "\n".join(page.remarks)
    for opening in ("The dam will not hold", "She said", "The mayor", "Nobody sees this"):
        assert opening in remarks
    assert {note.kind for note in page.article.notes} == {"direction", "invisible"}
    assert page.article.headline == "Storm &amp; tide"
    assert page.article.published is None


def test_nobody_speaks_for_another_sites_articles():
    assert source("html/hostile.html", ADDRESS).article.id == ADDRESS


@pytest.mark.parametrize(
    "markup",
    [
        "<p>The dam will <button>hold</button> not fall, said the engineer on duty at noon.</p>",
        "<p>The dam will <s>not</s> hold, said the engineer on duty at noon.</p>",
        "<p>She said <q>we go</q> and went, which surprised the engineer on duty.</p>",
        "<p>The dam will <select><option>not</option></select>hold, said the engineer <svg><text>x</text></svg>.</p>",
    ],
)
def test_a_paragraph_that_is_more_than_its_words_is_never_quoted_in_part(markup):
    assert not [each for each in quotable(article(markup).article) if "engineer" in each]


@pytest.mark.parametrize(
    "inside",
    [
        "<a href='/x'>ferry</a>",
        "<span>fer</span>ry",
        "<b>f</b><i>erry</i>",
        "<!-- -->ferry<!-- -->",
        "<font color=red>ferry</font>",
        "<custom-tag>ferry</custom-tag>",
        "<abbr title='x'>ferry</abbr>",
        "<mark><small>ferry</small></mark>",
        "<span class='sr-only'>hidden </span>ferry",
    ],
)
def test_inline_marks_take_no_word_out_of_a_paragraph_and_put_none_in(inside):
    words = quotable(article(f"<p>They waited for the {inside} at the quay until it was dark, and sang.</p>").article)
    assert "They waited for the ferry at the quay until it was dark, and sang." in words


@pytest.mark.parametrize(
    "markup",
    [
        "<nav><p>The way to our other stories about the harbour.</p></nav>",
        "<aside><p>The way to our other stories about the harbour.</p></aside>",
        "<div class='ad-slot'><p>The way to our other stories about the harbour.</p></div>",
        "<div id='comments'><p>The way to our other stories about the harbour.</p></div>",
        "<figure><figcaption>The way to our other stories about the harbour.</figcaption></figure>",
        "<p><a href='/x'>Read more: the way to our other stories about the harbour.</a></p>",
        "<p style='display:none'>The way to our other stories about the harbour.</p>",
        "<template><p>The way to our other stories about the harbour.</p></template>",
    ],
)
def test_what_is_no_story_is_left_out(markup):
    assert "other stories" not in article(markup).article.text


@pytest.mark.parametrize("name", ["newsletter-signup", "ad", "related", "share-bar", "comments"])
def test_what_is_no_story_by_its_name_is_left_out_of_a_body_too(name):
    body = f"<p>The ferry runs until midnight.</p><div class='{name}'><p>Join us today.</p></div>"
    source = read(json.dumps({"uri": "urn:a", "headline": "H", "body_html": body}).encode(), name="a")[0]
    assert quotable(source.article) == ["The ferry runs until midnight."]


def test_a_class_name_on_the_whole_page_leaves_nothing_out():
    words = "The council of Vessby voted on Tuesday to close the old swing bridge, and went home late. "
    page = f"<!doctype html><body><div class='with-newsletter'>{f'<p>{words}</p>' * 5}</div>"
    assert len(quotable(read(page.encode(), name="a.html")[0].article)) == 5


def test_odd_values_leave_the_article_and_are_told():
    odd = sources("ninjs/hostile.json")[1]
    assert quotable(odd.article) == ["A paragraph that stays."]
    assert (odd.article.url, odd.article.byline, odd.article.published, odd.edition) == (None, None, None, None)
    for word in ("status", "embargo", "byline", "address", "publication", "language", "version", "can't be shown"):
        assert any(word in remark for remark in odd.remarks), word


def test_a_recalled_item_is_withdrawn_and_a_status_that_nobody_knows_is_withheld():
    assert [each.state for each in sources("ninjs/hostile.json")] == [State.WITHDRAWN, State.WITHHELD, State.USABLE]
    assert [each.state for each in sources("newsml/full.xml")] == [State.WITHHELD, State.WITHDRAWN]
    assert source("ans/hostile.json").state is State.WITHHELD


@pytest.mark.parametrize("status", ["replaced", "stat:", 7, ["usable"]])
def test_a_status_that_nobody_knows_is_no_reason_to_publish(status):
    item = {"uri": "urn:a", "headline": "H", "body_text": "Words.", "pubstatus": status}
    source = read(json.dumps(item).encode(), name="a")[0]
    assert source.state is State.WITHHELD
    assert "is not known" in source.remarks[0]


def test_an_embargo_that_cannot_be_read_is_no_reason_to_publish():
    assert source("newsml/hostile.xml").state is State.WITHHELD
    assert source("markdown/hostile.md").state is State.WITHHELD


def test_the_good_lines_are_read_and_each_bad_one_is_told_with_its_number():
    assert list(refused("lines/hostile.jsonl")) == ["line 2", "line 3", "line 4", "line 5", "line 8"]
    assert [quotable(each.article) for each in sources("lines/hostile.jsonl")] == [
        ["It goes by its headline & name."],
        ["A number that is out of bounds."],
        ["A sound paragraph."],
        ["The rest goes on."],
    ]


@pytest.mark.parametrize("path", [path for path in QUOTABLE if "hostile" in path and "html" not in path])
def test_entities_are_decoded_once_and_what_is_struck_out_or_hidden_is_not_quoted(path):
    assert quotable(source(path).article) == QUOTABLE[path]


def test_plain_text_is_left_as_it_came():
    data = (FORMATS / "text/hostile.txt").read_bytes()
    assert source("text/hostile.txt").article.text.encode() == data
    assert "The \u202eevil\u202c words." not in quotable(source("text/hostile.txt").article)


def test_an_identity_that_is_too_long_is_cut_and_ends_in_its_hash():
    ids = [read(json.dumps({"id": "x" * 300 + end, "text": "a"}).encode(), name="a")[0].article.id for end in "ab"]
    assert [len(each) for each in ids] == [200, 200]
    assert ids[0] != ids[1]


def test_an_expiry_without_a_zone_is_over_when_its_day_begins_anywhere():
    item = read(b'{"headline": "H", "text": "a", "expires": "2030-01-01"}', name="a")[0]
    assert item.expires_at == datetime(2029, 12, 31, 10, tzinfo=UTC)
