"""The front of HTTP mode: what Slack didn't sign gets nowhere, and what it signed is taken once."""

import asyncio
import hashlib
import hmac
import json
import random
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse, Response

from bot.connecting.front import BODY_LIMIT, WINDOW_SECONDS, Front
from bot.observing.metrics import Metrics

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_531_420_618.0
BODY = json.dumps({"type": "event_callback", "event": {"type": "message", "text": "canarybird"}}).encode()
JSON_KIND = "application/json"
FORM_KIND = "application/x-www-form-urlencoded"


def signature(timestamp: str, body: bytes, secret: str = SECRET) -> str:
    base = b"v0:" + timestamp.encode("latin-1") + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Wire:
    """The front with an app behind it, and requests as an ASGI server would hand them over."""

    def __init__(self, *answers: int | Exception, **options) -> None:
        self.bodies: list[bytes] = []
        self.metrics = Metrics()
        self._answers = list(answers)
        self.front = Front(self._dispatch, SECRET, self.metrics, clock=lambda: NOW, **options)

    async def _dispatch(self, request) -> Response:
        self.bodies.append(await request.body())
        await asyncio.sleep(0)
        answer = self._answers.pop(0) if self._answers else 200
        if isinstance(answer, Exception):
            raise answer
        return PlainTextResponse("taken", answer)

    async def request(self, headers, chunks, *, pause=0.0, cut=False) -> tuple[int, str]:
        scope = {"type": "http", "method": "POST", "path": "/slack/events", "query_string": b"", "headers": headers}
        waiting, sent = list(chunks), []

        async def receive():
            await asyncio.sleep(pause)
            if not waiting:
                return {"type": "http.disconnect"}
            body = waiting.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(waiting) or cut}

        async def send(message):
            sent.append(message)

        async with asyncio.timeout(10):
            await self.front(scope, receive, send)
        return sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:]).decode()

    async def post(self, body: bytes = BODY, *, kind: str = JSON_KIND, timestamp: str = str(int(NOW)), **options):
        headers = [
            (b"content-type", kind.encode()),
            (b"x-slack-request-timestamp", timestamp.encode("latin-1")),
            (b"x-slack-signature", options.pop("signature", signature(timestamp, body)).encode("latin-1")),
            *options.pop("more", []),
        ]
        return await self.request(headers, options.pop("chunks", [body]), **options)


async def test_what_slack_signed_is_taken():
    wire = Wire()
    assert await wire.post() == (200, "taken")
    assert wire.bodies == [BODY]


async def test_slacks_own_example_of_a_signature_is_right():
    """https://docs.slack.dev/authentication/verifying-requests-from-slack/"""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name="
        b"foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2F"
        b"hooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.4"
        b"7445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    wire = Wire()
    wire.front._secret = b"8f742231b10e8888abcd99yyyzzz85a5"
    given = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert await wire.post(body, kind=FORM_KIND, timestamp="1531420618", signature=given) == (200, "taken")


TIMESTAMPS = ["", "now", "-1531420618", "1531420618.0", "1e9", "9" * 400, "١٥٣١", "²", " 1531420618", "0x5b47", "1_531"]


@pytest.mark.parametrize("timestamp", TIMESTAMPS)
async def test_a_timestamp_that_is_no_plain_number_is_refused_though_signed(timestamp):
    wire = Wire()
    shown = timestamp.encode().decode("latin-1")
    assert (await wire.post(timestamp=shown))[0] == 401
    assert wire.bodies == []


@pytest.mark.parametrize(("off", "status"), [(-301, 401), (-300, 200), (300, 200), (301, 401)])
async def test_only_what_was_signed_within_five_minutes_is_taken(off, status):
    assert (await Wire().post(timestamp=str(int(NOW) + off)))[0] == status


@pytest.mark.parametrize("name", [b"x-slack-signature", b"x-slack-request-timestamp"])
@pytest.mark.parametrize("again", [True, False])
async def test_a_header_that_is_missing_or_comes_twice_is_refused(name, again):
    wire = Wire()
    timestamp = str(int(NOW))
    headers = [
        (b"content-type", JSON_KIND.encode()),
        (b"x-slack-request-timestamp", timestamp.encode()),
        (b"x-slack-signature", signature(timestamp, BODY).encode()),
    ]
    same = next(header for header in headers if header[0] == name)
    changed = [*headers, same] if again else [header for header in headers if header != same]
    assert (await wire.request(changed, [BODY]))[0] == 401
    assert wire.bodies == []


async def test_the_body_is_not_even_read_before_the_headers_could_be_slacks():
    assert (await Wire().post(signature="v0=short", chunks=[b""], cut=True))[0] == 401


@pytest.mark.parametrize("secret", ["", SECRET[:-1], SECRET.upper()])
async def test_another_secret_signs_nothing(secret):
    assert (await Wire().post(signature=signature(str(int(NOW)), BODY, secret)))[0] == 401


def mutated(chance: random.Random) -> tuple[bytes, str, str]:
    """A signed request of which one or a few things were changed."""
    timestamp, body = str(int(NOW)), BODY
    good = signature(timestamp, body)
    kind = chance.randrange(6)
    digits = list(good)
    if kind == 0:
        at = chance.randrange(3, len(digits))
        digits[at] = chance.choice([each for each in "0123456789abcdef" if each != digits[at]])
    elif kind == 1:
        digits[chance.randrange(len(digits))] = chr(chance.randrange(256))
    elif kind == 2:
        digits = digits[: chance.randrange(len(digits))]
    elif kind == 3:
        at = chance.randrange(len(body))
        body = body[:at] + bytes([body[at] ^ chance.randrange(1, 256)]) + body[at + 1 :]
    elif kind == 4:
        timestamp = str(int(NOW) + chance.choice([-1, 1]) * chance.randrange(1, WINDOW_SECONDS))
    else:
        digits = list("v0=" + chance.randbytes(32).hex())
    return body, timestamp, "".join(digits)


async def accepted_mutations(seed: int, count: int) -> int:
    wire, chance, accepted = Wire(), random.Random(seed), 0
    for _ in range(count):
        body, timestamp, given = mutated(chance)
        if (body, timestamp, given) == (BODY, str(int(NOW)), signature(str(int(NOW)), BODY)):
            continue
        status, _ = await wire.post(body, timestamp=timestamp, signature=given)
        accepted += status != 401
    return accepted


async def test_no_mutation_of_a_signed_request_is_taken():
    assert await accepted_mutations(1, 2_000) == 0


@pytest.mark.slow
async def test_none_of_a_hundred_thousand_mutations_is_taken():
    assert await accepted_mutations(2, 100_000) == 0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([b"content-type", b"content-length", b"x-slack-signature", b"x-slack-request-timestamp"]),
            st.one_of(
                st.binary(max_size=80), st.sampled_from([b"application/json", b"1531420618", b"v0=" + b"0" * 64])
            ),
        ),
        max_size=6,
    ),
    st.lists(st.binary(max_size=50), max_size=3),
)
@example([(b"content-type", b"application/json"), (b"content-length", b"-1")], [b"x"])
def test_whatever_comes_unsigned_is_refused_in_plain_words_and_never_an_error(headers, chunks):
    wire = Wire()
    status, words = asyncio.run(wire.request(headers, chunks))
    assert 400 <= status < 500
    assert words.isascii()
    assert wire.bodies == []


@pytest.mark.parametrize("kind", ["text/plain", "", "application/jsonx", "multipart/form-data; boundary=x"])
async def test_another_content_type_is_refused(kind):
    assert (await Wire().post(kind=kind))[0] == 415


async def test_a_compressed_body_is_refused():
    assert (await Wire().post(more=[(b"content-encoding", b"gzip")]))[0] == 415


@pytest.mark.parametrize(
    "more", [[], [(b"content-length", b"10")], [(b"content-length", str(BODY_LIMIT + 1).encode())]]
)
async def test_a_body_over_a_mebibyte_is_refused_whatever_its_headers_say(more):
    body = b"x" * (BODY_LIMIT // 2 + 1)
    assert (await Wire().post(body + body, chunks=[body, body], more=more))[0] == 413


async def test_a_body_of_just_a_mebibyte_is_taken():
    body = b'{"a": "' + b"x" * (BODY_LIMIT - 9) + b'"}'
    assert len(body) == BODY_LIMIT
    assert (await Wire().post(body))[0] == 200


@pytest.mark.parametrize("length", ["-1", "1e3", "", "0x10", "99999999999999999999"])
async def test_a_malformed_content_length_is_refused(length):
    assert (await Wire().post(more=[(b"content-length", length.encode())]))[0] == 413


async def test_a_body_that_takes_too_long_or_breaks_off_is_refused():
    slow = Wire(body_seconds=0.05)
    assert (await slow.post(chunks=[b"{"] * 50, pause=0.01))[0] == 408
    assert (await Wire().post(cut=True))[0] == 400


BROKEN = [b"", b"[]", b"null", b"{", b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe", b"7" * 5_000, b'"words"']


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: repr(body[:8]))
@pytest.mark.parametrize("form", [False, True])
async def test_what_is_signed_and_can_not_be_read_is_refused_and_never_an_error(body, form):
    wire = Wire()
    if form:
        body = b"payload=" + body
    assert (await wire.post(body, kind=FORM_KIND if form else JSON_KIND))[0] == 400
    assert wire.bodies == []


async def test_what_is_malformed_is_not_parsed_unless_it_is_signed():
    assert (await Wire().post(b"[" * 100_000, signature="v0=" + "0" * 64))[0] == 401


async def test_a_replayed_request_is_answered_and_has_no_effect():
    wire = Wire()
    assert await wire.post() == (200, "taken")
    assert await wire.post() == (200, "")
    assert len(wire.bodies) == 1


async def test_a_replay_while_the_first_is_under_way_has_no_effect_either():
    wire = Wire()
    answers = await asyncio.gather(*(wire.post() for _ in range(5)))
    assert sorted(answers) == [(200, "")] * 4 + [(200, "taken")]
    assert len(wire.bodies) == 1


@pytest.mark.parametrize("failed", [500, ValueError("canarybird")])
async def test_what_could_not_be_taken_in_may_come_again_in_the_same_second(failed):
    wire = Wire(failed)
    first, second = await wire.post(), await wire.post()
    assert first[0] == 500
    assert "canarybird" not in first[1]
    assert second == (200, "taken")
    assert len(wire.bodies) == 2


async def test_slacks_own_retry_is_signed_anew_and_goes_through():
    wire = Wire()
    await wire.post()
    again = await wire.post(timestamp=str(int(NOW) + 1), more=[(b"x-slack-retry-num", b"1")])
    assert again == (200, "taken")
    assert 'quotedesk_redeliveries_total{transport="http"} 1.0' in wire.metrics.text().decode()


async def test_what_is_remembered_is_bounded_and_forgotten_after_the_window(monkeypatch):
    monkeypatch.setattr("bot.connecting.front._REMEMBERED", 10)
    wire = Wire()
    now = [NOW]
    wire.front._clock = lambda: now[0]
    for number in range(25):
        await wire.post(json.dumps({"n": number}).encode())
    assert len(wire.front._seen) == 10
    now[0] += 2 * WINDOW_SECONDS + 1
    await wire.post(timestamp=str(int(now[0])))
    assert len(wire.front._seen) == 1


async def test_the_signature_is_compared_in_constant_time(monkeypatch):
    compared = []
    compare = hmac.compare_digest
    monkeypatch.setattr(
        "bot.connecting.front.hmac.compare_digest", lambda *pair: compared.append(pair) or compare(*pair)
    )
    await Wire().post(signature="v0=" + "0" * 64)
    assert len(compared) == 1


async def test_refusals_are_counted_by_their_status():
    wire = Wire()
    await wire.post(signature="v0=" + "0" * 64)
    assert 'quotedesk_refused_requests_total{status="401"} 1.0' in wire.metrics.text().decode()


def test_the_clock_is_the_machines_unless_given():
    assert Front(lambda _: None, SECRET, Metrics())._clock is time.time
