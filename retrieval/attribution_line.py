"""Whose words a quote holds, part by part, in one line: the same for the same sentences, whatever was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from retrieval.models import PRONOUNS, Attribution, AttributionKind, Quote, Span
from retrieval.sentences import sentences
from retrieval.speakers.cues import reports

_MARKS = '“”"„«»'
_OWN = "The article’s own words"
_OPEN = "Speaker not certain"
# Fewer words beside a report ("while", "told reporters that") say nothing by themselves.
_FEWEST = 4
_WORD = re.compile(r"[^\W\d_]+")
# Behind a tag at a sentence's end ("…, said Smith, who runs the port") the article goes on by itself from here.
_TURN = re.compile(r"(?:,\s+(?:and|but|though|although|while|whereas)\b|;)")


def attribution_line(quote: Quote) -> str:
    """Who says which part, in order, only where that is certain, and whether these are their words or the article's."""
    text = quote.article.text
    if not quote.attributions:
        return _unattributed(quote.text)
    parts = sorted(_parts(quote), key=lambda part: part[0])
    runs = [(who, [words for _, _, words in run]) for who, run in groupby(parts, key=lambda part: part[1])]
    lines = [_line(text, who, [words for words in run if words is not None]) for who, run in runs]
    return "; then ".join([lines[0], *(line[0].lower() + line[1:] for line in lines[1:])])


def _parts(quote: Quote) -> Iterator[tuple[int, str, Attribution | None]]:
    """Where each part starts, whose it is (`_OWN` and `_OPEN` are nobody's) and the words that are somebody's."""
    text, said = quote.article.text, quote.attributions
    for words in said:
        yield words.span.start, words.who(text) or _OPEN, words
    if not any(words.speaker and words.kind is AttributionKind.INDIRECT for words in said):
        return  # what isn't theirs is told by the quotation marks
    for sentence in sentences(text, quote.span):
        for span in _rest(text, sentence, [words for words in said if words.span.overlap(sentence)]):
            yield span.start, _unattributed(span.of(text)), None


def _rest(text: str, sentence: Span, said: Sequence[Attribution]) -> Iterator[Span]:
    """What of a sentence is neither somebody's words nor says whose they are; nothing where that isn't certain."""
    if not all(words.speaker for words in said):
        return
    at = sentence.start
    for start, end in sorted(_reach(text, sentence, words) for words in said):
        if len(text[at:start].split()) >= _FEWEST:
            yield Span(start=at, end=start)
        at = max(at, end)
    if len(text[at : sentence.end].split()) >= _FEWEST:
        yield Span(start=at, end=sentence.end)


def _reach(text: str, sentence: Span, words: Attribution) -> tuple[int, int]:
    """From where to where in a sentence somebody's words reach with all that says whose they are."""
    spans = [each for each in (words.span, words.speaker, words.cue, words.title) if each and each.overlap(sentence)]
    start, end = min(each.start for each in spans), max(each.end for each in spans)
    if words.cue is not None and words.cue.start >= words.span.end:
        turn = _TURN.search(text, end, sentence.end)
        end = turn.start() if turn else sentence.end
    return start, min(end, sentence.end)


def _unattributed(words: str) -> str:
    """Whose words are that no rule gives to anybody: somebody's, be they so short or so told, or the article's own."""
    is_open = any(mark in words for mark in _MARKS) or reports(_WORD.findall(words.lower()))
    return _OPEN if is_open else _OWN


def _line(text: str, who: str, said: Sequence[Attribution]) -> str:
    if who in {_OWN, _OPEN}:
        return who
    is_paraphrase = {words.kind is AttributionKind.INDIRECT for words in said}
    manner = "Paraphrased, partly in quotation marks" if len(is_paraphrase) > 1 else "In quotation marks"
    manner = "Paraphrased" if is_paraphrase == {True} else manner
    return f"{manner}: {_named(text, max(said, key=lambda words: words.title is not None))}"


def _named(text: str, words: Attribution) -> str:
    said = words.speaker.of(text) if words.speaker else ""
    if words.name is None and said.casefold() in PRONOUNS:
        return f"“{said}”, name not certain"
    name = words.name.of(text) if words.name else said
    named = said if name == said else f"{said} [{name}]"
    title = words.title.of(text) if words.title else ""
    return f"{named}, {title}" if title and title not in named else named
