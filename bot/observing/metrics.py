"""What is counted and timed, for Prometheus. Labels are kinds of our own, never words of a question or an article."""

from __future__ import annotations

import math
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SLOW = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)


class Metrics:
    """Every figure, in one registry of its own; durations are in seconds."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry if registry is not None else CollectorRegistry()

        def counter(name: str, says: str, *labels: str) -> Counter:
            return Counter(f"quotedesk_{name}", says, labels, registry=self.registry)

        def gauge(name: str, says: str, *labels: str) -> Gauge:
            return Gauge(f"quotedesk_{name}", says, labels, registry=self.registry)

        def histogram(name: str, says: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
            return Histogram(f"quotedesk_{name}_seconds", says, labels, buckets=buckets, registry=self.registry)

        self.questions = counter("questions", "Questions and presses taken in", "surface")
        self.answers = counter(
            "answers", "Attempts that ended, by the state they left and the verdict", "state", "verdict"
        )
        self.retries = counter("retries", "Attempts after the first")
        self.redeliveries = counter("redeliveries", "Payloads that Slack delivered again", "transport")
        self.refused_requests = counter("refused_requests", "HTTP requests turned away by the front", "status")
        self.reconnects = counter("reconnects", "Sockets opened in place of another", "reason")
        self.rate_limit_waits = counter("rate_limit_waits", "Times that Slack told us to wait")
        self.rate_limited = counter("rate_limit_seconds", "Seconds that Slack told us to wait, in all")
        self.took_in = histogram("take_in", "From a payload to its durable row", _FAST)
        self.acked = histogram("ack", "From a payload's arrival to its ack", _FAST, "transport")
        self.composed = histogram("compose", "Searching and wording an answer", _FAST)
        self.posted = histogram("post", "One request to Slack that posts or updates", _FAST)
        self.whole = histogram("answer", "From the durable row to the posted answer", _SLOW)
        self.queue = gauge("queue", "Entries of the inbox by state, when last looked at", "state")
        self.sockets = gauge("sockets", "Socket Mode connections that are open")
        self.last_frame = gauge("last_frame_timestamp_seconds", "When the last frame came from Slack, since 1970")
        self.corrections_done = counter("corrections", "Posted messages put right after their article changed")
        self.corrections_waiting = gauge("corrections_waiting", "Posted messages that are still to be put right")

    def show_queue(self, counts: Mapping[str, int], corrections: float = math.nan) -> None:
        """Sets the depth of each state that is there, and how many messages wait to be put right."""
        self.corrections_waiting.set(corrections)
        self.queue.clear()
        for state, count in counts.items():
            self.queue.labels(state).set(count)

    def text(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self.registry)
