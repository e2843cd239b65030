"""A file is read in a process of its own: what it does there reaches nobody else."""

import gzip
import io
import sys
import threading
import time
from pathlib import Path

import pytest

from retrieval.readers import BadSource, UnreadableError, read
from retrieval.readers.apart import ReaderProcess
from retrieval.readers.worker import Limits
from tests.retrieval.readers.office import pdf, printed, squeezed, word

FEED = b"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Desk</title>
<item><title>One</title><guid>urn:1</guid><pubDate>Fri, 31 Jan 2025 08:00:00 GMT</pubDate>
<content:encoded>&lt;p&gt;\xe2\x80\x9cYes,\xe2\x80\x9d she said.&lt;/p&gt;</content:encoded></item>
<item><title>Two</title><link>http://news.example/2</link></item></channel></rss>"""


@pytest.fixture(scope="module")
def apart():
    with ReaderProcess() as process:
        yield process


@pytest.mark.parametrize(
    "data",
    [
        FEED,
        word("“We are ready,” said Starmer."),
        printed(["Headline", "", "Words that are quoted."]),
        b"Headline\n\nplain words",
        b'{"headline": "A", "text": "B.", "published": "2025-01-31"}\n{"headline": "C"}\n',
    ],
    ids=["feed", "docx", "pdf", "text", "lines"],
)
def test_what_is_read_apart_is_what_is_read_here(apart, data):
    url = "http://news.example/a"
    assert apart.read(data, name="a", url=url) == read(data, name="a", url=url)


def test_a_feeds_bad_entry_comes_across_with_its_place(apart):
    good, bad = apart.read(FEED, name="feed.xml")
    assert good.article.headline == "One"
    assert isinstance(bad, BadSource)
    assert (bad.place, bad.url) == ("entry 2", "http://news.example/2")


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda: gzip.compress(b"\0" * 200_000_000, 1), "unpacks to more than"),
        (lambda: b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><rss>&c;</rss>', "XML"),
        (lambda: pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"]), "refers to itself"),
        (lambda: b"[" * 100_000, "nested|JSON"),
    ],
    ids=["gzip bomb", "XML bomb", "PDF loop", "deep JSON"],
)
def test_a_refusal_comes_across_in_its_words_and_the_process_stays(apart, made, reason):
    data, process = made(), apart._process
    with pytest.raises(UnreadableError, match=reason) as caught:
        apart.read(data, name="hostile")
    assert caught.value.name == "hostile"
    assert apart._process is process


SPIN = pdf(
    [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{'3 0 R ' * 290}]/Count 290>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        squeezed(b"BT /F1 1 Tf " + b"(a) Tj " * 200_000 + b"ET"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
)


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no limit on address space")
def test_a_file_that_takes_too_much_is_ended_and_the_next_one_is_read():
    roomy = b'{"headline": "A", "text": "B.", "more": [' + b"[]," * 3_000_000 + b"0]}"
    with ReaderProcess(Limits(cpu_seconds=2, memory_bytes=250 * 1024**2)) as apart:
        for hostile in (SPIN, roomy):
            started = time.monotonic()
            with pytest.raises(UnreadableError, match="made to do harm"):
                apart.read(hostile, name="hostile")
            assert time.monotonic() - started < 25
        assert apart.read(b"Headline\n\nWords.", name="a")[0].article.headline == "Headline"


def test_a_file_that_takes_longer_than_the_clock_allows_is_ended():
    with ReaderProcess(Limits(cpu_seconds=60, wall_seconds=0.5)) as apart:
        with pytest.raises(UnreadableError, match="made to do harm"):
            apart.read(SPIN, name="spin.pdf")
        assert apart._process is None


def test_a_process_that_was_killed_is_replaced(apart):
    apart.read(b"Headline\n\nWords.", name="a")
    apart._process.kill()
    apart._process.wait()
    assert apart.read(b"Headline\n\nWords.", name="c")[0].article.id == "c"


def test_threads_take_turns_and_get_their_own_answers(apart):
    answers = {}

    def ask(number):
        answers[number] = apart.read(b"Headline\n\nText %d." % number, name=str(number))[0].article.text

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: f"Headline\n\nText {number}." for number in range(20)}


def test_nothing_of_the_environment_is_known_in_the_process(apart, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    with ReaderProcess() as fresh:
        fresh.read(b"Headline\n\nWords.", name="a")
        environment = Path(f"/proc/{fresh._process.pid}/environ")
        assert not environment.exists() or b"secret" not in environment.read_bytes()


def test_json_lines_are_read_apart_in_their_order_with_their_numbers_and_bytes(apart):
    lines = [b'{"id": "%d", "headline": "H", "text": "Words of it."}' % number for number in range(1, 5)]
    data = b"\n".join([lines[0], b"", b"{", lines[1], lines[2] + b" " * 2**19, lines[3]])
    found = list(apart.read_lines(io.BytesIO(gzip.compress(data)), name="a.jsonl.gz"))
    assert [each.place if isinstance(each, BadSource) else each.article.id for each in found] == [
        *("1", "line 3", "2", "3", "4")
    ]
    assert (found[0].raw, found[-1].raw) == (lines[0], lines[3])


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no limit on address space")
def test_a_line_past_the_limits_is_refused_alone():
    good = b'{"id": "%d", "headline": "H", "text": "Words of it."}'
    roomy = b'{"headline": "A", "text": "B.", "more": [' + b"[]," * 3_000_000 + b"0]}"
    data = b"\n".join([good % 1, roomy, good % 2])
    with ReaderProcess(Limits(cpu_seconds=2, memory_bytes=250 * 1024**2)) as apart:
        first, refused, last = apart.read_lines(io.BytesIO(data), name="a.jsonl")
    assert (first.article.id, last.article.id) == ("1", "2")
    assert (refused.place, "made to do harm" in refused.reason) == ("line 2", True)
