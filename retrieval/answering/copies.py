"""Ranked quotes → the same without copies: what several articles print alike is shown once, with the others named."""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.answering.ranking import Scored
from retrieval.models import Article

# Two quotes are copies when this share of the stems that either holds is in both.
ALIKE = 0.85


def without_copies(ranked: Iterable[Scored], limit: int) -> list[tuple[Scored, tuple[Article, ...]]]:
    """The best `limit` quotes that differ, each with the other articles that print it too."""
    kept: list[tuple[Scored, list[Article]]] = []
    for scored in ranked:
        original = next((each for each in kept if are_copies(each[0], scored)), None)
        if original is None:
            if len(kept) == limit:
                break
            kept.append((scored, []))
        else:
            article = scored.window.candidate.article
            known = {each.id for each in (original[0].window.candidate.article, *original[1])}
            if article.id not in known:
                original[1].append(article)
    return [(scored, tuple(others)) for scored, others in kept]


def are_copies(one: Scored, other: Scored) -> bool:
    """Whether two quotes say the same in nearly the same words."""
    mine, theirs = one.window.stems, other.window.stems
    return len(mine & theirs) >= ALIKE * len(mine | theirs)
