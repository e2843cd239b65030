"""A file that can't be read is refused with what to do; bytes of any kind are read or refused, and nothing else."""

import contextlib
import gzip
import io
import itertools
import json
import pickle
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from retrieval.models import State
from retrieval.readers import BadSource, UnreadableError, read, read_lines
from tests.retrieval.readers.formats import FORMATS, quotable

DTD = b'<?xml version="1.0"?><!DOCTYPE newsItem [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><newsItem>&b;</newsItem>'
PAGE = b"<!doctype html><html><body>%s</body></html>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"Headline\n\nCaf\xe9.", "UTF-8"),
        (b"\x00\x01\x02", "control character"),
        ("no mark".encode("utf-16-le"), "control character"),
        (PAGE % b'<meta charset="klingon"><p>x', "charset"),
        (PAGE % '<meta charset="latin-1"><p>é'.encode(), "it is UTF-8"),
        (PAGE % b"<p>caf\xe9", "UTF-8"),
        (PAGE % b"", "no article"),
        (PAGE % b"<form>Name <input><input type=Password></form><p>Sign in, please.", "login page"),
        (DTD, "DTD"),
        (b'<?xml version="1.0"?><newsItem><a>', "breaks off"),
        (b'<?xml version="1.0"?><svg/>', "neither NewsML-G2 nor a feed"),
        (b'{"headline": "A", "te', "not JSON"),
        (b'{"name": "A"}', "no article that is known"),
        (b'{"text": "a", "text": "b"}', "twice"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"text": "a", "version": ' + b"9" * 5000 + b"}", "too long"),
        (b'{"text": "a", "version": NaN}', "no number"),
        (b"[]", "empty"),
        (b"Only a headline", "only a headline"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "zip"),
        (gzip.compress(b"x", mtime=0)[:-3], "breaks off"),
        (gzip.compress(bytes(11 * 2**20), mtime=0), "unpacks to more"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "twice"),
        (b"x" * (10 * 2**20 + 1), "larger than 10 MiB"),
        (b"+++\ntitle = \n+++\nText.", "TOML"),
        (b"+++\ntags = " + b"[" * 20_000 + b"\n+++\nText.", "nested too deeply"),
        (b"---\ntitle: a\ntitle: b\n---\nText.", "twice"),
        (b"---\ntitle: a\n---\n", "no text"),
        (b"# Title\n\n" + b"x " * 100_001, "Markdown"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name_and_the_reason(data, reason):
    with pytest.raises(UnreadableError) as caught:
        read(data, name="file")
    assert str(caught.value).startswith("file: ")
    assert reason in str(caught.value)


def test_a_refusal_survives_the_way_out_of_a_child_process():
    refusal = pickle.loads(pickle.dumps(UnreadableError("it is empty", "a.txt")))
    assert (str(refusal), refusal.name) == ("a.txt: it is empty", "a.txt")


@pytest.mark.parametrize("opening", ["[Updated] A headline", "{A headline}", "<!channel> A headline", "<3 A headline"])
def test_a_text_that_begins_like_another_format_is_still_a_text(opening):
    (source,) = read(f"{opening}\n\nIts first paragraph is here.".encode(), name="a")
    assert (source.format, source.article.headline) == ("text", opening)


@pytest.mark.parametrize(
    "data",
    [
        "Headline\n\nCafé “x”.".encode("utf-16"),
        "Headline\n\nCafé “x”.".encode("utf-8-sig"),
        "Headline\n\nCafé “x”.".encode("utf-32"),
    ],
)
def test_a_byte_order_mark_says_how_a_text_is_written(data):
    assert read(data, name="a")[0].article.text == "Headline\n\nCafé “x”."


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "ascii", "windows-1252"])
def test_a_charset_is_what_browsers_take_it_for(label):
    page = (
        f'<meta charset="{label}"><article><p>“It’s shut,” they said on the quay of Vessby – all of them.</p></article>'
    )
    assert "“It’s shut,” they said on the quay of Vessby – all" in read(page.encode("cp1252"), name="a")[0].article.text


def test_what_the_server_says_of_the_charset_goes_before_what_the_page_says():
    page = (
        '<meta charset="utf-8"><article>' + "<p>The café on the quay of Vessby was open until dark, they said.</p>" * 3
    )
    for data, charset in ((page.encode("cp1252"), "iso-8859-1"), (page.encode(), None)):
        assert "café" in read(data, name="a", charset=charset)[0].article.text


def test_a_feed_whose_bytes_name_a_file_is_never_opened(tmp_path, monkeypatch):
    feed = (FORMATS / "feed/usual.xml").read_bytes()
    opened = []
    monkeypatch.setattr("builtins.open", lambda path, *_, **__: opened.append(path))
    found = read(feed, name="feed")
    monkeypatch.undo()
    assert opened == []
    assert len(found) == 2


def test_a_bomb_of_200_megabytes_is_refused_before_it_is_unpacked():
    class Zeros(io.RawIOBase):
        """A gzip of 200 MB of nothing, written as it is read."""

        left = 200

        def __init__(self):
            self.packer = gzip.zlib.compressobj(9, gzip.zlib.DEFLATED, 31)

        def read(self, size=-1):
            while self.left:
                self.left -= 1
                if piece := self.packer.compress(bytes(10**6)):
                    return piece
            return b""

    with pytest.raises(UnreadableError, match=r"bomb\.gz: it unpacks to more than 100 times its size"):
        list(read_lines(Zeros(), name="bomb.gz"))


def test_lines_are_read_from_gzip_and_of_several_members_too():
    line = b'{"url": "https://courier.example/%d", "headline": "H", "text": "Words."}\n'
    data = gzip.compress(line % 1 + line % 2, mtime=0) + gzip.compress(line % 3)
    assert [each.article.id[-1] for each in read_lines(io.BytesIO(data))] == ["1", "2", "3"]


def test_what_was_whole_before_a_gzip_breaks_off_is_given_first():
    lines = b"".join(
        json.dumps({"url": f"https://a.example/{n}", "text": f"{n * n}"}).encode() + b"\n" for n in range(3000)
    )
    stream = read_lines(io.BytesIO(gzip.compress(lines, mtime=0)[:-9]), name="x")
    assert not any(isinstance(each, BadSource) for each in itertools.islice(stream, 100))
    with pytest.raises(UnreadableError, match="breaks off"):
        list(stream)


def test_a_line_that_is_too_long_is_told_and_the_rest_goes_on():
    data = b'{"text": "' + b"x" * (10 * 2**20) + b'"}\n{"url": "https://a.example/", "text": "Short."}'
    long, short = read_lines(io.BytesIO(data), name="x")
    assert str(long) == "x, line 1: it is longer than 10 MiB: no article is that long"
    assert quotable(short.article) == ["Short."]


def test_a_line_that_is_nested_too_deeply_is_told_and_the_rest_goes_on():
    data = b'{"text": ' + b"[" * 100_000 + b'\n{"url": "https://a.example/", "text": "Short."}'
    deep, short = read_lines(io.BytesIO(data), name="x")
    assert str(deep) == "x, line 1: its JSON is nested too deeply"
    assert quotable(short.article) == ["Short."]


def test_a_page_nested_beyond_reason_is_read_or_refused():
    with pytest.raises(UnreadableError):
        read(b"<div>" * 250_000, name="deep")


@pytest.mark.parametrize(
    "data",
    [
        b"---\n" + b"a" * 200_000,
        b"---\n" + b"a:" * 100_000 + b"\n---\nx",
        b"# " + b"*a_" * 20_000,
        b"<meta " * 30_000,
        b"<!--" * 50_000 + b"<p>",
        b"<?xml " + b" " * 200_000,
        b"{" + b" " * 300_000 + b"\n",
        b"<p style='" + b"display " * 30_000 + b"'>x",
    ],
    ids=range(8),
)
def test_hostile_bytes_take_no_longer_than_others(data):
    began = time.process_time()
    with contextlib.suppress(UnreadableError):
        read(data, name="slow")
    assert time.process_time() - began < 5


BEGINNINGS = [
    b"<html><body><p>Some text &amp; more",
    b'<?xml version="1.0"?><rss><channel><item><title>x</title></item></channel></rss>',
    b'{"uri": "x", "body_html": "<p>a</p>", "version": 1}',
    b'{"content_elements": [{"type": "text", "content": "a"}]}',
    b"---\ntitle: x\n---\n# y\n\nz **b**",
    b'{"headline": "h", "text": "t"}\n{"headline": "h2", "text": "t"}',
    b'<newsItem guid="a"><contentSet><inlineXML><html><body><p>x</p></body></html></inlineXML></contentSet></newsItem>',
    b"\xff\xfe<\x00p\x00",
]
NAMES = [
    "uri", "body_html", "body_text", "bodies", "headlines", "value", "role", "contentType", "pubstatus", "embargoed",
    "version", "type", "content", "content_elements", "items", "rows", "header", "headline", "text", "url",
    "published", "language", "note", "byline", "by", "author", "rights", "credits", "revision", "corrections", "_id",
    "basic", "name", "canonical_url", "infosources", "expires", "status", "edition", "id", "headline_x", "body_x",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=20,
)


@given(
    st.binary(max_size=200)
    | JSON.map(lambda value: json.dumps(value).encode())
    | st.builds(
        lambda whole, place, put: whole[:place] + put + whole[place:],
        st.sampled_from(BEGINNINGS),
        st.integers(0, 100),
        st.binary(max_size=8),
    )
    | st.text(alphabet='<>/p"=&;abc \n#*[]()-_`~:|1.', max_size=80).map(str.encode)
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(b'{"uri": [], "body_text": "x"}')
@example(b'{"text": "\\ud800 a", "id": "\\ud800"}')
@example(b'{"uri":null,"pubstatus":[]}')
def test_arbitrary_bytes_are_read_or_refused_and_nothing_else(data):
    with contextlib.suppress(UnreadableError):
        for each in read(data, name="f"):
            if not isinstance(each, BadSource):
                assert each.article.text.encode() or each.state is not State.USABLE
                assert each.article.id.encode()


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_recall_needs_no_text(status):
    ninjs = {"uri": "urn:wire:1", "version": "3", "pubstatus": status, "ednote": "Not true."}
    (recall,) = read(json.dumps(ninjs).encode(), name="kill.json")
    assert (recall.article.id, recall.article.text, recall.edition, recall.note) == ("urn:wire:1", "", 3, "Not true.")
    assert recall.state is (State.WITHHELD if status == "withheld" else State.WITHDRAWN)
    newsml = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:wire:1" version="3"><itemMeta>
        <pubStatus qcode="stat:{status}"/></itemMeta><contentMeta/></newsItem>"""
    (recall,) = read(newsml.encode(), name="kill.xml")
    assert (recall.article.id, recall.article.text, recall.edition) == ("urn:wire:1", "", 3)
    assert recall.state is (State.WITHHELD if status == "withheld" else State.WITHDRAWN)


def test_without_a_text_nothing_is_usable():
    with pytest.raises(UnreadableError, match="no text"):
        read(json.dumps({"uri": "urn:wire:1", "pubstatus": "usable", "ednote": "x"}).encode(), name="a.json")
