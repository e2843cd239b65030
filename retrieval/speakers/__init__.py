"""Who said which words: quotations, the cues beside them and the people whom the cues name, by rule.

A text is read into tokens in which each quotation is one (`tokens`), each sentence's cues are joined to
their subjects (`statements`), quotations are linked to statements (`links`), and reported clauses are cut
out (`clauses`). How sure each rule is was measured (`confidence`); `people` knows full names and titles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.models import Attribution, AttributionKind, Span
from retrieval.speakers.clauses import clauses
from retrieval.speakers.confidence import CERTAIN, of_clause, of_link
from retrieval.speakers.links import links
from retrieval.speakers.people import anonymity, antecedent, named, people
from retrieval.speakers.statements import statements
from retrieval.speakers.tokens import reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.speakers.clauses import Clause
    from retrieval.speakers.links import Link
    from retrieval.speakers.mentions import Mention
    from retrieval.speakers.people import Person
    from retrieval.speakers.tokens import Reading, Token

__all__ = ["CERTAIN", "attribution_records", "attributions"]


def attributions(text: str) -> tuple[Attribution, ...]:
    """Everybody's words in an article, in order of start; within one kind none overlaps another.

    Words in quotation marks are `direct` where they are a sentence of their own and `mixed` where they are
    woven into the article's; a clause that the article reports is `indirect`, and may hold `mixed` words.
    Only at a confidence of `CERTAIN` or more is a speaker to be named.
    """
    read = reading(text)
    known = people(read)
    said = [statements(sentence.tokens, read.names) for sentence in read.sentences]
    found = [_quoted(read, known, link) for link in links(read, said)]
    for number, sentence in enumerate(read.sentences):
        found.extend(_reported(read, known, number, clause) for clause in clauses(sentence, said[number]))
    return tuple(sorted(found, key=lambda one: (one.span.start, one.span.end)))


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


def _quoted(read: Reading, known: dict[str, Person | None], link: Link) -> Attribution:
    quote = read.quotes[link.quote]
    tokens = read.sentences[link.source].tokens
    return _attribution(
        read,
        known,
        AttributionKind.DIRECT if link.whole else AttributionKind.MIXED,
        Span(start=quote.start, end=quote.end),
        link.source,
        link.mention,
        _span(tokens, *link.cue) if link.cue else None,
        of_link(link),
    )


def _reported(read: Reading, known: dict[str, Person | None], number: int, clause: Clause) -> Attribution:
    tokens = read.sentences[number].tokens
    statement = clause.statement
    return _attribution(
        read,
        known,
        AttributionKind.INDIRECT,
        _span(tokens, clause.first, clause.last),
        number,
        statement.mention,
        _span(tokens, statement.cue, statement.cue_end),
        of_clause(clause),
    )


def _span(tokens: Sequence[Token], first: int, last: int) -> Span:
    return Span(start=tokens[first].start, end=tokens[last].end)


def _attribution(
    read: Reading,
    known: dict[str, Person | None],
    kind: AttributionKind,
    span: Span,
    source: int,
    mention: Mention | None,
    cue: Span | None,
    confidence: float,
) -> Attribution:
    if mention is None or confidence == 0:
        return Attribution(kind=kind, span=span, speaker=None, cue=cue, confidence=0)
    tokens = read.sentences[source].tokens
    speaker = _span(tokens, mention.first, mention.last)
    title: Span | None = None
    person: Person | None = None
    hidden: Span | None = None
    if mention.kind == "name":
        parts = named(tokens, mention)
        if parts is not None:
            speaker = _span(tokens, *parts.name)
            surname = tokens[parts.name[1]].low
            person = known.get(surname)
            title = _span(tokens, *parts.title) if parts.title else None
            if person is not None and parts.name[0] < parts.name[1]:
                title = title or person.title
                person = None
    elif mention.kind == "pronoun":
        person = antecedent(read, source, mention.first, known)
    else:
        hidden = anonymity(read, source)
    if person is not None:
        title = person.title
    return Attribution(
        kind=kind,
        span=span,
        speaker=speaker,
        cue=cue,
        confidence=confidence,
        title=title,
        name=person.name if person is not None else None,
        anonymity=hidden,
    )
