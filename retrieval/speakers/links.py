"""Links: which statement each quotation belongs to, and by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers.mentions import before
from retrieval.speakers.statements import first_subject, statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.mentions import Mention
    from retrieval.speakers.statements import Statement
    from retrieval.speakers.tokens import Reading, Sentence, Token

_JOINTS = frozenset({",", ":", "that", "—", "–", "--", "-", "like", "as"})


class Link(NamedTuple):
    """A quotation's sentence, and the mention and cue (maybe of another sentence) that the rule found."""

    quote: int
    sentence: int
    rule: str
    source: int
    mention: Mention | None
    cue: tuple[int, int] | None
    whole: bool = True


def links(read: Reading) -> list[Link]:
    """One link for each quotation of the text, in order."""
    found: list[Link] = []
    for number, sentence in enumerate(read.sentences):
        marks = [at for at, token in enumerate(sentence.tokens) if token.quote is not None]
        if not marks:
            continue
        said = statements(sentence.tokens)
        for at in marks:
            link = _in_sentence(number, sentence, at, said) or _from_before(read, number, at, found)
            link = link or _unlinked(number, sentence, at)
            found.append(link._replace(whole=_is_whole(sentence.tokens, at)))
    return found


def _is_whole(tokens: Sequence[Token], at: int) -> bool:
    """Whether the quotation is a sentence of its own rather than a part of the article's."""
    text = tokens[at].text.strip('“”"«»„‘’ ')
    if at and tokens[at - 1].text not in {",", ":", "—", "–", "--"} and tokens[at - 1].quote is None:
        return False
    return text[:1].isupper() or text.endswith((".", ",", "?", "!", "…"))


def _in_sentence(number: int, sentence: Sentence, at: int, said: Sequence[Statement]) -> Link | None:
    tokens = sentence.tokens
    quote = tokens[at].quote
    assert quote is not None

    def link(rule: str, statement: Statement) -> Link:
        return Link(quote, number, rule, number, statement.mention, (statement.cue, statement.cue_end))

    for statement in said:
        first = min(statement.cue, statement.mention.first) if statement.mention else statement.cue
        if first > at and all(token.text in _JOINTS for token in tokens[at + 1 : first]):
            return link(f"after-{statement.form}", statement)
    for statement in reversed(said):
        last = statement.cue_end
        if statement.form == "inverted" and statement.mention is not None:
            last = statement.mention.last
        if last < at and all(token.low in _JOINTS for token in tokens[last + 1 : at]):
            return link(f"before-{statement.form}", statement)
    for statement in reversed(said):
        if statement.cue_end < at:
            return link(f"near-{statement.form}", statement)
    for statement in said:
        if statement.cue > at and statement.form in {"plain", "apposition", "inverted", "according"}:
            return link(f"later-{statement.form}", statement)
    return None


def _from_before(read: Reading, number: int, at: int, found: Sequence[Link]) -> Link | None:
    """Where the sentence holds no cue: who spoke last, if the quotation stands alone."""
    tokens = read.sentences[number].tokens
    quote = tokens[at].quote
    assert quote is not None
    if any(token.is_word for token in tokens):
        return None
    paragraph = read.sentences[number].paragraph
    previous = found[-1] if found else None
    if number and read.sentences[number - 1].tokens[-1].text == ":":
        earlier = read.sentences[number - 1].tokens
        said = statements(earlier)
        mention = said[-1].mention if said else first_subject(earlier, len(earlier))
        cue = (said[-1].cue, said[-1].cue_end) if said else None
        return Link(quote, number, "colon", number - 1, mention, cue)
    if previous is None:
        return None
    apart = paragraph - read.sentences[previous.sentence].paragraph
    if apart == 0:
        rule = "continued"
    elif apart == 1:
        rule = "paragraph" if read.quotes[previous.quote].closed else "reopened"
    else:
        return None
    return Link(quote, number, rule, previous.source, previous.mention, previous.cue)


def _unlinked(number: int, sentence: Sentence, at: int) -> Link:
    tokens = sentence.tokens
    quote = tokens[at].quote
    assert quote is not None
    if at and tokens[at - 1].low == "'s":
        return Link(quote, number, "possessive", number, before(tokens, at - 2), None)
    return Link(quote, number, "unlinked", number, first_subject(tokens, at), None)
