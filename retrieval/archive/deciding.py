"""What a person decides of an article, for every version of it and whatever its source says later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from retrieval.archive.journal import Journal
from retrieval.archive.rows import seconds
from retrieval.archive.storing import UnknownArticleError
from retrieval.archive.tables import articles
from retrieval.models import Action, Limits, Stored

_DECIDED = (
    articles.c.version,
    articles.c.by_hand,
    articles.c.embargo_until,
    articles.c.expires_at,
    articles.c.audience,
)


def latest_of(journal: Journal, article_id: str) -> sa.RowMapping:
    """The latest version's number and what was decided of the article. Raises UnknownArticleError."""
    query = sa.select(*_DECIDED).where(articles.c.id == article_id).order_by(articles.c.version.desc()).limit(1)
    row = journal.connection.execute(query).mappings().one_or_none()
    if row is None:
        raise UnknownArticleError(article_id)
    return row


def decide(
    journal: Journal, article_id: str, values: Mapping[str, Any], *, decided: str = "", undecided: str = ""
) -> None:
    """Sets columns of every version of an article, and which of them no source may change any more."""
    by_hand = {*latest_of(journal, article_id)["by_hand"], decided} - {undecided, ""}
    change = articles.update().where(articles.c.id == article_id).values({**values, "by_hand": sorted(by_hand)})
    journal.connection.execute(change)


def limit(journal: Journal, stored: Stored, limits: Limits) -> Stored:
    """Sets those limits that are given for what was just stored, where they aren't set like that already."""
    wanted: list[tuple[Action, str, Any, dict[str, Any]]] = []
    if limits.embargo_until is not None:
        until = limits.embargo_until
        wanted.append((Action.EMBARGOED, "embargo_until", seconds(until), {"until": until}))
    if limits.expires_at is not None:
        wanted.append((Action.EXPIRES, "expires_at", seconds(limits.expires_at), {"until": limits.expires_at}))
    if limits.audience:
        audience = sorted(limits.audience)
        wanted.append((Action.RESTRICTED, "audience", audience, {"channels": audience}))
    for action, name, value, entry in wanted:
        now = latest_of(journal, stored.article.id)
        if now[name] != value or name not in now["by_hand"]:
            decide(journal, stored.article.id, {name: value}, decided=name)
            journal.enter(action, stored.article.id, now["version"], **entry)
            stored = stored.model_copy(update={"change": stored.change or action})
    return stored
