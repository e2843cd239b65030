"""People: whom a mention means, under which title the article introduced them, and why they aren't named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from retrieval.models import Span
from retrieval.speakers.cues import PLAIN
from retrieval.speakers.words import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    TIMES,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.mentions import Mention
    from retrieval.speakers.statements import Statement
    from retrieval.speakers.tokens import Reading, Sentence, Token

_ANONYMITY = re.compile(
    r"anonym|not authori[sz]ed to|(?:declined|refused|asked|wished|requested) (?:not )?to be (?:named|identified)"
    r"|(?:asked|spoke)[^.]{0,60}not (?:to )?be (?:named|identified)|on background",
    re.IGNORECASE,
)
_SUFFIXES = frozenset({"jr.", "sr.", "jr", "sr", "ii", "iii", "iv"})
_FEMALE = words("mrs mrs. ms ms. spokeswoman congresswoman chairwoman actress queen princess mother wife sister")
_MALE = frozenset(["mr", "mr.", "congressman", "chairman", "king", "prince", "father", "husband", "brother"])
_NO_NAMES = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | PRONOUNS | AUXILIARIES | ADVERBS | TIMES
_LONGEST_TITLE = 12


class Person(NamedTuple):
    """Somebody whom the article names in full: the span of the full name there, and of the title beside it."""

    surname: str
    name: Span
    title: Span | None
    words: frozenset[str]


class People(NamedTuple):
    """Who is in an article: by surname in lower case whoever is named in full (None: two share it), and who speaks."""

    named: dict[str, Person | None]
    voices: frozenset[str]


class Named(NamedTuple):
    """A mention split into a title and a name (token ranges, both ends included)."""

    title: tuple[int, int] | None
    name: tuple[int, int]


def named(tokens: Sequence[Token], mention: Mention) -> Named | None:
    """The title and the name in a mention such as “British Prime Minister Keir Starmer”."""
    first, last = mention.first, mention.last
    roles = [
        at
        for at in range(first, last)
        if tokens[at].low in ROLES and tokens[at + 1].is_capital and tokens[at + 1].low not in ROLES
    ]
    start = roles[-1] + 1 if roles else first
    while start <= last and (not tokens[start].is_capital or tokens[start].low in DETERMINERS):
        start += 1
    end = start
    while end < last and (
        tokens[end + 1].is_capital or tokens[end + 1].low in {"de", "van", "von", "al", "bin", "der"}
    ):
        end += 1
    if start > last:
        return None
    before = first if tokens[first].low not in {"the", "a", "an"} else first + 1
    return Named((before, start - 1) if roles and before < start else None, (start, end))


def people(read: Reading, said: Sequence[Sequence[Statement]]) -> People:
    """Everybody whom the text names in full, and the surnames of those who speak in it."""
    found: dict[str, Person | None] = {}
    for sentence in read.sentences:
        for person in _introduced(sentence):
            known = found.get(person.surname, person)
            if known is None:
                continue
            if not known.words & person.words:
                found[person.surname] = None
            elif person.surname not in found or (known.title is None and person.title is not None):
                found[person.surname] = person
    voices = frozenset(
        sentence.tokens[parts.name[1]].low
        for sentence, statements in zip(read.sentences, said, strict=True)
        for statement in statements
        if (parts := _named_speaker(sentence.tokens, statement)) is not None
    )
    return People(found, voices)


def _named_speaker(tokens: Sequence[Token], statement: Statement) -> Named | None:
    mention = statement.mention
    speaks = mention is not None and mention.kind == "name" and tokens[statement.cue].low in PLAIN
    return named(tokens, mention) if mention is not None and speaks else None


def _introduced(sentence: Sentence) -> list[Person]:
    tokens = sentence.tokens
    found: list[Person] = []
    at = 0
    while at < len(tokens):
        if not tokens[at].is_capital or not _is_name_word(tokens[at]):
            at += 1
            continue
        end = at
        while end + 1 < len(tokens) and _is_name_word(tokens[end + 1]):
            end += 1
        person = _person(tokens, at, end)
        if person is not None:
            found.append(person)
        at = end + 1
    return found


def _is_name_word(token: Token) -> bool:
    return token.is_capital and token.low not in _NO_NAMES


def _person(tokens: Sequence[Token], first: int, last: int) -> Person | None:
    """The person whom the run of capitalised tokens names, if it gives two names or more."""
    roles = [at for at in range(first, last) if tokens[at].low in ROLES]
    start = roles[-1] + 1 if roles else first
    end = last
    while end > start and tokens[end].low in _SUFFIXES:
        end -= 1
    if end - start < 1 or end - start > 4 or tokens[end].low in ROLES:
        return None
    title = _title_before(tokens, first, start) or _title_after(tokens, last + 1)
    words = frozenset(token.low for token in tokens[start:end])
    return Person(tokens[end].low, Span(start=tokens[start].start, end=tokens[last].end), title, words)


def _title_before(tokens: Sequence[Token], first: int, start: int) -> Span | None:
    at = start - 1
    if at < 0 or tokens[at].low not in ROLES:
        return None
    while (
        at > 0
        and start - at < _LONGEST_TITLE
        and tokens[at - 1].is_word
        and (
            at - 1 >= first
            or tokens[at - 1].low in ROLES
            or tokens[at - 1].is_capital
            or "-" in tokens[at - 1].text
            or tokens[at - 1].low in {"former", "senior", "deputy", "vice", "acting", "then"}
        )
    ):
        if tokens[at - 1].low in DETERMINERS or tokens[at - 1].low in PREPOSITIONS:
            break
        at -= 1
    return Span(start=tokens[at].start, end=tokens[start - 1].end)


def _title_after(tokens: Sequence[Token], comma: int) -> Span | None:
    if comma + 2 >= len(tokens) or tokens[comma].text != ",":
        return None
    end = comma + 1
    while end < len(tokens) and tokens[end].text not in {",", ".", ";", "—", "(", ":"} and tokens[end].quote is None:
        end += 1
    words = tokens[comma + 1 : end]
    head = [word.low for word in words[:5]]
    if not words or len(words) > 2 * _LONGEST_TITLE or not any(word in ROLES for word in head):
        return None
    if head[0] not in {"a", "an", "the", "who"} and words[0].low not in ROLES and not words[0].is_capital:
        return None
    if head[0] == "who" or any(word in {"said", "says", "told"} for word in head):
        return None
    stop = next(
        (at for at, word in enumerate(words) if word.low in {"who", "which", "whose", "said", "says"}), len(words)
    )
    return Span(start=words[0].start, end=words[stop - 1].end)


def antecedent(read: Reading, number: int, at: int, known: People) -> Person | None:
    """The one person whom “he” or “she” at token `at` of sentence `number` can mean, if there is only one.

    That is somebody who speaks elsewhere in the article, and whom alone of all people named in it the
    sentence so far and the one before it name, at its start or as its speaker.
    """
    pronoun = read.sentences[number].tokens[at].low
    if pronoun not in PERSONAL:
        return None
    earlier = read.sentences[number - 1] if number else None
    if earlier is None or read.sentences[number].paragraph - earlier.paragraph > 1:
        return None
    window = [*earlier.tokens, *read.sentences[number].tokens[:at]]
    seen = {
        token.low for token in window if token.is_capital and (token.low in known.named or token.low in known.voices)
    }
    if len(seen) != 1 or not seen <= known.voices:
        return None
    person = known.named.get(seen.pop())
    return person if person is not None and _may_be(pronoun, person, read.text) else None


def _may_be(pronoun: str, person: Person, text: str) -> bool:
    title = set(person.title.of(text).lower().replace("-", " ").split()) if person.title else set()
    return not (title & _FEMALE if pronoun == "he" else title & _MALE)


def anonymity(read: Reading, number: int) -> Span | None:
    """The sentence on anonymity that belongs to a source of sentence `number`: the same, or a later one beside it."""
    paragraph = read.sentences[number].paragraph
    for sentence in read.sentences[number : number + 6]:
        if sentence.paragraph > paragraph:
            return None
        start, end = sentence.tokens[0].start, sentence.tokens[-1].end
        if _ANONYMITY.search(read.text, start, end):
            return Span(start=start, end=end)
    return None
