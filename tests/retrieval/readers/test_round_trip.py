"""Whatever the paragraphs of an article are, each format gives them back character for character."""

import html
import json
import re
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.passages import passages
from retrieval.readers import read
from tests.retrieval.readers.formats import ADDRESS, FORMATS, quotable, sources

HEADLINE = "A headline that no paragraph repeats"
# Letters of many scripts, marks that formats use, and signs that nobody sees; a space is single, as in print.
WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"))
    | st.sampled_from("<>&\"'*_[]()#`~|\\{}:;!.\u00ad\u200b"),
    min_size=1,
    max_size=12,
)
PARAGRAPHS = st.lists(
    # The ends keep a paragraph from reading as a heading or as what stands around a story.
    st.lists(WORD, max_size=8).map(lambda words: " ".join(["So", *words, "it is."])),
    min_size=1,
    max_size=4,
    unique=True,
)


def markup(paragraphs):
    return "".join(f"<p>{html.escape(each)}</p>" for each in paragraphs)


def as_text(paragraphs):
    return "\n\n".join([HEADLINE, *paragraphs])


def as_markdown(paragraphs):
    escaped = [re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", each) for each in paragraphs]
    return "\n\n".join([f"# {HEADLINE}", *escaped])


def as_page(paragraphs):
    return f"<!doctype html><html><head><title>{HEADLINE}</title></head><body><article>{markup(paragraphs)}</article>"


def as_ninjs(paragraphs):
    return json.dumps({"uri": "urn:a", "headline": HEADLINE, "body_html": markup(paragraphs)})


def as_ninjs_3(paragraphs):
    body = {"contentType": "text/plain", "value": "\n\n".join(paragraphs)}
    return json.dumps({"uri": "urn:a", "headlines": [{"value": HEADLINE}], "bodies": [body]}, ensure_ascii=False)


def as_newsml(paragraphs):
    body = "".join(f"<p>{escape(each)}</p>" for each in paragraphs)
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a"><contentMeta>'
        f"<headline>{HEADLINE}</headline></contentMeta><contentSet><inlineXML><nitf><body><body.content>{body}"
        "</body.content></body></nitf></inlineXML></contentSet></newsItem>"
    )


def as_feed(paragraphs):
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><guid>a</guid>'
        f"<title>{HEADLINE}</title><content:encoded>{escape(markup(paragraphs))}</content:encoded></item></channel></rss>"
    )


def as_ans(paragraphs):
    elements = [{"type": "text", "content": html.escape(each)} for each in paragraphs]
    return json.dumps({"_id": "a", "headlines": {"basic": HEADLINE}, "content_elements": elements})


def as_record(paragraphs):
    return json.dumps({"headline": HEADLINE, "text": "\n\n".join(paragraphs)})


@pytest.mark.parametrize(
    "written", [as_text, as_markdown, as_page, as_ninjs, as_ninjs_3, as_newsml, as_feed, as_ans, as_record]
)
@settings(max_examples=40, deadline=None)
@given(paragraphs=PARAGRAPHS)
def test_the_paragraphs_come_back_character_for_character(written, paragraphs):
    name = "a.md" if written is as_markdown else "a.txt"
    (source,) = read(written(paragraphs).encode(), name=name)
    assert source.article.headline == HEADLINE
    kept = [each.span.of(source.article.text) for each in passages(source.article)][1:]
    assert [each for each in paragraphs if each not in kept] == [], source.remarks
    assert source.remarks == ()


FILES = sorted(path.relative_to(FORMATS).as_posix() for path in FORMATS.glob("*/*"))


@pytest.mark.parametrize("path", FILES)
def test_every_sentence_that_may_be_quoted_is_a_slice_of_the_text(path):
    for source in sources(path, ADDRESS):
        for passage in passages(source.article):
            assert passage.span.of(source.article.text).strip() == passage.span.of(source.article.text)
            for sentence in passage.sentences:
                assert sentence.of(source.article.text) in passage.span.of(source.article.text)
        assert all(paragraph in source.article.text for paragraph in quotable(source.article))


@pytest.mark.parametrize("path", FILES)
def test_reading_twice_gives_the_same(path):
    assert sources(path, ADDRESS) == sources(path, ADDRESS)
