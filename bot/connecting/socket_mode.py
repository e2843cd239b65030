"""One Socket Mode connection, and how one is opened.

The SDK's own client reconnects at once and without end, closes the old socket before it opens the new one, acks on
whichever socket is current, and tries a used ticket again for ever. So only its base and Bolt's adapter are used here.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.posting import Held, Refused, outcome_of
from bot.errors import LoggedError, RefusedError, words_for

LINK_DISABLED, SILENT = "link_disabled", "silent"
FOR_GOOD = {
    "access_denied",
    "account_inactive",
    "invalid_auth",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_authed",
    "token_expired",
    "token_revoked",
}
"""What Slack says of a token that only a person can put right."""


@dataclass(frozen=True)
class Times:
    """How long things take, in seconds.

    Sockets are opened at most one in `pace`, after failures ever later up to `backoff_most`. A ping goes out after
    `heartbeat` without a frame and is waited for half as long. Without a frame in `silence` a socket is replaced;
    without one on any socket in `give_up` the process ends for its supervisor. A socket that was announced to end is
    listened to for `linger` after another has taken its place.
    """

    pace: float = 1.0
    backoff_first: float = 1.0
    backoff_most: float = 15.0
    heartbeat: float = 10.0
    silence: float = 60.0
    give_up: float = 300.0
    linger: float = 30.0
    opening: float = 10.0
    acks: float = 2.0


class NotOpenedError(LoggedError):
    """A socket couldn't be opened now; `seconds` is how long Slack wants to be left alone, if it said so."""

    def __init__(self, words: str, seconds: float = 0.0) -> None:
        super().__init__(words)
        self.seconds = seconds


class Socket(AsyncBaseSocketModeClient):
    """One WebSocket from its hello to its end; an ack goes back on the socket that its envelope came by."""

    logger = logging.getLogger("slack")

    def __init__(
        self,
        websocket: aiohttp.ClientWebSocketResponse,
        take: Callable[[Socket, SocketModeRequest], Awaitable[None]],
        heard: Callable[[], None],
        silence: float,
    ) -> None:
        self.leaving = asyncio.Event()
        self.ended = asyncio.Event()
        self.reason = "dropped"
        self._greeted = asyncio.Event()
        self._websocket = websocket
        self._take, self._heard, self._silence = take, heard, silence
        self._taken: set[asyncio.Task[None]] = set()
        self._reading = asyncio.create_task(self._read())

    async def send_message(self, message: str) -> None:
        """Sends an ack, whole or not at all."""
        await self._websocket.send_str(message)

    async def greeted(self) -> bool:
        """Whether Slack said hello; False when it ended the connection instead."""
        waits = [asyncio.create_task(event.wait()) for event in (self._greeted, self.leaving)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return self._greeted.is_set()

    async def close(self, acks: float = 0.0) -> None:
        """Takes no more envelopes, waits up to `acks` seconds for those in hand to be acked, and hangs up."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        if self._taken:
            await asyncio.wait(self._taken, timeout=acks)
        await self._websocket.close()

    async def end(self, acks: float) -> None:
        """Closes, and gives up on what isn't acked by then: Slack sends it again."""
        await self.close(acks)
        for task in self._taken:
            task.cancel()
        await asyncio.gather(*self._taken, return_exceptions=True)

    async def _read(self) -> None:
        now = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(self._silence) as silence:
                while await self._one_frame():
                    silence.reschedule(now() + self._silence)
        except TimeoutError:
            self.reason = SILENT
        except (aiohttp.ClientError, ConnectionError) as error:
            words_for(error)
        finally:
            self.leaving.set()
            self.ended.set()

    async def _one_frame(self) -> bool:
        """Takes one frame in; False at the connection's end."""
        frame = await self._websocket.receive()
        if frame.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED}:
            return False
        if frame.type is aiohttp.WSMsgType.ERROR:
            return False
        if frame.type is aiohttp.WSMsgType.TEXT:
            self._message(frame.data)
            return True
        self._heard()
        if frame.type is aiohttp.WSMsgType.PING:
            await self._websocket.pong(frame.data)
        return True

    def _message(self, text: str) -> None:
        try:
            message: Any = json.loads(text)
            kind = message["type"]
            request = SocketModeRequest.from_dict(message)
        except (ValueError, RecursionError, LookupError, TypeError) as error:
            words_for(error)
            return
        if kind == "hello":
            self._greeted.set()
            return  # not counted as heard: a socket that greets and then says nothing is no connection
        self._heard()
        if kind == "disconnect":
            self.reason = str(message.get("reason"))
            self.leaving.set()
        elif request is not None:
            task = asyncio.ensure_future(self._take(self, request))
            self._taken.add(task)
            task.add_done_callback(self._taken.discard)


class Opening:
    """Opens sockets, never more often than Slack likes, whoever asks and for whatever reason."""

    def __init__(
        self,
        client: AsyncWebClient,
        app_token: str,
        times: Times,
        take: Callable[[Socket, SocketModeRequest], Awaitable[None]],
        heard: Callable[[], None],
    ) -> None:
        self._client, self._app_token, self._times = client, app_token, times
        self._take, self._heard = take, heard
        self._turn = asyncio.Lock()
        self._not_before = 0.0
        self._session = aiohttp.ClientSession()

    async def socket(self) -> Socket:
        """A socket that Slack has greeted.

        Raises NotOpenedError when trying again may help, RefusedError when only a person can help.
        """
        async with self._turn:
            await asyncio.sleep(self._not_before - time.monotonic())
            self._not_before = time.monotonic() + self._times.pace
            try:
                return await self._opened()
            except NotOpenedError as error:
                self._not_before = max(self._not_before, time.monotonic() + error.seconds)
                raise

    async def close(self) -> None:
        """Gives back the connections."""
        await self._session.close()

    async def _opened(self) -> Socket:
        url = await self._url()
        times = self._times
        try:
            async with asyncio.timeout(times.opening):
                websocket = await self._session.ws_connect(
                    url,
                    autoping=False,
                    heartbeat=times.heartbeat,
                    timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
                    proxy=self._client.proxy,
                    ssl=self._client.ssl or True,
                )
                socket = Socket(websocket, self._take, self._heard, times.silence)
                try:
                    greeted = await socket.greeted()
                except BaseException:
                    await socket.close()
                    raise
        except (aiohttp.ClientError, OSError) as error:
            raise NotOpenedError(f"the WebSocket: {type(error).__name__}") from error
        if not greeted:
            await socket.close()
            raise NotOpenedError(_NO_HELLO.get(socket.reason, f"Slack ended the connection: {socket.reason}"))
        return socket

    async def _url(self) -> str:
        try:
            response = await self._client.apps_connections_open(app_token=self._app_token)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, ValueError) as error:
            match outcome_of(error):
                case Refused(error=code) if code in FOR_GOOD:
                    raise RefusedError(
                        f"Slack refused SLACK_APP_TOKEN ({code}). Run `quotedesk doctor` to see what is wrong."
                    ) from None
                case Held(seconds=seconds):
                    raise NotOpenedError("apps.connections.open: Slack says wait", seconds) from error
            raise NotOpenedError(f"apps.connections.open: {type(error).__name__}") from error
        url = response.get("url")
        if not isinstance(url, str) or not url.startswith(("wss://", "ws://")):
            raise NotOpenedError("apps.connections.open gave no address")
        return url


_NO_HELLO = {
    "too_many_websockets": "the app has ten connections already: lower QUOTEDESK_SOCKETS or stop another Quote Desk",
}
