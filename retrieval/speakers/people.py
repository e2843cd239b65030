"""People: whom a mention means, under which title the article introduced them, and why they aren't named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.models import Span
from retrieval.speakers.cues import PLAIN
from retrieval.speakers.introductions import introduced
from retrieval.speakers.mentions import before as phrase_before
from retrieval.speakers.names import named
from retrieval.speakers.reading import has_capital
from retrieval.speakers.subjects import first_subject
from retrieval.speakers.titles import NO_NAMES
from retrieval.speakers.words import PARTICLES, PERSONAL, ROLES, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from retrieval.speakers.introductions import Person
    from retrieval.speakers.mentions import Mention
    from retrieval.speakers.names import Named
    from retrieval.speakers.reading import Reading, Text
    from retrieval.speakers.statements import Statement
    from retrieval.speakers.tokens import Token

_ANONYMITY = re.compile(
    r"anonym|not authori[sz]ed to|(?:declined|refused|asked|wished|requested) (?:not )?to be (?:named|identified)"
    r"|(?:asked|spoke)[^.]{0,60}not (?:to )?be (?:named|identified)|on background",
    re.IGNORECASE,
)
_FEMALE = words("mrs mrs. ms ms. spokeswoman congresswoman chairwoman actress queen princess mother wife sister")
_MALE = words("mr mr. spokesman congressman chairman king prince father husband brother")


class People:
    """Who is in a text, looked up by surname, in small letters. Not safe between threads."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._introduced: dict[int, dict[str, list[Person]]] = {}
        self._in_full: dict[str, list[Person]] = {}
        self._voices: dict[int, frozenset[str]] = {}
        self._speaking: dict[str, bool] = {}

    def named(self, surname: str) -> Person | None:
        """Whoever the text names in full; None too where two share the surname."""
        found = self._named_in_full(surname)
        return found[0] if len(found) == 1 else None

    def holds(self, surname: str) -> bool:
        """Whether the text names somebody in full, or has somebody speak, with this surname."""
        return bool(self._named_in_full(surname)) or self.has_speak(surname)

    def has_speak(self, surname: str) -> bool:
        """Whether somebody with this surname speaks in the text."""
        if surname not in self._speaking:
            numbers = dict.fromkeys(number for number, _, _ in self._text.places(surname))
            self._speaking[surname] = surname not in NO_NAMES and any(
                surname in self._voices_in(number) for number in numbers
            )
        return self._speaking[surname]

    def _voices_in(self, number: int) -> frozenset[str]:
        """The surnames of those who speak in a paragraph."""
        if number not in self._voices:
            self._voices[number] = frozenset(
                sentence.tokens[parts.name[1]].low
                for sentence in self._text.sentences(number)
                for statement in self._text.said(sentence)
                if (parts := _named_speaker(sentence.tokens, statement)) is not None
            )
        return self._voices[number]

    def _named_in_full(self, surname: str) -> list[Person]:
        """Whoever the text names in full with this surname; the two of whom it is sure that they aren't one."""
        if surname not in self._in_full:
            found: list[Person] = []
            for person in self._introductions(surname):
                if found and not found[0].words & person.words:
                    found.append(person)
                    break
                if not found or _tells_more(person, found[0]):
                    found = [person]
            self._in_full[surname] = found
        return self._in_full[surname]

    def _introductions(self, surname: str) -> Iterator[Person]:
        """Everybody with this surname, each time they are named in full: a capital stands right before it then."""
        if surname not in NO_NAMES and surname not in ROLES:
            places = self._text.places(surname)
            for number in dict.fromkeys(
                at for at, written, before in places if has_capital(before) or before in PARTICLES or "." in written
            ):
                yield from self._introduced_in(number).get(surname, ())

    def _introduced_in(self, number: int) -> Mapping[str, Sequence[Person]]:
        """Whoever a paragraph names in full, by surname."""
        if number not in self._introduced:
            found = self._introduced[number] = {}
            for sentence in self._text.sentences(number):
                for person in introduced(sentence):
                    found.setdefault(person.surname, []).append(person)
        return self._introduced[number]


def _tells_more(person: Person, than: Person) -> bool:
    if person.name is None or than.name is None:
        return person.name is not None
    return person.title is not None and than.title is None


def _named_speaker(tokens: Sequence[Token], statement: Statement) -> Named | None:
    mention = statement.mention
    speaks = mention is not None and mention.kind == "name" and tokens[statement.cue].low in PLAIN
    return named(tokens, mention) if mention is not None and speaks else None


def antecedent(read: Reading, number: int, at: int, known: People) -> Person | None:
    """The one person whom “he” or “she” at token `at` of sentence `number` can mean, if there is only one.

    That is somebody who speaks elsewhere in the article, who is the subject of the sentence before or of this
    one so far, and beside whom the two name nobody else; not somebody named once more behind the pronoun.
    """
    tokens = read.sentences[number].tokens
    if opening := _opening_name(tokens, at):
        return known.named(opening)
    earlier = read.before(number) if tokens[at].low in PERSONAL else None
    if earlier is None:
        return None
    own = [one.mention for one in read.said(number) if one.cue < at]
    before = [one.mention for one in read.text.said(earlier)]
    before.append(first_subject(earlier.tokens, len(earlier.tokens), read.text.is_name))
    subjects = {*_surnames(tokens, own), *_surnames(earlier.tokens, before)}
    capitals = {token.low for token in (*earlier.tokens, *tokens[:at]) if token.is_capital}
    if subjects.isdisjoint(capitals):
        return None
    seen = [low for low in sorted(capitals) if known.holds(low)]
    if len(seen) != 1 or seen[0] not in subjects or any(token.low == seen[0] for token in tokens[at + 1 :]):
        return None
    person = known.named(seen[0]) if known.has_speak(seen[0]) else None
    return person if person is not None and _may_be(tokens[at].low, person, read.text.text) else None


def _opening_name(tokens: Sequence[Token], at: int) -> str | None:
    """The surname that a sentence begins with and at once takes up again: “President Anna Berg He said”.

    A link between them was lost; what stands before the pronoun is no sentence, so that nobody else is meant.
    """
    taken_up = tokens[at].is_capital and tokens[at].low in PERSONAL
    mention = phrase_before(tokens, at - 1) if taken_up else None
    is_all = mention is not None and mention.kind == "name" and mention.first == 0
    return tokens[at - 1].low if is_all else None


def _surnames(tokens: Sequence[Token], mentions: Iterable[Mention | None]) -> Iterator[str]:
    """Of the mentions that are of a person, and not of something of theirs, the surnames."""
    for mention in mentions:
        parts = named(tokens, mention) if mention is not None and mention.kind == "name" else None
        if mention is not None and parts is not None and parts.name[1] == mention.last:
            yield tokens[mention.last].low


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
        if _ANONYMITY.search(read.text.text, start, end):
            return Span(start=start, end=end)
    return None
