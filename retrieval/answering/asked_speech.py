"""Whose words a question asks for, and on what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from retrieval.models import Span
from retrieval.word_set import word_set

_ON = r"(?:about|regarding|concerning|on(?!\s+(?:his|her|their|its|the\s+record|\w+day\b|\w+\s+\d)))"
_AUXILIARY = r"(?:did|does|do|has|have|had|is|are|was|were|will|would)"
# With what may stand behind it.
_SPEAKER = (
    r"(?P<speaker>\S+(?:\s+\S+){0,5}?)"
    r"(?:\s+(?:actually|already|also|ever|just|publicly|really|recently|repeatedly|yet)){0,2}"
)
_SAYING = (
    r"(?:say|said|saying|tell|told|telling|claim|claimed|argue|argued|warn|warned|comment|commented|announce|announced)"
)
# A full stop inside it is one of initials.
_WORD = r"(?:[^\s,;:.?!]|\.(?=\w))++\.?+"
_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bwhat(?:['’]s|(?:\s+(?:else|exactly))?\s+{_AUXILIARY})\s+{_SPEAKER}\s+{_SAYING}\b",
        rf"\bwhat\s+{_SPEAKER}\s+(?:said|says|told|tells)\s+(?={_ON}\s)",
        (
            rf"^\W*+(?:is\s+it\s+true\s+that|{_AUXILIARY})\s+{_SPEAKER}\s+(?:{_SAYING}|spoken|speak|talked|talk)\b"
            r"(?:\s+(?:any|some)thing)?"
        ),
        rf"\baccording\s+to\s+(?P<speaker>{_WORD}(?:\s+(?!{_AUXILIARY}\b){_WORD}){{0,5}})",
        rf"^\W*+(?P<speaker>[^\s'’]++(?:\s++[^\s'’]++){{0,5}})['’]s?\s+(?:comments?|remarks?|statements?)\s+(?={_ON}\s)",
    )
)
# "Macron on tariffs", where these are names: what somebody types who searches.
_NAME_ON_TOPIC = re.compile(rf"\A\W*+(?P<speaker>{_WORD}(?:\s+{_WORD}){{0,5}}?)\s+(?={_ON}\s)", re.IGNORECASE)
# Asked "what the article says", or anybody, a question asks for nobody's words.
_NOBODY = word_set(
    "anybody anyone archive article articles coverage everybody everyone experts law one people piece plan press "
    "report reports somebody someone story text"
)
# Nor does anybody speak in these, whoever made them ("according to a YouGov poll released this week").
_FINDINGS = word_set(
    "analyses analysis data estimate estimates figures finding findings poll polling polls ranking rankings rating "
    "ratings research statistics studies study survey surveys"
)
_TOPIC = re.compile(rf"(?:\A\W*|[a-z]\s+){_ON}\s+([^,;:.?!]+)", re.IGNORECASE)

# "Starmer's critics", "the critics of Starmer": named by what they are to another.
_OWNED = re.compile(r"\A[^'’]++['’]s?\s++(?P<owned>\S.*)")
_RELATED = re.compile(r"\A(?:(?:a|an|the)\s++)?[a-z]++\s++(?:of|to)\s")
_HONORIFICS = word_set("sir lord lady dame pm mr mr. mrs mrs. ms ms. dr dr.")


class AskedSpeech(NamedTuple):
    """Whose words are asked for, as the question names them, and the words of the question that ask so.

    `is_relation` where somebody is named by what they are to another: "Starmer's critics" are not Starmer.
    """

    speaker: str
    asking: str = ""
    is_relation: bool = False


def asked_speech(question: str, is_name: Callable[[Span], bool] = lambda _: False) -> AskedSpeech | None:
    """Whose words a question asks for ("what did Zakharova say about …"); None if for nobody's.

    "Zakharova on …" does where `is_name` says so of what stands before: the war on drugs is no speaker.
    """
    asked = _asked(question) or _NAME_ON_TOPIC.match(question)
    if asked is None or (asked.re is _NAME_ON_TOPIC and not is_name(_speaker(asked))):
        return None
    words = asked["speaker"].casefold().split()
    is_finding = asked[0].casefold().startswith("according") and not _FINDINGS.isdisjoint(words)
    if words[-1] in _NOBODY or is_finding:
        return None
    if not {"and", "or", "&"}.isdisjoint(words):  # of several, each may speak alone
        return None
    speaker = " ".join(word for word in asked["speaker"].split() if word.casefold() not in _HONORIFICS)
    owned = _OWNED.fullmatch(speaker)
    if owned is not None and any(word[0].isupper() for word in owned["owned"].split()):
        speaker, owned = owned["owned"], None  # "France's Macron", "Putin's spokesman Peskov"
    return AskedSpeech(speaker, asked[0], owned is not None or _RELATED.match(speaker) is not None)


def speaker_of(question: str) -> Span | None:
    """Where a question that asks for somebody's words says whose."""
    asked = _asked(question) if asked_speech(question) else None
    return _speaker(asked) if asked else None


def topic_of(question: str) -> Span | None:
    """Where a question first says on what somebody's words are asked for."""
    found = _TOPIC.search(question)
    return Span(start=found.start(1), end=found.end(1)) if found else None


def asked_topic(question: str) -> str:
    """On what somebody's words are asked for ("what did Zakharova say about NATO"); empty where that isn't said."""
    return " ".join(_TOPIC.findall(question))


def _speaker(asked: re.Match[str]) -> Span:
    return Span(start=asked.start("speaker"), end=asked.end("speaker"))


def _asked(question: str) -> re.Match[str] | None:
    return next(filter(None, (each.search(question) for each in _ASKED)), None)
