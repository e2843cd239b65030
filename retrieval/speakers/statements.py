"""Statements: each cue of a sentence with whoever the sentence says it of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers.cues import BASE_FORMS, CUE_FORMS, FIRM, IDIOMS, NAMING, PLAIN, PLURAL_NOUNS, SAYING_FORMS
from retrieval.speakers.mentions import Mention, after, before, kind_of, skip_left
from retrieval.speakers.quotations import MARKS
from retrieval.speakers.words import (
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    IMAGINING,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    TIMES,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.tokens import Token


_PLURALS = frozenset(
    [
        "they",
        "we",
        "i",
        "you",
        "people",
        "many",
        "some",
        "others",
        "several",
        "police",
        "who",
        "to",
        "and",
        "women",
        "men",
        "most",
        "both",
        ",",
        ")",
    ]
)


_AFTER_STATES = frozenset({":"})
_LONGEST_RELATIVE = 12
_BREAKS = frozenset({",", "—", "–", "--", "-"})
_CLAUSE_STARTS = frozenset({"and", "but", "that", "while", "when", "because", "if", "as", "though", "said", ";", ":"})
_CONTRASTS = frozenset({"while", "whereas", "but", "and"})
_BESIDE = frozenset({"with", "—", "–", "--", "-", ",", "and"})
_SHARING = frozenset({"plain", "apposition", "inverted", "shared"})


class Statement(NamedTuple):
    """The cue (tokens `cue` to `cue_end`, both included) and its subject; `form` is how the two stand.

    Forms: plain (“X said”), apposition (“X, a diplomat, said”), inverted (“said X”), according
    (“according to X”), shared (“X smiled and said”), participle (“X smiled, saying”).
    """

    cue: int
    cue_end: int
    mention: Mention | None
    form: str


class Setting(NamedTuple):
    """What stands around a statement: others with a subject (`crowded`), “according to” somebody else (`vouched`).

    `firm` is a cue that reports and does no more, such as “said”.
    """

    crowded: bool
    vouched: bool
    firm: bool


def setting_of(
    tokens: Sequence[Token], said: Sequence[Statement], mention: Mention | None, cue: tuple[int, int] | None
) -> Setting:
    """The setting of a statement with this subject and cue among all those of its sentence."""
    word = tokens[cue[0]].low if cue else ""
    crowded = any(
        one.mention is not None and one.mention != mention and not (cue and _apart(tokens, one.cue, cue[0]))
        for one in said
    )
    vouched = word != "according" and any(one.form == "according" for one in said)
    return Setting(crowded, vouched, word in FIRM)


def _apart(tokens: Sequence[Token], one: int, other: int) -> bool:
    """Whether a new main clause starts between two cues: “…, while Smith said …”."""
    first, last = min(one, other), max(one, other)
    return any(
        tokens[at].text == ";" or (tokens[at].text == "," and tokens[at + 1].low in _CONTRASTS)
        for at in range(first, last)
    )


def statements(tokens: Sequence[Token], names: frozenset[str]) -> list[Statement]:
    """The statements of one sentence, in order; `names` are the words that the text writes with a capital."""
    found: list[Statement] = []
    for index, token in enumerate(tokens):
        if token.quote is not None:
            continue
        following = tokens[index + 1].low if index + 1 < len(tokens) else ""
        if (token.low, following) in IDIOMS:
            found.append(_statement(tokens, index, found, names)._replace(cue_end=index + 1))
        elif token.low == "according" and index + 2 < len(tokens) and tokens[index + 1].low == "to":
            found.append(Statement(index, index + 1, after(tokens, index + 2), "according"))
        elif (token.low in CUE_FORMS or (token.low == "states" and following in _AFTER_STATES)) and not _is_noun(
            tokens, index
        ):
            found.append(_statement(tokens, index, found, names))
    return found


def _is_noun(tokens: Sequence[Token], index: int) -> bool:
    """Whether the form at `index` is no verb there: “the claims”, “Trump’s call”, “of note”."""
    if tokens[index].is_capital and index > 0:
        return True
    if index == 0:
        return not tokens[index].low.endswith("ing")
    if tokens[index].low in BASE_FORMS and not _has_plural(tokens, index):
        return True
    previous = tokens[index - 1]
    if previous.low in DETERMINERS and tokens[index].low not in {"said", "says"}:
        return previous.low not in {"all", "both", "many", "some", "others", "most", "few", "that", "this"}
    return previous.low == "'s" or (previous.low in PREPOSITIONS and not tokens[index].low.endswith("ing"))


def _has_plural(tokens: Sequence[Token], index: int) -> bool:
    """Whether what stands left of a base form can be its subject or its auxiliary."""
    previous = tokens[skip_left(tokens, index - 1)].low if skip_left(tokens, index - 1) >= 0 else ""
    return skip_left(tokens, index - 1) != index - 1 or previous.endswith("s") or previous in _PLURALS


def _statement(tokens: Sequence[Token], index: int, earlier: list[Statement], names: frozenset[str]) -> Statement:
    token = tokens[index]
    left = skip_left(tokens, index - 1)
    auxiliaries = {tokens[at].low for at in range(left + 1, index)}
    if auxiliaries & IMAGINING:
        return Statement(index, index, None, "imagined")
    if auxiliaries & BE and not token.low.endswith("ing"):
        return Statement(index, index, _agent(tokens, index), "passive")
    inverted = _inverted(tokens, index, left)
    if inverted is not None:
        return Statement(index, index, inverted, "inverted")
    if left >= 0 and tokens[left].low in {"and", "but", "then", "or"}:
        return Statement(index, index, _main_subject(tokens, index, earlier, names), "shared")
    if token.low.endswith("ing") and not auxiliaries & BE:
        beside = before(tokens, left) if left >= 0 and tokens[left].is_word else None
        if beside is not None and beside.first > 0 and tokens[beside.first - 1].low in _BESIDE:
            return Statement(index, index, beside, "absolute")
        mention = _later_subject(tokens, index) if index <= 2 and not earlier else None
        return Statement(index, index, mention or _main_subject(tokens, index, earlier, names), "participle")
    if left >= 0 and tokens[left].low == "to":
        return Statement(index, index, _main_subject(tokens, index, earlier, names), "infinitive")
    if left >= 0 and tokens[left].low in {"which", "that"}:
        return Statement(index, index, None, "impersonal")
    if left >= 0 and tokens[left].low == "who":
        return Statement(index, index, Mention(left, left, "pronoun"), "relative")
    if left >= 0 and tokens[left].text in _BREAKS:
        return Statement(index, index, _over_apposition(tokens, left), "apposition")
    mention = _subject_before(tokens, left)
    if token.low in PLURAL_NOUNS and (mention is None or mention.kind == "other"):
        return Statement(index, index, None, "noun")
    if token.low in NAMING and mention is not None and mention.kind == "other" and not auxiliaries:
        return Statement(index, index, None, "named")
    return Statement(index, index, mention, "plain")


def _subject_before(tokens: Sequence[Token], left: int) -> Mention | None:
    """The subject that ends at token `left`, or before a relative clause that does: “those who spoke to Smith”."""
    mention = before(tokens, left)
    if mention is None or mention.first == 0 or tokens[mention.first - 1].low not in PREPOSITIONS:
        return mention
    for at in range(mention.first - 1, max(0, mention.first - _LONGEST_RELATIVE), -1):
        if tokens[at].low == "who":
            return before(tokens, at - 1) or mention
        if tokens[at].text in _BREAKS or tokens[at].quote is not None:
            break
    return mention._replace(kind="other")


def _agent(tokens: Sequence[Token], index: int) -> Mention | None:
    """Who did it: “was described by Mr Smith as …”."""
    if index + 2 < len(tokens) and tokens[index + 1].low == "by":
        return after(tokens, index + 2)
    return None


def _inverted(tokens: Sequence[Token], index: int, left: int) -> Mention | None:
    if index + 1 >= len(tokens) or tokens[index].low not in SAYING_FORMS or left != index - 1:
        return None
    if tokens[index].low.endswith("ing") or tokens[index].low in {"told", "tells"}:
        return None
    if left >= 0 and tokens[left].quote is None and tokens[left].text not in {",", "—", "–", "--"}:
        return None
    following = tokens[index + 1]
    if following.quote is not None or following.text in {",", ":", "—"} or following.low in CONJUNCTIONS:
        return None
    mention = after(tokens, index + 1)
    if mention is None or left < 0:
        return mention if left < 0 and mention is not None and mention.kind != "pronoun" else None
    quoted = tokens[left].quote is not None or (left >= 1 and tokens[left - 1].quote is not None)
    if quoted:
        return mention
    if tokens[index].low not in PLAIN or mention.kind == "other" or not _closes(tokens, mention.last + 1):
        return None
    return mention


def _closes(tokens: Sequence[Token], at: int) -> bool:
    """Whether no verb can follow a subject that ends before token `at`."""
    if at >= len(tokens):
        return True
    token = tokens[at]
    return not token.is_word or token.low in PREPOSITIONS or token.low in TIMES


def _over_apposition(tokens: Sequence[Token], comma: int) -> Mention | None:
    """Who stands before the apposition that ends at `comma`: “Smith, who runs a shop, said”."""
    fallback: Mention | None = None
    for at in range(comma - 1, -1, -1):
        if tokens[at].text not in _BREAKS:
            continue
        mention = before(tokens, skip_left(tokens, at - 1))
        if mention is None or mention.kind == "other":
            continue
        if mention.first == 0 or tokens[mention.first - 1].low in _CLAUSE_STARTS:
            return mention
        if (
            fallback is None
            and tokens[mention.first - 1].low not in PREPOSITIONS
            and not _is_indefinite(tokens, mention)
        ):
            fallback = mention
    return fallback


def _is_indefinite(tokens: Sequence[Token], mention: Mention) -> bool:
    """Whether the mention is itself an apposition: “, a friend,”."""
    return tokens[mention.first].low in {"a", "an"} and mention.first > 0 and tokens[mention.first - 1].text == ","


def _later_subject(tokens: Sequence[Token], index: int) -> Mention | None:
    """The subject of a sentence that starts with the participle: “Conceding that …, he warned …”."""
    for at in range(index + 1, len(tokens) - 1):
        if tokens[at].text == "," or (tokens[at].quote is not None and tokens[at].text.rstrip(MARKS).endswith(",")):
            mention = after(tokens, at + 1)
            if mention is not None:
                return mention
    return None


def _main_subject(
    tokens: Sequence[Token], index: int, earlier: list[Statement], names: frozenset[str]
) -> Mention | None:
    """The subject that a later verb of the sentence shares: the nearest pronoun's, statement's or the sentence's."""
    own = [one.mention for one in earlier if one.mention is not None and one.form in _SHARING]
    nearest = own[-1] if own else None
    for at in range(index - 1, nearest.last if nearest else -1, -1):
        if tokens[at].low in PERSONAL and (at == 0 or tokens[at - 1].low != "that"):
            return Mention(at, at, "pronoun")
    return nearest or first_subject(tokens, index, names)


def first_subject(tokens: Sequence[Token], end: int, names: frozenset[str]) -> Mention | None:
    """The first noun phrase of the sentence that no preposition governs, before token `end`.

    A capital at the sentence's start is a name only if `names` knows it from elsewhere.
    """
    at = 0
    if tokens[0].is_capital and not _may_start_phrase(tokens, names):
        at = 1
    while at < end:
        token = tokens[at]
        if token.quote is not None or not token.is_word or token.low in CONJUNCTIONS:
            at += 1
        elif token.low in PREPOSITIONS:
            at = _after_comma(tokens, at, end)
        elif token.low in PRONOUNS or token.low in DETERMINERS or token.is_capital or token.low in ROLES:
            return _subject_at(tokens, at)
        else:
            at += 1
    return None


def _may_start_phrase(tokens: Sequence[Token], names: frozenset[str]) -> bool:
    low = tokens[0].low
    if low in names or low in DETERMINERS or low in PRONOUNS or low in ROLES or low in PREPOSITIONS:
        return True
    return len(tokens) > 1 and tokens[1].is_capital


def _subject_at(tokens: Sequence[Token], at: int) -> Mention | None:
    mention = after(tokens, at)
    if mention is None or mention.kind != "other":
        return mention
    return Mention(mention.first, mention.last, kind_of(tokens, mention.first, mention.last))


def _after_comma(tokens: Sequence[Token], at: int, end: int) -> int:
    for later in range(at, end):
        if tokens[later].text == ",":
            return later + 1
    return end
