"""A pronoun for somebody whom nothing before it in the question names: "what did he say about peace?"."""

from __future__ import annotations

import re

from retrieval.answering.query import ASKING
from retrieval.models import Span
from retrieval.terms import STOP_WORDS
from retrieval.word_set import word_set

_OF_SOMEBODY = word_set("he him his she her")
_POSSESSIVES = word_set("his her")
# "How old", "what exactly": how something is asked names nobody.
_NAMING_NOBODY = (
    STOP_WORDS
    | ASKING
    | word_set("anything else ever exactly far find give likely long often ok okay old show soon something thing")
)
_WORD = re.compile(r"\w+(?:['’]\w+)*+")


def open_pronoun(question: str) -> Span | None:
    """Where it stands; None where there is none."""
    for found in _WORD.finditer(question):
        word = found[0].casefold().replace("’", "'")
        bare = word.partition("'")[0]
        if bare in _OF_SOMEBODY:
            return Span(start=found.start(), end=found.start() + len(bare))
        if word not in _NAMING_NOBODY:
            return None
    return None


def with_name(question: str, name: str) -> str | None:
    """The question with a name in its place; None where there is none."""
    span = open_pronoun(question)
    if span is None:
        return None
    behind = _WORD.match(question, span.end + 1)
    is_owner = behind is not None and behind[0].casefold() not in STOP_WORDS
    is_possessive = span.of(question).casefold() in _POSSESSIVES and is_owner
    return f"{question[: span.start]}{name}{'’s' if is_possessive else ''}{question[span.end :]}"
