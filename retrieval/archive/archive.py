"""The archive over SQLite or PostgreSQL: SQLAlchemy Core, one transaction a method."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from retrieval.archive.deciding import decide, latest_of, limit
from retrieval.archive.journal import Journal
from retrieval.archive.rows import (
    SEALED,
    article_of,
    change_of,
    current_of,
    is_intact,
    limits_of,
    record_of,
    seconds,
)
from retrieval.archive.storing import UnknownArticleError, correct, store
from retrieval.archive.tables import HISTORY, archive_revision, articles, changes, originals
from retrieval.database import open_database
from retrieval.models import Action, Article, Change, Current, Limits, Listing, Record, Source, State, Stored
from retrieval.schema import bring_up_to_date

BATCH = 500
"""Sources stored in one transaction: some 100 ms in which nothing else can be written on SQLite."""
NO_LIMITS = Limits()
_PAGE = 1000

# Asked with every question and every quote that is sent; building a statement costs more than running it.
_REVISION = sa.select(archive_revision.c.number)
_LIMITS = (articles.c.embargo_until, articles.c.expires_at, articles.c.audience)
_INTACT = (articles.c.text, articles.c.seal, *(articles.c[name] for name in SEALED))
_USABLE = sa.select(*_INTACT, *_LIMITS).where(
    articles.c.id == sa.bindparam("article_id"),
    articles.c.version == sa.bindparam("of_version"),
    articles.c.state == State.USABLE,
)
_ALL_VERSIONS = sa.select(articles).where(articles.c.id == sa.bindparam("article_id")).order_by(articles.c.version)
_CURRENT = (
    sa.select(articles)
    .where(articles.c.state == State.USABLE, articles.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(articles.c.id)
)
_CHANGES = sa.select(changes).order_by(changes.c.number)


def now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


class Archive:
    """The stored articles. Safe to share between threads; `Archive()` keeps them in memory only.

    `url` is SQLAlchemy's; for SQLite a commit is on the disk when a method returns (synchronous=FULL). `clock` is what
    embargoes and expiry are judged by. Raises NewerDatabaseError.
    """

    def __init__(self, url: str = "sqlite://", *, clock: Callable[[], datetime] = now) -> None:
        self._engine = open_database(url)
        self._clock = clock
        self._lock = threading.RLock()
        bring_up_to_date(self._engine, HISTORY)

    def add(self, article: Article, *, by: str = "seeds") -> Article:
        """Store an article that is known by its text alone and return it as stored, with its version: see `store`."""
        return self.add_all([article], by=by)[0]

    def add_all(self, new: Iterable[Article], *, by: str = "seeds") -> list[Article]:
        """Store many articles as `add` does, all or none of them."""
        sources = [Source(article=article, raw=article.text.encode(), format="text") for article in new]
        with self._write(by) as journal:
            return [stored.article for stored in _in_batches(journal, sources)]

    def store(self, source: Source, *, by: str) -> Stored:
        """Store what a reader made of a file: the same content changes nothing.

        Another text becomes the next version, and the earlier ones are corrected by it. The source's own word that it
        is withheld or withdrawn recalls every version. What a person has decided stands: see
        `retrieval.archive.storing`.
        """
        with self._write(by) as journal:
            return store(journal, [source])[0]

    def store_all(self, sources: Iterable[Source], by: str, *, limits: Limits = NO_LIMITS) -> list[Stored]:
        """Store many as `store` does, one transaction for each BATCH.

        `limits` are what a person decides of them all: each is there from the moment that its article is.
        """
        stored = []
        rest = iter(sources)
        while batch := list(islice(rest, BATCH)):
            with self._write(by) as journal:
                stored += [limit(journal, each, limits) for each in store(journal, batch)]
        return stored

    def would_store(self, sources: Iterable[Source], *, limits: Limits = NO_LIMITS) -> list[Stored]:
        """What `store_all` would give, and nothing is changed."""
        with self._lock, self._engine.execution_options(writes=True).connect() as connection:
            journal = Journal(connection, by="", at=self._clock())
            return [limit(journal, each, limits) for each in store(journal, list(sources))]

    def correct(self, article_id: str, source: Source, *, note: str | None, by: str) -> Stored:
        """Store a person's correction as the next version, with the editor's note. Raises UnknownArticleError.

        Other words than the latest version's bring a withheld or withdrawn article back; the same words don't.
        """
        with self._write(by) as journal:
            return correct(journal, article_id, source, note)

    def withdraw(self, article_id: str, reason: str, *, by: str) -> Change:
        """Recall every version for good; its text stays on record. Raises UnknownArticleError."""
        return self._recall(article_id, State.WITHDRAWN, Action.WITHDRAWN, reason, by)

    def withhold(self, article_id: str, reason: str, *, by: str) -> Change:
        """Recall every version until further notice. Raises UnknownArticleError."""
        return self._recall(article_id, State.WITHHELD, Action.WITHHELD, reason, by)

    def restore(self, article_id: str, reason: str, *, by: str) -> Change:
        """Make the latest version of a withheld or withdrawn article usable again. Raises UnknownArticleError."""
        with self._write(by) as journal:
            version = latest_of(journal, article_id)["version"]
            same = articles.c.id == article_id
            at = journal.at.isoformat()
            earlier = {"state": State.CORRECTED, "reason": None, "changed_at": at}
            journal.connection.execute(articles.update().where(same, articles.c.version < version).values(earlier))
            latest = {"state": State.USABLE, "reason": None, "changed_at": at}
            journal.connection.execute(articles.update().where(same, articles.c.version == version).values(latest))
            decide(journal, article_id, {}, undecided="state")
            return journal.enter(Action.RESTORED, article_id, version, reason=reason)

    def embargo(self, article_id: str, until: datetime | None, *, by: str) -> Change:
        """Keep an article back until a time; None lifts the embargo. Raises UnknownArticleError."""
        return self._limit(article_id, Action.EMBARGOED, {"embargo_until": seconds(until)}, by, until=until)

    def expire_at(self, article_id: str, at: datetime | None, *, by: str) -> Change:
        """Offer an article until a time; None means for ever. Raises UnknownArticleError."""
        return self._limit(article_id, Action.EXPIRES, {"expires_at": seconds(at)}, by, until=at)

    def restrict(self, article_id: str, channels: Collection[str], *, by: str) -> Change:
        """Show an article in these channels only; none of them means everywhere. Raises UnknownArticleError."""
        audience = sorted(set(channels))
        return self._limit(article_id, Action.RESTRICTED, {"audience": audience}, by, channels=audience)

    @property
    def revision(self) -> int:
        """The number of the last change."""
        with self._read() as connection:
            return int(connection.execute(_REVISION).scalar_one())

    def changes(self, after: int, limit: int = 1000) -> list[Change]:
        """The changes that follow number `after`, in order; none is ever slipped in before one that was read."""
        with self._read() as connection:
            rows = connection.execute(_CHANGES.where(changes.c.number > after).limit(limit)).mappings()
            return [change_of(row) for row in rows]

    def audit(self, article_id: str) -> tuple[Change, ...]:
        """Everything that was done to one article, in order."""
        with self._read() as connection:
            rows = connection.execute(_CHANGES.where(changes.c.article == article_id)).mappings()
            return tuple(change_of(row) for row in rows)

    def history(self, article_id: str) -> tuple[Record, ...]:
        """Every version of an article, the first one first. Raises UnknownArticleError."""
        with self._read() as connection:
            found = connection.execute(_ALL_VERSIONS, {"article_id": article_id}).mappings()
            records = tuple(record_of(row) for row in found)
        if not records:
            raise UnknownArticleError(article_id)
        return records

    def latest(self) -> Iterator[Record]:
        """The latest version of each article whatever its state, ordered by id."""
        newer = articles.alias()
        is_latest = ~sa.exists().where(newer.c.id == articles.c.id, newer.c.version > articles.c.version)
        for row in self._pages(sa.select(articles).where(is_latest)):
            yield record_of(row)

    def current(self, ids: Iterable[str] | None = None) -> Iterator[Current]:
        """The usable version of each article (of those in `ids`), ordered by id, whatever clock and audience say.

        One whose text isn't what was stored is left out: nothing of it can be quoted.
        """
        if ids is None:
            rows = self._pages(sa.select(articles).where(articles.c.state == State.USABLE))
        else:
            rest = iter(sorted(set(ids)))
            chunks = iter(lambda: list(islice(rest, _PAGE)), [])
            rows = (row for chunk in chunks for row in self._of(chunk))
        return (current_of(row) for row in rows if is_intact(row))

    def articles(self) -> tuple[Article, ...]:
        """What may be quoted to anybody now, ordered by id."""
        at = self._clock()
        return tuple(each.article for each in self.current() if each.is_open(None, at))

    def headlines(self, limit: int, channel: str | None = None) -> tuple[str, ...]:
        """The headlines of the first `limit` articles that may be quoted in a channel now, ordered by id."""
        return tuple(headline for _, headline in self.listed(limit, channel))

    def listed(self, limit: int, channel: str | None = None) -> tuple[tuple[str, str], ...]:
        """The same, each with its article's id before it."""
        at = self._clock()
        usable = sa.select(articles.c.id, articles.c.headline, *_LIMITS).where(articles.c.state == State.USABLE)
        rows = (row for row in self._pages(usable, size=50) if limits_of(row).is_open(channel, at))
        return tuple((row["id"], row["headline"]) for row in islice(rows, limit))

    def listing(self, limit: int, channel: str | None = None) -> Listing | None:
        """How many articles may be quoted in a channel now, and the newest `limit`; None where there is none."""
        at = self._clock()
        usable = sa.select(articles.c.id, articles.c.published, *_LIMITS).where(articles.c.state == State.USABLE)
        rows = [row for row in self._pages(usable) if limits_of(row).is_open(channel, at)]
        rows.sort(key=lambda row: row["published"] or "", reverse=True)
        by_id = {each.article.id: each.article for each in self.current([row["id"] for row in rows[:limit]])}
        newest = tuple(by_id[row["id"]] for row in rows[:limit] if row["id"] in by_id)
        return Listing(count=len(rows), newest=newest) if newest else None

    def ids(self) -> list[str]:
        """The ids of the articles with a usable version, in order, whatever clock and audience say."""
        query = sa.select(articles.c.id).where(articles.c.state == State.USABLE).order_by(articles.c.id)
        with self._read() as connection:
            return list(connection.scalars(query))

    def open_ids(self, channel: str | None = None) -> list[str]:
        """The ids of what may be quoted in a channel now, in order, without reading a text."""
        at = self._clock()
        usable = sa.select(articles.c.id, *_LIMITS).where(articles.c.state == State.USABLE)
        return [row["id"] for row in self._pages(usable) if limits_of(row).is_open(channel, at)]

    def article(self, article_id: str, version: int | None = None) -> Article | None:
        """One version whatever its state; without `version` the usable one, whatever clock and audience say."""
        query = sa.select(articles).where(articles.c.id == article_id)
        if version is None:
            query = query.where(articles.c.state == State.USABLE)
        else:
            query = query.where(articles.c.version == version)
        with self._read() as connection:
            row = connection.execute(query).mappings().first()
        return article_of(row) if row else None

    def original(self, article_id: str, version: int) -> bytes | None:
        """The bytes that a version was read from; None where it isn't there."""
        query = (
            sa.select(articles.c.text, originals.c.bytes)
            .outerjoin(originals, originals.c.sha256 == articles.c.raw_sha256)
            .where(articles.c.id == article_id, articles.c.version == version)
        )
        with self._read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return bytes(row.bytes) if row.bytes is not None else row.text.encode()

    def usable_text(self, article_id: str, version: int, *, channel: str | None = None) -> str | None:
        """A version's text if it may be quoted in a channel at this moment, else None.

        State, embargo, expiry, audience and the hashes of text and source are read from the database at each call.
        """
        with self._read() as connection:
            asked = {"article_id": article_id, "of_version": version}
            row = connection.execute(_USABLE, asked).mappings().one_or_none()
        if row is None or not is_intact(row) or not limits_of(row).is_open(channel, self._clock()):
            return None
        return str(row["text"])

    def is_usable(self, article_id: str, version: int, *, channel: str | None = None) -> bool:
        """Whether this version may be quoted in a channel at this moment: see `usable_text`."""
        return self.usable_text(article_id, version, channel=channel) is not None

    def close(self) -> None:
        """Give the database's connections back."""
        self._engine.dispose()

    def _recall(self, article_id: str, state: State, action: Action, reason: str, by: str) -> Change:
        with self._write(by) as journal:
            version = latest_of(journal, article_id)["version"]
            recalled = {"state": state, "reason": reason, "changed_at": journal.at.isoformat()}
            journal.connection.execute(articles.update().where(articles.c.id == article_id).values(recalled))
            decide(journal, article_id, {}, decided="state")
            return journal.enter(action, article_id, version, reason=reason)

    def _limit(self, article_id: str, action: Action, values: Mapping[str, Any], by: str, **entry: Any) -> Change:
        with self._write(by) as journal:
            version = latest_of(journal, article_id)["version"]
            decide(journal, article_id, values, decided=next(iter(values)))
            return journal.enter(action, article_id, version, **entry)

    def _of(self, ids: list[str]) -> Sequence[sa.RowMapping]:
        with self._read() as connection:
            return connection.execute(_CURRENT, {"ids": ids}).mappings().all()

    def _pages(self, query: sa.Select[Any], size: int = _PAGE) -> Iterator[sa.RowMapping]:
        """The rows of a query over articles with one version each, ordered by id; no transaction is held in between."""
        last = ""
        while True:
            page = query.where(articles.c.id > last).order_by(articles.c.id).limit(size)
            with self._read() as connection:
                rows = connection.execute(page).mappings().all()
            yield from rows
            if len(rows) < size:
                return
            last = rows[-1]["id"]

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with self._lock, self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self, by: str) -> Iterator[Journal]:
        """A transaction whose changes are numbered and on record when it commits."""
        with self._lock, self._engine.execution_options(writes=True).begin() as connection:
            journal = Journal(connection, by=by, at=self._clock())
            yield journal
            journal.write()


def _in_batches(journal: Journal, sources: list[Source]) -> Iterator[Stored]:
    for start in range(0, len(sources), BATCH):
        yield from store(journal, sources[start : start + BATCH])
