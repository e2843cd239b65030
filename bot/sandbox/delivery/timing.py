"""How long the sandbox waits for an app."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """How long the sandbox waits, in seconds; the defaults are Slack's.

    An event that is not acked within `ack` is sent again after each of `retries`
    (https://docs.slack.dev/apis/events-api/, "Retries"). A trigger_id holds for `trigger`.
    """

    ack: float = 3.0
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    trigger: float = 3.0
    ping: float = 10.0
    warning: float = 10.0
    refresh: float = 1.0
    stall: float = 4.0

    @property
    def window(self) -> float:
        """How long an event stays deliverable."""
        return sum(self.retries) + self.ack * (len(self.retries) + 1)
