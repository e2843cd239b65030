"""Several processes write at once: no version is lost, no change is missed, nothing waits for long."""

import threading

import pytest
import sqlalchemy as sa

from retrieval import Archive, Article, Source

WRITERS, EACH = 4, 10


def source(article_id, text):
    return Source(article=Article(id=article_id, headline="H", text=text), raw=text.encode(), format="text")


@pytest.fixture
def archives(database_url):
    many = [Archive(database_url) for _ in range(WRITERS + 1)]
    yield many
    for each in many:
        each.close()


def test_whoever_reads_the_changes_on_while_others_write_misses_none(archives):
    reader, *writers = archives
    failures = []

    def write(number, archive):
        try:
            for count in range(EACH):
                archive.store(source(f"own-{number}", f"text {count}"), by=f"writer {number}")
                archive.store_all([source("shared", f"{number} {count}"), source(f"{number}-{count}", "t")], "many")
        except Exception as error:  # noqa: BLE001  whatever it is, the test fails on it
            failures.append(error)

    threads = [threading.Thread(target=write, args=pair) for pair in enumerate(writers)]
    for thread in threads:
        thread.start()
    seen, last = [], 0
    while any(thread.is_alive() for thread in threads) or last < reader.revision:
        for change in reader.changes(last, limit=7):
            seen.append(change)
            last = change.number
    for thread in threads:
        thread.join()
    assert failures == []
    assert [change.number for change in seen] == list(range(1, WRITERS * EACH * 3 + 1))
    assert len(reader.history("shared")) == WRITERS * EACH
    assert [record.state.value for record in reader.history("shared")].count("usable") == 1


def test_a_transaction_that_fails_leaves_neither_article_nor_change(archives):
    archive = archives[0]
    with pytest.raises(sa.exc.DBAPIError):
        archive.store_all([source("a", "one"), source("b", "t").model_copy(update={"format": None})], "maya")
    assert archive.revision == 0
    assert list(archive.current()) == []


def test_a_lost_connection_is_made_again(postgres):
    one, other = Archive(postgres), Archive(postgres.replace("postgresql+psycopg:", "postgresql:"))
    try:
        one.store(source("a", "one"), by="maya")
        assert other.revision == 1
        with other._engine.connect() as connection:
            ended = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            assert connection.execute(ended.columns()).rowcount >= 1
        assert one.usable_text("a", 1) == "one"
        one.store(source("a", "two"), by="maya")
        assert other.revision == 2
    finally:
        one.close()
        other.close()
