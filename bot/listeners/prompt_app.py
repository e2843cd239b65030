"""A Bolt app that acks a message as soon as what it asks is durable, and keeps messages from Bolt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.errors import words_for


class PromptApp(AsyncApp):
    """Takes messages in and acks them; all else is dispatched to listeners, as Bolt does it.

    No listener takes messages: matching each one against all of them took a quarter of the event loop's time for an
    answer. A message with files is dispatched too: what is brought in files is durable only once a listener's
    middleware has kept it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._take_in: Callable[[Mapping[str, Any]], Awaitable[None]] | None = None

    def first(self, take_in: Callable[[Mapping[str, Any]], Awaitable[None]]) -> None:
        """Has each message's payload given to `take_in` before it is acked; when that raises, it is not acked."""
        self._take_in = take_in

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """The response to a payload: for a message, once it is durable."""
        if self._take_in is None or not _is_message(req.body):
            return await super().async_dispatch(req)
        try:
            await self._take_in(req.body)
        except Exception as error:  # noqa: BLE001  the gate: what isn't acked comes again
            words_for(error)
            return BoltResponse(status=503)
        return BoltResponse(status=200)


def _is_message(body: object) -> bool:
    if not isinstance(body, Mapping) or body.get("type") != "event_callback":
        return False
    event = body.get("event")
    return isinstance(event, Mapping) and event.get("type") in {"message", "app_mention"} and not event.get("files")
