"""The one gate for errors: people read what happened, what to do next and an id; the log has the rest under that id."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError


class RefusedError(Exception):
    """Something that can't be done, in words for the person who asked for it."""


class UnreachableError(Exception):
    """Slack can't be reached: nothing to mend here, so whoever supervises the process may start it again."""


class LoggedError(Exception):
    """Something that went wrong, in words for the log: they hold nothing of a question, an article or a payload."""


def slacks_word(error: SlackApiError) -> str | None:
    """Slack's code for what is wrong; None where something else answered, such as a proxy with a page of its own."""
    data = getattr(error.response, "data", None)  # the SDK puts text and aiohttp's own responses there, too
    code = data.get("error") if isinstance(data, Mapping) else None
    return code if isinstance(code, str) else None


def status_of(error: SlackApiError) -> int:
    """The HTTP status of what answered; 0 where there is none."""
    response: Any = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))


def words_for(error: Exception) -> str:
    """What a person is told of an error; what isn't meant for them is logged under an id that they can pass on."""
    if isinstance(error, RefusedError):
        return str(error)
    number = uuid.uuid4().hex[:8]
    structlog.get_logger().error("error", id=number, kind=type(error).__name__, exc_info=error)
    return (
        f"Something went wrong. Please try again. If it happens again, give whoever runs Quote Desk this id: {number}"
    )
