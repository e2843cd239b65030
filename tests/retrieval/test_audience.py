"""What a channel may not see now has no part in its answers, as if the archive did not hold it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Archive, Article, Search, Verdict
from retrieval.models import CLOCK_DOUBT

DESK, OTHER = "C0DESK", "C0OTHER"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
OPEN = "The bridge at Arden was closed for repairs on Friday."
SECRET = "“Petrenkova will resign,” said Hanna Moroz about the bridge at Arden."
QUESTIONS = [
    "when was the bridge at Arden closed?",
    "what did Moroz say about the bridge?",
    "will Petrenkowa resign?",
    "what do you have on Arden?",
    "who has spoken about Arden?",
    "quotes from Moroz",
    "who spoke?",
    "xyzzy",
]


class Clock:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now


def article(name, *paragraphs):
    return Article(id=name, headline=f"Report {name}", text="\n\n".join([f"Report {name}", *paragraphs]))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def archive(clock):
    stored = Archive(clock=clock)
    yield stored
    stored.close()


@pytest.fixture
def search(archive, clock):
    return Search(archive, clock=clock)


def texts(answer):
    return [quote.text for quote in answer.quotes]


def test_a_restricted_article_is_quoted_in_its_channels_and_nowhere_else(archive, search):
    archive.add(article("open", OPEN))
    archive.add(article("secret", SECRET))
    archive.restrict("secret", [DESK], by="ed")
    question = "bridge at Arden"
    assert SECRET in texts(search.ask(question, channel=DESK))
    for channel in (None, OTHER):
        assert texts(search.ask(question, channel=channel)) == [OPEN]
    archive.restrict("secret", [], by="ed")
    assert SECRET in texts(search.ask(question))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_restricted_article_leaves_no_trace_in_any_kind_of_answer(archive, search, question):
    archive.add(article("open", OPEN, "Ships are late."))
    alone = search.ask(question)
    archive.add(article("secret", SECRET, OPEN, "Arden Arden Arden."))
    archive.restrict("secret", [DESK], by="ed")
    assert search.ask(question, channel=DESK) != alone or question == "xyzzy"
    assert search.ask(question, channel=OTHER) == alone
    assert search.ask(question) == alone


def test_an_answer_that_one_channel_was_given_is_not_kept_for_another(archive, search):
    archive.add(article("secret", SECRET))
    archive.restrict("secret", [DESK], by="ed")
    for channel, verdict in [(DESK, Verdict.ANSWERED), (OTHER, Verdict.NOTHING), (DESK, Verdict.ANSWERED)]:
        assert search.ask("will Petrenkova resign?", channel=channel).verdict is verdict


def test_an_embargoed_article_is_found_from_its_second_on_by_itself_and_not_before(archive, search, clock):
    archive.add(article("a", SECRET))
    lifts = NOON + timedelta(minutes=5)
    archive.embargo("a", lifts, by="ed")
    question = "will Petrenkova resign?"
    for moment in (NOON, lifts, lifts + CLOCK_DOUBT - timedelta(microseconds=1)):
        clock.now = moment
        assert search.ask(question).quotes == ()
    clock.now = lifts + CLOCK_DOUBT
    assert texts(search.ask(question)) == [SECRET]
    clock.now = lifts - timedelta(seconds=1)
    assert search.ask(question).quotes == (), "a clock that was put back is believed"


def test_an_article_that_expires_is_offered_until_then(archive, search, clock):
    archive.add(article("a", SECRET))
    ends = NOON + timedelta(minutes=5)
    archive.expire_at("a", ends, by="ed")
    assert texts(search.ask("will Petrenkova resign?")) == [SECRET]
    clock.now = ends - CLOCK_DOUBT
    assert search.ask("will Petrenkova resign?").quotes == ()


def test_an_embargo_that_is_set_anew_takes_the_place_of_the_earlier_one(archive, search, clock):
    archive.add(article("a", SECRET))
    archive.embargo("a", NOON + timedelta(minutes=5), by="ed")
    search.refresh()
    archive.embargo("a", NOON + timedelta(minutes=50), by="ed")
    clock.now = NOON + timedelta(minutes=6)
    assert search.ask("will Petrenkova resign?").quotes == ()
    archive.embargo("a", None, by="ed")
    assert texts(search.ask("will Petrenkova resign?")) == [SECRET]


SENTENCES = [
    OPEN,
    SECRET,
    "Kiev asked for forty tanks, Hanna Moroz said.",
    "“We will build the harbour at Arden,” Petrenkova said on Friday.",
    "The harbour at Arden has two berths.",
    "Nobody resigned.",
]
audiences = st.frozensets(st.sampled_from([DESK, OTHER]), max_size=2)
limits = st.sampled_from([None, -1, 1])
held = st.lists(
    st.tuples(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3), audiences, limits, limits), max_size=5
)


@settings(max_examples=60, deadline=None)
@given(held, st.sampled_from([None, DESK, OTHER, "D0MAYA"]), st.sampled_from(QUESTIONS))
def test_an_answer_is_that_of_an_archive_which_holds_only_what_the_channel_may_see(held, channel, question):
    everything, visible = Archive(clock=lambda: NOON), Archive(clock=lambda: NOON)
    whole = Search(everything, clock=lambda: NOON)
    for number, (paragraphs, audience, embargo, expiry) in enumerate(held):
        one = article(f"a{number}", *paragraphs)
        everything.add(one)
        if audience:
            everything.restrict(one.id, audience, by="ed")
        if embargo:
            everything.embargo(one.id, NOON + timedelta(hours=embargo), by="ed")
        if expiry:
            everything.expire_at(one.id, NOON + timedelta(hours=expiry), by="ed")
        if (not audience or channel in audience) and embargo != 1 and expiry != -1:
            visible.add(one)
        whole.refresh()
    assert whole.ask(question, channel=channel) == Search(visible, clock=lambda: NOON).ask(question)
    everything.close()
    visible.close()
