"""Whose words a question asks for, and on what."""

from __future__ import annotations

import re
from typing import NamedTuple

from retrieval.models import Span
from retrieval.word_set import word_set

_ON = r"(?:about|regarding|concerning|on(?!\s+(?:his|her|their|its|the\s+record|\w+day\b|\w+\s+\d)))"
_AUXILIARY = r"(?:did|does|do|has|have|had|is|are|was|were)"
_SPEAKER = r"(?P<speaker>\S+(?:\s+\S+){0,5}?)"
_SAYING = (
    r"(?:say|said|saying|tell|told|telling|claim|claimed|argue|argued|warn|warned|comment|commented|announce|announced)"
)
_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bwhat(?:'s|’s)?\s+{_AUXILIARY}\s+{_SPEAKER}\s+{_SAYING}\b",
        rf"\bwhat\s+{_SPEAKER}\s+(?:said|says|told|tells)\s+(?={_ON}\s)",
        rf"^\W*+{_AUXILIARY}\s+{_SPEAKER}\s+(?:ever\s+)?(?:{_SAYING}|spoken|speak|talked|talk)\b(?:\s+(?:any|some)thing)?",
        r"\baccording\s+to\s+(?P<speaker>[^\s,;:.?!]+(?:\s+[^\s,;:.?!]+){0,5})",
        rf"^\W*+(?P<speaker>[^\s'’]++(?:\s++[^\s'’]++){{0,5}})['’]s?\s+(?:comments?|remarks?|statements?)\s+(?={_ON}\s)",
    )
)
# Asked "what the article says", or anybody, a question asks for nobody's words.
_NOBODY = word_set(
    "anybody anyone archive article articles coverage everybody everyone experts one people piece press report reports "
    "somebody someone story text"
)
# Nor does anybody speak in these, whoever made them ("according to a YouGov poll released this week").
_FINDINGS = word_set(
    "analyses analysis data estimate estimates figures finding findings poll polling polls ranking rankings rating "
    "ratings research statistics studies study survey surveys"
)
_TOPIC = re.compile(rf"(?:\A\W*|[a-z]\s+){_ON}\s+([^,;:.?!]+)", re.IGNORECASE)


class AskedSpeech(NamedTuple):
    """Whose words are asked for, as the question names them, and the words of the question that ask so."""

    speaker: str
    asking: str = ""


def asked_speech(question: str) -> AskedSpeech | None:
    """Whose words a question asks for ("what did Zakharova say about …"); None if for nobody's."""
    asked = next(filter(None, (each.search(question) for each in _ASKED)), None)
    if asked is None:
        return None
    words = asked["speaker"].casefold().split()
    is_finding = asked[0].casefold().startswith("according") and not _FINDINGS.isdisjoint(words)
    if words[-1] in _NOBODY or is_finding:
        return None
    return AskedSpeech(asked["speaker"], asked[0])


def topic_of(question: str) -> Span | None:
    """Where a question first says on what somebody's words are asked for."""
    found = _TOPIC.search(question)
    return Span(start=found.start(1), end=found.end(1)) if found else None


def asked_topic(question: str) -> str:
    """On what somebody's words are asked for ("what did Zakharova say about NATO"); empty where that isn't said."""
    return " ".join(_TOPIC.findall(question))
