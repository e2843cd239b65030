"""A question that goes on from the one before it ("and Macron?", "did he agree?") → the whole ones that it may mean."""

from __future__ import annotations

import re

from retrieval.answering.asked_archive import asked_archive
from retrieval.answering.asked_speech import speaker_of, topic_of
from retrieval.answering.kinds import AUXILIARIES, STARTS
from retrieval.answering.pronouns import open_pronoun, with_name
from retrieval.models import Span
from retrieval.terms import STOP_WORDS
from retrieval.word_set import word_set

# What goes on has no more words and characters than this; a longer one is a question of its own.
_WORDS = 5
_CHARACTERS = 100
_GOES_ON = re.compile(
    r"\A\W*+(?:(?:ok|okay|so)\b[\s,]*+)?(?:(?P<and>and|or)\b\s*+)?"
    r"(?:(?P<open>(?:what|how)\s+about)\s+|(?P<about>about|on|regarding)\s+)?"
    r"(?P<words>\w.*?)\W*",
    re.IGNORECASE | re.DOTALL,
)
_OPENING = re.compile(r"\A\W*+(?:(?:ok|okay|so|and|or|but)\b[\s,]*+)*+(\w+)", re.IGNORECASE)
_ITS_OWN = STARTS | word_set("according be any anything anyone tell show find give quotes")
# Colleagues talk to each other, too: "and you?", "but he did", "and that's it".
_OF_PEOPLE = word_set("i me my mine you your yours we us our ours he she it its they them him her his their this that")
_CAPITALS = r"[^\W\d_a-z]\w*+(?:[\s-][^\W\d_a-z]\w*+)*+"
_NAME = re.compile(rf"(?<!\S){_CAPITALS}")
_SUBJECT = re.compile(rf"\b(?i:{'|'.join(sorted(AUXILIARIES))})\s+(?P<name>{_CAPITALS})")
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)


def goes_on(question: str) -> bool:
    """Whether a question needs the one before it: "and Macron?", "what about weapons", "and what did he say?"."""
    return _more(question) is not None or _asks_of_somebody(question)


def follow_up(before: str, question: str) -> tuple[str, ...]:
    """The whole questions that `question` may mean behind `before`, the likeliest first; none if it is one itself."""
    more = _more(question)
    if more is None:
        named = _named(before) if _asks_of_somebody(question) else None
        whole = with_name(question, named) if named else None
        return (whole,) if whole else ()
    words = more["words"]
    is_name = _ARTICLE.sub("", words, count=1)[:1].isupper()
    name, topic = _with_another_name(before, words, is_name=is_name), _with_another_topic(before, words)
    if more["about"] is not None:
        likeliest = [topic]
    elif is_name:
        likeliest = [name] if name or _names(before) else [topic]
    else:
        likeliest = [topic, name]
    return tuple(filter(None, likeliest))


def _more(question: str) -> re.Match[str] | None:
    found = _GOES_ON.fullmatch(question) if len(question) <= _CHARACTERS else None
    if found is None or not (found["and"] or found["open"]):
        return None
    words = re.findall(r"\w+", found["words"].casefold())
    is_talk = not _OF_PEOPLE.isdisjoint(words) or STOP_WORDS.issuperset(words)
    return found if len(words) <= _WORDS and words[0] not in _ITS_OWN and not is_talk else None


def _asks_of_somebody(question: str) -> bool:
    """Whether it is a question of its own, on somebody whom it gives a pronoun only."""
    opening = _OPENING.match(question) if len(question) <= _CHARACTERS else None
    return opening is not None and opening[1].casefold() in _ITS_OWN and open_pronoun(question) is not None


def _named(question: str) -> str | None:
    """Whom a pronoun in the next question means: whose words this one asks for, of whom it asks, or its only name."""
    if (span := speaker_of(question)) is not None:
        return span.of(question)
    if (subject := _SUBJECT.search(question)) is not None:
        return subject["name"]
    names = _names(question)
    return names[0] if len(names) == 1 else None


def _with_another_name(before: str, name: str, *, is_name: bool) -> str | None:
    """The question with the one whose words it asks for replaced, or whom it names; None if that isn't one."""
    if (span := speaker_of(before)) is not None:
        return _replaced(before, span, name)
    asked = asked_archive(before)
    if asked is not None and asked.speaker:
        return before.replace(asked.speaker, name, 1)
    names = _names(before)
    return before.replace(names[0], name, 1) if is_name and len(names) == 1 else None


def _names(question: str) -> list[str]:
    first, _, rest = question.partition(" ")
    found: list[str] = _NAME.findall(rest if first.casefold() in _ITS_OWN else question)
    return found


def _with_another_topic(before: str, topic: str) -> str | None:
    """The question with what it is about replaced; None if it isn't said to be about anything."""
    span = topic_of(before)
    return _replaced(before, span, topic) if span else None


def _replaced(text: str, span: Span, other: str) -> str:
    return f"{text[: span.start]}{other}{text[span.end :]}"
