"""The Socket Mode connection: the aiohttp client, which survives fragments, stalls and half-open sockets."""

from __future__ import annotations

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.errors import words_for


class GuardedSocketModeHandler(AsyncSocketModeHandler):
    """Hands envelopes to the app; one that Bolt can't even read is logged and not acked."""

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Dispatches one envelope and acks it as the app says."""
        try:
            await super().handle(client, req)
        except aiohttp.ClientConnectionError:
            return  # the socket went away before the ack: Slack sends the envelope again, and it is known by then
        except Exception as error:  # noqa: BLE001  the gate: there is nobody to tell
            words_for(error)
