"""How often an app may call a method: a bucket of calls that fills at Slack's rate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Limit:
    """`burst` calls at once, then `a_minute`."""

    a_minute: float
    burst: int = 30


class RateLimits:
    """Counts calls; the methods in `limits` have their own limit, the others get the one they are called with."""

    def __init__(self, limits: Mapping[str, Limit], clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def wait(self, method: str, channel: str, a_minute: int) -> int:
        """Count a call: 0 if it may go on, otherwise the whole seconds until one may."""
        limit = self._limits.get(method, Limit(a_minute))
        now = self._clock()
        calls, since = self._buckets.get((method, channel), (float(limit.burst), now))
        calls = min(float(limit.burst), calls + (now - since) * limit.a_minute / 60)
        allowed = calls >= 1
        self._buckets[method, channel] = (calls - allowed, now)
        return 0 if allowed else math.ceil((1 - calls) * 60 / limit.a_minute)
