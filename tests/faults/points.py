"""The named points at which a process can die: before and after each step of delivery, and of its start."""

from __future__ import annotations

import functools
import inspect
import os
import signal
from collections.abc import Callable
from typing import Any

from bot.delivery import delivery
from bot.delivery.delivery import Delivery

STEPS: dict[str, tuple[Any, str]] = {
    "take in": (Delivery, "take_in"),
    "claim": (Delivery, "_claim"),
    "post": (delivery, "post"),
    "settle": (Delivery, "_settle"),
    "read back": (delivery, "find"),
}
POINTS = tuple(f"{when} {step}" for step in STEPS for when in ("before", "after"))

READING_BACK = {point for point in POINTS if point.endswith("read back")}


def arm(point: str, number: int) -> None:
    """This process dies by SIGKILL when it comes by `point` for the `number`th time."""
    when, step = point.split(" ", maxsplit=1)
    owner, name = STEPS[step]
    left = number

    def passing(here: str) -> None:
        nonlocal left
        if here == when:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, _wrapped(getattr(owner, name), passing))


def _wrapped(real: Callable[..., Any], passing: Callable[[str], None]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(real):

        @functools.wraps(real)
        async def step_awaited(*args: Any, **kwargs: Any) -> Any:
            passing("before")
            result = await real(*args, **kwargs)
            passing("after")
            return result

        return step_awaited

    @functools.wraps(real)
    def step(*args: Any, **kwargs: Any) -> Any:
        passing("before")
        result = real(*args, **kwargs)
        passing("after")
        return result

    return step
