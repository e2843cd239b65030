"""The one gate for errors: people read what happened, what to do next and an id; the log has the rest under that id."""

from __future__ import annotations

import uuid

import structlog


class RefusedError(Exception):
    """Something that can't be done, in words for the person who asked for it."""


class UnreachableError(Exception):
    """Slack can't be reached: nothing to mend here, so whoever supervises the process may start it again."""


class LoggedError(Exception):
    """Something that went wrong, in words for the log: they hold nothing of a question, an article or a payload."""


def words_for(error: Exception) -> str:
    """What a person is told of an error; what isn't meant for them is logged under an id that they can pass on."""
    if isinstance(error, RefusedError):
        return str(error)
    number = uuid.uuid4().hex[:8]
    structlog.get_logger().error("error", id=number, kind=type(error).__name__, exc_info=error)
    return (
        f"Something went wrong. Please try again. If it happens again, give whoever runs Quote Desk this id: {number}"
    )
