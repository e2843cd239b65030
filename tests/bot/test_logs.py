"""Logs: one line each, with what is needed to find out more, and never a token, a question or an article's words."""

import asyncio
import io
import json
import logging
import sys
import threading
import time
import warnings
from types import SimpleNamespace

import aiohttp
import pytest
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from sqlalchemy.exc import IntegrityError

from bot.errors import LoggedError, RefusedError, words_for
from bot.observing.logs import keyed_hash, set_up_logging
from retrieval.database import sqlite

CANARY = "canarybird asked this"


@pytest.fixture
def password():
    """The database's."""
    return ""


@pytest.fixture
def log(request, password):
    """What is logged from here on; everything that set-up changes is put back."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    root.handlers.clear()
    lines = io.StringIO()
    form = getattr(request, "param", "logfmt")
    set_up_logging("debug", form, secrets=["f00dfacef00dface"], passwords=[password], to=lines)
    yield lines
    logging.captureWarnings(capture=False)
    root.handlers[:], logging.raiseExceptions = handlers, raising
    root.setLevel(level)
    logging.getLogger("bot").setLevel(logging.NOTSET)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    structlog.reset_defaults()


def refusal() -> SlackApiError:
    data = {"ok": False, "error": "invalid_blocks", "blocks": CANARY}
    response = SlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=200
    )
    return SlackApiError(CANARY, response)


def fail(error: Exception):
    raise error


def somebody_elses(response: object) -> SlackApiError:
    return SlackApiError(CANARY, response)


NO_JSON = SlackResponse(
    client=None, http_verb="POST", api_url="", req_args={}, data=CANARY, headers={}, status_code=503
)

ERRORS = {
    "ValueError": (ValueError(CANARY), ""),
    "KeyError": (KeyError(CANARY), ""),
    "a refused call": (refusal(), "SlackApiError: invalid_blocks"),
    "a proxy's page": (somebody_elses(NO_JSON), "SlackApiError: status 503"),
    "a proxy's broken JSON": (somebody_elses(SimpleNamespace(status=502, headers={})), "SlackApiError: status 502"),
    "a database": (
        IntegrityError("INSERT", {"text": CANARY}, sqlite.IntegrityError("UNIQUE constraint failed: inbox.key")),
        "UNIQUE constraint failed: inbox.key",
    ),
    "a full disk": (OSError(28, "No space left on device"), "No space left on device"),
    "the network": (aiohttp.ClientConnectionError("Cannot connect to host"), "Cannot connect to host"),
    "our own": (LoggedError("the watchdog"), "LoggedError: the watchdog"),
    "a group": (ExceptionGroup(CANARY, [ValueError(CANARY)]), "ExceptionGroup"),
}


@pytest.mark.parametrize(("error", "words"), ERRORS.values(), ids=ERRORS)
def test_an_error_is_logged_by_its_type_and_place_and_only_by_harmless_words(log, error, words):
    question = CANARY
    try:
        try:
            fail(error)
        except Exception as inner:
            raise RuntimeError(question) from inner
    except RuntimeError as outer:
        told = words_for(outer)
    line = log.getvalue()
    assert line.count("\n") == 1
    assert told.rpartition(" ")[2] in line
    assert "RuntimeError at tests/bot/test_logs.py:" in line
    assert type(error).__name__ in line
    assert words in line
    assert "canarybird" not in line


SECRETS = [
    "xoxb-123456789012-123456789012-abcdefghijkl",
    "xoxe.xoxp-1-Mi0yLTE",
    "xapp-1-A0QUOTE-1-abcdef",
    "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    "wss://wss-primary.slack.com/link/?ticket=4b2e9c30-f00d&app_id=1",
    "https://hooks.slack.com/commands/T0/123/secret",
    "postgresql://desk:hunter22@db/desk",
    "postgresql://desk:hun/ter:33@db/desk",
    "postgresql://db/desk?user=desk&password=hunter44",
    "postgresql://desk@db/desk?sslkey=key.pem&sslpassword=hunter55",
    "the signing secret f00dfacef00dface",
]
TELLTALE = (
    "abcdefghijkl", "Mi0yLTE", "abcdef", "a2114d57", "4b2e9c30", "T0/123", "hunter22", "ter:33", "hunter44",
    "hunter55", "f00dfacef00dface",
)  # fmt: skip


@pytest.mark.parametrize("log", ["logfmt", "json"], indirect=True)
@pytest.mark.parametrize(("text", "telltale"), list(zip(SECRETS, TELLTALE, strict=True)))
def test_what_looks_like_a_secret_is_blotted_out_of_our_lines_and_of_the_libraries(log, text, telltale):
    structlog.get_logger().warning(text, of=text, nested={"in": [text]})
    logging.getLogger("uvicorn.error").error("said %s", text)
    try:
        fail(RefusedError(text))
    except RefusedError:
        logging.getLogger("asyncio").exception(text)
    assert log.getvalue().count("[secret]") >= 5
    assert telltale not in log.getvalue()


@pytest.mark.parametrize("password", ["hunter"])
def test_a_databases_password_is_blotted_out_where_it_stands_as_a_word(log):
    said = "no hunter, 'hunter' or (hunter): hunters, shunter, postgresql://desk:hunter@db/desk"
    structlog.get_logger().error(said)
    assert "no [secret], '[secret]' or ([secret]): hunters, shunter, postgresql://[secret]@db" in log.getvalue()


@pytest.mark.parametrize("password", ["a"])
def test_a_short_password_makes_no_holes_in_the_log(log, password):
    structlog.get_logger().error("a path, a date", url=f"postgresql://desk:{password}@db/desk", token="xoxb-a-1")
    assert 'event="a path, a date" url=postgresql://[secret]@db/desk token=[secret]' in log.getvalue()


def test_a_line_of_very_many_addresses_takes_no_longer_than_its_length(log):
    started = time.process_time()
    structlog.get_logger().error("://a:" * 8_000)
    assert time.process_time() - started < 1.0
    assert "://a:://a:" in log.getvalue()


@pytest.mark.parametrize("name", ["slack_bolt.App", "slack", "sqlalchemy.engine", "trafilatura", "somebody.else"])
def test_a_library_that_may_speak_of_payloads_is_logged_by_its_place(log, name):
    logging.getLogger(name).error("Unhandled request (%s)", CANARY)
    assert "canarybird" not in log.getvalue()
    assert "tests/bot/test_logs.py:" in log.getvalue()
    assert f"logger={name}" in log.getvalue()


def test_the_libraries_say_nothing_below_a_warning_whatever_our_own_level(log):
    for name in ("slack_sdk.web", "aiohttp.client", "uvicorn.access", "sqlalchemy.engine.Engine"):
        logging.getLogger(name).info("POST /slack/events %s", CANARY)
        logging.getLogger(name).debug(CANARY)
    structlog.get_logger("bot.somewhere").debug("ours")
    assert log.getvalue().count("\n") == 1


def test_a_task_that_nobody_waited_for_is_logged_without_its_values(log):
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task exception=%r>", CANARY)
    assert "Task exception was never retrieved" in log.getvalue()
    assert "canarybird" not in log.getvalue()


def test_a_warning_and_an_uncaught_error_are_logged_without_their_words(log):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(CANARY, UserWarning, stacklevel=1)
    try:
        fail(ValueError(CANARY))
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "UserWarning warns" in log.getvalue()
    assert "uncaught error" in log.getvalue()
    assert "canarybird" not in log.getvalue()


def test_a_badly_formed_line_of_a_library_is_not_printed_with_its_arguments(log, capsys):
    logging.getLogger("uvicorn.error").error("%d of them", CANARY)
    assert "canarybird" not in log.getvalue() + "".join(capsys.readouterr())


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_json_lines_can_be_read_back(log):
    structlog.get_logger().warning("delivered", entry=7, state="posted")
    line = json.loads(log.getvalue())
    assert (line["event"], line["level"], line["entry"], line["state"]) == ("delivered", "warning", 7, "posted")
    assert line["timestamp"].endswith("Z")


def test_a_line_break_in_a_value_makes_no_second_line(log):
    structlog.get_logger().warning("seen", name="a\nlevel=error event=forged")
    assert log.getvalue().count("\n") == 1


def test_a_text_has_one_short_name_under_a_key_and_another_under_another():
    assert keyed_hash(b"k", CANARY) == keyed_hash(b"k", CANARY)
    assert len(keyed_hash(b"k", "\ud800")) == 12
    assert len({keyed_hash(b"k", CANARY), keyed_hash(b"l", CANARY), keyed_hash(b"k", CANARY + ".")}) == 3


async def test_a_callback_that_fails_is_logged_without_what_it_was_called_with(log):
    loop = asyncio.get_running_loop()
    loop.call_soon(loop.run_until_complete, CANARY)
    await asyncio.sleep(0)
    assert "Exception in callback BaseEventLoop.run_until_complete" in log.getvalue()
    assert "RuntimeError at" in log.getvalue()
    assert "canarybird" not in log.getvalue()
