"""Statements: each cue of a sentence with whoever the sentence says it of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.speakers import subjects
from retrieval.speakers.cues import BASE_FORMS, CUE_FORMS, FIRM, IDIOMS, NAMING, PLURAL_NOUNS, SAYING_FORMS
from retrieval.speakers.mentions import Mention, before, behind, skip_left
from retrieval.speakers.words import BE, DETERMINERS, IMAGINING, PREPOSITIONS, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.subjects import IsName
    from retrieval.speakers.tokens import Token

_PLURALS = words("they we i you two three people many some others several police who to and women men most both , )")
_SUBJECTS = words("all both many some others most few that this")
_CONTRASTS = words("while whereas but and")
_CUES = CUE_FORMS | IDIOMS.keys()
_BESIDE = words("with — – -- - , and")
_MOST = 12
"""Statements read in one sentence: more than prose holds, few enough to compare each with each."""
_SHARING = words("plain apposition inverted shared")


class Statement(NamedTuple):
    """The cue (tokens `cue` to `cue_end`, both included) and its subject; `form` is how the two stand.

    With a subject: plain (“X said”), apposition (“X, a diplomat, said”), inverted (“said X”), according
    (“according to X”), shared (“X smiled and said”), participle (“X smiled, saying”), absolute (“with X saying”),
    infinitive, relative (“who said”), passive with an agent. Without: imagined (“would say”), impersonal
    (“a vote that signals”), noun (“the claims”), named (“a show called”).
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


class _Place(NamedTuple):
    """A cue's place in its sentence: `left` is the token before its auxiliaries and adverbs (-1: none)."""

    tokens: Sequence[Token]
    cue: int
    left: int
    auxiliaries: frozenset[str]
    nearest: Mention | None
    is_name: IsName

    @property
    def word(self) -> str:
        return self.tokens[self.cue].low

    @property
    def previous(self) -> str:
        return self.tokens[self.left].low if self.left >= 0 else ""


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
    return Setting(crowded, vouched, word in FIRM or word in IDIOMS)


def _apart(tokens: Sequence[Token], one: int, other: int) -> bool:
    """Whether a new main clause starts between two cues: “…, while Smith said …”."""
    return any(
        tokens[at].text == ";" or (tokens[at].text == "," and tokens[at + 1].low in _CONTRASTS)
        for at in range(min(one, other), max(one, other))
    )


def statements(tokens: Sequence[Token], is_name: IsName) -> list[Statement]:
    """The statements of one sentence, in order; `is_name` tells words that the text writes with a capital."""
    found: list[Statement] = []
    nearest: Mention | None = None
    for index, token in enumerate(tokens):
        if token.low not in _CUES:
            continue
        following = tokens[index + 1].low if index + 1 < len(tokens) else ""
        if token.low == "according":
            if following == "to":
                found.append(Statement(index, index + 1, behind(tokens, index + 2), "according"))
            continue
        idiom = following in IDIOMS.get(token.low, ())
        if not idiom and (token.low not in CUE_FORMS or _is_noun(tokens, index)):
            continue
        if len(found) == _MOST:
            break
        one = _statement(tokens, index, nearest, is_name)
        found.append(one._replace(cue_end=index + idiom))
        if one.mention is not None and one.form in _SHARING:
            nearest = one.mention
    return found


def _is_noun(tokens: Sequence[Token], index: int) -> bool:
    """Whether the form at `index` is no verb there: “the claims”, “Trump’s call”, “of note”."""
    low = tokens[index].low
    if index == 0:
        return not low.endswith("ing")
    previous = tokens[index - 1].low
    if tokens[index].is_capital or previous == "'s" or (low in BASE_FORMS and not _has_plural(tokens, index)):
        return True
    if previous in DETERMINERS and low not in {"said", "says"}:
        return previous not in _SUBJECTS
    return previous in PREPOSITIONS and not low.endswith("ing")


def _has_plural(tokens: Sequence[Token], index: int) -> bool:
    """Whether what stands left of a base form can be its subject or its auxiliary."""
    left = skip_left(tokens, index - 1)
    previous = tokens[left].low if left >= 0 else ""
    return left != index - 1 or previous.endswith("s") or previous in _PLURALS


def _statement(tokens: Sequence[Token], index: int, nearest: Mention | None, is_name: IsName) -> Statement:
    left = skip_left(tokens, index - 1)
    auxiliaries = frozenset(token.low for token in tokens[left + 1 : index])
    place = _Place(tokens, index, left, auxiliaries, nearest, is_name)
    form, mention = _withheld(place) or _inverted(place) or _linked(place) or _relative(place) or _finite(place)
    return Statement(index, index, mention, form)


_Found = tuple[str, Mention | None]


def _withheld(place: _Place) -> _Found | None:
    """Where the subject says nothing: “would say”, “didn’t say”, “was told”."""
    if place.auxiliaries & IMAGINING:
        return "imagined", None
    if place.auxiliaries & BE and not place.word.endswith("ing"):
        return "passive", subjects.agent(place.tokens, place.cue)
    return None


def _inverted(place: _Place) -> _Found | None:
    mention = subjects.right_of(place.tokens, place.cue, place.left) if place.word in SAYING_FORMS else None
    return ("inverted", mention) if mention is not None else None


def _linked(place: _Place) -> _Found | None:
    """Where the subject is that of another verb: “and said”, “, saying”, “to say”."""
    common = place.tokens, place.cue, place.nearest, place.is_name
    if place.previous in {"and", "but", "then", "or"}:
        return "shared", subjects.shared(*common)
    if place.word.endswith("ing") and not place.auxiliaries & BE:
        beside = before(place.tokens, place.left)
        if beside is not None and beside.first > 0 and place.tokens[beside.first - 1].low in _BESIDE:
            return "absolute", beside
        opening = place.cue <= 2 and place.nearest is None
        mention = subjects.behind_comma(place.tokens, place.cue + 1) if opening else None
        return "participle", mention or subjects.shared(*common)
    if place.previous == "to":
        return "infinitive", subjects.shared(*common)
    return None


def _relative(place: _Place) -> _Found | None:
    if place.previous in {"which", "that"}:
        return "impersonal", None
    if place.previous == "who":
        return "relative", Mention(place.left, place.left, "pronoun")
    return None


def _finite(place: _Place) -> _Found:
    if place.previous in subjects.BREAKS:
        return "apposition", subjects.before_apposition(place.tokens, place.left)
    mention = subjects.left_of(place.tokens, place.left)
    vague = mention is None or mention.kind == "other"
    if vague and place.word in PLURAL_NOUNS:
        return "noun", None
    if vague and mention is not None and place.word in NAMING and not place.auxiliaries:
        return "named", None
    return "plain", mention
