"""The first line names somebody only above quotes that are for certain that one person's."""

from contextlib import closing

import pytest

from retrieval import Archive, Article, Search
from retrieval.verdict_line import quotes_line

BORIS = "Former Prime Minister Boris Johnson said the budget was sound."
MIKE = "Speaker Mike Johnson said the budget was dead on arrival."


@pytest.mark.parametrize(
    ("question", "articles", "line"),
    [
        ("Johnson", [BORIS], "1 quote from Boris Johnson"),
        ("Johnson", [f"{BORIS}\n\nJohnson said the budget was his."], "2 quotes from Boris Johnson"),
        ("Johnson", [BORIS, BORIS.replace("sound", "a very good one")], "2 quotes from Boris Johnson"),
        ("Johnson", [f"{BORIS}\n\n{MIKE}"], "1 quote from Boris Johnson, then other passages:"),
        ("Johnson", [BORIS, MIKE], "1 quote from Boris Johnson, then other passages:"),
        ("Johnson", [BORIS, "Johnson said the budget was dead."], "1 quote from Boris Johnson, then other passages:"),
        (
            "Johnson",
            ["Johnson said the budget was sound.", "Johnson said the budget was dead."],
            "1 quote from Johnson, then other passages:",
        ),
        ("an official", ["An official said the budget was sound."], "1 quote from An official"),
        (
            "an official",
            ["An official said the budget was sound.", "An official said the budget was dead."],
            "1 quote from An official, then other passages:",
        ),
        (
            "an official",
            ["An official said the budget was sound.\n\nThen an official said the budget was dead."],
            "1 quote from An official, then other passages:",
        ),
    ],
)
def test_one_name_never_stands_above_anothers_words(question, articles, line):
    with closing(Archive()) as archive:
        for number, text in enumerate(articles):
            archive.add(Article(id=str(number), headline="News", text=f"News\n\n{text}"))
        answer = Search(archive).ask(f"What did {question} say about the budget?")
        first = "Boris" if "Boris" in articles[0] else "sound"
        quotes = sorted(answer.quotes, key=lambda quote: first not in quote.text)
        assert len(quotes) > articles[0].count("\n\n")
        assert answer.theirs.count == len(quotes)
        assert quotes_line(dict(enumerate(quotes, start=1)), answer.theirs) == line
