"""How sure each rule is: the share of its speakers that were right on annotated articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.speakers.clauses import Clause
    from retrieval.speakers.links import Link

CERTAIN = 0.95
"""From here on a reply names the speaker."""

_LINKS = {
    ("after-plain", "name"): 0.97,
    ("after-plain", "pronoun"): 0.98,
    ("after-inverted", "name"): 0.97,
    ("after-inverted", "role"): 0.97,
    ("after-apposition", "name"): 0.98,
    ("continued", "name"): 0.97,
    ("continued", "pronoun"): 0.97,
    ("before-apposition", "name"): 0.95,
    ("near-apposition", "name"): 0.95,
}
_CLAUSES = {
    ("leading", "plain", "name"): 0.95,
    ("leading", "plain", "pronoun"): 0.95,
    ("leading", "apposition", "name"): 0.95,
    ("trailing", "plain", "name"): 0.95,
    ("trailing", "plain", "pronoun"): 0.95,
    ("trailing", "inverted", "name"): 0.95,
}
_OTHERWISE = 0.6


def of_link(link: Link) -> float:
    """How sure the speaker of a quotation is (0 to 1; 0 without one)."""
    return _LINKS.get((link.rule, link.mention.kind), _OTHERWISE) if link.mention else 0


def of_clause(clause: Clause) -> float:
    """How sure the speaker of a reported clause is (0 to 1; 0 without one)."""
    mention = clause.statement.mention
    return _CLAUSES.get((clause.rule, clause.statement.form, mention.kind), _OTHERWISE) if mention else 0
