"""HTTP mode over real sockets: the real bot, Slack's requests from the sandbox, and what else may come to a port."""

import asyncio
import json
import re
import threading
import time
from contextlib import asynccontextmanager

import aiohttp
import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.app import health_of, quote_desk
from bot.connecting.server import HEAD_LIMIT, SLACK_PATH, served, slack_route
from bot.delivery import delivery
from bot.manifest import manifest
from bot.sandbox import GestureError, Sandbox, Timing
from bot.sandbox.delivery.http_events import signature
from bot.settings import Settings
from tests import oracle
from tests.newsroom import BOT, DESK, MAYA, SEEDS, quoted

PUTIN = "@Quote Desk would Putin accept foreign troops?"
QUICK = Timing(ack=3.0, retries=(0.1, 0.2, 0.4))


class Bureau:
    """A workspace that posts its events to the real bot."""

    def __init__(self, sandbox, desk, address) -> None:
        self.sandbox, self.desk, self.address = sandbox, desk, address

    def replies(self, ts) -> list[dict]:
        return [message for message in self.sandbox.messages(DESK, ts) if message.get("user") == BOT]

    async def ask(self, text: str) -> dict:
        ts = await self.sandbox.say(MAYA, DESK, text)
        await self.sandbox.until(lambda _: self.replies(ts), timeout=10)
        return self.replies(ts)[0]

    def sign(self, body: bytes, at: float = 0.0) -> dict[str, str]:
        timestamp = str(int(time.time() + at))
        given = signature(self.sandbox.signing_secret, timestamp, body)
        return {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": given,
        }


@asynccontextmanager
async def bureau(folder, timing=QUICK):
    async with Sandbox(manifest=manifest(), timing=timing) as sandbox:
        settings = Settings(
            _env_file=None,
            SLACK_BOT_TOKEN=sandbox.bot_token,
            SLACK_SIGNING_SECRET=sandbox.signing_secret,
            SLACK_API_URL=sandbox.api_url,
            DATABASE_URL=f"sqlite:///{folder / 'quotedesk.db'}",
            QUOTEDESK_SEEDS=SEEDS,
        )
        async with quote_desk(settings) as desk:
            secret = settings.slack_signing_secret.get_secret_value()
            routes = [slack_route(desk.app, secret, desk.metrics), *health_of(desk, None).routes()]
            async with served(routes, "127.0.0.1", 0) as address:
                sandbox.deliver_to(address + SLACK_PATH)
                await sandbox.until(lambda sandbox: sandbox.connected)
                yield Bureau(sandbox, desk, address)
        oracle.check(sandbox.calls, folder / "quotedesk.db")


@pytest.fixture
async def running(tmp_path):
    async with bureau(tmp_path) as started:
        yield started


@pytest.fixture
async def http():
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        yield session


async def test_a_mention_a_command_a_button_and_the_home_tab_are_answered(running):
    sandbox = running.sandbox
    reply = await running.ask(PUTIN)
    assert quoted(reply)
    await sandbox.command(MAYA, DESK, "/quote", "what did Starmer say?")
    await sandbox.until(lambda s: s.ephemerals(MAYA, DESK))
    await sandbox.press(MAYA, "in_context", channel=DESK, message_ts=reply["ts"])
    await sandbox.until(lambda s: s.views(MAYA))
    await sandbox.open_home(MAYA)
    await sandbox.until(lambda s: s.home(MAYA))
    await sandbox.until(lambda s: all(event["acked"] and event["deliveries"] == 1 for event in s.events))


async def test_what_no_listener_wants_is_answered_200(running):
    running.sandbox.send_event({"type": "reaction_added", "user": MAYA, "item": {}})
    running.sandbox.send_event({"type": "something_new"})
    await running.sandbox.until(lambda s: all(event["acked"] for event in s.events))
    assert [event["deliveries"] for event in running.sandbox.events] == [1, 1]


async def test_what_could_not_be_made_durable_is_delivered_again_and_answered_once(running, monkeypatch):
    ledger, failures = running.desk.desk.ledger, iter([True] * 2)
    take_in = ledger.take_in

    def failing(entries):
        if next(failures, False):
            raise OSError(28, "No space left on device")
        return take_in(entries)

    monkeypatch.setattr(ledger, "take_in", failing)
    ts = await running.sandbox.say(MAYA, DESK, PUTIN)
    await running.sandbox.until(lambda s: running.replies(ts) and all(event["acked"] for event in s.events), timeout=10)
    assert max(event["deliveries"] for event in running.sandbox.events) > 1
    assert len(running.replies(ts)) == 1


async def test_an_event_that_is_delivered_again_is_answered_once(running):
    reply = await running.ask(PUTIN)
    for event in list(running.sandbox.events):
        running.sandbox.redeliver(event, times=3)
    await running.sandbox.until(lambda s: all(event["deliveries"] == 4 for event in s.events[:2]))
    await running.sandbox.until(lambda s: all(event["acked"] for event in s.events))
    await asyncio.sleep(0.3)
    assert len(running.replies(reply["thread_ts"])) == 1
    assert 'redeliveries_total{transport="http"}' in running.desk.metrics.text().decode()


async def test_the_challenge_is_answered_only_when_it_is_signed(running, http):
    body = json.dumps({"type": "url_verification", "challenge": "c0ffee", "token": "x"}).encode()
    async with http.post(running.address + SLACK_PATH, data=body, headers=running.sign(body)) as answer:
        assert (answer.status, "c0ffee" in await answer.text()) == (200, True)
    forged = running.sign(body) | {"X-Slack-Signature": "v0=" + "0" * 64}
    async with http.post(running.address + SLACK_PATH, data=body, headers=forged) as answer:
        assert (answer.status, "c0ffee" in await answer.text()) == (401, False)


async def test_a_recorded_request_that_is_sent_again_changes_nothing(running, http):
    event = {
        "type": "app_mention",
        "channel": DESK,
        "user": MAYA,
        "ts": "1531420618.000001",
        "text": f"<@{BOT}> Putin?",
    }
    body = json.dumps({"type": "event_callback", "team_id": "T0NEWSROOM", "event_id": "Ev1", "event": event}).encode()
    headers = running.sign(body)
    for _ in range(3):
        async with http.post(running.address + SLACK_PATH, data=body, headers=headers) as answer:
            assert answer.status == 200
    sent = [call for call in running.sandbox.calls if call["method"] == "chat.postMessage"]
    assert len(sent) <= 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", SLACK_PATH, 405), ("PUT", SLACK_PATH, 405), ("POST", "/", 404), ("POST", SLACK_PATH + "/", 404)],
)
async def test_another_method_or_path_is_refused_in_plain_words(running, http, method, path, status):
    async with http.request(method, running.address + path, data=b"{}") as answer:
        assert answer.status == status
        assert answer.content_type == "text/plain"
        assert "server" not in answer.headers


async def test_a_signed_payload_of_any_shape_gets_an_answer(running, http):
    for body in (b"{}", b'{"type": 7}', b'{"type": "event_callback", "event": 7}', b'{"user": false, "actions": 1}'):
        async with http.post(running.address + SLACK_PATH, data=body, headers=running.sign(body)) as answer:
            assert answer.status in {200, 404, 500}
            assert "Traceback" not in await answer.text()
    assert quoted(await running.ask(PUTIN))


async def test_health_readiness_and_figures(running, http):
    await running.ask(PUTIN)
    async with http.get(running.address + "/healthz") as answer:
        assert (answer.status, await answer.text()) == (200, "alive\n")
    async with http.get(running.address + "/readyz") as answer:
        assert answer.status == 200
        assert await answer.json() == {
            "ready": True, "archive": "ok", "database": "ok", "answers": "ok", "slack": "ok",
        }  # fmt: skip
    async with http.get(running.address + "/metrics") as answer:
        figures = await answer.text()
    for line in (
        'quotedesk_questions_total{surface="mention"} 1.0',
        'quotedesk_answers_total{state="posted",verdict="answered"} 1.0',
        'quotedesk_queue{state="posted"} 1.0',
        "quotedesk_answer_seconds_count 1.0",
        "quotedesk_post_seconds_count 1.0",
        'quotedesk_ack_seconds_count{transport="http"}',
    ):
        assert line in figures, line
    assert "Putin" not in figures


async def test_readiness_names_what_failed(running, http, monkeypatch):
    monkeypatch.setattr("bot.observing.health._KEPT_SECONDS", 0.0)
    ledger = running.desk.desk.ledger
    monkeypatch.setattr(
        ledger, "check_writable", lambda: time.sleep(0.3) or (_ for _ in ()).throw(OSError(30, "Read-only"))
    )
    running.sandbox.fail("auth.test", "error", error="account_inactive", times=2)
    async with http.get(running.address + "/readyz") as answer:
        assert answer.status == 503
        found = await answer.json()
    assert found == {
        "ready": False,
        "archive": "ok",
        "database": "[Errno 30] Read-only",
        "answers": "ok",
        "slack": "account_inactive",
    }


async def test_readiness_does_not_wait_for_what_hangs(running, http, monkeypatch):
    monkeypatch.setattr("bot.observing.health.CHECK_SECONDS", 0.2)
    monkeypatch.setattr(running.desk.desk.ledger, "check_writable", lambda: time.sleep(1.0))
    async with http.get(running.address + "/readyz") as answer:
        assert (answer.status, (await answer.json())["database"]) == (503, "TimeoutError")


async def test_an_answer_that_hangs_is_named_until_it_ends(running, http, monkeypatch):
    monkeypatch.setattr("bot.observing.health._KEPT_SECONDS", 0.0)
    begun, go_on = threading.Event(), threading.Event()
    compose = delivery.compose

    def hang(*args, **kwargs):
        begun.set()
        go_on.wait(10)
        return compose(*args, **kwargs)

    async def found() -> dict:
        async with http.get(running.address + "/readyz") as answer:
            words = await answer.json()
            assert answer.status == (200 if words["ready"] else 503)
            return words

    monkeypatch.setattr(delivery, "compose", hang)
    try:
        ts = await running.sandbox.say(MAYA, DESK, PUTIN)
        await asyncio.to_thread(begun.wait, 10)
        assert (await found())["ready"]
        monkeypatch.setattr("bot.app.HUNG_SECONDS", 0.0)
        hung = await found()
    finally:
        go_on.set()
    entry = running.desk.desk.ledger.entry_of(f"{DESK}:{ts}")
    assert re.match(rf"entry {entry.id} has been worked on for \d+ s, ", hung["answers"])
    assert [name for name, word in hung.items() if word != "ok"] == ["ready", "answers"]
    await running.sandbox.until(lambda _: running.replies(ts), timeout=10)
    assert (await found())["answers"] == "ok"


async def test_probes_in_a_row_look_once(running, http, monkeypatch):
    looked = []
    monkeypatch.setattr(running.desk.desk.ledger, "check_writable", lambda: looked.append(1))
    for _ in range(5):
        async with http.get(running.address + "/readyz") as answer:
            assert answer.status == 200
    assert len(looked) == 1


async def _hello(_request):
    return PlainTextResponse("hello")


async def talk(address: str, *parts: bytes, pause: float = 0.0) -> bytes:
    """What a server answers to bytes sent in parts, until it hangs up or a second passes without a word."""
    port = int(address.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await asyncio.sleep(pause)
        async with asyncio.timeout(1.0):
            return await reader.read()
    except (ConnectionError, TimeoutError):
        return b"still open"
    finally:
        writer.close()


@asynccontextmanager
async def small(**options):
    async with served([Route("/hello", _hello)], "127.0.0.1", 0, **options) as address:
        yield address


async def test_whoever_dribbles_or_holds_back_a_head_is_hung_up_on():
    async with small(head_seconds=0.3) as address:
        assert await talk(address) == b""
        assert await talk(address, b"GET /hello HTTP/1.1\r\n", *[b"X: y\r\n"] * 10, pause=0.05) in {b"", b"still open"}
        head = b"GET /hello HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n"
        assert (await talk(address, head, b"\r\n", b"GET /he", pause=0.05)).startswith(b"HTTP/1.1 200")


async def test_a_head_that_is_too_large_or_no_http_is_refused():
    async with small() as address:
        large = b"GET /hello HTTP/1.1\r\nX: " + b"y" * (HEAD_LIMIT + 1) + b"\r\n\r\n"
        assert (await talk(address, large)).startswith(b"HTTP/1.1 400")
        assert (await talk(address, b"\x16\x03\x01\x02\x00\x01\r\n\r\n")).startswith(b"HTTP/1.1 400")
        double = b"POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"
        assert (await talk(address, double)).startswith(b"HTTP/1.1 400")


async def test_a_port_that_is_taken_is_said_with_what_to_do():
    async with small() as address:
        port = int(address.rpartition(":")[2])
        with pytest.raises(OSError, match=f"127.0.0.1 port {port} can't be listened on"):
            async with served([], "127.0.0.1", port):
                pass


async def test_a_command_fails_for_its_user_when_the_bot_is_gone(tmp_path):
    async with Sandbox(manifest=manifest(), timing=Timing(ack=0.5)) as sandbox:
        async with small() as address:
            pass
        sandbox.deliver_to(address + SLACK_PATH)
        with pytest.raises(GestureError, match="dispatch_failed"):
            await sandbox.command(MAYA, DESK, "/quote")
