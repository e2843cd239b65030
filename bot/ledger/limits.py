"""How much is taken in before somebody is asked to wait."""

from __future__ import annotations

from retrieval.models import Value

WINDOW_SECONDS = 60.0
"""What a person's limit is counted over, and how long the one word on it holds."""


class Limits(Value):
    """Fair use: generous for people, a stop for loops and floods.

    `questions_a_minute` are one person's, however they ask; presses don't count, as each leads to one message at most.
    `answers_a_thread` are to messages without a mention. `waiting` bounds the inbox: when so many entries wait,
    nothing more is taken in, and Slack delivers it again.
    """

    questions_a_minute: int = 20
    answers_a_thread: int = 200
    waiting: int = 50_000


DEFAULT_LIMITS = Limits()
