"""Links: which statement each quotation belongs to, and by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers.cues import PLAIN as TAGS
from retrieval.speakers.cues import REPORTING, THINKING_FORMS, WORDS_OF
from retrieval.speakers.mentions import Mention, before
from retrieval.speakers.quotations import MARKS
from retrieval.speakers.statements import Setting, setting_of
from retrieval.speakers.subjects import first_subject
from retrieval.speakers.utterances import is_utterance
from retrieval.speakers.words import DETERMINERS, POSSESSIVES, PREPOSITIONS, TIMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.quotations import Stretch
    from retrieval.speakers.reading import Reading
    from retrieval.speakers.statements import Statement
    from retrieval.speakers.tokens import Token

_NO_TAGS = THINKING_FORMS - {"thought", "thinks", "think"}
_FARTHEST_OWNED = 8
_JOINTS = frozenset({",", ":", "that", "—", "–", "--", "-", "like", "as"})


class Link(NamedTuple):
    """A quotation's sentence, and the mention and cue (maybe of sentence `source`) that the rule found."""

    quote: Stretch
    sentence: int
    rule: str
    source: int
    mention: Mention | None
    cue: tuple[int, int] | None
    whole: bool = True
    setting: Setting = Setting(crowded=False, vouched=False, firm=False)


class _Spot(NamedTuple):
    """A quotation, its sentence's number, and its token there."""

    quote: Stretch
    sentence: int
    at: int


def links(read: Reading) -> list[Link]:
    """One link for each quotation of the text that holds somebody's words, in order."""
    found: list[Link] = []
    for number, sentence in enumerate(read.sentences):
        for at, token in enumerate(sentence.tokens):
            if token.quote is None:
                continue
            spot = _Spot(token.quote, number, at)
            link = (
                _in_sentence(sentence.tokens, spot, read.said(number))
                or _from_before(read, spot, found)
                or _unlinked(read, spot, found)
            )
            if is_utterance(sentence.tokens, at, link.rule, link.mention.kind if link.mention else None):
                setting = setting_of(read.sentences[link.source].tokens, read.said(link.source), link.mention, link.cue)
                found.append(link._replace(whole=_is_whole(sentence.tokens, at), setting=setting))
    return found


def _is_whole(tokens: Sequence[Token], at: int) -> bool:
    """Whether the quotation is a sentence of its own rather than a part of the article's."""
    text = tokens[at].text.strip(MARKS)
    if at and tokens[at - 1].text not in {",", ":", "—", "–", "--"} and tokens[at - 1].quote is None:
        return False
    return text[:1].isupper() or text.endswith((".", ",", "?", "!", "…"))


def _in_sentence(tokens: Sequence[Token], spot: _Spot, said: Sequence[Statement]) -> Link | None:
    chosen = _adjacent(tokens, spot.at, said) or _around(tokens, spot.at, said)
    if chosen is None:
        return None
    rule, statement = chosen
    cue = (statement.cue, statement.cue_end)
    return Link(spot.quote, spot.sentence, rule, spot.sentence, statement.mention, cue)


def _adjacent(tokens: Sequence[Token], at: int, said: Sequence[Statement]) -> tuple[str, Statement] | None:
    """The statement that touches the quotation: “…,” Smith said, or Smith said: “…”."""
    for statement in said:
        first = min(statement.cue, statement.mention.first) if statement.mention else statement.cue
        touches = first > at and all(token.text in _JOINTS for token in tokens[at + 1 : first])
        if touches and (statement.form == "according" or _is_tag(tokens, at, statement)):
            return f"after-{statement.form}", statement
    for statement in reversed(said):
        last = statement.cue_end
        if statement.form == "inverted" and statement.mention is not None:
            last = statement.mention.last
        between = tokens[last + 1 : at]
        if last < at and all(token.low in _JOINTS for token in between):
            introduced = statement.mention is not None and any(token.text in {",", ":"} for token in between)
            outer = statement if introduced else _outer(tokens, said, statement)
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
    own = inner.mention is not None and (inner.mention.kind in {"name", "role"} or inner.form == "relative")
    if own and tokens[inner.cue].low not in THINKING_FORMS:
        return inner
    for statement in reversed(said):
        reports = statement.mention is not None and tokens[statement.cue].low in REPORTING
        if reports and statement.form != "inverted" and statement.cue_end < inner.cue:
            between = tokens[statement.cue_end + 1 : inner.cue]
            if not any(token.text == ";" or token.quote is not None for token in between):
                return statement
    return inner


def _is_tag(tokens: Sequence[Token], at: int, statement: Statement) -> bool:
    """Whether a statement behind the quotation is its tag: “…,” or “…?” before it, or a comma and no object after."""
    if tokens[statement.cue].low in _NO_TAGS:
        return False
    if tokens[at].text.rstrip(MARKS).endswith((",", "?", "!", "-", "—", "–", "…", "..")):
        return True
    behind = statement.cue_end + 1
    has_object = behind < len(tokens) and tokens[behind].low in DETERMINERS and statement.form != "inverted"
    return tokens[at + 1].text in {",", "—", "–", "--", "-"} and not has_object


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


def _from_before(read: Reading, spot: _Spot, found: Sequence[Link]) -> Link | None:
    """Where the sentence is the quotation alone: who spoke, or was spoken of, right before it."""
    number = spot.sentence
    tokens = read.sentences[number].tokens
    if number == 0 or any(token.is_word for token in tokens):
        return None
    earlier = read.sentences[number - 1]
    apart = read.sentences[number].paragraph - earlier.paragraph
    previous = found[-1] if found else None
    if previous is not None and previous.sentence >= number - 1 and apart <= 1:
        rule = "continued" if apart == 0 else "paragraph" if previous.quote.closed else "reopened"
        if rule != "paragraph" or earlier.tokens[-1].text != ":":
            return Link(spot.quote, number, rule, previous.source, previous.mention, previous.cue)
    said = read.said(number - 1)
    last = said[-1] if said else None
    mention = last.mention if last else first_subject(earlier.tokens, len(earlier.tokens), read.text.is_name)
    cue = (last.cue, last.cue_end) if last else None
    rule = "colon" if earlier.tokens[-1].text == ":" else "preceding" if apart == 0 else "above"
    return Link(spot.quote, number, rule, number - 1, mention, cue)


def _unlinked(read: Reading, spot: _Spot, found: Sequence[Link]) -> Link:
    """Where the sentence holds no cue: a label, whoever's words they are called, or the sentence's subject."""
    number, at = spot.sentence, spot.at
    tokens = read.sentences[number].tokens
    if at >= 2 and tokens[at - 1].text == ":":
        mention = before(tokens, at - 2)
        if mention is not None and mention.kind == "name" and tokens[mention.first - 1].low not in PREPOSITIONS:
            return Link(spot.quote, number, "label", number, mention, None)
    mention = _owner(tokens, at)
    if mention is not None:
        return Link(spot.quote, number, "owned", number, mention, None)
    mention = first_subject(tokens, at, read.text.is_name)
    if mention is None or mention.kind == "other":
        previous = found[-1] if found else None
        paragraph = read.sentences[number].paragraph
        if previous is not None and read.sentences[previous.sentence].paragraph == paragraph:
            return Link(spot.quote, number, "resumed", previous.source, previous.mention, previous.cue)
    return Link(spot.quote, number, "unlinked", number, mention, None)


def _owner(tokens: Sequence[Token], at: int) -> Mention | None:
    """Whose words the sentence calls them: “his call for “a ban””, “the mayor’s “bold” plan”."""
    if at >= 2 and tokens[at - 1].low == "'s":
        return before(tokens, at - 2)
    for noun in range(at - 1, max(0, at - _FARTHEST_OWNED), -1):
        if tokens[noun].low in WORDS_OF:
            for owner in range(noun - 1, max(-1, noun - 4), -1):
                if tokens[owner].low in POSSESSIVES:
                    return Mention(owner, owner, "pronoun")
                if tokens[owner].low == "'s":
                    return before(tokens, owner - 1)
    return None
