"""The commands for the archive, as people type them."""

import json
import os
import pwd
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.engine import make_url

from bot.commands import backup, main
from bot.errors import RefusedError
from bot.ledger.ledger import Ledger
from retrieval import Action, Archive, Article, Source
from retrieval.database import sqlite

USER = pwd.getpwuid(os.getuid()).pw_name
RIGHT = "The tower leans to the west, said Mr Brown, who has looked at it from every side for thirty years."


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    """A folder with a database in it, and no settings but that."""
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "QUOTEDESK_SEEDS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "150")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def url(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    return f"sqlite:///{tmp_path / 'desk.db'}"


@pytest.fixture
def archive(url):
    stored = Archive(url)
    text = "The tower\n\nThe tower leans to the east, said Mr Brown.\n\nIt was built in 1350."
    article = Article(id="tower", headline="The tower", text=text, publisher="The Paper", url="https://example.com/t")
    stored.store(Source(article=article, raw=b"<p>the tower</p>", format="html"), by="maya")
    yield stored
    stored.close()


@pytest.fixture
def run(monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["quotedesk", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return run


def done(run, *arguments):
    code, out, err = run(*arguments)
    assert (code, err) == (0, ""), err
    return out


def refused(run, *arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("quotedesk: ")
    assert len(err.splitlines()) == 1
    return err


def test_the_articles_are_listed_with_how_they_stand(run, archive):
    archive.add(Article(id="b[red]", headline="Bees\x1b[2J", text="Bees"))
    archive.embargo("b[red]", datetime(2999, 3, 5, 11, tzinfo=UTC), by="tom")
    archive.restrict("b[red]", ["C2", "C1"], by="tom")
    archive.withdraw("tower", "a court order", by="tom")
    code, out, err = run("articles")
    assert (code, err) == (0, "2 articles\n")
    lines = out.splitlines()
    assert lines[0].split() == ["id", "version", "headline", "state"]
    assert lines[1].split(maxsplit=3) == [
        "b[red]", "1", "Bees\\x1b[2J", "embargoed until 2999-03-05 12:00:00 CET, for C1, C2 only",
    ]  # fmt: skip
    assert lines[2].rstrip().endswith("withdrawn: a court order")


def test_articles_are_chosen_by_words_and_state(run, archive):
    archive.add(Article(id="b", headline="Bees", text="Bees"))
    assert [line.split()[0] for line in run("articles", "paper", "TOWER")[1].splitlines()] == ["id", "tower"]
    assert run("articles", "nothing")[1:] == ("", "0 articles\n")
    archive.withhold("b", "asked", by="tom")
    assert [line.split()[0] for line in run("articles", "--state", "withheld")[1].splitlines()] == ["id", "b"]


def test_articles_as_json_are_a_line_each(run, archive):
    archive.expire_at("tower", datetime(2001, 1, 1, tzinfo=UTC), by="tom")
    (line,) = done(run, "articles", "--json").splitlines()
    known = json.loads(line)
    assert (known["id"], known["state"], known["expires_at"]) == ("tower", "expired", "2001-01-01T00:00:00Z")


def test_show_tells_all_that_is_known(run, archive):
    archive.embargo("tower", datetime(2999, 1, 1, tzinfo=UTC), by="tom")
    out = done(run, "show", "tower")
    for words in (
        "The tower\n",
        "version: 1 of 1 version",
        "state: embargoed until 2999-01-01 01:00:00 CET",
        "from: The Paper · undated · en",
        "url: https://example.com/t",
        "read from: html, SHA-256 ",
        "maya  added version 1",
        "tom  embargoed until 2999-01-01 01:00:00 CET",
        "[headline]\nThe tower",
        "[paragraph 1]\nThe tower leans to the east, said Mr Brown.",
        "[paragraph 2]\nIt was built in 1350.",
    ):
        assert words in out, words


def test_show_says_when_a_text_is_damaged(run, archive):
    with archive._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE articles SET text = replace(text, 'east', 'west')")
    assert "state: damaged: the text isn't what was stored" in done(run, "show", "tower")


def test_show_gives_another_version_and_none_that_is_not_there(run, archive):
    archive.add(archive.article("tower").model_copy(update={"text": "The tower\n\nGone."}))
    assert "state: corrected" in done(run, "show", "tower", "--version", "1")
    assert "tower has no version 3: it has 2 versions." in refused(run, "show", "tower", "--version", "3")


@pytest.mark.usefixtures("archive")
def test_the_original_bytes_come_out_as_they_went_in(monkeypatch, capfdbinary):
    monkeypatch.setattr(sys, "argv", ["quotedesk", "show", "tower", "--original"])
    with pytest.raises(SystemExit):
        main()
    assert capfdbinary.readouterr().out == b"<p>the tower</p>"


def test_correct_puts_a_text_in_the_place_of_another_with_the_note(run, archive, tmp_path):
    (tmp_path / "right.txt").write_text("The tower\n\nThe tower leans to the west, said Mr Brown.")
    out = done(run, "correct", "tower", "right.txt", "--note", "It leans to the west.")
    assert out == "“The tower” (tower): version 2 stands now, and the earlier ones are quoted no more.\n"
    (current,) = archive.current()
    assert (current.article.version, current.article.publisher) == (2, "The Paper")
    change = archive.changes(1)[0]
    assert (change.by, change.action, change.note) == (USER, Action.CORRECTED, "It leans to the west.")
    again = done(run, "correct", "tower", "right.txt", "--note", "It leans to the west.")
    assert "is that of version 2 already: no word has changed" in again
    assert archive.revision == 2


def test_a_file_that_gives_no_one_article_corrects_nothing(run, archive, tmp_path):
    (tmp_path / "empty.txt").write_text(" \n")
    assert "empty.txt: " in refused(run, "correct", "tower", "empty.txt", "--note", "n")
    assert "none.txt can't be read: No such file" in refused(run, "correct", "tower", "none.txt", "--note", "n")
    lines = [json.dumps({"id": name, "headline": "H", "text": "H\n\nSome words."}) for name in "ab"]
    (tmp_path / "two.jsonl").write_text("\n".join(lines))
    assert "two.jsonl holds 2 articles" in refused(run, "correct", "tower", "two.jsonl", "--note", "n")
    assert archive.revision == 1


def test_a_correction_tells_what_is_left_out_of_its_file_and_takes_no_recall(run, archive, tmp_path):
    page = tmp_path / "right.html"
    page.write_text(f"<html><body><article><h1>The tower</h1><p>{RIGHT}</p><p>It was <del>never</del> built.</p>")
    code, _, err = run("correct", "tower", str(page), "--note", "The tower leans west.")
    assert code == 0
    assert "struck out" in err
    kill = tmp_path / "kill.json"
    kill.write_text(json.dumps({"uri": "urn:t", "pubstatus": "canceled", "headline": "The tower"}))
    assert "quotedesk withdraw tower" in refused(run, "correct", "tower", str(kill), "--note", "x")
    assert archive.article("tower").version == 2


def test_withdrawing_and_restoring_is_done_at_once_and_on_record(run, archive):
    assert (
        done(run, "withdraw", "tower", "--reason", "wrong") == "“The tower” (tower): withdrawn, and quoted no more.\n"
    )
    assert not archive.is_usable("tower", 1)
    assert done(run, "restore", "tower", "--reason", "right").endswith("version 1 may be quoted again.\n")
    assert archive.is_usable("tower", 1)
    assert "nothing to restore" in refused(run, "restore", "tower", "--reason", "right")
    done(run, "withhold", "tower", "--reason", "asked by the desk")
    assert not archive.is_usable("tower", 1)
    assert [(change.by, change.action.value, change.reason) for change in archive.changes(1)] == [
        (USER, "withdrawn", "wrong"), (USER, "restored", "right"), (USER, "withheld", "asked by the desk"),
    ]  # fmt: skip


def test_an_embargo_is_set_and_lifted(run, archive):
    assert done(run, "embargo", "tower", "--until", "2999-03-05T12:00").endswith(
        "not quoted before 2999-03-05 12:00:00 CET.\n"
    )
    (current,) = archive.current()
    assert current.embargo_until == datetime(2999, 3, 5, 11, tzinfo=UTC)
    done(run, "embargo", "tower", "--until", "2999-03-05 12:00:30Z")
    assert next(archive.current()).embargo_until == datetime(2999, 3, 5, 12, 0, 30, tzinfo=UTC)
    assert "no longer under embargo" in done(run, "embargo", "tower", "--lift")
    assert archive.is_usable("tower", 1)
    assert "not offered after 2999" in done(run, "expire", "tower", "--at", "2999-01-01T00:00Z")
    assert "doesn't expire" in done(run, "expire", "tower", "--never")


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2001-03-05T12:00", "is past: it is "),
        ("2999-03-05", "is a whole day: write the hour too, like 2999-03-05T12:00."),
        ("tomorrow", "is no time that is clear"),
        ("12:00", "is no time that is clear"),
        ("2026-10-25T02:30", "clocks are changed"),
        ("2027-03-28T02:30", "clocks are changed"),
    ],
)
def test_a_time_that_is_past_or_unclear_is_refused_with_what_to_write(run, archive, until, words):
    assert words in refused(run, "embargo", "tower", "--until", until)
    assert archive.revision == 1


def test_an_article_is_restricted_to_channels_and_opened_again(run, archive):
    assert done(run, "restrict", "tower", "--channel", "C0DESK", "--channel", "G0WAR").endswith(
        "shown in C0DESK, G0WAR only.\n"
    )
    assert archive.is_usable("tower", 1, channel="G0WAR")
    assert not archive.is_usable("tower", 1)
    assert "is no channel's id" in refused(run, "restrict", "tower", "--channel", "#war")
    assert "--everyone" in refused(run, "restrict", "tower")
    assert "--everyone" in refused(run, "restrict", "tower", "--everyone", "--channel", "C0DESK")
    done(run, "restrict", "tower", "--everyone")
    assert archive.is_usable("tower", 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "x"), ("withdraw", "x", "--reason", "r"), ("withhold", "x", "--reason", "r"),
        ("restore", "x", "--reason", "r"), ("embargo", "x", "--lift"), ("expire", "x", "--never"),
        ("restrict", "x", "--everyone"),
    ],
)  # fmt: skip
def test_an_article_that_is_not_there_is_said_to_be_so(run, archive, arguments):
    assert refused(run, *arguments) == (
        "quotedesk: the archive holds no article 'x'. `quotedesk articles` lists what it holds.\n"
    )


def test_an_empty_reason_is_no_reason(run, archive):
    for command in ("withdraw", "withhold", "restore"):
        assert "--reason is empty" in refused(run, command, "tower", "--reason", " ")


def test_a_database_that_is_not_there_is_not_made_by_looking(run, url, tmp_path):
    assert f"there is no archive at {tmp_path / 'desk.db'}" in refused(run, "articles")
    assert not (tmp_path / "desk.db").exists()


def test_a_database_of_a_newer_version_is_refused_in_one_line(run, archive):
    with archive._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE archive_schema SET version_num = '0999'")
    assert "made by a newer Quote Desk" in refused(run, "articles")


def test_a_backup_is_one_consistent_file_while_others_write(run, archive, url, tmp_path):
    Ledger(url).close()
    stop = threading.Event()

    def write():
        writer = Archive(url)
        number = 0
        while not stop.is_set():
            number += 1
            texts = [Article(id=name, headline="H", text=f"text {number}") for name in ("one", "two")]
            writer.add_all(texts)
        writer.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            out = done(run, "backup", f"copy{number}.db")
            assert out.endswith(" bytes, checked\n")
    finally:
        stop.set()
        thread.join()
    for number in range(5):
        path = tmp_path / f"copy{number}.db"
        assert path.stat().st_mode & 0o777 == 0o600
        with closing(sqlite.connect(path)) as copy:
            latest = copy.execute("SELECT id, text FROM articles WHERE state = 'usable' AND id <> 'tower'").fetchall()
            assert len({text for _, text in latest}) <= 1, "both articles are of one moment"
        restored = Archive(f"sqlite:///{path}")
        assert restored.is_usable("tower", 1)
        restored.close()
    assert sorted(path.name for path in tmp_path.glob(".backup*")) == []


def test_a_backup_replaces_nothing_and_says_what_is_missing(run, archive, tmp_path, monkeypatch):
    (tmp_path / "there.db").write_text("dear")
    assert "there.db is there already" in refused(run, "backup", "there.db")
    assert (tmp_path / "there.db").read_text() == "dear"
    assert "there is no folder none" in refused(run, "backup", "none/copy.db")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///absent.db")
    assert "there is no database at absent.db" in refused(run, "backup", "copy.db")
    assert not (tmp_path / "absent.db").exists()


def test_a_damaged_database_is_not_saved_as_if_it_were_whole(run, archive, tmp_path):
    archive.close()
    data = bytearray((tmp_path / "desk.db").read_bytes())
    data[4096 * 2 : 4096 * 4] = b"\xff" * 8192
    (tmp_path / "desk.db").write_bytes(data)
    assert "is damaged, and so would be its copy" in refused(run, "backup", "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_postgresql_is_saved_by_its_own_tools_and_comes_back(run, postgres_server, monkeypatch, tmp_path):
    url = postgres_server.database()
    archive = Archive(url)
    archive.add(Article(id="tower", headline="The tower", text="The tower leans."))
    archive.close()
    monkeypatch.setenv("DATABASE_URL", url.replace("quotedesk@", "quotedesk:se:c\\ret@"))
    assert done(run, "backup", "copy.dump").endswith("checked\n")
    other = postgres_server.database()
    place = ["--host", str(postgres_server.folder), "--username", "quotedesk"]
    name = other.split("@/")[1].split("?")[0]
    subprocess.run(["pg_restore", *place, "--dbname", name, "copy.dump"], check=True)
    restored = Archive(other)
    assert restored.usable_text("tower", 1) == "The tower leans."
    restored.close()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pg_dump isn't here" in refused(run, "backup", "other.dump")


def test_one_second_is_enough_to_see_a_change_from_another_process(run, archive):
    started = time.perf_counter()
    done(run, "withdraw", "tower", "--reason", "wrong")
    assert not archive.is_usable("tower", 1)
    assert time.perf_counter() - started < timedelta(seconds=1).total_seconds()


@pytest.mark.parametrize(
    "url", ["postgresql://desk:hunter22@db/quotes", "postgresql://desk@db/quotes?password=hunter22"]
)
def test_the_password_of_a_database_is_never_on_a_command_line(monkeypatch, tmp_path, url):
    ran = []

    def run(*command):
        ran.extend(command)
        ran.append((tmp_path / "copy.pgpass").read_text())

    monkeypatch.setattr(backup, "_run", run)
    monkeypatch.setattr(backup.shutil, "which", lambda name: f"/usr/bin/{name}")
    backup._dump_postgresql(make_url(url), tmp_path / "copy.dump")
    assert [each for each in ran if "hunter22" in each] == ["*:*:*:*:hunter22\n"] * 2


def test_a_database_whose_keys_password_would_be_on_a_command_line_is_not_dumped(monkeypatch, tmp_path):
    monkeypatch.setattr(backup.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(RefusedError, match="PGSERVICEFILE"):
        backup._dump_postgresql(make_url("postgresql://desk@db/quotes?sslpassword=hunter22"), tmp_path / "copy.dump")


@pytest.mark.parametrize("command", ["withdraw", "withhold"])
def test_a_reason_that_readers_are_shown_is_asked_for_as_one(run, command):
    assert "everybody who was given a quote of it reads this" in " ".join(done(run, command, "--help").split())
