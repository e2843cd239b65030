"""Slack's side of Socket Mode: tickets, envelopes, acks, and connections that can be made to fail."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from typing import TYPE_CHECKING, Literal, get_args

from aiohttp import WSMsgType, web

from bot.sandbox.errors import GestureError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.delivery.deliveries import Deliveries, Delivery
    from bot.sandbox.delivery.timing import Timing
    from bot.sandbox.errors import Json

SocketTrouble = Literal["drop", "half_open", "warning", "refresh_requested", "link_disabled", "stall", "fragment"]
SOCKET_TROUBLES = get_args(SocketTrouble)

SOCKET_LIMIT = 10
"""https://docs.slack.dev/apis/events-api/using-socket-mode/: up to ten connections."""

TICKET_SECONDS = 60.0
HOST = "applink-sandbox-1"
TEXT, PING, PONG = 0x1, 0x9, 0xA


class Socket:
    """One connection of the app; a single writer keeps frames whole and in order."""

    def __init__(self, request: web.Request, timing: Timing) -> None:
        self.websocket = web.WebSocketResponse(autoping=False, compress=False, timeout=0.5)
        self.retiring = False
        self.half_open = False
        self._request = request
        self._timing = timing
        self._outbox: deque[tuple[int, bytes]] = deque()
        self._wake = asyncio.Event()
        self._trouble: deque[SocketTrouble] = deque()

    def put(self, body: Json) -> None:
        """Send a JSON body in its turn."""
        self.put_frame(TEXT, json.dumps(body).encode())

    def put_frame(self, opcode: int, data: bytes) -> None:
        """Send a frame in its turn."""
        self._outbox.append((opcode, data))
        self._wake.set()

    def spoil_next(self, trouble: SocketTrouble) -> None:
        """Make the next message stall in the middle of its frame, or come in fragments."""
        self._trouble.append(trouble)

    def abort(self) -> None:
        """Cut the connection without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def write(self) -> None:
        """Write the outbox until cancelled; a half-open socket swallows everything."""
        while True:
            while not self._outbox:
                self._wake.clear()
                await self._wake.wait()
            opcode, data = self._outbox.popleft()
            if self.half_open or self.websocket.closed:
                continue
            try:
                await self._write(opcode, data)
            except ConnectionError:
                return

    async def _write(self, opcode: int, data: bytes) -> None:
        if opcode == PING:
            await self.websocket.ping(data)
        elif opcode == PONG:
            await self.websocket.pong(data)
        elif self._trouble and self._request.transport is not None:
            await self._write_spoilt(self._trouble.popleft(), data, self._request.transport)
        else:
            await self.websocket.send_frame(data, WSMsgType.TEXT)

    async def _write_spoilt(self, trouble: SocketTrouble, data: bytes, transport: asyncio.Transport) -> None:
        if trouble == "fragment":
            middle = len(data) // 2
            transport.write(_frame(TEXT, data[:middle], final=False) + _frame(0x0, data[middle:], final=True))
            return
        whole = _frame(TEXT, data, final=True)
        middle = len(whole) // 2
        transport.write(whole[:middle])
        await asyncio.sleep(self._timing.stall)
        transport.write(whole[middle:])


class SocketMode:
    """The connections of the app; each payload goes to one of them in turn."""

    def __init__(self, app_id: str, timing: Timing, on_change: Callable[[bool], None]) -> None:
        self.deliveries: Deliveries
        self.keeps_time = False
        self.sockets: list[Socket] = []
        self._app_id = app_id
        self._timing = timing
        self._on_change = on_change
        self._tickets: dict[str, asyncio.TimerHandle] = {}
        self._turn = 0
        self._troubles: set[asyncio.Task[None]] = set()

    def ticket(self) -> str:
        """A ticket for one connection, good for a minute."""
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = asyncio.get_running_loop().call_later(TICKET_SECONDS, self._tickets.pop, ticket, None)
        return ticket

    def ready(self) -> bool:
        """Whether a connection is open that still takes payloads."""
        return any(not socket.retiring for socket in self.sockets)

    def send(self, delivery: Delivery) -> None:
        """Hand the envelope to the next connection."""
        takers = [socket for socket in self.sockets if not socket.retiring]
        self._turn += 1
        envelope: Json = {
            "envelope_id": delivery.envelope_id,
            "payload": delivery.payload,
            "type": delivery.type,
            "accepts_response_payload": delivery.answer is not None,
        }
        if delivery.answer is None:
            envelope |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason}
        takers[self._turn % len(takers)].put(envelope)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """A connection of the app, from its ticket to its end."""
        timer = self._tickets.pop(request.query.get("ticket", ""), None)
        if timer is None:
            return web.Response(status=403, text="this ticket is unknown or was used before")
        timer.cancel()
        socket = Socket(request, self._timing)
        await socket.websocket.prepare(request)
        if len(self.sockets) >= SOCKET_LIMIT:
            await socket.websocket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.websocket.close()
            return socket.websocket
        self.sockets.append(socket)
        tasks = [asyncio.create_task(socket.write()), asyncio.create_task(self._ping(socket))]
        socket.put(self._hello())
        self._on_change(True)
        self.deliveries.flush()
        try:
            await self._read(socket)
        finally:
            self.sockets.remove(socket)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._on_change(self.ready())
        return socket.websocket

    def trouble(self, kind: SocketTrouble) -> int:
        """Make every open connection fail in that way; returns how many there were."""
        if kind not in SOCKET_TROUBLES:
            raise GestureError("unknown_kind", f"a socket can fail by {', '.join(SOCKET_TROUBLES)}")
        for socket in self.sockets:
            match kind:
                case "drop":
                    socket.abort()
                case "half_open":
                    socket.half_open = True
                case "stall" | "fragment":
                    socket.spoil_next(kind)
                case "warning":
                    self._retire(socket, kind, self._timing.warning)
                case "refresh_requested":
                    self._retire(socket, kind, self._timing.refresh)
                case "link_disabled":
                    self._retire(socket, kind, 0)
        return len(self.sockets)

    async def close(self) -> None:
        """Cut every connection and forget every ticket."""
        for timer in self._tickets.values():
            timer.cancel()
        self._tickets.clear()
        for task in self._troubles:
            task.cancel()
        for socket in list(self.sockets):
            socket.abort()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.sockets),
            "debug_info": {"host": HOST, "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }

    async def _read(self, socket: Socket) -> None:
        async for message in socket.websocket:
            if socket.half_open:
                continue
            if message.type == WSMsgType.PING:
                socket.put_frame(PONG, message.data)
            elif message.type == WSMsgType.TEXT:
                self._received(message.data)

    def _received(self, text: str) -> None:
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(body, dict):
            return
        envelope_id, answer = body.get("envelope_id"), body.get("payload")
        if isinstance(envelope_id, str):
            self.deliveries.acked(envelope_id, answer if isinstance(answer, dict) else {})

    async def _ping(self, socket: Socket) -> None:
        while True:
            await asyncio.sleep(self._timing.ping)
            socket.put_frame(PING, b"Ping from " + HOST.encode())

    def _retire(self, socket: Socket, reason: str, seconds: float) -> None:
        """Announce the end of a connection and close it after some seconds; a warned one takes payloads for half."""
        socket.retiring = reason != "warning"
        socket.put({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}})
        task = asyncio.create_task(self._close_later(socket, seconds))
        self._troubles.add(task)
        task.add_done_callback(self._troubles.discard)

    async def _close_later(self, socket: Socket, seconds: float) -> None:
        await asyncio.sleep(seconds / 2)
        # Closing hears no more acks: those for what it was given last are waited for.
        socket.retiring = True
        await asyncio.sleep(max(seconds / 2, 0.05))
        await socket.websocket.close()


def _frame(opcode: int, data: bytes, *, final: bool) -> bytes:
    """One unmasked WebSocket frame (RFC 6455, section 5.2)."""
    first = (0x80 if final else 0) | opcode
    size = len(data)
    if size < 126:
        head = bytes((first, size))
    elif size < 1 << 16:
        head = bytes((first, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((first, 127)) + size.to_bytes(8, "big")
    return head + data
