"""What may be quoted when and where, and that every change of it is on record."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from retrieval import Action, Archive, Article, Source, State, UnknownArticleError
from retrieval.models import CLOCK_DOUBT, Limits
from retrieval.readers.text import read_text

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    """A clock that stands where it is put."""

    def __init__(self):
        self.time = NOON

    def __call__(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def archive(clock, database_url):
    stored = Archive(database_url, clock=clock)
    yield stored
    stored.close()


def source(text="Headline\n\nThe first text.", raw=None, **known):
    about = {name: known.pop(name) for name in ("publisher", "url", "byline") if name in known}
    article = Article(id=known.pop("id", "a"), headline="Headline", text=text, **about)
    return Source(**({"article": article, "raw": raw or text.encode(), "format": "text"} | known))


def store(archive, *args, **known):
    return archive.store(source(*args, **known), by="maya")


def test_the_same_source_again_changes_nothing_and_leaves_no_trace(archive):
    assert store(archive).change is Action.ADDED
    before = archive.revision
    again = store(archive)
    assert (again.change, again.state, again.article.version) == (None, State.USABLE, 1)
    assert store(archive, raw=b"the same text in other markup").change is None
    assert archive.revision == before == 1


def test_each_change_is_on_record_with_who_when_and_why_in_order(archive, clock):
    store(archive)
    store(archive, "Headline\n\nThe second text.", note="Corrects the text.")
    store(archive, "Headline\n\nThe second text.", publisher="The Paper")
    archive.embargo("a", NOON + HOUR, by="tom")
    archive.expire_at("a", NOON + 9 * HOUR, by="tom")
    archive.restrict("a", ["C2", "C1", "C1"], by="tom")
    clock.time += HOUR
    archive.withhold("a", "asked by the desk", by="tom")
    archive.restore("a", "cleared", by="tom")
    archive.withdraw("a", "a court order", by="tom")
    changes = archive.changes(0)
    assert [each.number for each in changes] == list(range(1, 10)) == [*range(1, archive.revision + 1)]
    assert [each.action.value for each in changes] == [
        "added", "corrected", "updated", "embargoed", "expires", "restricted", "withheld", "restored", "withdrawn",
    ]  # fmt: skip
    assert [each.version for each in changes] == [1, *[2] * 8]
    assert changes[1].note == "Corrects the text."
    assert changes[3].until == NOON + HOUR
    assert changes[5].channels == ("C1", "C2")
    last = changes[-1]
    assert (last.by, last.at, last.reason) == ("tom", NOON + HOUR, "a court order")
    assert archive.changes(7) == changes[7:]
    assert archive.changes(2, limit=3) == changes[2:5]
    assert archive.audit("a") == tuple(changes)


def test_an_embargo_holds_an_article_back_until_its_second_and_the_clocks_doubt_are_over(archive, clock):
    store(archive, embargo_until=NOON)
    for at, usable in [(-HOUR, False), (timedelta(0), False), (CLOCK_DOUBT - timedelta(microseconds=1), False)]:
        clock.time = NOON + at
        assert archive.is_usable("a", 1) is usable
        assert archive.articles() == ()
        assert archive.headlines(5) == ()
    clock.time = NOON + CLOCK_DOUBT
    assert archive.is_usable("a", 1)
    assert archive.headlines(5) == ("Headline",)


def test_an_article_expires_at_its_second_less_the_clocks_doubt(archive, clock):
    store(archive, expires_at=NOON + HOUR)
    assert archive.is_usable("a", 1)
    clock.time = NOON + HOUR - CLOCK_DOUBT
    assert not archive.is_usable("a", 1)


def test_an_embargo_until_the_end_of_time_can_be_asked_about(archive, clock):
    store(archive, embargo_until=datetime.max.replace(tzinfo=UTC), expires_at=datetime.min.replace(tzinfo=UTC))
    assert not archive.is_usable("a", 1)


def test_a_restricted_article_is_usable_in_its_channels_and_nowhere_else(archive):
    store(archive)
    archive.restrict("a", ["C1"], by="tom")
    assert archive.usable_text("a", 1, channel="C1") == source().article.text
    assert not archive.is_usable("a", 1, channel="C2")
    assert not archive.is_usable("a", 1, channel="D1")
    assert not archive.is_usable("a", 1)
    assert archive.headlines(5, "C1") == ("Headline",)
    assert archive.headlines(5, "C2") == archive.headlines(5) == archive.articles() == ()
    archive.restrict("a", [], by="tom")
    assert archive.is_usable("a", 1)


def test_embargo_audience_and_expiry_stay_over_versions(archive, clock):
    store(archive, embargo_until=NOON + HOUR, expires_at=NOON + 2 * HOUR)
    archive.restrict("a", ["C1"], by="tom")
    store(archive, "Headline\n\nThe second text.")
    (current,) = archive.current()
    assert (current.article.version, current.embargo_until, current.expires_at, current.audience) == (
        2, NOON + HOUR, NOON + 2 * HOUR, {"C1"},
    )  # fmt: skip


@pytest.mark.parametrize("state", [State.WITHHELD, State.WITHDRAWN])
def test_a_sources_own_recall_takes_every_version_back(archive, state):
    store(archive)
    store(archive, "Headline\n\nThe second text.")
    recalled = store(archive, "KILL", state=state, note="Eds: kill this story.")
    assert (recalled.state, recalled.change) == (state, Action(state.value))
    assert [record.state for record in archive.history("a")] == [state] * 3
    assert archive.articles() == ()
    assert not any(archive.is_usable("a", version) for version in (1, 2, 3))
    assert archive.changes(0)[-1].reason == "Eds: kill this story."


def test_a_recall_of_the_same_text_is_a_recall(archive):
    store(archive)
    assert store(archive, raw=b"{}", state=State.WITHDRAWN).change is Action.WITHDRAWN
    assert store(archive, raw=b"{}", state=State.WITHDRAWN).change is None
    assert store(archive, raw=b"{}", state=State.WITHHELD).state is State.WITHDRAWN


def test_what_a_source_recalled_comes_back_by_its_higher_edition_and_not_by_an_older_one(archive):
    store(archive, edition=1)
    store(archive, "KILL", state=State.WITHHELD, edition=2)
    assert store(archive, edition=1).change is None
    assert archive.articles() == ()
    back = store(archive, "Headline\n\nThe third text.", edition=3)
    assert (back.state, back.change) == (State.USABLE, Action.CORRECTED)
    assert [record.state.value for record in archive.history("a")] == ["withheld", "withheld", "usable"]


def test_an_older_edition_that_comes_late_changes_nothing(archive):
    store(archive, "Headline\n\nThe second text.", edition=2)
    assert store(archive, edition=1).change is None
    assert [each.version for each in archive.articles()] == [1]


def test_what_a_person_withdrew_no_source_brings_back(archive):
    store(archive, edition=1)
    archive.withdraw("a", "a court order", by="tom")
    assert store(archive, edition=1).change is None
    kept = store(archive, "Headline\n\nThe second text.", edition=2)
    assert (kept.state, kept.change) == (State.WITHDRAWN, Action.UPDATED)
    assert archive.article("a") is None
    assert archive.history("a")[-1].reason == "a court order"


def test_an_embargo_that_a_person_set_no_source_moves(archive, clock):
    store(archive, embargo_until=NOON + HOUR)
    archive.embargo("a", NOON + 2 * HOUR, by="tom")
    store(archive, "Headline\n\nThe second text.", embargo_until=NOON + HOUR)
    clock.time = NOON + 1.5 * HOUR
    assert not archive.is_usable("a", 2)
    archive.embargo("a", None, by="tom")
    assert archive.is_usable("a", 2)


def test_a_corrections_file_moves_no_embargo_that_a_person_set(archive, clock):
    store(archive)
    archive.embargo("a", NOON + timedelta(days=9), by="maya")
    right = source("Headline\n\nThe right text.", embargo_until=NOON - timedelta(days=9))
    archive.correct("a", right, note="Right.", by="maya")
    assert archive.usable_text("a", 2) is None


def test_a_recall_without_a_text_takes_every_version_back_and_keeps_their_texts(archive):
    store(archive, edition=1)
    store(archive, "Headline\n\nThe second text.", edition=2)
    recall = source("", state=State.WITHDRAWN, note="Not true.", edition=3)
    assert archive.store(recall, by="wire").change is Action.WITHDRAWN
    assert archive.store(recall, by="wire").change is None
    first, second = archive.history("a")
    assert (first.article.text, second.article.text) == ("Headline\n\nThe first text.", "Headline\n\nThe second text.")
    assert {first.state, second.state} == {State.WITHDRAWN}
    assert archive.original("a", 2) == b"Headline\n\nThe second text."


def test_a_recall_that_comes_before_its_article_keeps_it_from_being_quoted(archive):
    archive.store(source("", state=State.WITHDRAWN, edition=2), by="wire")
    assert store(archive, edition=1).change is None
    assert store(archive, "Headline\n\nWithout a number.").state is State.WITHDRAWN
    assert list(archive.current()) == []


def test_a_source_that_moves_its_embargo_is_followed(archive):
    store(archive, embargo_until=NOON + HOUR)
    assert store(archive, embargo_until=NOON + 2 * HOUR).change is Action.UPDATED
    assert next(archive.current()).embargo_until == NOON + 2 * HOUR
    assert store(archive, raw=b"no word of it").change is None
    assert next(archive.current()).embargo_until == NOON + 2 * HOUR


def test_a_correction_keeps_what_the_file_does_not_say_and_brings_a_withdrawn_article_back(archive):
    store(archive, publisher="The Paper", url="https://example.com/a")
    archive.withdraw("a", "wrong", by="tom")
    stored = archive.correct("a", source("Headline\n\nThe right text.", id="x"), note="We erred.", by="maya")
    assert (stored.state, stored.change, stored.article.version) == (State.USABLE, Action.CORRECTED, 2)
    assert (stored.article.id, stored.article.publisher, stored.article.url) == (
        "a", "The Paper", "https://example.com/a",
    )  # fmt: skip
    assert archive.history("a")[-1].note == archive.changes(0)[-1].note == "We erred."
    archive.withdraw("a", "wrong again", by="tom")
    assert archive.correct("a", source("Headline\n\nThe right text."), note=None, by="maya").state is State.WITHDRAWN


def test_restoring_makes_the_latest_version_usable_and_no_other(archive):
    store(archive)
    store(archive, "Headline\n\nThe second text.")
    archive.withdraw("a", "wrong", by="tom")
    archive.restore("a", "it was right", by="tom")
    assert [record.state.value for record in archive.history("a")] == ["corrected", "usable"]
    assert archive.history("a")[-1].reason is None


def test_a_text_that_is_damaged_in_the_database_is_not_quoted_and_is_mended_by_its_source(archive):
    store(archive)
    with archive._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE articles SET text = replace(text, 'first', 'fibst')")
    assert not archive.is_usable("a", 1)
    assert archive.articles() == ()
    assert not archive.history("a")[0].is_intact
    assert store(archive).change is Action.UPDATED
    assert archive.is_usable("a", 1)


def test_the_bytes_come_back_as_they_were_read(archive):
    raw = "\ufeffHeadline\n\nThe first text.".encode()
    store(archive, raw=raw, format="html")
    assert archive.original("a", 1) == raw
    store(archive, id="b")
    assert archive.original("b", 1) == b"Headline\n\nThe first text."
    assert archive.original("b", 2) is None
    assert archive.history("a")[0].raw_sha256 == source(raw=raw).raw_sha256


@pytest.mark.parametrize("change", ["withdraw", "withhold", "restore", "embargo", "expire_at", "restrict"])
def test_changing_what_was_never_stored_is_an_error(archive, change):
    value = {"embargo": NOON, "expire_at": NOON, "restrict": ["C1"]}.get(change, "reason")
    with pytest.raises(UnknownArticleError, match="'b'"):
        getattr(archive, change)("b", value, by="tom")
    with pytest.raises(UnknownArticleError):
        archive.correct("b", source(), note=None, by="tom")
    with pytest.raises(UnknownArticleError):
        archive.history("b")
    assert archive.revision == 0


def test_one_batch_takes_versions_and_recalls_of_the_same_article_in_their_order(archive):
    texts = ["one", "two", "two", "three"]
    sources = [source(text) for text in texts]
    sources += [source("kill", state=State.WITHDRAWN), source("four"), source("other", id="b"), source("more", id="b")]
    stored = archive.store_all(sources, "maya")
    assert [each.change and each.change.value for each in stored] == [
        "added", "corrected", None, "corrected", "withdrawn", "updated", "added", "corrected",
    ]  # fmt: skip
    assert [record.state.value for record in archive.history("a")] == ["withdrawn"] * 5
    assert [record.state.value for record in archive.history("b")] == ["corrected", "usable"]
    assert [record.article.text for record in archive.history("a")] == ["one", "two", "three", "kill", "four"]


def test_what_is_stored_in_many_batches_is_all_there(archive):
    sources = [source(f"text {number}", id=f"a{number:04}") for number in range(1203)]
    assert {each.change for each in archive.store_all(iter(sources), "maya")} == {Action.ADDED}
    assert [each.article.id for each in archive.current()] == [f"a{number:04}" for number in range(1203)]
    assert [each.article.id for each in archive.current(["a0007", "a1111", "zz"])] == ["a0007", "a1111"]
    assert len(list(archive.latest())) == 1203
    assert archive.revision == 1203
    assert len(archive.changes(0)) == 1000


LIMITS = Limits(embargo_until=NOON + HOUR, expires_at=NOON + 9 * HOUR, audience=frozenset({"C2", "C1"}))


def test_limits_given_with_an_article_are_there_from_the_moment_that_it_is(archive, clock):
    commits = []
    sa.event.listen(archive._engine, "commit", commits.append)
    (stored,) = archive.store_all([source()], by="maya", limits=LIMITS)
    assert (stored.change, len(commits)) == (Action.ADDED, 1)
    assert [(change.action, change.by) for change in archive.changes(0)] == [
        (Action.ADDED, "maya"),
        (Action.EMBARGOED, "maya"),
        (Action.EXPIRES, "maya"),
        (Action.RESTRICTED, "maya"),
    ]
    assert not archive.is_usable("a", 1, channel="C1")
    clock.time += 2 * HOUR
    assert archive.is_usable("a", 1, channel="C1")
    assert not archive.is_usable("a", 1)


def test_limits_given_again_leave_no_trace_and_no_source_lifts_them(archive):
    archive.store_all([source()], by="maya", limits=LIMITS)
    (again,) = archive.store_all([source()], by="maya", limits=LIMITS)
    assert again.change is None
    store(archive, "Headline\n\nThe second text.", embargo_until=NOON)
    (current,) = archive.current()
    assert (current.embargo_until, current.audience) == (NOON + HOUR, LIMITS.audience)
    (narrower,) = archive.store_all([source()], by="maya", limits=Limits(audience=frozenset({"C1"})))
    assert narrower.change is Action.CORRECTED
    (current,) = archive.current()
    assert (current.embargo_until, current.audience) == (NOON + HOUR, frozenset({"C1"}))


def test_what_would_be_stored_is_told_and_nothing_changes(archive):
    store(archive)
    would = archive.would_store([source("Headline\n\nOther."), source(id="b"), source(id="b")], limits=LIMITS)
    assert [(each.article.id, each.article.version, each.change) for each in would] == [
        ("a", 2, Action.CORRECTED),
        ("b", 1, Action.ADDED),
        ("b", 1, None),
    ]
    assert archive.revision == 1
    assert [record.article.id for record in archive.latest()] == ["a"]
    assert store(archive, id="b").change is Action.ADDED


@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_a_text_that_no_database_takes_is_refused_before_it_gets_there(character):
    with pytest.raises(ValueError, match="can't be stored"):
        source(f"Headline {character}", raw=b"?")


@pytest.mark.parametrize("column", ["headline", "publisher", "byline", "url", "published", "text"])
def test_nothing_is_quoted_whose_text_or_source_is_not_what_was_stored(tmp_path, column):
    archive = Archive(f"sqlite:///{tmp_path / 'archive.db'}")
    known = {"publisher": "Wire", "byline": "A. Writer", "url": "https://example.org/a", "published": date(2025, 1, 31)}
    stored = archive.add(read_text(b"A headline\n\nSome words, he said.\n", "a", known))
    with archive._engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql(f"UPDATE articles SET {column} = '2025-01-30' WHERE id = 'a'")
    assert archive.usable_text("a", stored.version) is None
    assert list(archive.current()) == []
    archive.close()
