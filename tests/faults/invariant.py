"""The five counts that must be 0: lost, answered twice, altered, pings, leaked. Read from the sandbox's own log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import Sandbox
from tests import oracle

BOT = "U0QUOTE"


@dataclass(frozen=True)
class Tally:
    """How many questions were asked, and what went wrong with them."""

    asked: int = 0
    lost: int = 0
    twice: int = 0
    altered: int = 0
    pings: int = 0
    leaked: int = 0

    @property
    def clean(self) -> bool:
        """Whether all five are 0."""
        return not (self.lost or self.twice or self.altered or self.pings or self.leaked)

    def __add__(self, other: Tally) -> Tally:
        mine, theirs = vars(self), vars(other)
        return Tally(**{name: mine[name] + theirs[name] for name in mine})


def answers(sandbox: Sandbox, channel: str, ts: str) -> int:
    """How many messages of the bot stand in a thread, as the workspace has it."""
    return sum(message.get("user") == BOT for message in sandbox.messages(channel, ts))


def tally(
    sandbox: Sandbox,
    asked: Mapping[str, str],
    database: Path | str,
    logs: Iterable[Path] = (),
    secrets: Iterable[str] = (),
) -> Tally:
    """Counts over everything that the sandbox saw; `asked` is the channel of each question by its timestamp.

    `secrets` are words that may stand in no log of the bot: tokens, and words of the questions.
    """
    counts = [answers(sandbox, channel, ts) for ts, channel in asked.items()]
    wrong = oracle.problems(sandbox.calls, database)
    written = [path.read_text(errors="replace") for path in logs]
    hidden = [sandbox.bot_token, sandbox.app_token, sandbox.signing_secret, *secrets]
    return Tally(
        asked=len(counts),
        lost=sum(count == 0 for count in counts),
        twice=sum(count > 1 for count in counts),
        altered=sum(not isinstance(each, oracle.LiveError) for each in wrong),
        pings=sum(isinstance(each, oracle.LiveError) for each in wrong),
        leaked=sum(secret in text for text in written for secret in hidden),
    )
