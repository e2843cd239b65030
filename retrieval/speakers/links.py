"""Links: which statement each quotation belongs to, and by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers.cues import PLAIN as TAGS
from retrieval.speakers.cues import REPORTING, THINKING_FORMS
from retrieval.speakers.mentions import before
from retrieval.speakers.statements import first_subject, statements
from retrieval.speakers.words import TIMES

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
            link = link or _unlinked(number, sentence, at, read.names)
            found.append(link._replace(whole=_is_whole(sentence.tokens, at)))
    return found


def _is_whole(tokens: Sequence[Token], at: int) -> bool:
    """Whether the quotation is a sentence of its own rather than a part of the article's."""
    text = tokens[at].text.strip('“”"«»„‘’ ')
    if at and tokens[at - 1].text not in {",", ":", "—", "–", "--"} and tokens[at - 1].quote is None:
        return False
    return text[:1].isupper() or text.endswith((".", ",", "?", "!", "…"))


def _in_sentence(number: int, sentence: Sentence, at: int, said: Sequence[Statement]) -> Link | None:
    chosen = _adjacent(sentence.tokens, at, said) or _around(sentence.tokens, at, said)
    if chosen is None:
        return None
    rule, statement = chosen
    quote = sentence.tokens[at].quote
    assert quote is not None
    return Link(quote, number, rule, number, statement.mention, (statement.cue, statement.cue_end))


def _adjacent(tokens: Sequence[Token], at: int, said: Sequence[Statement]) -> tuple[str, Statement] | None:
    """The statement that touches the quotation: “…,” Smith said, or Smith said: “…”."""
    for statement in said:
        first = min(statement.cue, statement.mention.first) if statement.mention else statement.cue
        called_for = statement.form == "according" or _calls_for_tag(tokens, at)
        if first > at and called_for and all(token.text in _JOINTS for token in tokens[at + 1 : first]):
            return f"after-{statement.form}", statement
    for statement in reversed(said):
        last = statement.cue_end
        if statement.form == "inverted" and statement.mention is not None:
            last = statement.mention.last
        if last < at and all(token.low in _JOINTS for token in tokens[last + 1 : at]):
            outer = _outer(tokens, said, statement)
            return ("before-" if outer is statement else "outer-") + outer.form, outer
    return None


def _around(tokens: Sequence[Token], at: int, said: Sequence[Statement]) -> tuple[str, Statement] | None:
    """The statement in whose reach the quotation stands: Smith said the bridge is “not safe” now."""
    tag = _closing_tag(tokens, said)
    if tag is not None and tag.cue > at:
        return f"tag-{tag.form}", tag
    for statement in reversed(said):
        if statement.cue_end < at:
            outer = _outer(tokens, said, statement)
            return ("near-" if outer is statement else "outer-") + outer.form, outer
    for statement in said:
        if statement.cue > at and statement.form in {"plain", "apposition", "inverted", "according"}:
            return f"later-{statement.form}", statement
    return None


def _outer(tokens: Sequence[Token], said: Sequence[Statement], inner: Statement) -> Statement:
    """The statement that reports `inner`, where `inner` has no speaker of its own: “Smith said he hopes …”."""
    own = inner.mention is not None and inner.mention.kind != "pronoun" and tokens[inner.cue].low not in THINKING_FORMS
    if own:
        return inner
    for statement in reversed(said):
        if statement.cue_end < inner.cue and statement.mention is not None and tokens[statement.cue].low in REPORTING:
            between = tokens[statement.cue_end + 1 : inner.cue]
            if not any(token.text == ";" or token.quote is not None for token in between):
                return statement
    return inner


def _calls_for_tag(tokens: Sequence[Token], at: int) -> bool:
    """Whether a tag can follow the quotation: “…,” or “…?” or a comma or dash after it."""
    inner = tokens[at].text.rstrip('”"»’“ ')
    return inner.endswith((",", "?", "!", "-", "—", "–", "…", "..")) or (
        at + 1 < len(tokens) and tokens[at + 1].text in {",", "—", "–", "--", "-"}
    )


def _closing_tag(tokens: Sequence[Token], said: Sequence[Statement]) -> Statement | None:
    """The tag after the last comma of the sentence that governs all of it: “…, Smith said.”"""
    for statement in reversed(said):
        if statement.mention is None or statement.form not in {"plain", "inverted", "according", "apposition"}:
            continue
        first = min(statement.cue, statement.mention.first)
        if first >= 2 and tokens[first - 1].text == "," and tokens[statement.cue].low in TAGS:
            last = max(statement.cue_end, statement.mention.last)
            if last + 1 >= len(tokens) or tokens[last + 1].text in {".", ","} or tokens[last + 1].low in TIMES:
                return statement
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
        mention = said[-1].mention if said else first_subject(earlier, len(earlier), read.names)
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


def _unlinked(number: int, sentence: Sentence, at: int, names: frozenset[str]) -> Link:
    tokens = sentence.tokens
    quote = tokens[at].quote
    assert quote is not None
    if at >= 2 and tokens[at - 1].text == ":" and tokens[at - 2].is_capital:
        mention = before(tokens, at - 2)
        if mention is not None and (mention.first == 0 or not tokens[mention.first - 1].is_word):
            return Link(quote, number, "label", number, mention, None)
    if at and tokens[at - 1].low == "'s":
        return Link(quote, number, "possessive", number, before(tokens, at - 2), None)
    return Link(quote, number, "unlinked", number, first_subject(tokens, at, names), None)
