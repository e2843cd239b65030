"""How sure each rule is: what share of its speakers was right on annotated articles, as a few factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.speakers.clauses import Clause
    from retrieval.speakers.links import Link
    from retrieval.speakers.mentions import Mention
    from retrieval.speakers.statements import Setting

CERTAIN = 0.93
"""From here on a reply names the speaker."""

_RULES = {
    "after-plain": 0.99,
    "after-apposition": 0.99,
    "after-inverted": 0.98,
    "after-according": 0.96,
    "before-plain": 0.965,
    "before-apposition": 0.955,
    "before-according": 0.9,
    "before-participle": 0.88,
    "before-shared": 0.88,
    "tag-plain": 0.985,
    "tag-apposition": 0.98,
    "tag-inverted": 0.98,
    "tag-according": 0.95,
    "near-plain": 0.98,
    "near-apposition": 0.985,
    "near-shared": 0.95,
    "near-participle": 0.91,
    "near-according": 0.9,
    "near-inverted": 0.85,
    "later-inverted": 0.97,
    "later-plain": 0.93,
    "later-according": 0.9,
    "continued": 0.985,
    "colon": 0.95,
    "label": 0.95,
    "paragraph": 0.9,
    "reopened": 0.9,
    "resumed": 0.85,
    "preceding": 0.8,
    "unlinked": 0.74,
    "owned": 0.6,
    "above": 0.3,
}
_NESTED = 0.85
_OTHERWISE = 0.8
_KINDS = {"name": 1.0, "pronoun": 1.0, "role": 0.99, "group": 0.9, "other": 0.82}
_CROWDED = 0.88
_CROWDED_CLAUSE = 0.975
_VOUCHED = 0.3
_LOOSE_CUE = 0.955
_CUELESS = frozenset({"label", "owned", "unlinked", "resumed"})

_CLAUSES = {
    ("leading", "plain"): 0.97,
    ("leading", "apposition"): 0.97,
    ("trailing", "plain"): 0.97,
    ("trailing", "inverted"): 0.97,
    ("trailing", "apposition"): 0.97,
    ("interrupting", "plain"): 0.97,
    ("trailing", "according"): 0.95,
}


def of_link(link: Link) -> float:
    """How sure the speaker of a quotation is (0 to 1; 0 without one)."""
    if link.mention is None:
        return 0
    base = _RULES.get(link.rule, _NESTED if link.rule.startswith("outer") else _OTHERWISE)
    return _weighed(base, link.mention, link.setting, cueless=link.rule in _CUELESS)


def of_clause(clause: Clause) -> float:
    """How sure the speaker of a reported clause is (0 to 1; 0 without one)."""
    if clause.statement.mention is None:
        return 0
    base = _CLAUSES.get((clause.rule, clause.statement.form), _OTHERWISE)
    return _weighed(base, clause.statement.mention, clause.setting, crowded=_CROWDED_CLAUSE)


def _weighed(
    base: float, mention: Mention, setting: Setting, *, cueless: bool = False, crowded: float = _CROWDED
) -> float:
    sure = base * _KINDS[mention.kind]
    if setting.crowded:
        sure *= crowded
    if setting.vouched:
        sure *= _VOUCHED
    if not setting.firm and not cueless:
        sure *= _LOOSE_CUE
    return round(sure, 3)
