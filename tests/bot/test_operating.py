"""`quotedesk status` says what waits and what needs a person; `retry` and `dismiss` settle it."""

import asyncio
import json
import time
from datetime import UTC, datetime

import aiohttp
import pytest
from typer.testing import CliRunner

from bot.app import health_of
from bot.commands import commands
from bot.connecting.server import served
from bot.examining.condition import condition_of
from bot.examining.machine import port
from bot.ledger.ledger import Ledger
from bot.ledger.records import State
from bot.questions import Asked, Surface
from bot.settings import read_settings
from retrieval.archive import Archive
from retrieval.database import sqlite
from retrieval.readers.seeds import read_seeds
from tests.newsroom import DESK, MAYA, SEEDS, newsroom, quoted

ARTICLE = "europe-troops-ukraine-ceasefire"
CANARY = "canarybird asked this"


@pytest.fixture
def database(tmp_path, monkeypatch):
    """A database with the first article in it, as the environment names it."""
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    for name, value in {"DATABASE_URL": url, "QUOTEDESK_SEEDS": str(SEEDS), "QUOTEDESK_HTTP_PORT": ""}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    archive = Archive(url)
    archive.add_all(read_seeds(SEEDS))
    archive.close()
    ledger = Ledger(url)
    yield ledger
    ledger.close()


def run(*arguments: str):
    return CliRunner().invoke(commands, list(arguments))


def asked(ledger, key: str) -> int:
    question = Asked(
        key=key, surface=Surface.MENTION, channel=DESK, thread_ts=key, asker=MAYA, asker_name="maya", text=CANARY
    )
    (entry,) = ledger.take_in([question])
    assert entry is not None
    return entry.id


def leave(tmp_path, entry: int, **columns) -> None:
    """Sets an entry's columns by plain SQL, as an attempt would have left them."""
    with sqlite.connect(tmp_path / "desk.db") as connection:
        changes = ", ".join(f"{name} = ?" for name in columns)
        connection.execute(f"UPDATE inbox SET {changes} WHERE id = ?", [*columns.values(), entry])
    connection.close()


def test_an_installation_that_needs_nobody_ends_with_0(database):
    database.saw_event("message.im")
    result = run("status")
    assert result.exit_code == 0, result.output
    for words in ("1 article, revision 1", "archive current, ledger current", "nothing was asked yet", "waiting: 0"):
        assert words in result.output
    assert f"last event: {datetime.now(UTC):%d %B %Y}" in result.output


def test_what_was_not_answered_is_listed_with_what_to_do_and_ends_with_1(database, tmp_path):
    entry = asked(database, "1.1")
    leave(tmp_path, entry, state=State.ABANDONED, error="can't be read back: missing_scope")
    result = run("status")
    assert result.exit_code == 1
    assert f"entry {entry}: abandoned, mention in {DESK}" in result.output
    assert "can't be read back: missing_scope" in result.output
    assert "quotedesk retry ID" in result.output
    assert "canarybird" not in result.output


def test_what_waits_too_long_needs_a_person_and_what_waits_a_moment_does_not(database, tmp_path):
    entry = asked(database, "1.1")
    assert run("status").exit_code == 0
    leave(tmp_path, entry, received_at=time.time() - 400)
    result = run("status")
    assert result.exit_code == 1
    assert "waiting: 1, the oldest for 40" in result.output
    assert "for more than five minutes" in result.output


def test_retry_has_it_answered_again_and_dismiss_leaves_it(database, tmp_path):
    first, second = asked(database, "1.1"), asked(database, "1.2")
    for entry in (first, second):
        leave(tmp_path, entry, state=State.FAILED, error="not_in_channel")
    assert run("retry", str(first)).exit_code == 0
    assert run("dismiss", str(second)).exit_code == 0
    assert database.counts() == {State.NEW: 1, State.IGNORED: 1}
    assert run("status").exit_code == 0


@pytest.mark.parametrize("command", ["retry", "dismiss"])
def test_an_entry_that_waits_for_nobody_is_refused_in_words(database, command):
    result = run(command, str(asked(database, "1.1")))
    assert result.exit_code == 1
    assert "not one that waits for you" in str(result.exception)


def test_json_has_the_same_for_a_program(database, tmp_path):
    entry = asked(database, "1.1")
    leave(tmp_path, entry, state=State.FAILED, error="not_in_channel")
    result = run("status", "--json")
    found = json.loads(result.output)
    assert result.exit_code == 1
    assert (found["articles"], found["entries"], found["waiting"]) == (1, {"failed": 1}, 0)
    assert found["unsettled"][0]["id"] == entry
    assert found["running"] is None
    assert len(found["problems"]) == 1
    assert "canarybird" not in result.output


def test_a_database_without_tables_is_said_and_left_as_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    monkeypatch.setenv("QUOTEDESK_SEEDS", str(SEEDS))
    result = run("status")
    assert result.exit_code == 1
    assert "has no tables yet" in result.output
    for command in ("retry", "dismiss"):
        assert "has no ledger of this version" in str(run(command, "1").exception)
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_version_is_said_and_left_as_it_is(database, tmp_path):
    with sqlite.connect(tmp_path / "desk.db") as connection:
        connection.execute("UPDATE ledger_schema SET version_num = '9999'")
    connection.close()
    result = run("status")
    assert result.exit_code == 1
    assert "The tables of the ledger are at 9999" in result.output


def test_a_database_with_articles_that_no_bot_has_run_on_is_said(tmp_path):
    url = f"sqlite:///{tmp_path / 'added.db'}"
    Archive(url).close()
    settings = read_settings(None, needed=(), database_url=url, seeds=SEEDS)
    assert condition_of(settings).problems == (
        "The database has no tables of the ledger yet: `quotedesk run` makes them.",
    )


@pytest.mark.parametrize(
    "place",
    ["desk:hunter22@127.0.0.1:9/desk", "127.0.0.1:9/desk?password=hunter22", "127.0.0.1:9/desk?sslpassword=hunter22"],
)
def test_a_database_that_can_not_be_opened_is_said_without_its_password(tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    url = f"postgresql+psycopg://{place}"
    settings = read_settings(None, needed=(), database_url=url, seeds=SEEDS)
    found = condition_of(settings)
    assert "The database can't be used" in found.problems[0]
    assert "hunter22" not in found.model_dump_json()


def test_a_bot_that_should_run_and_does_not_answer_needs_a_person(database, monkeypatch):
    monkeypatch.setenv("QUOTEDESK_HTTP_PORT", "9")
    result = run("status")
    assert result.exit_code == 1
    assert "is not ready (process: ClientConnectorError)" in result.output


async def test_an_address_of_ipv6_is_asked_like_any_other(database, monkeypatch):
    monkeypatch.setenv("QUOTEDESK_HTTP_HOST", "::1")
    monkeypatch.setenv("QUOTEDESK_HTTP_PORT", "9")
    result = await asyncio.to_thread(run, "status")
    assert "is not ready (process: ClientConnectorError)" in result.output
    assert (await port(read_settings(None, needed=()))).words.startswith("is free")


async def test_events_are_noted_once_a_minute_and_not_each(tmp_path):
    async with newsroom(tmp_path) as running:
        noted = []
        ledger = running.desk.desk.ledger
        saw = ledger.saw_event
        ledger.saw_event = lambda kind: noted.append(kind) or saw(kind)
        for _ in range(3):
            await running.sandbox.say(MAYA, DESK, "between colleagues")
        await running.settled()
        assert noted == ["message.channels"]


async def test_corrections_are_counted_apart_and_what_is_stuck_is_said_with_what_to_do(tmp_path, monkeypatch):
    async with newsroom(tmp_path) as running:
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{running.database}")
        monkeypatch.setenv("QUOTEDESK_SEEDS", str(SEEDS))
        reply = await running.ask("@Quote Desk would Putin accept foreign troops?")
        await running.settled()
        running.sandbox.fail("chat.update", "ratelimited", retry_after=60)
        running.desk.desk.archive.withdraw(ARTICLE, "A court said so.", by="Tom")
        await running.sandbox.until(lambda s: any(call["method"] == "chat.update" for call in s.calls))
        waits = await asyncio.to_thread(run, "status")
        figures = await figures_of(running)
        assert "corrections: 1 to put right" in waits.output
        assert "withdrawn" in (await asyncio.to_thread(run, "corrections")).output
        assert "quotedesk_corrections_waiting 1.0" in figures
        assert "quotedesk_corrections_total 0.0" in figures
    running.database.rename(tmp_path / "desk.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    leave(tmp_path, 1, state=State.FAILED, error="edit_window_closed")
    stuck = await asyncio.to_thread(run, "status")
    assert stuck.exit_code == 1
    assert "1 stuck" in stuck.output
    assert "entry 1: failed, correction of a message in" in stuck.output
    assert "`quotedesk corrections` says what to do" in stuck.output
    assert "Some questions were not answered" not in stuck.output
    assert quoted(reply)


async def test_a_message_that_was_put_right_is_counted(newsroom):
    await newsroom.ask("@Quote Desk would Putin accept foreign troops?")
    newsroom.desk.desk.archive.withdraw(ARTICLE, "A court said so.", by="Tom")
    await newsroom.put_right()
    figures = await figures_of(newsroom)
    assert "quotedesk_corrections_total 1.0" in figures
    assert "quotedesk_corrections_waiting 0.0" in figures


async def figures_of(running) -> str:
    routes = health_of(running.desk, None).routes()
    async with (
        served(routes, "127.0.0.1", 0) as address,
        aiohttp.ClientSession() as session,
        session.get(address + "/metrics") as answer,
    ):
        return await answer.text()
