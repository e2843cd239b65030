"""What a reader says of bytes that it can't read."""

from __future__ import annotations

from retrieval.models import Value


class UnreadableError(ValueError):
    """Bytes that no article can be read from: why, and what to do; `name` is the file's."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(reason, name)
        self.reason = reason
        self.name = name

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}" if self.name else self.reason


class BadSource(Value):
    """One article of a file that couldn't be read; the file's others were.

    `place` says which one ("line 12", "entry 3"); `url` is where the whole of it can be had, if the file says.
    """

    name: str
    place: str
    reason: str
    url: str | None = None

    def __str__(self) -> str:
        return f"{self.name}, {self.place}: {self.reason}"
