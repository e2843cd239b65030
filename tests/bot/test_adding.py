"""`quotedesk add` and `watch`: what is given is in the archive, and what can't be is told."""

import asyncio
import gzip
import io
import json
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from bot.adding.intake import Intake
from bot.adding.watching import Watch
from bot.commands import adding, commands
from retrieval.archive import Archive
from retrieval.database import sqlite
from retrieval.fetching.visits import Visits
from retrieval.models import Limits, State
from retrieval.readers.apart import ReaderProcess
from tests.internet import internet

ROOT = Path(__file__).parents[2]
PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"
WORDS = "“We are ready to put boots on the ground,” Starmer said on Monday, and nobody in the hall objected to it."
FEED = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Desk</title>
<link>http://news.example/</link>{}</channel></rss>"""
WHOLE = "<item><title>{0}</title><guid>urn:{0}</guid><content:encoded>&lt;p&gt;{1}&lt;/p&gt;</content:encoded></item>"
LINK = "<item><title>Linked</title><link>http://news.example/linked</link></item>"


@pytest.fixture(scope="module")
def reader():
    with ReaderProcess() as process:
        yield process


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'quotedesk.db'}"


@pytest.fixture
def archive(database):
    opened = Archive(database)
    yield opened
    opened.close()


@pytest.fixture
def visits(database):
    opened = Visits(database)
    yield opened
    opened.close()


def intake(archive, reader, fetcher=None, **more):
    return Intake(lambda: archive, fetcher, reader, by="maya", **({"limits": Limits()} | more))


def run(*arguments, stdin=b""):
    done = CliRunner().invoke(commands, list(arguments), input=stdin)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def test_files_are_added_bad_ones_told_and_a_second_time_changes_nothing(here):
    folder = here / "in" / "deep"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("Headline A\n\nWords of A.")
    (folder / "b.html").write_text(PAGE.format("Headline B", WORDS))
    (folder / "bad.txt").write_bytes(b"\xff\xfe\xff")
    (folder / ".hidden").write_text("Not this.\n\nNo.")
    lines = [json.dumps({"url": f"http://news.example/{each}", "headline": f"H{each}", "text": WORDS}) for each in "12"]
    (here / "in" / "c.jsonl.gz").write_bytes(gzip.compress("\n".join([*lines, "{"]).encode()))
    code, out, err = run("add", "in", "gone.txt", "-", stdin=b"Headline D\n\nWords of D.")
    assert (code, out) == (1, "5 added, 0 new versions, 0 unchanged, 3 refused\n")
    for words in ("bad.txt", "c.jsonl.gz, line 3", "gone.txt: No such file"):
        assert words in err
    code, out, _ = run("add", "in/deep/a.txt")
    assert (code, out) == (0, "0 added, 0 new versions, 1 unchanged, 0 refused\n")


def test_no_database_is_made_where_there_is_nothing_to_store(here):
    (here / "bad.txt").write_bytes(b"\xff\xfe\xff")
    assert run("add", "missing.md", "bad.txt")[:2] == (1, "0 added, 0 new versions, 0 unchanged, 2 refused\n")
    (here / "a.txt").write_text("Headline A\n\nWords of A.")
    assert run("add", "--dry-run", "a.txt")[0] == 0
    assert sorted(each.name for each in here.iterdir()) == ["a.txt", "bad.txt"]


def test_what_is_known_of_a_seed_is_no_article_of_its_own(here):
    (here / "articles").mkdir()
    (here / "articles" / "kyiv.txt").write_text(f"Kyiv\n\n{WORDS}")
    (here / "articles" / "kyiv.toml").write_text('publisher = "example.com"\nbyline = "A. Reporter"\n')
    code, out, err = run("add", "articles")
    assert (code, out) == (1, "1 added, 0 new versions, 0 unchanged, 1 refused\n")
    assert "kyiv.toml: it says what is known of the article beside it" in err
    assert "front matter" in err


def test_a_dry_run_says_what_would_be_added_and_stores_nothing(here):
    (here / "a.txt").write_text("Headline A\n\nWords of A.")
    code, out, _ = run("add", "--dry-run", "a.txt")
    assert code == 0
    assert out == (
        "added: a.txt, version 1: Headline A\n"
        "Nothing is stored; it would be: 1 added, 0 new versions, 0 unchanged, 0 refused\n"
    )
    code, out, _ = run("add", "a.txt", "--channel", "C0DESK", "--embargo", "2090-01-31T18:00+00:00")
    assert "1 added" in out
    archive = Archive(f"sqlite:///{here / 'quotedesk.db'}")
    (current,) = archive.current()
    archive.close()
    assert (current.audience, current.embargo_until.year) == (frozenset({"C0DESK"}), 2090)


@pytest.mark.parametrize("option", [["--channel", "desk"], ["--embargo", "2090-01-31"], ["--expires", "32.13."]])
def test_an_option_that_can_not_be_understood_stores_nothing(here, option):
    (here / "a.txt").write_text("Headline A\n\nWords of A.")
    code, _, _ = run("add", "a.txt", *option)
    assert code != 0
    assert not (here / "quotedesk.db").exists()


def test_an_interrupted_run_keeps_whole_batches_and_the_next_one_goes_on(archive, reader, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.adding.intake.BATCH", 10)
    lines = [json.dumps({"url": f"http://news.example/{each}", "headline": "H", "text": WORDS}) for each in range(35)]
    path = tmp_path / "many.ndjson.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    told = []

    def interrupt(each):
        told.append(each)
        if len(told) == 45:
            raise KeyboardInterrupt

    first = intake(archive, reader, told=interrupt)
    assert adding._take_in(first, [str(path)], io.BytesIO()) == 130
    assert len(list(archive.latest())) == 30
    second = intake(archive, reader)
    assert adding._take_in(second, [str(path)], io.BytesIO()) == 0
    assert str(second.tally) == "5 added, 0 new versions, 30 unchanged, 0 refused"


def test_two_files_of_one_name_in_a_folder_do_not_become_versions_of_each_other(here):
    for desk, words in (("city", "Words of the city desk."), ("world", "Words of the world desk.")):
        (here / "in" / desk).mkdir(parents=True)
        (here / "in" / desk / "story.txt").write_text(f"Headline of {desk}\n\n{words}")
    code, out, err = run("add", "in")
    assert (code, out) == (1, "1 added, 0 new versions, 0 unchanged, 1 refused\n")
    assert "story.txt, “Headline of world”: another text came with it" in err


def test_a_new_version_and_a_kill_without_a_text_are_told(here):
    story = {"uri": "urn:wire:1", "version": "1", "pubstatus": "usable", "headline": "H", "body_text": "One word."}
    (here / "a.json").write_text(json.dumps(story))
    (here / "b.json").write_text(json.dumps(story | {"version": "2", "body_text": "Another word."}))
    kill = {"uri": "urn:wire:1", "version": "3", "pubstatus": "canceled", "ednote": "Not true."}
    (here / "kill.json").write_text(json.dumps(kill))
    assert run("add", "a.json")[1].startswith("1 added")
    assert run("add", "b.json")[1].startswith("corrected: urn:wire:1, version 2: H\n0 added, 1 new version")
    code, out, _ = run("add", "kill.json")
    assert code == 0
    assert out.startswith("withdrawn: urn:wire:1, version 2: H\n0 added, 0 new versions, 1 changed")
    archive = Archive(f"sqlite:///{here / 'quotedesk.db'}")
    states = {(each.state, each.reason) for each in archive.history("urn:wire:1")}
    archive.close()
    assert states == {(State.WITHDRAWN, "Not true.")}


def test_a_word_of_the_article_gives_the_terminal_no_orders(here):
    (here / "a\x1b[2J.txt").write_text("Headline\x9b2J here\n\nWords\x9b2J of A.")
    for arguments in (["add", "."], ["articles"], ["articles", "--json"], ["show", "a [2J.txt"], ["add", "no\x1b[2J"]):
        _, out, err = run(*arguments)
        assert not {"\x1b", "\x9b"} & {*out, *err}, arguments


@pytest.mark.parametrize("option", ["--embargo", "--expires"])
def test_a_time_that_is_past_is_refused_and_nothing_is_stored(here, option):
    (here / "a.txt").write_text("Headline A\n\nWords of A.")
    code, _, _ = run("add", "a.txt", option, "2020-01-31T18:00+00:00")
    assert code != 0
    assert not (here / "quotedesk.db").exists()


def test_large_json_lines_are_read_apart_too(here, monkeypatch):
    def refuse(*_):
        raise AssertionError("read in the command's own process")

    monkeypatch.setattr("retrieval.readers.ninjs.read_ninjs", refuse)
    monkeypatch.setattr("retrieval.readers.items.read_ninjs", refuse)
    item = {"uri": "urn:1", "pubstatus": "usable", "headline": "H", "body_html": f"<p>{WORDS}</p>"}
    (here / "a.jsonl.gz").write_bytes(gzip.compress(json.dumps(item).encode()))
    assert run("add", "a.jsonl.gz")[:2] == (0, "1 added, 0 new versions, 0 unchanged, 0 refused\n")


async def in_thread(function, *arguments):
    """The command line has no loop of its own; the test's serves the pages meanwhile."""
    return await asyncio.to_thread(function, *arguments)


async def test_a_page_and_a_feed_are_added_by_their_address_linked_pages_too(archive, reader):
    async with internet() as world:
        world.pages["/a"] = PAGE.format("Headline A", WORDS).encode()
        world.pages["/linked"] = PAGE.format("Linked", WORDS).encode()
        world.pages["/feed"] = FEED.format(WHOLE.format("One", WORDS) + LINK + LINK.replace("linked", "gone")).encode()
        taking = intake(archive, reader, world.fetcher())
        for each in ("http://news.example/a", "http://news.example/feed", "http://127.0.0.1/"):
            await in_thread(taking.take_in, [each], io.BytesIO())
    assert str(taking.tally) == "3 added, 0 new versions, 0 unchanged, 2 refused"
    assert "no such page (404)" in taking.tally.refused[0]
    assert "public internet" in taking.tally.refused[1]
    assert {record.article.headline for record in archive.latest()} == {"Headline A", "One", "Linked"}


def watch(feed, archive, reader, world, visits, **more):
    fetcher = world.fetcher()
    return Watch(
        feed, intake=intake(archive, reader, fetcher), fetcher=fetcher, visits=visits, **({"every": 300} | more)
    )


async def test_a_watched_feed_is_read_again_only_when_it_changed_even_by_the_next_process(archive, reader, visits):
    async def serve(request):
        same = request.headers.get("If-None-Match") == tag
        return web.Response(status=304) if same else web.Response(text=text, headers={"ETag": tag})

    async with internet() as world:
        world.pages["/feed"] = serve
        tag, text = '"1"', FEED.format(WHOLE.format("One", WORDS) + WHOLE.format("Two", WORDS))
        said = await in_thread(watch("http://news.example/feed", archive, reader, world, visits).poll)
        assert said == "http://news.example/feed: 2 added, 0 new versions, 0 unchanged, 0 refused"
        restarted = watch("http://news.example/feed", archive, reader, world, visits)
        assert (await in_thread(restarted.poll)).endswith("nothing changed")
        tag, text = '"2"', FEED.format(WHOLE.format("Two", WORDS.replace("ready", "not ready")))
        assert "0 added, 1 new version, 0 unchanged" in await in_thread(restarted.poll)
    states = {record.article.headline: (record.article.version, record.state) for record in archive.latest()}
    assert states == {"One": (1, State.USABLE), "Two": (2, State.USABLE)}


async def test_a_linked_page_that_failed_is_asked_for_again_though_the_feed_did_not_change(archive, reader, visits):
    async with internet() as world:

        async def serve(request):
            headers = {"ETag": '"1"'}
            same = request.headers.get("If-None-Match") == '"1"'
            return web.Response(status=304) if same else web.Response(text=FEED.format(LINK), headers=headers)

        world.pages["/feed"] = serve
        watching = watch("http://news.example/feed", archive, reader, world, visits)
        assert "1 refused" in await in_thread(watching.poll)
        world.pages["/linked"] = PAGE.format("Linked", WORDS).encode()
        await in_thread(watching.poll)
        assert [request.path for request in world.asked] == ["/feed", "/linked", "/feed"]
        visits.keep("http://news.example/linked")
        later = time.time() + 3601
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bot.adding.watching.time.time", lambda: later)
            assert "1 added" in await in_thread(watching.poll)


def linked(world) -> None:
    """A feed that leads to a page, each with validators of its own."""

    async def feed(_request):
        return web.Response(text=FEED.format(LINK), headers={"ETag": '"1"'})

    async def page(_request):
        return web.Response(text=PAGE.format("Linked", WORDS), headers={"ETag": '"1"'}, content_type="text/html")

    world.pages |= {"/feed": feed, "/linked": page}


async def test_a_linked_page_that_could_not_be_stored_is_asked_for_again(monkeypatch, archive, reader, visits):
    def fails(*_args, **_options):
        raise OperationalError("INSERT", {}, sqlite.OperationalError("disk I/O error"))

    async with internet() as world:
        linked(world)
        watching = watch("http://news.example/feed", archive, reader, world, visits)
        with monkeypatch.context() as failing:
            failing.setattr(archive, "store_all", fails)
            assert "the database can’t be used (disk I/O error)" in await in_thread(watching.poll)
        assert "1 added" in await in_thread(watching.poll)


async def test_a_database_that_stays_locked_ends_no_watch(monkeypatch, database, reader):
    monkeypatch.setattr("retrieval.database._LOCKED_MILLISECONDS", 10)
    async with internet() as world:
        linked(world)
        with closing(Archive(database)) as archive, closing(Visits(database)) as visits:
            watching = watch("http://news.example/feed", archive, reader, world, visits, every=100)
            with closing(sqlite.connect(database.removeprefix("sqlite:///"))) as other:
                other.execute("BEGIN IMMEDIATE")
                assert (await in_thread(watching.poll)).endswith(
                    "the database can’t be used (database is locked); tried again later"
                )
            assert watching.due - time.monotonic() < 111
            assert (await in_thread(watching.poll)).endswith("1 added, 0 new versions, 0 unchanged, 0 refused")


def test_two_watchers_may_note_a_visit_to_one_address_at_once(database_url):
    with closing(Visits(database_url)) as one, closing(Visits(database_url)) as other, ThreadPoolExecutor(8) as pool:
        for round_ in range(10):
            url = f"http://news.example/{round_}"
            list(pool.map(lambda each, url=url: each.keep(url, etag="1"), [one, other] * 4))
            one.keep(url, last_modified="Monday")
            assert (other.last(url).etag, other.last(url).last_modified) == (None, "Monday")


async def test_a_failing_feed_is_asked_less_and_less_often_and_as_late_as_it_wishes(archive, reader, visits):
    async with internet() as world:
        watching = watch("http://news.example/feed", archive, reader, world, visits, every=100)
        waits = []
        for _ in range(10):
            assert "no such page (404)" in await in_thread(watching.poll)
            waits.append(watching.due - time.monotonic())
        assert [170 < waits[0] < 225, 340 < waits[1] < 445] == [True, True]
        assert max(waits) <= 6 * 3600 * 1.1
        world.pages["/feed"] = web.Response(status=429, headers={"Retry-After": "50000"})
        await in_thread(watching.poll)
        assert 49_000 < watching.due - time.monotonic() <= 50_000
        world.pages["/feed"] = FEED.format(WHOLE.format("One", WORDS)).encode()
        await in_thread(watching.poll)
        assert watching.due - time.monotonic() < 111


async def test_watch_ends_at_once_when_it_is_told_to(tmp_path):
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin", "PYTHONUNBUFFERED": "1"}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "watch", "http://127.0.0.1/feed",
        cwd=tmp_path, env=environment, stdout=pipe, stderr=pipe,
    )  # fmt: skip
    line = await asyncio.wait_for(process.stdout.readline(), 30)
    assert b"public internet" in line
    process.send_signal(signal.SIGTERM)
    out, err = await asyncio.wait_for(process.communicate(), 10)
    assert (process.returncode, out, err) == (0, b"Stopped.\n", b"")


def test_what_is_no_address_is_not_watched_for_ever():
    code, _, err = run("watch", "feed.xml")
    assert code == 2
    assert "give one that starts with https:// or http://" in " ".join(err.replace("│", " ").split())
