"""Whatever an app sends, it gets an answer like Slack's: never an error of the sandbox's own."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox import Sandbox
from bot.sandbox.web_api.endpoints import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
NAMES = [
    "channel",
    "text",
    "ts",
    "thread_ts",
    "user",
    "users",
    "blocks",
    "metadata",
    "attachments",
    "view",
    "view_id",
    "trigger_id",
    "user_id",
    "timestamp",
    "name",
    "limit",
    "cursor",
    "oldest",
    "latest",
    "types",
    "prompts",
    "status",
    "channel_id",
    "title",
    "manifest",
    "message_ts",
    "markdown_text",
    "hash",
    "external_id",
    "reply_broadcast",
    "response_type",
    "replace_original",
    "delete_original",
    "include_all_metadata",
    "token",
    "error",
    "team",
    "bot",
]
LIKELY = st.sampled_from(
    ["C0UKRAINE", "D0MAYA", "U0MAYA", "U0QUOTE", "\ud800", "nan", "-1", "1e999", "next:1", "[]", "{}", "[[", "true"]
)
ARGUMENTS = st.dictionaries(st.sampled_from(NAMES), LIKELY | JSON, max_size=6)
BODIES = st.one_of(
    ARGUMENTS.map(json.dumps).map(str.encode),
    st.fixed_dictionaries(
        {"channel": st.just("C0UKRAINE"), "text": st.just("x")}, optional={"blocks": JSON, "metadata": JSON}
    )
    .map(json.dumps)
    .map(str.encode),
    st.binary(max_size=40),
    st.sampled_from([b"[" * 100_000, b'{"a":' * 5_000, b"1" * 5_000, b'{"a": NaN}', b'{"a": 1e999}', b"\xff{}"]),
)
KINDS = st.sampled_from(
    [
        "application/json",
        "application/json; charset=nonsense",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
    ]
)


def refuse_constant(name: str) -> None:
    """NaN and Infinity are no JSON: a browser could not read them."""
    raise AssertionError(name)


@pytest.fixture(scope="module")
def post() -> Iterator[Callable[[str, bytes, str], tuple[int, Any]]]:
    """Post a body to a path of one sandbox that runs for all examples."""
    with asyncio.Runner() as runner:
        sandbox = Sandbox(rate_limits=None)
        runner.run(sandbox.__aenter__())
        runner.run(sandbox.say("U0MAYA", "C0UKRAINE", "hello"))

        async def send(path: str, body: bytes, kind: str) -> tuple[int, Any]:
            headers = {"Authorization": f"Bearer {sandbox.bot_token}", "Content-Type": kind}
            if "manifest" in path:
                headers["Authorization"] = f"Bearer {sandbox.config_token}"
            async with (
                aiohttp.ClientSession() as http,
                http.post(sandbox.url + path, data=body, headers=headers) as got,
            ):
                return got.status, json.loads(await got.text(), parse_constant=refuse_constant)

        yield lambda path, body, kind: runner.run(send(path, body, kind))
        runner.run(sandbox.__aexit__())


@settings(deadline=None, max_examples=400)
@given(method=st.sampled_from(sorted(METHODS)), body=BODIES, kind=KINDS)
def test_a_web_api_method_takes_or_refuses_anything(post: Any, method: str, body: bytes, kind: str) -> None:
    status, answer = post(f"/api/{method}", body, kind)
    assert status == 200
    assert answer["ok"] is True or isinstance(answer["error"], str)


def test_an_infinite_number_is_no_argument(post: Any) -> None:
    assert post("/api/api.test", b'{"a": [1e999]}', "application/json") == (200, {"ok": False, "error": "invalid_json"})


@settings(deadline=None, max_examples=150)
@given(
    body=ARGUMENTS,
    path=st.sampled_from(
        ["message", "edit", "delete", "command", "action", "view", "opened", "faults", "sockets", "redeliver"]
    ),
)
def test_the_pages_and_the_control_api_take_or_refuse_anything(post: Any, path: str, body: dict[str, Any]) -> None:
    status, answer = post(f"/sandbox/{path}", json.dumps({"as": "U0MAYA", **body}).encode(), "application/json")
    assert status in {200, 400}
    assert answer["ok"] is (status == 200)
