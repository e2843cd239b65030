"""A Bolt app that acks a message as soon as what it asks is durable: nothing that Bolt does for it is waited for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.errors import words_for

TAKEN_IN = "taken_in"
"""Set in the context of what was taken in before it was dispatched."""


class PromptApp(AsyncApp):
    """Takes messages in, acks them, and dispatches them after; all else is dispatched first, as Bolt does it.

    A message with files is dispatched first too: what is brought in files is durable only once a listener's middleware
    has kept it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._take_in: Callable[[Mapping[str, Any]], Awaitable[None]] | None = None
        self._acked: deque[AsyncBoltRequest] = deque()
        self._dispatching: asyncio.Task[None] | None = None

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
        req.context[TAKEN_IN] = True
        self._acked.append(req)
        if self._dispatching is None or self._dispatching.done():
            self._dispatching = asyncio.create_task(self._dispatch())
        return BoltResponse(status=200)

    async def _dispatch(self) -> None:
        while self._acked:
            await asyncio.sleep(0)  # one in each turn of the event loop, so that other messages' acks go first
            try:
                await super().async_dispatch(self._acked.popleft())
            except Exception as error:  # noqa: BLE001  the gate: there is nobody to tell
                words_for(error)


def _is_message(body: object) -> bool:
    if not isinstance(body, Mapping) or body.get("type") != "event_callback":
        return False
    event = body.get("event")
    return isinstance(event, Mapping) and event.get("type") in {"message", "app_mention"} and not event.get("files")
