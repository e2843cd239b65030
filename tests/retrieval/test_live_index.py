"""The index takes in what changed and only that, and takes itself up from its file at a start."""

import hashlib
import logging
import random
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from retrieval import Archive, Article, Search
from retrieval.indexing import live_index, snapshot
from retrieval.indexing.live_index import beside
from retrieval.models import CLOCK_DOUBT

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
WORDS = [
    "whale",
    "heron",
    "harbour",
    "bridge",
    "ferry",
    "storm",
    "mayor",
    "treaty",
    "summit",
    "drought",
    "orchard",
    "glacier",
]


def article(number, words="slept"):
    name = f"{WORDS[number % 12]} {number}"
    text = (
        f"The {name}\n\nThe {name} {words} on Monday, Hanna Moroz said.\n\nNothing else about number{number} is known."
    )
    return Article(id=f"a{number}", headline=f"The {name}", text=text)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'archive.db'}"


@pytest.fixture
def archive(url):
    stored = Archive(url)
    stored.add_all(article(number) for number in range(30))
    yield stored
    stored.close()


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(live_index, "WORTH_A_FILE", 1)
    return tmp_path / "archive.index"


@pytest.fixture
def analysed(monkeypatch):
    """The ids of the articles that are analysed."""
    ids, real = [], live_index.analysed

    def watched(article, terms):
        ids.append(article.id)
        return real(article, terms)

    monkeypatch.setattr(live_index, "analysed", watched)
    return ids


def ask(search, number, **place):
    return [quote.text for quote in search.ask(f"what did number{number} {WORDS[number % 12]} do?", **place).quotes]


def test_a_change_is_taken_in_by_what_changed_alone(archive, analysed):
    search = Search(archive)
    assert len(analysed) == 30
    analysed.clear()
    archive.add(article(3, "woke"))
    assert any("woke" in text for text in ask(search, 3))
    archive.withdraw("a4", "kill", by="ed")
    assert not any("heron 4" in text for text in ask(search, 4))
    assert analysed == ["a3"]


def test_what_another_process_changes_is_seen_at_the_next_question(archive, url):
    search, elsewhere = Search(archive), Archive(url)
    elsewhere.add(article(77))
    assert "number77" in " ".join(ask(search, 77))
    elsewhere.withdraw("a77", "kill", by="ed")
    assert "number77" not in " ".join(ask(search, 77))
    elsewhere.close()


def test_a_start_takes_the_index_up_and_reads_only_what_changed_since(archive, path, analysed):
    first = Search(archive, index=path)
    expected = [first.ask(f"number{number}") for number in range(30)]
    analysed.clear()
    assert [Search(archive, index=path).ask(f"number{number}") for number in range(30)] == expected
    assert analysed == []
    archive.add(article(31))
    archive.withdraw("a5", "kill", by="ed")
    again = Search(archive, index=path)
    assert analysed == ["a31"]
    assert ask(again, 31)
    assert "number5 " not in " ".join(ask(again, 5))


def test_an_embargo_that_lifts_while_the_index_lay_in_its_file_lifts(archive, path):
    archive.embargo("a7", NOON + timedelta(hours=1), by="ed")
    archive.restrict("a8", ["C0DESK"], by="ed")
    Search(archive, index=path, clock=lambda: NOON)
    later = NOON + timedelta(hours=1) + CLOCK_DOUBT
    assert not any("number7 " in text for text in ask(Search(archive, index=path, clock=lambda: NOON), 7))
    again = Search(archive, index=path, clock=lambda: later)
    assert any("number7 " in text for text in ask(again, 7))
    assert not any("number8 " in text for text in ask(again, 8))
    assert any("number8 " in text for text in ask(again, 8, channel="C0DESK"))


def test_each_embargo_lifts_and_each_article_expires_at_its_own_moment(archive):
    times = [NOON]
    hour, tick = timedelta(hours=1), timedelta(microseconds=1)
    archive.embargo("a7", NOON + 3 * hour, by="ed")
    archive.expire_at("a8", NOON + 2 * hour, by="ed")
    archive.embargo("a9", datetime.max.replace(tzinfo=UTC), by="ed")
    archive.expire_at("a10", datetime.min.replace(tzinfo=UTC), by="ed")
    search = Search(archive, clock=lambda: times[-1])

    def shown(at):
        times.append(at)
        return {number for number in (7, 8, 9, 10) if any(f"number{number} " in text for text in ask(search, number))}

    assert shown(NOON + 2 * hour - CLOCK_DOUBT - tick) == {8}
    assert shown(NOON + 2 * hour - CLOCK_DOUBT) == set()
    assert shown(NOON + 3 * hour + CLOCK_DOUBT - tick) == set()
    assert shown(NOON + 3 * hour + CLOCK_DOUBT) == {7}
    assert shown(NOON + 365 * 24 * hour) == {7}


def test_any_byte_of_the_file_altered_or_cut_off_is_noticed_and_the_index_is_made_anew(archive, path, caplog):
    Search(archive, index=path)
    whole = path.read_bytes()
    source = random.Random(6)
    places = {*range(60), len(whole) - 1, *(source.randrange(len(whole)) for _ in range(2_000))}
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << source.randrange(8)]) + whole[place + 1 :])
        with pytest.raises(snapshot.SnapshotError):
            snapshot.read(path)
    for length in (0, 7, 8, 39, 40, 50, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with caplog.at_level(logging.WARNING):
            search = Search(archive, index=path)
        assert "made anew" in caplog.text
        caplog.clear()
        assert "number9 " in " ".join(ask(search, 9))
        assert snapshot.read(path), "a whole file stands in its place"


def test_a_file_of_another_archive_or_of_a_past_that_was_undone_is_not_taken(archive, path, tmp_path, analysed):
    Search(archive, index=path)
    other = Archive(f"sqlite:///{tmp_path / 'other.db'}")
    other.add_all(article(number, "sang") for number in range(30))
    analysed.clear()
    assert "sang" in " ".join(ask(Search(other, index=path), 2))
    assert len(analysed) == 30
    other.close()
    empty = Archive()
    assert Search(empty, index=path).ask("whale").quotes == ()
    empty.close()


def test_a_file_made_by_another_analysis_is_not_taken(archive, path, analysed, monkeypatch):
    Search(archive, index=path)
    analysed.clear()
    monkeypatch.setattr(live_index, "fingerprint", lambda: "another")
    Search(archive, index=path)
    assert len(analysed) == 30


@pytest.mark.parametrize("with_its_hash", [False, True])
def test_a_text_that_is_not_what_was_indexed_is_not_quoted(archive, url, path, with_its_hash):
    Search(archive, index=path)
    elsewhere = Archive(url)
    text = archive.article("a6").text.replace("slept", "crept")
    with elsewhere._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE articles SET text = ? WHERE id = 'a6'", (text,))
        if with_its_hash:
            digest = hashlib.sha256(text.encode()).hexdigest()
            connection.exec_driver_sql("UPDATE articles SET sha256 = ? WHERE id = 'a6'", (digest,))
    assert not any("number6 " in text or "heron 6" in text for text in ask(Search(archive, index=path), 6))
    elsewhere.close()


def test_the_file_is_readable_by_its_owner_alone_and_nothing_is_left_beside_it(archive, path):
    Search(archive, index=path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not path.with_name(path.name + ".new").exists()


def test_a_file_that_cant_be_written_costs_no_answer(archive, path):
    search = Search(archive, index=path.parent / "nowhere" / "index")
    assert ask(search, 1)


def test_who_finds_somebody_writing_leaves_it_to_them_until_they_must_have_died(tmp_path):
    path, new = tmp_path / "i", tmp_path / "i.new"
    new.write_bytes(b"half")
    assert snapshot.write(path, {}, {}) is False
    long_ago = time.time() - 3600
    import os  # noqa: PLC0415  # for this alone

    os.utime(new, (long_ago, long_ago))
    assert snapshot.write(path, {"a": 1}, {}) is True
    assert snapshot.read(path) == ({"a": 1}, {})


def test_a_question_does_not_wait_while_many_articles_are_read(archive, monkeypatch):
    search = Search(archive)
    reading, real = threading.Event(), live_index.analysed

    def slow(article, terms):
        assert reading.wait(10)
        return real(article, terms)

    monkeypatch.setattr(live_index, "analysed", slow)
    archive.add_all(article(number) for number in range(100, 150))
    archive.withdraw("a2", "kill", by="ed")
    assert "number1 " in " ".join(ask(search, 1)), "what is known already is answered"
    search.refresh()
    assert len(search._index.view().holding([["number2"]])) == 0, "what was taken away is gone at once"
    reading.set()
    search.catch_up()
    assert "number149 " in " ".join(ask(search, 149))
    search.close()


def test_what_is_withdrawn_while_it_is_read_does_not_come_in(archive, monkeypatch):
    search = Search(archive)
    real = live_index.analysed

    def overtaken(article, terms):
        if article.id == "a200":
            archive.withdraw("a200", "kill", by="ed")
            search.ask("anything")
        return real(article, terms)

    monkeypatch.setattr(live_index, "analysed", overtaken)
    archive.add(article(200))
    search.catch_up()
    assert len(search._index.view().holding([["number200"]])) == 0


def test_what_could_not_be_read_is_tried_again(archive, monkeypatch, caplog):
    search = Search(archive)
    real = live_index.analysed
    monkeypatch.setattr(live_index, "analysed", lambda *_: 1 / 0)
    archive.add_all(article(number) for number in range(300, 320))
    ask(search, 1)
    search.close()
    assert "couldn't be taken" in caplog.text
    monkeypatch.setattr(live_index, "analysed", real)
    search.catch_up()


def test_progress_counts_up_to_all_articles(archive):
    told = []
    Search(archive, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (30, 30)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize(
    ("url", "place"),
    [("sqlite:///quotedesk.db", "quotedesk.index"), ("sqlite://", None), ("postgresql+psycopg://x/y", None)],
)
def test_the_file_stands_beside_a_database_that_is_a_file(url, place):
    assert beside(url) == (None if place is None else live_index.Path(place))
