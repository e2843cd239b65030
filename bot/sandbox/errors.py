"""What the sandbox refuses: an app's call, or a person's gesture."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """An app's call that Slack would refuse; `code` is Slack's word for it, `extra` goes into the body beside it.

    `retry_after` is in whole seconds, for a call too many.
    """

    def __init__(self, code: str, *, status: int = 200, retry_after: int = 0, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after
        self.extra = extra

    def body(self) -> Json:
        """The JSON that the app gets back."""
        return {"ok": False, "error": self.code, **self.extra}


class GestureError(Exception):
    """Something that a person tried and that did not work; `message` says why, as Slack words it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class PortTakenError(OSError):
    """The port that was asked for is in use by another program."""


def invalid_arguments(*problems: str) -> SlackError:
    """`invalid_arguments` with what is wrong, in Slack's form."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {p}" for p in problems]})
