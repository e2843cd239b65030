"""Signed HTTP delivery, Slack's alternative to Socket Mode: events, commands and interactions as POSTs."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.sandbox.delivery.deliveries import Deliveries, Delivery
    from bot.sandbox.delivery.payloads import Payloads
    from bot.sandbox.delivery.timing import Timing
    from bot.sandbox.errors import Json

AT_ONCE = 20
VERIFY_EVERY = 0.5

FORM = "application/x-www-form-urlencoded"
REASONS = {"timeout": "http_timeout"}


class HttpEvents:
    """Posts payloads to one address, once that has answered the url_verification challenge."""

    def __init__(self, url: str, secret: str, payloads: Payloads, timing: Timing) -> None:
        self.deliveries: Deliveries
        self.keeps_time = True
        self.verified = False
        self._url = url
        self._secret = secret
        self._payloads = payloads
        self._timing = timing
        self._session: aiohttp.ClientSession | None = None
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def ready(self) -> bool:
        """Whether the endpoint has proved to be the app's."""
        return self.verified

    def start(self, on_change: Callable[[bool], None]) -> None:
        """Ask the endpoint for the challenge until it gives it, then deliver what has waited."""
        self._spawn(self._verify(on_change))

    def send(self, delivery: Delivery) -> None:
        """Post the payload in the background."""
        self._spawn(self._post(delivery))

    async def close(self) -> None:
        """Stop posting."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _verify(self, on_change: Callable[[bool], None]) -> None:
        while not self.verified:
            challenge = secrets.token_urlsafe(32)
            body = json.dumps(self._payloads.url_verification(challenge)).encode()
            try:
                status, text, _ = await self._request(body, "application/json", {})
            except (aiohttp.ClientError, TimeoutError):
                status, text = 0, ""
            self.verified = status == 200 and challenge in text
            if not self.verified:
                await asyncio.sleep(VERIFY_EVERY)
        on_change(True)
        self.deliveries.flush()

    async def _post(self, delivery: Delivery) -> None:
        body, kind = _body(delivery)
        headers = {}
        if delivery.attempt:
            reason = REASONS.get(delivery.reason, delivery.reason)
            headers = {"x-slack-retry-num": str(delivery.attempt), "x-slack-retry-reason": reason}
        async with self._gate:
            try:
                status, text, again = await self._request(body, kind, headers)
            except TimeoutError:
                self.deliveries.failed(delivery, "timeout")
                return
            except aiohttp.ClientError:
                self.deliveries.failed(delivery, "connection_failed")
                return
        if 200 <= status < 300:
            self.deliveries.acked(delivery.envelope_id, _answer(text))
        else:
            self.deliveries.failed(delivery, "http_error", again=again)

    async def _request(self, body: bytes, kind: str, headers: dict[str, str]) -> tuple[int, str, bool]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._timing.ack))
        timestamp = str(int(time.time()))
        headers = {
            **headers,
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }
        async with self._session.post(self._url, data=body, headers=headers, allow_redirects=False) as response:
            text = await response.text(errors="replace")
            return response.status, text, response.headers.get("x-slack-no-retry") != "1"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature (https://docs.slack.dev/authentication/verifying-requests-from-slack/)."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def _body(delivery: Delivery) -> tuple[bytes, str]:
    if delivery.type == "slash_commands":
        return urlencode(delivery.payload, errors="replace").encode(), FORM
    text = json.dumps(delivery.payload)
    if delivery.type == "interactive":
        return urlencode({"payload": text}).encode(), FORM
    return text.encode(), "application/json"


def _answer(text: str) -> Json:
    """What a response says: a JSON object, or the text of a message."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return {"text": text} if text.strip() else {}
    return answer if isinstance(answer, dict) else {}
