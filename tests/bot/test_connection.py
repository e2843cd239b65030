"""The connection comes back from whatever a socket can do, and never asks Slack for one too often."""

import asyncio
import itertools
import time
from contextlib import asynccontextmanager

import pytest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.connecting.connection import Connection
from bot.connecting.socket_mode import Times
from bot.errors import RefusedError, UnreachableError
from bot.listeners.prompt_app import PromptApp
from bot.observing.metrics import Metrics
from bot.sandbox import Sandbox, Timing

UKRAINE, MAYA = "C0UKRAINE", "U0MAYA"
QUICK = Times(
    pace=0.05,
    backoff_first=0.05,
    backoff_most=0.2,
    heartbeat=0.3,
    silence=60.0,
    give_up=30.0,
    linger=2.0,
    opening=1.0,
    acks=0.5,
)
SLACK = Timing(ack=0.5, retries=(0.2,) * 20, ping=0.2, warning=0.6, refresh=0.2, stall=0.3)


class Heard:
    """An app that keeps what was said, and how often it came."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        self.texts: list[str] = []
        self.delay = 0.0

        async def authorize():
            return AuthorizeResult(enterprise_id=None, team_id="T0NEWSROOM", bot_user_id="U0QUOTE", bot_token="xoxb-1")

        self.app = PromptApp(client=self.client, authorize=authorize, request_verification_enabled=False)

        @self.app.middleware
        async def keep(body, next_):
            await asyncio.sleep(self.delay)
            self.texts.append(body["event"]["text"])
            await next_()

        @self.app.event("message")
        async def heard():
            pass


@asynccontextmanager
async def connection(sandbox, heard, *, times=QUICK, sockets=1, metrics=None):
    async with Connection(
        heard.app, heard.client, sandbox.app_token, metrics=metrics or Metrics(), sockets=sockets, times=times
    ) as connected:
        yield connected


@asynccontextmanager
async def workspace(**kinds):
    async with Sandbox(rate_limits=None, **({"timing": SLACK} | kinds)) as sandbox:
        yield sandbox, Heard(sandbox)


def opened_at(sandbox) -> list[float]:
    return [call["at"] for call in sandbox.calls if call["method"] == "apps.connections.open"]


async def say_and_hear(sandbox, heard, text: str) -> None:
    await sandbox.say(MAYA, UKRAINE, text)
    await sandbox.until(lambda s: text in heard.texts and all(event["acked"] for event in s.events), timeout=10)


@pytest.mark.parametrize(
    "trouble", ["drop", "half_open", "stall", "fragment", "warning", "refresh_requested", "link_disabled"]
)
@pytest.mark.parametrize("sockets", [1, 2])
async def test_everything_said_is_heard_whatever_happens_to_the_sockets(trouble, sockets):
    async with workspace() as (sandbox, heard), connection(sandbox, heard, sockets=sockets):
        await sandbox.until(lambda _: len(opened_at(sandbox)) == sockets)
        await say_and_hear(sandbox, heard, "before")
        sandbox.break_sockets(trouble)
        await sandbox.say(MAYA, UKRAINE, "during")
        await say_and_hear(sandbox, heard, "after")
        assert set(heard.texts) == {"before", "during", "after"}


async def test_a_warned_socket_is_replaced_before_it_ends_and_nothing_is_sent_twice():
    patient = Timing(ack=30.0, ping=0.2, warning=0.7)
    async with workspace(timing=patient) as (sandbox, heard), connection(sandbox, heard):
        open_at_once = []
        await say_and_hear(sandbox, heard, "before")
        sandbox.break_sockets("warning")
        for number in range(40):
            await sandbox.say(MAYA, UKRAINE, str(number))
            open_at_once.append(sandbox.connected)
            await asyncio.sleep(0.025)
        await say_and_hear(sandbox, heard, "after")
        assert all(open_at_once)
        assert all(event["deliveries"] == 1 for event in sandbox.events)


async def test_what_is_in_hand_when_a_socket_retires_is_acked_on_that_socket():
    async with workspace() as (sandbox, heard), connection(sandbox, heard):
        heard.delay = 0.2
        await sandbox.say(MAYA, UKRAINE, "in hand")
        await asyncio.sleep(0.02)
        sandbox.break_sockets("warning")
        await sandbox.until(lambda s: s.events[0]["acked"])
        assert sandbox.events[0]["deliveries"] == 1


async def test_a_silent_socket_is_replaced_without_a_ping_being_missed():
    times = Times(pace=0.05, heartbeat=60.0, silence=0.5, give_up=30.0, linger=0.2, acks=0.1)
    async with workspace() as (sandbox, heard), connection(sandbox, heard, times=times):
        await say_and_hear(sandbox, heard, "before")
        sandbox.break_sockets("half_open")
        await say_and_hear(sandbox, heard, "after")


async def test_sockets_are_opened_one_after_another_whatever_makes_them_end():
    times = Times(pace=0.2, backoff_first=0.01, backoff_most=0.02, heartbeat=0.3, linger=0.2, acks=0.1)
    async with workspace() as (sandbox, heard), connection(sandbox, heard, times=times, sockets=3):
        started = time.monotonic()
        while time.monotonic() - started < 1.5:
            sandbox.break_sockets("link_disabled" if len(opened_at(sandbox)) % 2 else "drop")
            await asyncio.sleep(0.03)
        gaps = [b - a for a, b in itertools.pairwise(opened_at(sandbox))]
        assert len(gaps) >= 4
        assert min(gaps) > 0.15


@pytest.mark.parametrize("kind", ["http_500", "drop_before", "timeout_after", "error"])
async def test_an_opening_that_fails_is_tried_again(kind):
    async with workspace() as (sandbox, heard):
        sandbox.fail("apps.connections.open", kind, times=3, error="internal_error", seconds=0.1)
        async with connection(sandbox, heard):
            await say_and_hear(sandbox, heard, "hello")
        assert len(opened_at(sandbox)) == 4


async def test_a_wait_that_slack_asks_for_is_kept():
    async with workspace() as (sandbox, heard):
        sandbox.fail("apps.connections.open", "ratelimited", retry_after=1)
        async with connection(sandbox, heard):
            first, second = opened_at(sandbox)
        assert second - first >= 1.0


async def test_a_token_that_slack_refuses_is_said_at_once():
    async with workspace() as (sandbox, heard):
        sandbox.app_token = "xapp-1-wrong"
        with pytest.raises(RefusedError, match=r"Slack refused SLACK_APP_TOKEN \(invalid_auth\)"):
            async with connection(sandbox, heard):
                pass
        assert len(opened_at(sandbox)) == 1


async def test_a_token_that_is_revoked_while_connected_ends_the_connection_with_the_reason():
    async with workspace() as (sandbox, heard), connection(sandbox, heard) as connected:
        sandbox.fail("apps.connections.open", "error", times=99, error="token_revoked")
        sandbox.break_sockets("link_disabled")
        with pytest.raises(RefusedError, match="token_revoked"):
            await asyncio.wait_for(connected.lost(), 5)


async def test_without_a_word_from_slack_in_time_the_connection_gives_up():
    times = Times(pace=0.02, backoff_first=0.02, backoff_most=0.1, heartbeat=0.2, give_up=0.6, linger=0.1)
    async with workspace() as (sandbox, heard), connection(sandbox, heard, times=times) as connected:
        sandbox.fail("apps.connections.open", "http_500", times=10_000)
        sandbox.break_sockets("half_open")
        with pytest.raises(UnreachableError, match="no word from Slack"):
            await asyncio.wait_for(connected.lost(), 10)


async def test_sockets_that_greet_and_then_say_nothing_are_given_up_too():
    times = Times(pace=0.02, backoff_first=0.02, backoff_most=0.1, heartbeat=0.2, give_up=0.8, linger=0.1)
    async with workspace() as (sandbox, heard), connection(sandbox, heard, times=times) as connected:

        async def break_on() -> None:
            while True:
                sandbox.break_sockets("half_open")
                await asyncio.sleep(0.08)

        breaking = asyncio.create_task(break_on())
        with pytest.raises(UnreachableError):
            await asyncio.wait_for(connected.lost(), 10)
        breaking.cancel()


async def test_more_sockets_than_slack_allows_are_not_forced():
    async with workspace() as (sandbox, heard), connection(sandbox, heard, sockets=10):
        await sandbox.until(lambda _: len(opened_at(sandbox)) == 10, timeout=10)
        other = Heard(sandbox)
        opening = asyncio.create_task(connection(sandbox, other).__aenter__())
        await sandbox.until(lambda _: len(opened_at(sandbox)) >= 12, timeout=10)
        assert not opening.done()
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        await say_and_hear(sandbox, heard, "still heard")


async def test_the_figures_show_sockets_reconnects_redeliveries_and_acks():
    metrics = Metrics()
    async with workspace() as (sandbox, heard):
        async with connection(sandbox, heard, sockets=2, metrics=metrics) as connected:
            await sandbox.until(lambda _: connected.sockets == 2)
            await say_and_hear(sandbox, heard, "hello")
            sandbox.redeliver(sandbox.events[0])
            await sandbox.until(lambda _: len(heard.texts) == 2)
            sandbox.break_sockets("drop")
            await sandbox.until(lambda _: connected.sockets == 2 and len(opened_at(sandbox)) == 4)
            shown = metrics.text().decode()
        assert "quotedesk_sockets 2.0" in shown
        assert 'quotedesk_reconnects_total{reason="dropped"} 2.0' in shown
        assert 'quotedesk_redeliveries_total{transport="socket"} 1.0' in shown
        assert 'quotedesk_ack_seconds_count{transport="socket"}' in shown
        assert connected.sockets == 0


async def test_leaving_acks_what_is_in_hand_and_waits_for_no_more():
    async with workspace() as (sandbox, heard):
        async with connection(sandbox, heard):
            heard.delay = 0.2
            await sandbox.say(MAYA, UKRAINE, "in hand")
            await asyncio.sleep(0.05)
        assert sandbox.events[0]["acked"]
        async with connection(sandbox, heard):
            heard.delay = 60.0
            await sandbox.say(MAYA, UKRAINE, "hangs")
            await asyncio.sleep(0.05)
            leaving = time.monotonic()
        assert time.monotonic() - leaving < 3.0
        assert not sandbox.events[1]["acked"]


@pytest.mark.slow
async def test_two_thousand_socket_faults_lose_nothing():
    troubles = ["drop", "stall", "fragment", "warning", "refresh_requested", "link_disabled", "half_open"]
    async with workspace() as (sandbox, heard), connection(sandbox, heard, sockets=2):
        for number in range(2_000):
            sandbox.break_sockets(troubles[number % len(troubles)])
            await sandbox.say(MAYA, UKRAINE, str(number))
            if number % 20 == 0:
                await sandbox.until(lambda s: all(event["acked"] for event in s.events), timeout=30)
        await sandbox.until(lambda s: all(event["acked"] for event in s.events), timeout=30)
        assert {str(number) for number in range(2_000)} <= set(heard.texts)
