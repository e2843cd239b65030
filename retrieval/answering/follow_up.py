"""A question that only goes on from the one before it ("and Macron?") → the whole questions that it may mean."""

from __future__ import annotations

import re

from retrieval.answering.asked_speech import asked_speech, topic_of
from retrieval.answering.holdings import about
from retrieval.answering.kinds import AUXILIARIES, INTERROGATIVES
from retrieval.word_set import word_set

# What goes on has no more words than this; a longer one is a question of its own.
_WORDS = 5
_GOES_ON = re.compile(
    r"\A\W*+(?:(?:ok|okay|so)\b[\s,]*+)?(?:(?P<and>and|but|or)\b\s*+)?(?P<about>(?:(?:what|how)\s+)?(?:about|on|regarding)\s+)?"
    r"(?P<words>\w.*?)\W*",
    re.IGNORECASE | re.DOTALL,
)
_ITS_OWN = AUXILIARIES | INTERROGATIVES | word_set("is are was were be any anything anyone tell show find give quotes")
# A name: words that begin with a capital, behind the first word, which always does.
_NAME = re.compile(r"(?<=[^\s.?!:]\s)[^\W\d_a-z]\w*+(?:[\s-][^\W\d_a-z]\w*+)*+")


def goes_on(question: str) -> bool:
    """Whether a question needs the one before it: "and Macron?", "what about weapons"; not "and what did he say"."""
    return _more(question) is not None


def follow_up(before: str, question: str) -> tuple[str, ...]:
    """The whole questions that `question` may mean behind `before`, the likeliest first; none if it is one itself."""
    more = _more(question)
    if more is None:
        return ()
    words = more["words"]
    name, topic = _with_another_name(before, words), _with_another_topic(before, words)
    if more["about"] is not None and more["and"] is not None:
        likeliest = [topic]
    elif words[0].isupper():
        likeliest = [name or topic]
    else:
        likeliest = [topic, name]
    found = tuple(filter(None, likeliest))
    return found or (f"{before.rstrip(' ?.!')}, {words}?", words)


def _more(question: str) -> re.Match[str] | None:
    found = _GOES_ON.fullmatch(question)
    if found is None or not (found["and"] or found["about"]):
        return None
    words = found["words"].split()
    return found if len(words) <= _WORDS and words[0].casefold() not in _ITS_OWN else None


def _with_another_name(before: str, name: str) -> str | None:
    """The question with the one whom it names, or whose words it asks for, replaced; None if that isn't one."""
    asked, speech = about(before), asked_speech(before)
    names = [asked.speaker] if asked and asked.speaker else [speech.speaker] if speech else _NAME.findall(before)
    return before.replace(names[0], name, 1) if len(set(names)) == 1 else None


def _with_another_topic(before: str, topic: str) -> str | None:
    """The question with what it is about replaced; None if it isn't said to be about anything."""
    span = topic_of(before)
    return f"{before[: span.start]}{topic}{before[span.end :]}" if span else None
