"""What delivery tells of its work: one line in the log for each attempt, and the figures."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import structlog

from bot.ledger.records import Entry, State
from bot.observing.logs import keyed_hash
from bot.observing.metrics import Metrics
from retrieval.models import Verdict

_KEPT = 10_000


class Attempt:
    """One attempt at an entry, with what each part of it took in seconds."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.verdict: Verdict | None = None
        self.waited = max(0.0, time.time() - entry.received_at)
        self.took: dict[str, float] = {}

    @contextmanager
    def timed(self, part: Literal["composed", "posted"]) -> Iterator[None]:
        """Adds what is done within to that part."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.took[part] = self.took.get(part, 0.0) + time.perf_counter() - started


class Journal:
    """Hears of everything that delivery does. `key` names questions in the log without telling their words."""

    def __init__(self, metrics: Metrics, key: bytes) -> None:
        self.metrics = metrics
        self._key = key
        self._took_in: OrderedDict[int, float] = OrderedDict()
        self._log = structlog.get_logger()

    def took_in(self, entry: Entry, seconds: float) -> None:
        """An entry is durable, `seconds` after it was handed over."""
        self.metrics.questions.labels(entry.surface).inc()
        self.metrics.took_in.observe(seconds)
        self._took_in[entry.id] = seconds
        if len(self._took_in) > _KEPT:
            self._took_in.popitem(last=False)

    def held(self, seconds: float) -> None:
        """Slack told us to leave a channel alone for so long."""
        self.metrics.rate_limit_waits.inc()
        self.metrics.rate_limited.inc(seconds)

    def ended(self, attempt: Attempt, state: State) -> None:
        """An attempt left its entry in that state."""
        entry, took = attempt.entry, attempt.took
        verdict = str(attempt.verdict) if attempt.verdict is not None else "none"
        self.metrics.answers.labels(state, verdict).inc()
        if state is State.POSTED and entry.corrects is not None:
            self.metrics.corrections_done.inc()
        if entry.attempts > 0:
            self.metrics.retries.inc()
        for part, histogram in (("composed", self.metrics.composed), ("posted", self.metrics.posted)):
            if part in took:
                histogram.observe(took[part])
        whole = max(0.0, time.time() - entry.received_at)
        if state is State.POSTED:
            self.metrics.whole.observe(whole)
        parts = {"took_in": self._took_in.pop(entry.id, None), "waited": attempt.waited} | took | {"whole": whole}
        self._log.info(
            "delivered",
            entry=entry.id,
            answer=entry.reference,
            surface=str(entry.surface),
            question=keyed_hash(self._key, entry.text),
            state=str(state),
            verdict=verdict,
            attempt=entry.attempts + 1,
            **{f"{part}_ms": round(seconds * 1000, 1) for part, seconds in parts.items() if seconds is not None},
        )
