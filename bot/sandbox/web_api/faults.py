"""Faults that were asked for: which calls of an app fail, how, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from bot.sandbox.errors import GestureError

FaultKind = Literal["ratelimited", "http_500", "timeout_before", "timeout_after", "error", "drop_before", "drop_after"]
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)


@dataclass
class Fault:
    """Calls of `method` ("*" for any) fail `times` times, after `skip` were let by.

    Before or after says whether the call has taken effect when the caller is left without an answer.
    """

    method: str
    kind: FaultKind
    times: int = 1
    skip: int = 0
    retry_after: int = 1
    error: str = "fatal_error"
    seconds: float = 60.0

    def __post_init__(self) -> None:
        if self.kind not in FAULT_KINDS:
            raise GestureError("unknown_kind", f"a call can fail by {', '.join(FAULT_KINDS)}")
        if self.times < 1 or self.skip < 0 or self.retry_after < 0 or self.seconds < 0:
            raise GestureError("invalid_fault", "times must be at least 1; skip, retry_after and seconds not negative")


class Faults:
    """The faults that are still to come, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Make calls fail."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Let every call succeed again."""
        self._faults.clear()

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets, if any."""
        for fault in self._faults:
            if fault.method not in {method, "*"}:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.times -= 1
            if not fault.times:
                self._faults.remove(fault)
            return fault
        return None
