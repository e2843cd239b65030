"""Previews in the database, the same on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.editing.incoming import Incoming
from bot.editing.previews import GOOD_FOR_SECONDS, READING_SECONDS, Previews, State
from bot.ledger.ledger import Ledger
from retrieval.models import Article, Source

NOW = 1_700_000_000.0
INCOMING = Incoming(key="drop:C1:1.1", person="U1", channel="C1", files=("F1", "F2"))
SOURCE = Source(
    article=Article(id="a", headline="H", text="Kyiv \u2014 \U0001f5de"), raw=bytes(range(256)), format="html"
)


@pytest.fixture
def previews(database_url):
    Ledger(database_url).close()
    running = Previews(database_url)
    yield running
    running.close()


def test_a_preview_comes_back_as_it_was_to_the_byte(previews):
    preview_id = previews.take_in(INCOMING, NOW)
    claimed = previews.claim(preview_id, NOW)
    assert (claimed.incoming, claimed.sources) == (INCOMING, ())
    previews.found(preview_id, [SOURCE], {"a": (2, "hash:usable"), "b": None})
    taken = previews.take(preview_id, "U1", NOW)
    assert (taken.sources, taken.standing) == ((SOURCE,), {"a": (2, "hash:usable"), "b": None})
    assert taken.sources[0].raw == bytes(range(256))


def test_what_is_taken_in_twice_at_once_is_one_preview(previews):
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: previews.take_in(INCOMING, NOW), range(4)))
    assert len([each for each in ids if each is not None]) == 1


def test_one_reads_it_and_another_only_when_that_one_has_died(previews):
    preview_id = previews.take_in(INCOMING, NOW)
    assert previews.left_behind(NOW) == [preview_id]
    assert previews.claim(preview_id, NOW) is not None
    assert previews.claim(preview_id, NOW + 1) is None
    assert previews.left_behind(NOW + 1) == []
    assert previews.left_behind(NOW + READING_SECONDS + 1) == [preview_id]
    previews.leave(preview_id)
    assert previews.left_behind(NOW + 1) == [preview_id]


def test_it_is_added_by_one_press_and_waits_again_when_that_came_to_nothing(previews):
    preview_id = previews.take_in(INCOMING, NOW)
    assert previews.take(preview_id, "U1", NOW) is None  # it has not been read
    previews.found(preview_id, [SOURCE], {"a": None})
    assert previews.take(preview_id, "U2", NOW) is None
    assert previews.take(preview_id, "U1", NOW) is not None
    assert previews.take(preview_id, "U1", NOW) is None
    previews.settle(preview_id, State.WAITING)
    assert previews.take(preview_id, "U1", NOW) is not None
    previews.settle(preview_id, State.ADDED)
    assert previews.take(preview_id, "U1", NOW) is None
    assert not previews.settle(preview_id, State.CANCELLED)


def test_what_has_expired_is_of_no_use_and_is_deleted(previews):
    preview_id = previews.take_in(INCOMING, NOW)
    previews.found(preview_id, [SOURCE], {"a": None})
    later = NOW + GOOD_FOR_SECONDS + 1
    assert previews.take(preview_id, "U1", later) is None
    assert previews.take_in(INCOMING, later) not in {None, preview_id}


def test_what_has_expired_is_deleted_though_nothing_more_is_brought(previews):
    old = previews.take_in(INCOMING, NOW)
    previews.found(old, [SOURCE], {"a": None})
    new = previews.take_in(INCOMING.model_copy(update={"key": "drop:C1:2.2"}), NOW + GOOD_FOR_SECONDS)
    previews.delete_expired(NOW + GOOD_FOR_SECONDS + 1)
    later = NOW + GOOD_FOR_SECONDS + 2
    assert not previews.settle(old, State.CANCELLED)
    assert previews.claim(new, later) is not None
