"""Every regular expression stays linear on hostile text: a question may be 40,000 characters of anything."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import bot
import retrieval

PIECES = (
    "?", "a", " ", "“", "a ", "a? ", "who ", "<", "<a|", "said ", "x.", "A", "A ", "1", "1,", "\n", "- ", "A.", "…",
    "...", " .", "what do you have on ", "from ", "xoxb-", "did ", "“a", "'", "’s ", "and ", "#", "--", "](", "</",
    "what ", "about ", "A. ", "Aa-", "“A",
)  # fmt: skip
ENDS = ("", "!z", "\x00")
CHARACTERS = 6_000
SECONDS = 0.3


def within(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        for each in value:
            yield from within(each)
    else:
        yield value


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for package in (bot, retrieval):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not found.name.endswith(("__main__", ".migrations.env")):
                for name, value in vars(importlib.import_module(found.name)).items():
                    for each in within(value):
                        if isinstance(each, re.Pattern) and isinstance(each.pattern, str):
                            yield f"{found.name}.{name}", each


def test_no_pattern_takes_longer_than_its_text_is_long():
    slow = []
    for name, pattern in patterns():
        for piece in PIECES:
            for end in ENDS:
                text = (piece * CHARACTERS)[:CHARACTERS] + end
                started = time.process_time()
                for _ in pattern.finditer(text):
                    pass
                if time.process_time() - started > SECONDS:
                    slow.append((name, piece, end))
    assert slow == []
