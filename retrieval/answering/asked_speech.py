"""Whose words a question asks for, and on what."""

from __future__ import annotations

import re
from typing import NamedTuple

from retrieval.word_set import word_set

_ASKED = re.compile(
    r"\bwhat(?:'s|’s)?\s+(?:did|does|do|has|have|is|are|was|were)\s+(?P<speaker>\S+(?:\s+\S+){0,5}?)\s+"
    r"(?P<cue>say|said|saying|tell|told|telling|claim|claimed|argue|argued|warn|warned|comment|commented|announce|"
    r"announced)\b",
    re.IGNORECASE,
)
# Asked "what the article says", or anybody, a question asks for nobody's words.
_NOBODY = word_set(
    "anybody anyone archive article articles coverage everybody everyone experts one people piece press report reports "
    "somebody someone story text"
)
_ON = r"(?:about|regarding|concerning|on(?!\s+(?:his|her|their|its|the\s+record|\w+day\b|\w+\s+\d)))"
_TOPIC = re.compile(rf"(?:\A\W*|[a-z]\s+){_ON}\s+([^,;:.?!]+)", re.IGNORECASE)


class AskedSpeech(NamedTuple):
    """Whose words are asked for, as the question names them, and how they are said to have been said."""

    speaker: str
    cue: str = ""


def asked_speech(question: str) -> AskedSpeech | None:
    """Whose words a question asks for ("what did Zakharova say about …"); None if for nobody's."""
    asked = _ASKED.search(question)
    if asked is None or asked["speaker"].split()[-1].casefold() in _NOBODY:
        return None
    return AskedSpeech(asked["speaker"], asked["cue"])


def asked_topic(question: str) -> str:
    """On what somebody's words are asked for ("what did Zakharova say about NATO"); empty where that isn't said."""
    return " ".join(_TOPIC.findall(question))
