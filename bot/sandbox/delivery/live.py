"""What the page hears while it is open: one queue for each page, by person."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.errors import Json

QUEUE_LIMIT = 20_000
"""News that a page may leave unread before it is cut off, to reload."""


class Listener:
    """One open page; news of None ends it."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.queue: asyncio.Queue[str | None] = asyncio.Queue()


class Live:
    """Tells every open page, and whoever waits for a change, what has happened."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._changed = asyncio.Event()

    def listen(self, user: str) -> Listener:
        """Hear what that person can see, from now on."""
        listener = Listener(user)
        self._listeners.append(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Stop listening."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def tell(self, news: Json, *, to: Callable[[str], bool] | None = None) -> None:
        """Send news to the pages of those people for whom `to` is true; to all without it."""
        self.changed()
        if not self._listeners:
            return
        data = json.dumps(news)
        for listener in list(self._listeners):
            if to is not None and not to(listener.user):
                continue
            if listener.queue.qsize() >= QUEUE_LIMIT:
                self._listeners.remove(listener)
                listener.queue.put_nowait(None)
            else:
                listener.queue.put_nowait(data)

    def changed(self) -> None:
        """Something has changed that the page does not show."""
        self._changed.set()

    async def change(self, longest: float) -> None:
        """Wait for the next change, or `longest` seconds."""
        self._changed.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), longest)

    def close(self) -> None:
        """End every page's stream."""
        for listener in self._listeners:
            listener.queue.put_nowait(None)
        self._listeners.clear()
