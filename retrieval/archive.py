"""Which articles there are, in which version and state: SQLAlchemy Core over SQLite or PostgreSQL."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from retrieval.database import open_database
from retrieval.models import Article, Note


class State(StrEnum):
    """What may be done with one version: only a `usable` one is quoted."""

    USABLE = "usable"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class UnknownArticleError(LookupError):
    """No version of an article with this id was ever stored."""


metadata = sa.MetaData()

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("reason", sa.Text),
    sa.Column("changed_at", sa.String(40), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("publisher", sa.Text),
    sa.Column("byline", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("published", sa.String(40)),
    sa.Column("language", sa.String(20), nullable=False),
    sa.Column("rights", sa.Text),
    sa.Column("notes", sa.Text, nullable=False),
)

archive_revision = sa.Table("archive_revision", metadata, sa.Column("number", sa.Integer, nullable=False))

# Asked with every question and every quote that is sent; building a statement costs more than running it.
_REVISION = sa.select(archive_revision.c.number)
_USABLE_TEXT = sa.select(articles.c.text).where(
    articles.c.id == sa.bindparam("article_id"),
    articles.c.version == sa.bindparam("of_version"),
    articles.c.state == State.USABLE,
)


class Archive:
    """The stored articles. Safe to share between threads; `Archive()` keeps them in memory only.

    `url` is SQLAlchemy's; for SQLite a commit is on the disk when a method returns (synchronous=FULL).
    """

    def __init__(self, url: str = "sqlite://") -> None:
        self._engine = open_database(url)
        self._lock = threading.RLock()
        with self._write() as connection:
            metadata.create_all(connection)
            if connection.scalar(sa.select(sa.func.count()).select_from(archive_revision)) == 0:
                connection.execute(archive_revision.insert().values(number=0))

    def add(self, article: Article) -> Article:
        """Store an article and return it as stored, with its version.

        The text of the latest version again changes no version (what is known about it is brought up to date, and a
        withdrawn one stays withdrawn); another text becomes the next version, and the earlier ones are superseded.
        """
        return self.add_all([article])[0]

    def add_all(self, new: Iterable[Article]) -> list[Article]:
        """Store many articles as `add` does, all or none of them."""
        with self._write() as connection:
            return [_store(connection, article) for article in new]

    def articles(self) -> tuple[Article, ...]:
        """The current usable version of each article, ordered by id."""
        query = sa.select(articles).where(articles.c.state == State.USABLE).order_by(articles.c.id)
        with self._read() as connection:
            return tuple(_article(row) for row in connection.execute(query).mappings())

    def headlines(self, limit: int) -> tuple[str, ...]:
        """The headlines of the first `limit` usable articles, ordered by id."""
        query = sa.select(articles.c.headline).where(articles.c.state == State.USABLE)
        with self._read() as connection:
            return tuple(connection.scalars(query.order_by(articles.c.id).limit(limit)))

    def article(self, article_id: str, version: int | None = None) -> Article | None:
        """One version whatever its state; without `version` the current usable one. None if there is none."""
        query = sa.select(articles).where(articles.c.id == article_id)
        if version is None:
            query = query.where(articles.c.state == State.USABLE)
        else:
            query = query.where(articles.c.version == version)
        with self._read() as connection:
            row = connection.execute(query).mappings().first()
        return _article(row) if row else None

    def usable_text(self, article_id: str, version: int) -> str | None:
        """A version's text if it may still be quoted, else None: read from the database at each call."""
        with self._read() as connection:
            return connection.scalar(_USABLE_TEXT, {"article_id": article_id, "of_version": version})

    def is_usable(self, article_id: str, version: int) -> bool:
        """Whether this version may still be quoted: read from the database at each call."""
        return self.usable_text(article_id, version) is not None

    def withdraw(self, article_id: str, reason: str) -> None:
        """Recall every version of an article; its text stays on record. Raises UnknownArticleError."""
        change = (
            articles.update()
            .where(articles.c.id == article_id)
            .values(state=State.WITHDRAWN, reason=reason, changed_at=_now())
        )
        with self._write() as connection:
            if connection.execute(change).rowcount == 0:
                raise UnknownArticleError(f"the archive holds no article {article_id!r}")
            _count_change(connection)

    @property
    def revision(self) -> int:
        """A number that changes whenever `articles()` would."""
        with self._read() as connection:
            return int(connection.execute(_REVISION).scalar_one())

    def close(self) -> None:
        """Give the database's connections back."""
        self._engine.dispose()

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with self._lock, self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with self._lock, self._engine.execution_options(writes=True).begin() as connection:
            yield connection


def _store(connection: sa.Connection, article: Article) -> Article:
    same_id = articles.c.id == article.id
    latest = (
        connection.execute(sa.select(articles).where(same_id).order_by(articles.c.version.desc()).limit(1))
        .mappings()
        .first()
    )
    if latest is not None and latest["text"] == article.text:
        stored = article.model_copy(update={"version": latest["version"]})
        if _article(latest) != stored:
            this_version = articles.c.version == stored.version
            connection.execute(articles.update().where(same_id, this_version).values(_columns(stored)))
            _count_change(connection)
        return stored
    stored = article.model_copy(update={"version": latest["version"] + 1 if latest else 1})
    superseded = {"state": State.SUPERSEDED, "changed_at": _now()}
    connection.execute(articles.update().where(same_id, articles.c.state == State.USABLE).values(superseded))
    connection.execute(articles.insert().values(_columns(stored) | {"state": State.USABLE, "changed_at": _now()}))
    _count_change(connection)
    return stored


def _columns(article: Article) -> dict[str, Any]:
    known = article.model_dump(exclude={"notes", "published"})
    notes = json.dumps([note.model_dump() for note in article.notes], ensure_ascii=False)
    published = article.published.isoformat() if article.published else None
    return known | {"sha256": article.sha256, "notes": notes, "published": published}


def _article(row: sa.RowMapping) -> Article:
    known = {name: row[name] for name in Article.model_fields if name not in {"notes", "published"}}
    notes = tuple(Note.model_validate(note) for note in json.loads(row["notes"]))
    return Article(**known, notes=notes, published=_date(row["published"]))


def _date(iso: str | None) -> date | datetime | None:
    if iso is None:
        return None
    return date.fromisoformat(iso) if len(iso) == len("2025-01-31") else datetime.fromisoformat(iso)


def _count_change(connection: sa.Connection) -> None:
    connection.execute(archive_revision.update().values(number=archive_revision.c.number + 1))


def _now() -> str:
    return datetime.now(UTC).isoformat()
