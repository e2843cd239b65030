"""Utterances: which quotation marks hold somebody's words, and which a title, a nickname or mere distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.speakers.quotations import MARKS
from retrieval.speakers.words import CONJUNCTIONS, DETERMINERS, PREPOSITIONS, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.speakers.tokens import Token

_WORKS = words(
    "album article book column documentary episode essay film game hashtag magazine memoir movie musical novel op-ed "
    "paper play podcast program programme sequel series show single sitcom soap song special story track video "
    "titled entitled called named abc's nbc's cbs's cnn's msnbc's fox's hbo's bbc's"
)
_SMALL = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | words("is it be not vs. v.")
_ON_AIR = words("on 's with from entitled titled hosts watching")
_ASIDE = words("— – -- ( term word phrase")
_LONGEST_TITLE = 9
_FEW = 3


def is_utterance(tokens: Sequence[Token], at: int, rule: str, kind: str | None) -> bool:
    """Whether the quotation at token `at`, linked by `rule` to a mention of `kind` or to none, is somebody's words."""
    inner = tokens[at].text.strip(MARKS).split()
    previous = tokens[at - 1].low if at else ""
    if _is_nickname(tokens, at, inner) or (_is_title(tokens, at, inner) and previous in _ON_AIR):
        return False
    if rule.startswith(("after-", "continued", "colon", "reopened", "label")):
        return True
    if _is_title(tokens, at, inner) and not rule.startswith("before-"):
        return False
    if rule not in {"unlinked", "owned", "resumed"}:
        return True
    somebody = kind not in {None, "other"}
    if rule == "resumed":
        return somebody
    few = len(inner) <= _FEW if at == 0 or previous in _ASIDE else len(inner) < _FEW and not somebody
    return not few


def _is_nickname(tokens: Sequence[Token], at: int, inner: list[str]) -> bool:
    """Whether a name goes on around the quotation: C. L. “Butch” Otter."""
    if len(inner) != 1 or not inner[0][0].isupper() or not 0 < at < len(tokens) - 1:
        return False
    return inner[0].isalnum() and tokens[at - 1].is_capital and tokens[at + 1].is_capital


def _is_title(tokens: Sequence[Token], at: int, inner: list[str]) -> bool:
    """Whether the quotation is written as titles are: “The Old Man and the Sea”."""
    letters = [word for word in inner if word[0].isalpha()]
    if not letters or len(inner) > _LONGEST_TITLE or not letters[0][0].isupper():
        return False
    if not all(word[0].isupper() or word.lower().strip(",.") in _SMALL for word in letters):
        return False
    return len(letters) > 1 or (at > 0 and tokens[at - 1].low in _WORKS)
