"""How much is taken in before somebody is asked to wait."""

from __future__ import annotations

from retrieval.models import Value

WINDOW_SECONDS = 60.0
"""What a person's limit is counted over, and how long the one word on it holds."""


class Limits(Value):
    """Fair use: generous for people, a stop for loops and floods."""

    questions_a_minute: int = 20
    """By one person, however they ask; presses don't count, as each leads to one message at most."""
    answers_a_thread: int = 200
    """To messages without a mention."""
