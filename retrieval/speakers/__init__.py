"""Who said which words: quotations, the cues beside them and the people whom the cues name, by rule.

A text is read, as far as it is asked for (`reading`), into tokens in which each quotation is one (`tokens`), each
sentence's cues are joined to their subjects (`statements`), quotations are linked to statements (`links`), and
reported clauses are cut out (`clauses`). How sure each rule is was measured (`confidence`); `people` knows whom a
surname or a pronoun means among all whom the text introduces by full name and title (`introductions`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from retrieval.models import Attribution, AttributionKind, Span
from retrieval.speakers.clauses import CLAUSE_CUES, clauses
from retrieval.speakers.confidence import CERTAIN, of_clause, of_link
from retrieval.speakers.links import links
from retrieval.speakers.names import apposed, is_full, named
from retrieval.speakers.people import People, anonymity, antecedent
from retrieval.speakers.quotations import may_quote
from retrieval.speakers.reading import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.speakers.clauses import Clause
    from retrieval.speakers.links import Link
    from retrieval.speakers.mentions import Mention
    from retrieval.speakers.names import Named
    from retrieval.speakers.reading import Reading
    from retrieval.speakers.tokens import Token

__all__ = ["CERTAIN", "Speakers", "attribution_records", "attributions", "can_speak"]

_WORDS = re.compile(r"[^\W\d_]+")


class _Said(NamedTuple):
    """Words and who is mentioned as saying them: a mention and a cue among the tokens of `sentence`."""

    kind: AttributionKind
    span: Span
    sentence: int
    mention: Mention | None
    cue: tuple[int, int] | None
    confidence: float


def attributions(text: str) -> tuple[Attribution, ...]:
    """Everybody's words in an article, in order of start; within one kind none overlaps another.

    Words in quotation marks (the marks are part of the span) are `direct` where they are a sentence of
    their own and `mixed` where they are woven into the article's; a clause that the article reports is
    `indirect`, and may hold `mixed` words. Only from a confidence of `CERTAIN` on is a speaker to be named.
    """
    return Speakers(text).within(Span(start=0, end=len(text)))


class Speakers:
    """Who speaks in an article, of which no more is read than what is asked for needs. Not safe between threads."""

    def __init__(self, text: str) -> None:
        self._text = Text(text)
        self._people = People(self._text)

    def within(self, span: Span) -> tuple[Attribution, ...]:
        """Those of the article's attributions whose words stand in `span`, or partly."""
        read = self._text.around(span)
        said = [_quoted(link) for link in links(read)]
        for number, sentence in enumerate(read.sentences):
            if _span(sentence.tokens, 0, -1).overlap(span):
                said.extend(_reported(read, number, clause) for clause in clauses(sentence, read.said(number)))
        found = (_attribution(read, self._people, one) for one in said if one.span.overlap(span))
        return tuple(sorted(found, key=lambda one: (one.span.start, one.span.end)))


def can_speak(lines: str) -> bool:
    """Whether anybody can be given words in some whole lines of an article: far quicker told than who it is."""
    return may_quote(lines) or not CLAUSE_CUES.isdisjoint(_WORDS.findall(lines.lower()))


def attribution_records(text: str) -> list[dict[str, object]]:
    """The attributions as plain values for JSON; offsets are characters of `text`."""
    return list(_records(text))


def _records(text: str) -> Iterator[dict[str, object]]:
    for one in attributions(text):
        yield {
            "start": one.span.start,
            "end": one.span.end,
            "text": one.span.of(text),
            "kind": one.kind.value,
            "speaker": one.speaker
            and {"start": one.speaker.start, "end": one.speaker.end, "text": one.speaker.of(text)},
            "cue": one.cue and one.cue.of(text),
            "confidence": one.confidence,
        }


def _quoted(link: Link) -> _Said:
    kind = AttributionKind.DIRECT if link.whole else AttributionKind.MIXED
    span = Span(start=link.quote.start, end=link.quote.end)
    return _Said(kind, span, link.source, link.mention, link.cue, of_link(link))


def _reported(read: Reading, number: int, clause: Clause) -> _Said:
    statement = clause.statement
    span = _span(read.sentences[number].tokens, clause.first, clause.last)
    cue = (statement.cue, statement.cue_end)
    return _Said(AttributionKind.INDIRECT, span, number, statement.mention, cue, of_clause(clause))


def _span(tokens: Sequence[Token], first: int, last: int) -> Span:
    return Span(start=tokens[first].start, end=tokens[last].end)


def _named(tokens: Sequence[Token], said: _Said) -> Named | None:
    """Title and name of whoever is mentioned, where a name is given there."""
    if said.mention is None or said.mention.kind == "name":
        return named(tokens, said.mention) if said.mention else None
    # behind “according to the mayor,” somebody else may be named
    beside = said.mention.kind == "role" and said.cue is not None and tokens[said.cue[0]].low != "according"
    return apposed(tokens, said.mention) if beside else None


def _attribution(read: Reading, known: People, said: _Said) -> Attribution:
    tokens = read.sentences[said.sentence].tokens
    cue = _span(tokens, *said.cue) if said.cue else None
    mention = said.mention
    if mention is None:
        return Attribution(kind=said.kind, span=said.span, speaker=None, cue=cue, confidence=0)
    parts = _named(tokens, said)
    speaker = _span(tokens, *parts.name) if parts else _span(tokens, mention.first, mention.last)
    person = None
    if parts is not None:
        # a surname has no article, but “the Globes” may have a longer name
        first = parts.name[0]
        person = None if first and tokens[first - 1].low == "the" else known.named(tokens[parts.name[1]].low)
    elif mention.kind == "pronoun":
        person = antecedent(read, said.sentence, mention.first, known)
    title = _span(tokens, *parts.title) if parts and parts.title else person.title if person else None
    in_full = parts is not None and is_full(tokens, parts.name)
    return Attribution(
        kind=said.kind,
        span=said.span,
        speaker=speaker,
        cue=cue,
        confidence=said.confidence,
        title=title,
        name=person.name if person and not in_full else None,
        anonymity=anonymity(read, said.sentence) if parts is None and mention.kind in {"role", "other"} else None,
    )
