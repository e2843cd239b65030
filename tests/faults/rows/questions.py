"""Hostile questions: any script, any length, markup, what chokes regular expressions. p99 ≤ 1 s, nothing live."""

from __future__ import annotations

import random
import time

from tests.faults.desk import desk, pause, percentile
from tests.faults.programme import Outcome, Row, Trial

_SECONDS_P99 = 1.0
_LONGEST = 39_000
_ALPHABETS = (
    "абвгґ", "ابتث", "你好吗", "ไทยกข", "עברית", "αβγδ", "\U0001fae5\U0001f1fa\u200d",
    "\u200b\u200c\u2060", "\u202e\u2066", "\u0301\u0302\u0303", "aA1", "\n\t ",
)  # fmt: skip
_FRAGMENTS = (
    "<!channel>", "<!here>", "<@U0MAYA>", "<https://example.org|click>", "*bold*", "`code`", ":smile:", "&amp;",
    "> quote", "' OR 1=1 --", "headline:secret", "NEAR(a b)", "a*", "^$", "%00", "{}[]()", "“”‘’", "<script>",
    "${7*7}", "../..",
)  # fmt: skip
_WORDS = ("Putin", "troops", "Starmer", "said", "what did", "who", "how many", "Zelensky", "peacekeeping", "NATO", "?")


async def hostile(trial: Trial) -> Outcome:
    """`size` questions, one after the other."""
    chance = trial.chance()
    took = []
    async with desk(trial.folder, without=trial.without) as running:
        await running.start()
        await running.connected()
        for number in range(trial.size):
            started = time.perf_counter()
            await running.ask(_question(chance))
            if await running.all_answered(within=30) is None:
                break
            took.append(time.perf_counter() - started)
            trial.progress(number / trial.size)
        await pause(0.5)
        await running.close()
        slow = percentile(took, 0.99)
        missed = ("p99 over 1 s",) if slow > _SECONDS_P99 else ()
        figures = {"p50": f"{percentile(took, 0.5) * 1000:.0f} ms", "p99": f"{slow * 1000:.0f} ms"}
        return Outcome(running.tally(), figures, missed)


def _question(chance: random.Random) -> str:
    """Something that nobody would ask."""
    match chance.randrange(6):
        case 0:
            return "".join(chance.choices(chance.choice(_ALPHABETS), k=chance.randint(1, 400)))
        case 1:
            return " ".join(chance.choices(_FRAGMENTS + _WORDS, k=chance.randint(1, 60)))
        case 2:
            return (chance.choice(_WORDS + _FRAGMENTS) * _LONGEST)[: chance.randint(1_000, _LONGEST)]
        case 3:
            return chance.choice(["a", " ", "“", "?", "'", "x-", "said ", "who "]) * chance.randint(100, _LONGEST // 6)
        case 4:
            return " ".join("".join(chance.choices("abcdefghijklmnop", k=9)) for _ in range(chance.randint(1, 3_000)))
        case _:
            return " ".join(chance.choices(_WORDS, k=chance.randint(1, 2_000)))


QUESTIONS = Row(
    name="questions",
    bar="20,000 hostile questions: p99 ≤ 1 s",
    unit="questions",
    small=30,
    full=20_000,
    run=hostile,
)
