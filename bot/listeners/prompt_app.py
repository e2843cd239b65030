"""A Bolt app that acks a message as soon as what it asks is durable, and keeps messages from Bolt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeGuard

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.errors import words_for


class PromptApp(AsyncApp):
    """Takes messages in and acks them; all else is dispatched to listeners, as Bolt does it.

    No listener takes messages: matching each one against all of them took a quarter of the event loop's time for an
    answer.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(name="quotedesk", **options)  # without a name Bolt looks through all modules for one
        self._take_in: Callable[[Mapping[str, Any]], Awaitable[None]] | None = None

    def first(self, take_in: Callable[[Mapping[str, Any]], Awaitable[None]]) -> None:
        """Has each message's payload given to `take_in` before it is acked; when that raises, it is not acked."""
        self._take_in = take_in

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """The response to a payload: for a message, once it is durable."""
        return await self.to_message(req.body) or await super().async_dispatch(req)

    async def to_message(self, body: object) -> BoltResponse | None:
        """The response to a message, once it is durable; None to all else, which Bolt must be asked for.

        Bolt's own request need not be made for it: that takes as long as all that is done here.
        """
        if self._take_in is None or not _is_message(body):
            return None
        try:
            await self._take_in(body)
        except Exception as error:  # noqa: BLE001  the gate: what isn't acked comes again
            words_for(error)
            return BoltResponse(status=503)
        return BoltResponse(status=200)


def _is_message(body: object) -> TypeGuard[Mapping[str, Any]]:
    if not isinstance(body, Mapping) or body.get("type") != "event_callback":
        return False
    event = body.get("event")
    return isinstance(event, Mapping) and event.get("type") in ("message", "app_mention")
