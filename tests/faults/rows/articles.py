"""Hostile articles in 25 kinds: the quote equals the stored text, and nothing in it is live."""

from __future__ import annotations

import random
from collections.abc import Callable

from retrieval.archive import Archive
from retrieval.readers.text import read_text
from tests.faults.desk import desk, pause
from tests.faults.programme import Outcome, Row, Trial

_AT_ONCE = 50
_KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "channel ping": lambda word, _: f"The minister told <!channel> that {word} would come <!here> soon.",
    "user ping": lambda word, _: f"He asked <@U0MAYA> and <@U0TOM|tom> about {word} in the evening.",
    "group ping": lambda word, _: f"All of <!subteam^S0DESK|desk> heard of {word} on the day before.",
    "date token": lambda word, _: f"It was <!date^1392734382^{{date}}|now> when {word} was announced there.",
    "link": lambda word, _: f"See <https://example.org|this> or https://example.org/{word} for what {word} means.",
    "channel link": lambda word, _: f"The talk in <#C0UKRAINE> turned to {word} and went on.",
    "entities": lambda word, _: f"R&amp;D &lt;!channel&gt; &#60; & < > met {word} in the hall.",
    "bold": lambda word, _: f"*Nobody* said _that_ ~ever~ about {word} at `that` place.",
    "code fence": lambda word, _: f"```rm -rf /``` was typed when {word} was mentioned by him.",
    "block quote": lambda word, _: f"> &gt; >>> He quoted {word} and said no more.",
    "emoji code": lambda word, _: f":smile: :us: said {word} :skin-tone-2: to everyone.",
    "emoji": lambda word, _: f"🇺🇦👩‍👩‍👧🫥 greeted {word} in the square.",
    "zero width": lambda word, _: f"The min\u200bis\u200dter\u2060 met {word} to\ufeffday at noon.",
    "soft hyphen": lambda word, _: f"Co\u00adop\u00ader\u00ada\u00adtion with {word} was agreed.",
    "reading direction": lambda word, _: f"He \u202enever\u202c said {word} \u2066to\u2069 anybody.",
    "combining": lambda word, _: f"Z\u0301\u0302\u0303\u0304a\u0305lgo met {word} o\u0308ften there.",
    "scripts": lambda word, _: f"Зеленський и 北京 and ทหาร and صلح met {word} here.",
    "line ends": lambda word, _: f"One\rtwo\r\nthree\x0bfour\x0cfive\u2028six\u2029seven {word} eight.",
    "controls": lambda word, _: f"A \x01bell\x07 rang\x1b[31m for {word} in the town.",
    "quotation marks": lambda word, _: f'“““He said ‘{word}’ ” and "then" „left“ without a word.',
    "one long word": lambda word, chance: f"The {'x' * chance.randint(3_000, 9_000)} of {word} stood there.",
    "one long sentence": lambda word, chance: (
        f"Of {word} " + "and of the troops " * chance.randint(200, 900) + "he spoke."
    ),
    "no full stop": lambda word, chance: f"{word} " + "went on and on\n" * chance.randint(5, 80),
    "markup": lambda word, _: f"<script>alert('{word}')</script><b onclick=x>{word}</b> was all it said.",
    "braces": lambda word, _: f"{{{{7*7}}}} ${{{word}}} %s %n {{0}} \\u0041 met {word} there.",
}


async def hostile(trial: Trial) -> Outcome:
    """`size` articles, each asked for by a word that it alone has."""
    chance = trial.chance()
    kinds = list(_KINDS)
    words = [_word(number) for number in range(trial.size)]
    async with desk(trial.folder, without=trial.without) as running:
        archive = Archive(f"sqlite:///{running.file}")
        archive.add_all(
            read_text(_article(_KINDS[kinds[number % len(kinds)]], word, chance).encode(), f"hostile-{number}")
            for number, word in enumerate(words)
        )
        archive.close()
        await running.start()
        await running.connected(within=600)
        for number, word in enumerate(words):
            await running.ask(f"what about {word}?")
            if number % _AT_ONCE == _AT_ONCE - 1:
                await running.all_answered(within=60)
            trial.progress(number / trial.size)
        took = await running.all_answered(within=60)
        await pause(0.5)
        await running.close()
        quoted = sum(any(word in text for text in running.quoted()) for word in words[:200])
        figures = {"kinds": str(len(kinds)), "quoted of the first 200": str(quoted)}
        return Outcome(running.tally(), figures, () if took is not None else ("not all answered",))


def _article(sentence: Callable[[str, random.Random], str], word: str, chance: random.Random) -> str:
    return f"A headline with *marks* & <!channel>\n\nA first paragraph.\n\n{sentence(word, chance)} Then it ended.\n"


def _word(number: int) -> str:
    """A word that no other article has, in letters alone."""
    return "qz" + "".join("abcdefghij"[int(digit)] for digit in f"{number:05d}")


ARTICLES = Row(
    name="articles",
    bar="5,000 hostile articles in 25 kinds: the quote equals the stored text, nothing live",
    unit="articles",
    small=50,
    full=5_000,
    run=hostile,
    guards=("text as it is",),
)
