"""A list of words as it is written in the code → a set."""


def word_set(listed: str) -> frozenset[str]:
    """The words of `listed`, which stand between spaces."""
    return frozenset(listed.split())
