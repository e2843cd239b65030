"""The front of HTTP mode: nothing reaches a parser, a log or the app before Slack's signature on it is checked."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import structlog
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from bot.errors import words_for
from bot.observing.metrics import Metrics

BODY_LIMIT = 1024 * 1024
BODY_SECONDS = 10.0
WINDOW_SECONDS = 300
"""https://docs.slack.dev/authentication/verifying-requests-from-slack/: ignore what is five minutes off."""
_REMEMBERED = 100_000
_FAILED = 500
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


class RefusedRequest(Exception):  # noqa: N818  the name of what it is
    """A request that is answered with a plain status and nothing else."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Front:
    """An ASGI application: hands requests that Slack signed to `dispatch`, each once, and turns all others away.

    A signed request that comes again is answered 200 and has no effect, unless the first could not be taken in: then
    it is as good as the first. `clock` gives seconds since 1970.
    """

    def __init__(
        self,
        dispatch: Callable[[Request], Awaitable[Response]],
        secret: str,
        metrics: Metrics,
        *,
        clock: Callable[[], float] = time.time,
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        self._dispatch, self._secret, self._metrics = dispatch, secret.encode(), metrics
        self._clock, self._body_seconds = clock, body_seconds
        self._seen: OrderedDict[str, tuple[float, asyncio.Future[int]]] = OrderedDict()
        self._log = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        started = time.perf_counter()
        try:
            response = await self._answer(scope, receive)
        except RefusedRequest as refused:
            self._metrics.refused_requests.labels(str(refused.status)).inc()
            self._log.info("request refused", status=refused.status, reason=refused.reason)
            # what is left of the body is not waited for
            response = PlainTextResponse(refused.reason, refused.status, headers={"connection": "close"})
        else:
            self._metrics.acked.labels("http").observe(time.perf_counter() - started)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        headers = Headers(scope=scope)
        kind = _kind(headers)
        timestamp, signature = self._credentials(headers)
        body = await self._body(headers, receive)
        expected = hmac.new(self._secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"v0={expected}", signature):
            raise RefusedRequest(401, "The signature is not right.")
        _check_form(body, kind)
        if headers.get("x-slack-retry-num"):
            self._metrics.redeliveries.labels("http").inc()
        return await self._once(signature, int(timestamp) + WINDOW_SECONDS, Request(scope, _replay(body)))

    def _credentials(self, headers: Headers) -> tuple[str, str]:
        timestamps, signatures = (headers.getlist(name) for name in ("x-slack-request-timestamp", "x-slack-signature"))
        if len(timestamps) != 1 or len(signatures) != 1:
            raise RefusedRequest(401, "One timestamp and one signature are needed.")
        timestamp, signature = timestamps[0], signatures[0]
        if not _TIMESTAMP.fullmatch(timestamp) or abs(self._clock() - int(timestamp)) > WINDOW_SECONDS:
            raise RefusedRequest(401, "The timestamp is not of now.")
        if not _SIGNATURE.fullmatch(signature):
            raise RefusedRequest(401, "The signature is not right.")
        return timestamp, signature

    async def _body(self, headers: Headers, receive: Receive) -> bytes:
        """The body, read within limits of size and time whatever its headers say."""
        announced = headers.get("content-length", "0")
        if not _TIMESTAMP.fullmatch(announced) or int(announced) > BODY_LIMIT:
            raise RefusedRequest(413, "The body is too large.")
        body = bytearray()
        try:
            async with asyncio.timeout(self._body_seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise RefusedRequest(400, "The body is not whole.")
                    body += message.get("body", b"")
                    if len(body) > BODY_LIMIT:
                        raise RefusedRequest(413, "The body is too large.")
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            raise RefusedRequest(408, "The body took too long.") from None

    async def _once(self, signature: str, until: float, request: Request) -> Response:
        while (known := self._seen.get(signature)) is not None:
            await asyncio.wait([known[1]])
            if known[1].result() < _FAILED:
                return Response()
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._remember(signature, until, future)
        status = _FAILED
        try:
            response = await self._dispatch(request)
            status = response.status_code
        except Exception as error:  # noqa: BLE001  the gate: Slack sends it again
            return PlainTextResponse(words_for(error), _FAILED)
        else:
            return response
        finally:
            if status >= _FAILED:
                self._seen.pop(signature, None)
            future.set_result(status)

    def _remember(self, signature: str, until: float, future: asyncio.Future[int]) -> None:
        now = self._clock()
        while self._seen and (len(self._seen) >= _REMEMBERED or next(iter(self._seen.values()))[0] < now):
            self._seen.popitem(last=False)
        self._seen[signature] = (until, future)


def _kind(headers: Headers) -> str:
    kinds = headers.getlist("content-type")
    kind = kinds[0].partition(";")[0].strip().lower() if len(kinds) == 1 else ""
    if kind not in {_JSON, _FORM} or headers.get("content-encoding", "identity") != "identity":
        raise RefusedRequest(415, "Slack sends JSON and forms.")
    return kind


def _check_form(body: bytes, kind: str) -> None:
    """Raises RefusedRequest for a body that Bolt would fall over."""
    try:
        text = body.decode()
        if kind == _FORM:
            fields = parse_qs(text, keep_blank_values=True, max_num_fields=100)
            text = fields["payload"][0] if "payload" in fields else "{}"
        content: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedRequest(400, "The body can't be read.") from None
    if not isinstance(content, dict):
        raise RefusedRequest(400, "The body can't be read.")


def _replay(body: bytes) -> Receive:
    """What the app receives: the body as it was checked."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
