"""response_urls: where an app may answer a command or a click, five times within half an hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from bot.sandbox.state.ids import Ids
    from bot.sandbox.state.workspace import Channel

USES = 5
SECONDS = 30 * 60.0
"""https://docs.slack.dev/interactivity/handling-user-interaction/: five times within thirty minutes."""

KEPT = 10_000


@dataclass
class ResponseUrl:
    """Who did something where; `message_ts` is the message clicked in, empty for a command."""

    user: str
    channel: Channel
    expires: float
    message_ts: str = ""
    ephemeral: bool = False
    uses: int = 0


class ResponseUrls:
    """Every response_url that was given out, by its secret id."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._urls: dict[str, ResponseUrl] = {}

    def new(self, secret: str, user: str, channel: Channel, message_ts: str = "", *, ephemeral: bool = False) -> None:
        """Remember a response_url."""
        if len(self._urls) >= KEPT:
            del self._urls[next(iter(self._urls))]
        self._urls[secret] = ResponseUrl(user, channel, self._ids.now() + SECONDS, message_ts, ephemeral)

    def use(self, secret: str) -> ResponseUrl:
        """Use a response_url once; SlackError when it is unknown, expired or used up."""
        url = self._urls.get(secret)
        if url is None:
            raise SlackError("invalid_url", status=404)
        if self._ids.now() > url.expires:
            raise SlackError("expired_url", status=404)
        if url.uses >= USES:
            raise SlackError("used_url", status=404)
        url.uses += 1
        return url
