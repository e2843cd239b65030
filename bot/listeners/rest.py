"""Everything else that Slack delivers: acked, since what isn't acked is delivered again and counts as a failure."""

from __future__ import annotations

import re

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.desk import Desk

_ANYTHING = re.compile(r"(?s).*")


def register(app: AsyncApp, _desk: Desk) -> None:
    """Registers one listener for each kind of payload; none of them answers."""

    async def leave(ack: AsyncAck) -> None:
        await ack()

    app.event(_ANYTHING)(leave)
    app.command(_ANYTHING)(leave)
    app.action(_ANYTHING)(leave)
    app.view(_ANYTHING)(leave)
    app.view_closed(_ANYTHING)(leave)
    app.shortcut(_ANYTHING)(leave)
    app.options(_ANYTHING)(leave)
