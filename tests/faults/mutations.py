"""Payloads as nobody should send them: parts taken away, exchanged, nested, inflated."""

from __future__ import annotations

import copy
import random
from typing import Any

_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, 10**400, 0.5, -0.0, "", " ", "\x00", "\ud800", "\u202e", "<!channel>", "<@U0MAYA>",
    "x" * 50_000, "🫥" * 2_000, [], [[]], [None], {}, {"": None}, {"type": {}}, "1795356892.579023", "../../x", "%s%n",
)  # fmt: skip
_NAMES = ("type", "subtype", "bot_id", "user", "event", "message", "actions")
_DEEP = 60


def mutated(payload: Any, chance: random.Random) -> Any:
    """A copy with one to four faults, each at a random place."""
    whole = {"": copy.deepcopy(payload)}
    for _ in range(chance.randint(1, 4)):
        container, key = chance.choice(_places(whole))
        _spoil(container, key, chance)
    return whole[""] if isinstance(whole.get(""), dict) else {"type": "event_callback", "event": whole.get("")}


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in nested lists and objects, as the container and the key within it."""
    found: list[tuple[Any, Any]] = []
    left = [value]
    while left:
        container = left.pop()
        keys = list(container) if isinstance(container, dict) else range(len(container))
        for key in keys:
            found.append((container, key))
            if isinstance(container[key], dict | list):
                left.append(container[key])
    return found or [({"": None}, "")]


def _spoil(container: Any, key: Any, chance: random.Random) -> None:
    match chance.randrange(5):
        case 0:
            del container[key]
        case 1:
            container[key] = copy.deepcopy(chance.choice(_ODD))
        case 2:
            container[key] = [container[key]] if chance.random() < 0.5 else {"value": container[key]}
        case 3:
            for _ in range(chance.randint(1, _DEEP)):
                container[key] = {"a": container[key]}
        case _ if isinstance(container, dict):
            container[chance.choice(["type", "subtype", "bot_id", "user", "event", "message", "actions"])] = container[
                key
            ]
        case _:
            container.append(container[key])
