"""Any payload through the real dispatch: acked or left for Slack to send again, never an unhandled error."""

import asyncio
import logging
import threading

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.connecting.connection import Connection
from bot.connecting.socket_mode import Times
from bot.observing.metrics import Metrics
from retrieval.archive import Archive
from retrieval.models import Article
from tests.newsroom import BOT, DESK, MAYA, newsroom, words

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
REAL = {
    "token": "t",
    "team_id": "T0NEWSROOM",
    "api_app_id": "A0QUOTE",
    "user": {"id": MAYA, "name": "maya"},
    "channel": {"id": DESK},
    "trigger_id": "1.2.3",
    "response_url": "http://127.0.0.1:9/respond",
    "container": {"type": "message", "message_ts": "1.1", "channel_id": DESK, "is_ephemeral": False},
    "message": {"ts": "1.1", "thread_ts": "1.0"},
}
ACTION_IDS = ("in_context", "more_quotes", "share_here", "ask_0", "ask_99", "feedback", "open_article", "unknown")
EVENT = {"channel": DESK, "channel_type": "channel", "user": MAYA, "ts": "1.1", "text": f"<@{BOT}> who?"}


def damaged(whole: dict) -> st.SearchStrategy[dict]:
    """The payload with some of its fields replaced by anything or missing."""
    changes = st.dictionaries(st.sampled_from(sorted(whole)), JSON, max_size=3)
    missing = st.sets(st.sampled_from(sorted(whole)), max_size=2)
    return st.builds(
        lambda changed, gone: {k: v for k, v in (whole | changed).items() if k not in gone}, changes, missing
    )


events = st.builds(
    lambda payload, event, kind: (
        payload | {"type": "event_callback", "event_id": "Ev1", "event": event | {"type": kind}}
    ),
    damaged(REAL),
    damaged(EVENT),
    st.sampled_from(["message", "app_mention", "app_home_opened", "reaction_added"]),
)
actions = st.builds(
    lambda payload, action_id, value: (
        payload
        | {
            "type": "block_actions",
            "actions": [{"type": "button", "block_id": "b", "action_id": action_id, "value": value}],
        }
    ),
    damaged(REAL),
    st.sampled_from(ACTION_IDS),
    JSON,
)
commands = st.builds(
    lambda payload: payload | {"command": "/quote"},
    damaged(
        {
            "team_id": "T0NEWSROOM", "channel_id": DESK, "user_id": MAYA, "user_name": "maya", "text": "who?",
            "trigger_id": "1.2.3", "response_url": "http://127.0.0.1:9/respond",
        }
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with asyncio.Runner() as runner:
        # the loop stands still between the examples: no socket may be missed and replaced meanwhile
        times = Times(heartbeat=3600.0, silence=3600.0)
        context = newsroom(tmp_path_factory.mktemp("listeners"), rate_limits=None, times=times)
        desk = runner.run(context.__aenter__())
        unhandled: list[dict] = []
        runner.get_loop().set_exception_handler(lambda _, details: unhandled.append(details))
        yield runner, desk, unhandled
        runner.run(context.__aexit__(None, None, None))


class Acks:
    """Stands where the socket would: keeps what is acked."""

    def __init__(self) -> None:
        self.envelopes: list[str] = []
        self.logger = logging.getLogger("slack")

    async def send_socket_mode_response(self, response) -> None:
        self.envelopes.append(response.envelope_id)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=events | actions | commands | st.dictionaries(st.text(max_size=8), JSON, max_size=4))
@example(body={"type": "event_callback", "event": EVENT, "user": False})  # Bolt can't even read this one
def test_a_malformed_payload_never_ends_in_an_unhandled_error(running, body):
    runner, desk, unhandled = running

    async def dispatch() -> None:
        before = asyncio.all_tasks()
        connection = Connection(desk.desk.app, desk.desk.client, "xapp-1-test", metrics=Metrics())
        await connection.take(Acks(), SocketModeRequest(type="events_api", envelope_id="e", payload=body))
        async with asyncio.timeout(20):
            await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)

    runner.run(dispatch())
    assert unhandled == []


async def test_nothing_that_people_do_has_the_event_loop_wait_for_the_archive(tmp_path, monkeypatch):
    async with newsroom(tmp_path, editors=MAYA) as room:
        waited: list[str] = []
        for name in ("_read", "_write"):
            monkeypatch.setattr(Archive, name, watched(getattr(Archive, name), waited))
        reply = await room.ask("@Quote Desk what did Starmer say?")
        await room.sandbox.open_home(MAYA)
        await room.sandbox.until(lambda s: s.home(MAYA))
        await room.sandbox.press(MAYA, "in_context", channel=DESK, message_ts=reply["ts"])
        await room.sandbox.until(lambda s: s.views(MAYA))
    assert len(waited) > 3
    assert threading.main_thread().name not in waited


def watched(opened, waited: list[str]):
    """The method, with the thread in which it is called kept in `waited`."""

    def open_it(self, *given):
        waited.append(threading.current_thread().name)
        return opened(self, *given)

    return open_it


async def test_the_home_tab_counts_every_article_and_reads_those_that_it_names(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.listeners.home.LISTED", 1)
    async with newsroom(tmp_path) as room:
        archive = room.desk.desk.archive
        for number in range(3):
            archive.add(Article(id=f"z-{number}", headline=f"Story {number}", text="Nothing was said."))
        read: list[list[str] | None] = []
        current = archive.current
        monkeypatch.setattr(archive, "current", lambda ids=None: read.append(ids) or current(ids))
        await room.sandbox.open_home(MAYA)
        await room.sandbox.until(lambda s: s.home(MAYA))
        seen = words(room.sandbox.home(MAYA))
    assert "In the archive: 4 articles" in seen
    assert "and 3 more" in seen
    assert read == [["europe-troops-ukraine-ceasefire"]]
