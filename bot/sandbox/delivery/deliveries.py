"""What is sent to the app, and whether it was acknowledged: the log, the retries, the queue while no app is there."""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from typing import TYPE_CHECKING, NotRequired, Protocol, TypedDict

from bot.sandbox.errors import GestureError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.delivery.timing import Timing
    from bot.sandbox.errors import Json

EVENTS = "events_api"


class EventRecord(TypedDict):
    """One line of the log of what was sent; `at` is seconds since 1970."""

    n: int
    at: float
    envelope_id: str
    type: str
    event_id: NotRequired[str]
    deliveries: int
    acked: bool
    ack_ms: float | None
    payload: Json


class Delivery:
    """One payload on its way to the app; `attempt` counts from 0."""

    __slots__ = ("answer", "attempt", "reason", "record", "sent_at", "timer")

    def __init__(self, record: EventRecord, answer: asyncio.Future[Json] | None) -> None:
        self.record = record
        self.answer = answer
        self.attempt = 0
        self.reason = ""
        self.sent_at = 0.0
        self.timer: asyncio.TimerHandle | None = None

    @property
    def envelope_id(self) -> str:
        """The id that an ack names."""
        return self.record["envelope_id"]

    @property
    def type(self) -> str:
        """`events_api`, `slash_commands` or `interactive`."""
        return self.record["type"]

    @property
    def payload(self) -> Json:
        """What the app gets."""
        return self.record["payload"]


class Transport(Protocol):
    """The way to the app: Socket Mode or signed HTTP.

    One that `keeps_time` reports by itself that an ack did not come in time.
    """

    keeps_time: bool

    def ready(self) -> bool:
        """Whether an app is there to take a payload."""

    def send(self, delivery: Delivery) -> None:
        """Send without waiting; the ack comes back through `Deliveries.acked`, a failure through `failed`."""


class Deliveries:
    """Sends payloads to the app over the current transport, and keeps the log of them."""

    def __init__(
        self,
        transport: Transport,
        timing: Timing,
        clock: Callable[[], float],
        on_change: Callable[[], None],
        keep_log: int,
    ) -> None:
        self.transport = transport
        self.log: list[EventRecord] = []
        self._timing = timing
        self._clock = clock
        self._on_change = on_change
        self._keep_log = keep_log
        self._count = 0
        self._open: dict[str, Delivery] = {}
        self._waiting: deque[Delivery] = deque()
        self._by_event_id: dict[str, EventRecord] = {}
        self._by_envelope_id: dict[str, EventRecord] = {}

    def post(self, payload: Json, event_id: str | None = None, kind: str = EVENTS) -> str:
        """Send an event, and again until it is acked or given up; returns its envelope_id."""
        delivery = Delivery(self._record(payload, kind, event_id), None)
        self._send(delivery)
        return delivery.envelope_id

    async def ask(self, kind: str, payload: Json) -> Json:
        """Send a command or an interaction, once, and return the payload of the app's ack.

        Raises GestureError `dispatch_failed` when no app takes it, `operation_timeout` without an ack in time.
        """
        record = self._record(payload, kind, None)
        if not self.transport.ready():
            raise GestureError("dispatch_failed", "no app is connected")
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        delivery = Delivery(record, answer)
        self._send(delivery)
        try:
            return await asyncio.wait_for(answer, self._timing.ack)
        except TimeoutError:
            raise GestureError("operation_timeout", "the app did not respond") from None
        finally:
            self._close(delivery)

    def redeliver(self, record: EventRecord, reason: str = "timeout") -> None:
        """Send an event once more under the same ids, though it may have been acked."""
        delivery = Delivery(record, None)
        delivery.attempt = record["deliveries"]
        delivery.reason = reason
        self._send(delivery)

    def find(self, *, event_id: str = "", envelope_id: str = "") -> EventRecord | None:
        """The log's line of that event or envelope."""
        return self._by_event_id.get(event_id) or self._by_envelope_id.get(envelope_id)

    def acked(self, envelope_id: str, answer: Json) -> None:
        """The app has acknowledged; what it said with it goes to whoever asked."""
        delivery = self._open.get(envelope_id)
        if delivery is None:
            return
        self._close(delivery)
        record = delivery.record
        record["acked"] = True
        record["ack_ms"] = round((self._now() - delivery.sent_at) * 1000, 3)
        if delivery.answer is not None and not delivery.answer.done():
            delivery.answer.set_result(answer)
        self._on_change()

    def failed(self, delivery: Delivery, reason: str, *, again: bool = True) -> None:
        """A delivery was not acknowledged: try again later, or give up."""
        self._close(delivery)
        if delivery.answer is not None:
            if not delivery.answer.done():
                code = "operation_timeout" if reason == "timeout" else "dispatch_failed"
                delivery.answer.set_exception(GestureError(code, reason))
        elif again and delivery.attempt < len(self._timing.retries):
            wait = self._timing.retries[delivery.attempt]
            delivery.attempt += 1
            delivery.reason = reason
            self._open[delivery.envelope_id] = delivery
            delivery.timer = asyncio.get_running_loop().call_later(wait, self._send, delivery)
        self._on_change()

    def flush(self) -> None:
        """An app is there: send what has waited for one and is not too old."""
        waiting, self._waiting = self._waiting, deque()
        oldest = self._clock() - self._timing.window
        for delivery in waiting:
            if delivery.record["at"] >= oldest:
                self._send(delivery)

    def close(self) -> None:
        """Forget every retry."""
        for delivery in list(self._open.values()):
            self._close(delivery)
        self._waiting.clear()

    def _send(self, delivery: Delivery) -> None:
        if not self.transport.ready():
            self._close(delivery)
            self._waiting.append(delivery)
            return
        earlier = self._open.get(delivery.envelope_id)
        if earlier is not None:
            self._close(earlier)
        self._open[delivery.envelope_id] = delivery
        delivery.sent_at = self._now()
        delivery.record["deliveries"] += 1
        if delivery.answer is None and not self.transport.keeps_time:
            delivery.timer = asyncio.get_running_loop().call_later(self._timing.ack, self.failed, delivery, "timeout")
        self.transport.send(delivery)
        self._on_change()

    def _close(self, delivery: Delivery) -> None:
        if self._open.get(delivery.envelope_id) is delivery:
            del self._open[delivery.envelope_id]
        if delivery.timer is not None:
            delivery.timer.cancel()
            delivery.timer = None

    def _record(self, payload: Json, kind: str, event_id: str | None) -> EventRecord:
        self._count += 1
        record = EventRecord(
            n=self._count,
            at=self._clock(),
            envelope_id=str(uuid.uuid4()),
            type=kind,
            deliveries=0,
            acked=False,
            ack_ms=None,
            payload=payload,
        )
        if event_id is not None:
            record["event_id"] = event_id
            self._by_event_id[event_id] = record
        self._by_envelope_id[record["envelope_id"]] = record
        self.log.append(record)
        if len(self.log) > self._keep_log:
            self._trim()
        return record

    def _trim(self) -> None:
        gone = self._keep_log // 10
        for record in self.log[:gone]:
            self._by_envelope_id.pop(record["envelope_id"], None)
            self._by_event_id.pop(record.get("event_id", ""), None)
        del self.log[:gone]

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
