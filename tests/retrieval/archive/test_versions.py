"""The archive keeps every version, and says which one may be quoted."""

import hashlib
import threading
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from retrieval import Archive, Article, Note, Span, UnknownArticleError, is_verbatim
from retrieval.database import sqlite


@pytest.fixture(params=["memory", "file", "postgresql"])
def archive(request, tmp_path):
    urls = {"memory": lambda: "sqlite://", "file": lambda: f"sqlite:///{tmp_path}/archive.db"}
    stored = Archive(urls.get(request.param, lambda: request.getfixturevalue("postgres"))())
    yield stored
    stored.close()


def article(text="Headline\n\nThe first text.", **known):
    return Article(**({"id": "a", "headline": "Headline", "text": text} | known))


def test_the_same_text_again_is_the_stored_version(archive):
    first = archive.add(article())
    before = archive.revision
    assert archive.add(article()) == first
    assert archive.revision == before
    assert archive.articles() == (first,)


def test_another_text_is_the_next_version_and_only_that_may_be_quoted(archive):
    archive.add(article())
    second = archive.add(article("Headline\n\nThe second text."))
    assert second.version == 2
    assert archive.articles() == (second,)
    assert not archive.is_usable("a", 1)
    assert archive.is_usable("a", 2)
    assert archive.article("a", 1).text == article().text


def test_a_few_articles_are_looked_up_by_their_ids_and_not_by_reading_all(tmp_path):
    stored = Archive(f"sqlite:///{tmp_path}/archive.db")
    stored.add_all([article(id=str(number)) for number in range(50)])
    database = sqlite.connect(tmp_path / "archive.db")
    asked = []
    sa.event.listen(stored._engine, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
    wanted = sorted(str(number) for number in range(12))
    assert [each.article.id for each in stored.current(wanted)] == wanted
    plans = [
        row[3]
        for statement, values in asked
        if statement.startswith("SELECT")
        for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", values)
    ]
    database.close()
    stored.close()
    assert plans
    assert all("(id=?)" in plan for plan in plans), plans


def test_going_back_to_an_earlier_text_is_a_version_of_its_own(archive):
    for text in ("one", "two", "one"):
        archive.add(article(text))
    assert archive.article("a").version == 3


def test_better_knowledge_of_the_same_text_is_taken_in_without_a_new_version(archive):
    archive.add(article())
    before = archive.revision
    known = archive.add(article(publisher="example.com", published=date(2025, 1, 31)))
    assert known.version == 1
    assert archive.articles() == (known,)
    assert archive.revision != before


def test_everything_known_of_an_article_comes_back_as_it_went_in(archive):
    whole = article(
        publisher="p",
        byline="b",
        url="https://example.com",
        published=datetime(2025, 1, 31, 9, 30, tzinfo=UTC),
        language="de",
        rights="r",
        notes=(Note(kind="k", message="m", span=Span(start=0, end=3)), Note(kind="k", message="m")),
    )
    archive.add(whole)
    assert archive.article("a") == whole


def test_a_withdrawn_article_keeps_its_text_and_loses_its_use(archive):
    archive.add(article("one"))
    archive.add(article("two"))
    before = archive.revision
    archive.withdraw("a", "the court said so", by="the desk")
    assert archive.articles() == ()
    assert archive.article("a") is None
    assert archive.article("a", 1).text == "one"
    assert not archive.is_usable("a", 1)
    assert not archive.is_usable("a", 2)
    assert archive.revision != before


def test_the_text_of_a_withdrawn_article_does_not_come_back_by_itself(archive):
    archive.add(article())
    archive.withdraw("a", "kill", by="the desk")
    archive.add(article())
    assert archive.articles() == ()
    archive.add(article("Another text."))
    assert archive.articles() == ()
    assert not archive.is_usable("a", 2)


def test_withdrawing_what_was_never_stored_is_an_error(archive):
    with pytest.raises(UnknownArticleError, match="'b'"):
        archive.withdraw("b", "no reason", by="the desk")


def test_articles_come_ordered_by_id(archive):
    archive.add_all([article(id=name) for name in ("c", "a", "b")])
    assert [each.id for each in archive.articles()] == ["a", "b", "c"]


def test_threads_that_add_at_once_lose_no_version(archive):
    threads = [threading.Thread(target=archive.add, args=(article(f"text {number}"),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {archive.article("a", version).text for version in range(1, 9)} == {f"text {number}" for number in range(8)}


def test_what_one_process_withdraws_another_may_not_quote(database_url):
    one, other = Archive(database_url), Archive(database_url)
    one.add(article())
    assert other.is_usable("a", 1)
    one.withdraw("a", "kill", by="the desk")
    assert not other.is_usable("a", 1)
    one.close()
    other.close()


@pytest.mark.parametrize(
    ("text", "start", "end", "verbatim"),
    [("The first", 10, 19, True), ("the first", 10, 19, False), ("The first", 11, 20, False), ("", 3, 3, False)],
)
def test_a_quotation_is_verbatim_only_to_the_letter_and_in_its_place(archive, text, start, end, verbatim):
    archive.add(article())
    assert is_verbatim(text, article="a", version=1, start=start, end=end, archive=archive) is verbatim


def test_nothing_is_verbatim_beyond_the_text_or_out_of_a_version_that_is_gone(archive):
    archive.add(article())
    assert not is_verbatim("text.", article="a", version=1, start=20, end=99, archive=archive)
    assert not is_verbatim("H", article="b", version=1, start=0, end=1, archive=archive)
    archive.withdraw("a", "kill", by="the desk")
    assert not is_verbatim("The first", article="a", version=1, start=10, end=19, archive=archive)


def test_headlines_are_those_of_usable_articles_and_no_more_than_asked_for():
    archive = Archive()
    archive.add_all(Article(id=name, headline=f"About {name}", text=f"About {name}\n\nText.") for name in "abc")
    archive.withdraw("a", "wrong", by="the desk")
    assert archive.headlines(5) == ("About b", "About c")
    assert archive.headlines(1) == ("About b",)
    archive.close()


def test_an_article_read_from_the_archive_and_changed_has_the_hash_of_its_own_text(archive):
    archive.add(article())
    read = archive.articles()[0]
    changed = read.model_copy(update={"text": read.text + " More."})
    assert changed.sha256 == hashlib.sha256(changed.text.encode()).hexdigest() != read.sha256
