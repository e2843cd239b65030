"""What follows from the outcome of a request: nothing is posted again unless it was absent twice."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import Response
from starlette.routing import Route

from bot.connecting.server import served
from bot.delivery.endings import ATTEMPTS, after_posting, after_reading_back
from bot.delivery.posting import Held, Posted, Refused, Unknown, outcome_of
from bot.ledger.records import Entry, State
from bot.questions import Surface

NOW, SETTLE = 100.0, 20.0


def entry(**fields) -> Entry:
    known = {
        "id": 1, "surface": Surface.MENTION, "channel": "C1", "thread_ts": "1.1", "asker": "U1", "asker_name": None,
        "text": "who?", "revision": 1, "source": None, "respond_to": None, "answer": "a", "state": State.SENDING,
        "lease": "l", "attempts": 1, "absent": 0, "error": None, "posted_ts": None, "received_at": 90.0,
    }  # fmt: skip
    return Entry(**(known | fields))


@pytest.mark.parametrize(
    ("fields", "outcome", "state", "wait"),
    [
        ({}, Posted(ts="2.2"), State.POSTED, 0),
        ({}, Held(seconds=7), State.NEW, 7),
        ({}, Refused(error="channel_not_found"), State.FAILED, 0),
        ({}, Unknown(error="TimeoutError"), State.UNKNOWN, SETTLE),
        ({"posted_ts": "2.2"}, Unknown(error="500", in_flight=False), State.NEW, 1),
        ({"posted_ts": "2.2"}, Unknown(error="TimeoutError"), State.NEW, SETTLE),
        ({"posted_ts": "2.2", "attempts": ATTEMPTS}, Unknown(error="TimeoutError"), State.ABANDONED, 0),
        ({"private": True, "respond_to": "https://x"}, Unknown(error="TimeoutError"), State.ABANDONED, 0),
    ],
)
def test_a_post_ends_by_what_is_known_of_it(fields, outcome, state, wait):
    ending = after_posting(entry(**fields), outcome, None, NOW, SETTLE)
    assert ending.state is state
    assert ending.not_before == (NOW + wait if wait else 0)


def test_an_apology_that_was_posted_is_a_failure_with_its_message_on_record():
    ending = after_posting(entry(), Posted(ts="2.2"), "Something went wrong", NOW, SETTLE)
    assert (ending.state, ending.posted_ts) == (State.FAILED, "2.2")


@pytest.mark.parametrize(
    ("fields", "found", "state"),
    [
        ({}, Posted(ts="2.2", revision=1), State.POSTED),
        ({"revision": 2}, Posted(ts="2.2", revision=1), State.NEW),
        ({}, None, State.UNKNOWN),
        ({"absent": 1}, None, State.NEW),
        ({}, Refused(error="missing_scope"), State.ABANDONED),
        ({}, Held(seconds=3), State.UNKNOWN),
        ({}, Unknown(error="TimeoutError"), State.UNKNOWN),
        ({"attempts": ATTEMPTS}, Held(seconds=3), State.ABANDONED),
        ({"attempts": ATTEMPTS}, Unknown(error="TimeoutError"), State.ABANDONED),
    ],
)
def test_reading_back_settles_or_looks_again(fields, found, state):
    assert after_reading_back(entry(**fields), found, NOW, SETTLE).state is state


def test_absence_is_counted_so_that_the_second_one_counts():
    first = after_reading_back(entry(), None, NOW, SETTLE)
    assert first.absent == 1
    assert after_reading_back(entry(absent=1), Held(seconds=3), NOW, SETTLE).absent == 1


def test_being_held_back_holds_the_channel_and_does_not_count_as_an_attempt():
    assert after_posting(entry(), Held(seconds=7), None, NOW, SETTLE).held
    assert not after_posting(entry(), Unknown(error="500"), None, NOW, SETTLE).held


def test_a_private_answer_is_never_read_back_nor_given_again():
    ending = after_reading_back(entry(private=True), None, NOW, SETTLE)
    assert ending.state is State.ABANDONED


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/json"])
async def test_a_page_that_is_not_slacks_leaves_the_outcome_open_and_ends_nothing(kind):
    """Balancers between Slack and us answer in plain text, which the SDK hands on as it is."""

    async def page(_request):
        return Response("no healthy upstream", 503, media_type=kind)

    async with served([Route("/{method}", page, methods=["POST"])], "127.0.0.1", 0) as address:
        client = AsyncWebClient(base_url=address + "/", retry_handlers=[])
        with pytest.raises(SlackApiError) as failed:
            await client.chat_postMessage(channel="C0", text="x")
    assert outcome_of(failed.value) == Unknown(error="503 not from Slack", in_flight=False)
