"""A database of 0.1.0 comes through with its rows, and ends as one that is made new."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.ledger.ledger import Ledger
from bot.ledger.tables import HISTORY as LEDGER
from retrieval import Archive, State
from retrieval.archive.tables import HISTORY as ARCHIVE
from retrieval.database import open_database
from retrieval.schema import NewerDatabaseError, bring_up_to_date

MADE_BY_0_1_0 = Path(__file__).with_name("made_by_0_1_0.sql")
HISTORIES = pytest.mark.parametrize("history", [ARCHIVE, LEDGER], ids=lambda history: history.name)
ANSWERED = "ddb5ddac-f14d-5073-90c5-b731a01876ee"


def differences(engine: sa.Engine, history) -> list:
    def is_ours(thing, name, kind, reflected, compared_to):
        return kind != "table" or name in history.metadata.tables

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": True})
        return compare_metadata(context, history.metadata)


def upgrade(connection: sa.Connection, history, revision: str) -> None:
    config = Config(attributes={"connection": connection, "history": history})
    config.set_main_option("script_location", str(history.folder))
    command.upgrade(config, revision)


@pytest.fixture
def engine(database_url):
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def old(engine, tmp_path):
    """A database as 0.1.0 left it: tables, rows, no word of a version."""
    source = sa.create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    with source.connect() as connection:
        connection.connection.executescript(MADE_BY_0_1_0.read_text("utf-8"))
    tables = sa.MetaData()
    tables.reflect(source)
    with engine.begin() as connection:
        for history in (ARCHIVE, LEDGER):
            upgrade(connection, history, "0001")
            connection.execute(sa.text(f"DROP TABLE {history.version_table}"))
        connection.execute(sa.text("DELETE FROM archive_revision"))
        with source.connect() as rows:
            for table in tables.sorted_tables:
                copied = [dict(row) for row in rows.execute(sa.select(table)).mappings()]
                connection.execute(table.insert(), copied) if copied else None
    source.dispose()
    return engine


@HISTORIES
def test_every_script_from_the_first_to_the_last_leads_to_the_tables_of_the_code(engine, history):
    with engine.begin() as connection:
        upgrade(connection, history, "head")
    assert differences(engine, history) == []


@HISTORIES
def test_a_new_database_has_the_tables_of_the_code_and_says_so(engine, history):
    bring_up_to_date(engine, history)
    assert differences(engine, history) == []
    with engine.begin() as connection:
        assert connection.scalar(sa.text(f"SELECT version_num FROM {history.version_table}")) == history.head
        upgrade(connection, history, "head")


@HISTORIES
def test_the_head_that_the_code_names_is_the_last_script(history):
    config = Config()
    config.set_main_option("script_location", str(history.folder))
    assert ScriptDirectory.from_config(config).get_heads() == [history.head]


def test_the_first_scripts_make_the_tables_that_0_1_0_made(tmp_path):
    made, scripted = (sa.create_engine(f"sqlite:///{tmp_path / name}") for name in ("made.db", "scripted.db"))
    with made.connect() as connection:
        connection.connection.executescript(MADE_BY_0_1_0.read_text("utf-8"))
    with scripted.begin() as connection:
        for history in (ARCHIVE, LEDGER):
            upgrade(connection, history, "0001")
            connection.execute(sa.text(f"DROP TABLE {history.version_table}"))
    statements = []
    for engine in (made, scripted):
        with engine.connect() as connection:
            rows = connection.scalars(sa.text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"))
            statements.append([" ".join(row.replace('"', "").split()) for row in rows])
        engine.dispose()
    assert statements[0] == statements[1]
    assert len(statements[0]) == 11


def test_a_database_of_0_1_0_comes_through_with_every_row(old):
    url = old.url.render_as_string(hide_password=False)
    archive, ledger = Archive(url), Ledger(url)
    try:
        assert differences(old, ARCHIVE) == differences(old, LEDGER) == []
        assert [article.id for article in archive.articles()] == ["first", "second", "tower"]
        assert [record.state for record in archive.history("tower")] == [State.CORRECTED, State.USABLE]
        assert archive.usable_text("tower", 2).endswith("The tower leans to the west, said Mr Brown.")
        assert archive.original("tower", 2).decode() == archive.usable_text("tower", 2)
        assert (archive.history("kill")[0].state, archive.history("kill")[0].reason) == ("withdrawn", "a court order")
        archive.add(archive.article("kill", 1).model_copy(update={"text": "Another text"}))
        assert archive.article("kill") is None
        assert archive.revision == 7
        answer = ledger.answer(f"{ANSWERED}.1")
        assert (answer.root, [quote.article for quote in answer.quotes]) == (f"{ANSWERED}.1", ["first"])
        assert answer.named == {"second"}
        entries = {key: ledger.entry_of(key) for key in ("C0UKRAINE:1795357881.485022", COMMAND)}
        assert [(entry.private, entry.shown) for entry in entries.values()] == [(False, 1), (True, 1)]
    finally:
        archive.close()
        ledger.close()
    with old.connect() as connection:
        named = sa.table("named", sa.column("reference"), sa.column("article"))
        assert connection.execute(sa.select(named)).all() == [(f"{ANSWERED}.1", "second")]


COMMAND = "command:1795357881.608665.000000005"


def test_many_that_start_at_once_upgrade_once(old):
    failures = []

    def start():
        engine = open_database(old.url.render_as_string(hide_password=False))
        try:
            bring_up_to_date(engine, ARCHIVE)
            bring_up_to_date(engine, LEDGER)
        except Exception as error:  # noqa: BLE001  whatever it is, the test fails on it
            failures.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert differences(old, ARCHIVE) == differences(old, LEDGER) == []


@HISTORIES
def test_a_database_newer_than_the_code_is_refused_in_words_and_left_alone(engine, history):
    bring_up_to_date(engine, history)
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {history.version_table} SET version_num = '0999'"))
    with pytest.raises(NewerDatabaseError, match=f"newer Quote Desk \\(its {history.name} is at 0999"):
        bring_up_to_date(engine, history)
    with engine.connect() as connection:
        assert connection.scalar(sa.text(f"SELECT version_num FROM {history.version_table}")) == "0999"
