"""The parts that listeners work with, built once in `bot.app`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.delivery.delivery import Delivery
from bot.editing.editorial import Editorial
from bot.ledger.ledger import Ledger
from retrieval.archive import Archive


@dataclass(frozen=True)
class Desk:
    """What a listener is given beside Slack's payload."""

    archive: Archive
    ledger: Ledger
    delivery: Delivery
    editorial: Editorial
    bot_user: str
    name: str
    suggested: tuple[str, ...]
