"""Hostile questions: any script, any length, markup, what chokes regular expressions. p99 ≤ 1 s, nothing live."""

from __future__ import annotations

import random
import time
from contextlib import closing

from retrieval.archive import Archive
from retrieval.models import Article
from tests.faults.desk import desk, pause, percentile
from tests.faults.programme import Outcome, Row, Trial

_SECONDS_P99 = 1.0
_WAITED_SECONDS = 20.0
_LONGEST = 39_000
_ALPHABETS = (
    "абвгґ", "ابتث", "你好吗", "ไทยกข", "עברית", "αβγδ", "\U0001fae5\U0001f1fa\u200d",
    "\u200b\u200c\u2060", "\u202e\u2066", "\u0301\u0302\u0303", "aA1", "\n\t ", "a\0b\ud800\udc00c",
)  # fmt: skip
_FRAGMENTS = (
    "<!channel>", "<!here>", "<@U0MAYA>", "<https://example.org|click>", "*bold*", "`code`", ":smile:", "&amp;",
    "> quote", "' OR 1=1 --", "headline:secret", "NEAR(a b)", "a*", "^$", "%00", "{}[]()", "“”‘’", "<script>",
    "${7*7}", "../..",
)  # fmt: skip
_NO_WORDS = "abcdefghijklmnop"
_ARTICLES, _ARTICLE_WORDS = 100, 1_000
"""A newsroom's vocabulary: what a word costs that isn't known depends on how many are."""
_WORDS = ("Putin", "troops", "Starmer", "said", "what did", "who", "how many", "Zelensky", "peacekeeping", "NATO", "?")


async def hostile(trial: Trial) -> Outcome:
    """`size` questions, one after the other, to an archive of many words."""
    chance = trial.chance()
    took = []
    async with desk(trial.folder, without=trial.without) as running:
        with closing(Archive(f"sqlite:///{running.file}")) as archive:
            archive.add_all(_article(number, chance) for number in range(_ARTICLES))
        await running.start()
        await running.connected(within=60)
        for number in range(trial.size):
            started = time.perf_counter()
            await running.ask(_question(chance))
            is_answered = await running.all_answered(within=_WAITED_SECONDS) is not None
            took.append(time.perf_counter() - started)
            if not is_answered:
                break
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
            return _no_words(chance, chance.randint(1, 3_000))
        case _:
            return " ".join(chance.choices(_WORDS, k=chance.randint(1, 2_000)))


def _article(number: int, chance: random.Random) -> Article:
    headline = f"Words {number}"
    return Article(id=f"words-{number}", headline=headline, text=f"{headline}\n\n{_no_words(chance, _ARTICLE_WORDS)}.")


def _no_words(chance: random.Random, count: int) -> str:
    return " ".join("".join(chance.choices(_NO_WORDS, k=9)) for _ in range(count))


QUESTIONS = Row(
    name="questions",
    bar="20,000 hostile questions: p99 ≤ 1 s",
    unit="questions",
    small=30,
    full=20_000,
    run=hostile,
    guards=("text that can be stored", "the bounds of a question"),
)
