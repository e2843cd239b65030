"""Ids and timestamps that look like Slack's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def base36(number: int, width: int) -> str:
    """`number` in capital letters and digits, padded with zeros."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits.rjust(width, "0")


class Ids:
    """Ids that never repeat, and timestamps that always rise, within one workspace."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._count = 0
        self._last_micros = 0

    def now(self) -> float:
        """The clock's time, in seconds since 1970."""
        return self._clock()

    def new(self, prefix: str, width: int = 9) -> str:
        """The next id, such as `Ev0000001A2`."""
        self._count += 1
        return prefix + base36(self._count, width)

    def timestamp(self) -> str:
        """A message's `ts`: seconds, a dot, six digits."""
        self._last_micros = max(self._last_micros + 1, int(self._clock() * 1_000_000))
        seconds, micros = divmod(self._last_micros, 1_000_000)
        return f"{seconds}.{micros:06d}"
