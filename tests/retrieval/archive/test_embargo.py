"""An embargo holds to its second, whatever the clock is off by and whoever comes in between: no race leaks."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from retrieval import Archive, Article, Search, Source

LIFTED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
OFF_BY = timedelta(seconds=1)  # what docs/archive.md allows a clock
SOME, MANY, MOVES = 2_000, 10_000, 100


class Clock:
    """This machine's clock: `error` off the newsroom's, and a little further each time that it is read."""

    def __init__(self, chance):
        self.chance = chance
        self.true, self.error = LIFTED_AT, timedelta(0)

    def __call__(self):
        self.true += timedelta(microseconds=self.chance.randrange(1_000))
        return self.true + self.error


@pytest.fixture
def clock():
    return Clock(random.Random(7))


@pytest.fixture
def archive(clock):
    stored = Archive(clock=clock)
    text = "Harbour\n\nThe harbour opens on Friday, said Hanna Moroz."
    article = Article(id="harbour", headline="Harbour", text=text)
    stored.store(Source(article=article, raw=b"", format="text", embargo_until=LIFTED_AT), by="desk")
    yield stored
    stored.close()


def races(clock, count):
    """As many moments around the second, most of them within a few milliseconds of it or of the doubt's end."""
    for _ in range(count):
        edge = clock.chance.choice([timedelta(0), OFF_BY, -OFF_BY])
        clock.true = LIFTED_AT + edge + timedelta(milliseconds=clock.chance.gauss(0, 3))
        clock.error = OFF_BY * clock.chance.uniform(-1, 1)
        yield


@pytest.mark.parametrize("count", [SOME, pytest.param(MANY, marks=pytest.mark.slow)])
def test_no_text_is_given_before_the_second_of_the_newsrooms_clock(archive, clock, count):
    leaked = given = 0
    others = [lambda: bool(archive.headlines(1)), lambda: bool(archive.articles())]
    for number, _ in enumerate(races(clock, count)):
        found = others[number % 2]() if number % 20 < 2 else archive.usable_text("harbour", 1) is not None
        given += found
        leaked += found and clock.true < LIFTED_AT
    assert leaked == 0
    assert count * 0.1 < given < count * 0.6, "the races were around the second"


@pytest.mark.parametrize("count", [SOME // 10, pytest.param(MANY, marks=pytest.mark.slow)])
def test_no_question_finds_anything_before_the_second(archive, clock, count):
    clock.true = LIFTED_AT - timedelta(hours=1)
    search = Search(archive, clock=clock)
    leaked = found = 0
    for number, _ in enumerate(races(clock, count)):
        answer = search.ask(f"when does the harbour open {number}?")
        shown = bool(answer.quotes or answer.headlines or answer.spellings)
        found += shown
        leaked += shown and clock.true < LIFTED_AT
    assert leaked == 0
    assert count * 0.1 < found < count * 0.6


def test_an_embargo_is_lifted_by_itself(archive, clock):
    clock.true, clock.error = LIFTED_AT + 2 * OFF_BY, -OFF_BY
    assert archive.is_usable("harbour", 1)
    assert Search(archive, clock=clock).ask("when does the harbour open?").quotes


def test_an_embargo_that_is_moved_while_others_read_holds_from_that_moment(archive, clock):
    chance = clock.chance
    clock.error = timedelta(0)
    until = LIFTED_AT
    for _ in range(MOVES):
        until += timedelta(seconds=chance.randrange(-20, 30))
        archive.embargo("harbour", until, by="desk")
        clock.true = until + timedelta(seconds=chance.uniform(-3, 3))
        usable = archive.is_usable("harbour", 1)
        assert not (usable and clock.true < until)
        assert usable or clock.true < until + 2 * OFF_BY
