"""How far an article's words have gone: messages that quote it, by plain questions to the ledger."""

from __future__ import annotations

import sqlalchemy as sa

from bot.ledger.tables import answers, inbox, quotes
from retrieval.database import open_database
from retrieval.models import Article, Span, Value

_GIVEN = (
    sa.select(inbox.c.id, quotes.c.version, quotes.c.start, quotes.c.end)
    .join(answers, answers.c.inbox_id == inbox.c.id)
    .join(quotes, quotes.c.reference == answers.c.reference)
    .where(quotes.c.article == sa.bindparam("article"), quotes.c.given, answers.c.revision == inbox.c.shown)
)


class Given(Value):
    """A quote of an article that stands in a message; `message` is the inbox's row."""

    message: int
    version: int
    span: Span


class Reach:
    """Reads the ledger's tables."""

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)

    def close(self) -> None:
        """Gives back the connections."""
        self._engine.dispose()

    def given(self, article_id: str) -> list[Given]:
        """Every quote of the article that was given out."""
        with self._engine.connect() as connection:
            rows = connection.execute(_GIVEN, {"article": article_id}).all()
        return [Given(message=row.id, version=row.version, span=Span(start=row.start, end=row.end)) for row in rows]

    def messages(self, article_id: str) -> int:
        """How many messages quote the article."""
        return len({each.message for each in self.given(article_id)})

    def changed(self, old: Article, new: str) -> int:
        """How many messages quote words of `old` that don't stand in the text `new`."""
        given = [each for each in self.given(old.id) if each.version == old.version]
        return len({each.message for each in given if each.span.of(old.text) not in new})
