"""What a source changes in the archive: nothing, what is known of a version, a new version, or a recall of them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from retrieval.archive.journal import Journal
from retrieval.archive.rows import article_of, columns, raw_columns, seconds
from retrieval.archive.tables import articles, originals
from retrieval.models import Action, Source, State, Stored

Row = dict[str, Any]

_RECALLS = {State.WITHHELD: Action.WITHHELD, State.WITHDRAWN: Action.WITHDRAWN}
_SEVERITY = [State.USABLE, State.WITHHELD, State.WITHDRAWN]
# Other bytes with the same meaning aren't worth an entry in the audit: a page changes around its text at each reading.
_NO_CHANGE_ALONE = {"raw_sha256", "format", "changed_at"}
_FROM_BEFORE = ("publisher", "byline", "url", "published", "rights")

_IDENTITY = (articles.c.id == sa.bindparam("of_id"), articles.c.version == sa.bindparam("of_version"))
_latest_version = (
    sa.select(articles.c.id, sa.func.max(articles.c.version).label("version"))
    .where(articles.c.id.in_(sa.bindparam("ids", expanding=True)))
    .group_by(articles.c.id)
    .subquery()
)
_LATEST = sa.select(articles).join(
    _latest_version, sa.and_(articles.c.id == _latest_version.c.id, articles.c.version == _latest_version.c.version)
)
_KNOWN_ORIGINALS = sa.select(originals.c.sha256).where(originals.c.sha256.in_(sa.bindparam("hashes", expanding=True)))


class UnknownArticleError(LookupError):
    """No version of an article with this id was ever stored."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"the archive holds no article {article_id!r}")


def store(journal: Journal, sources: Sequence[Source]) -> list[Stored]:
    """Stores sources in their order; what a person has decided of an article (state, embargo, expiry) stands.

    A withheld or withdrawn article comes back only by a person's word, or, where its source recalled it itself, by the
    same source's word under a higher edition. Until then what comes in of it is kept, and recalled too.
    """
    batch = _Batch(journal, {source.article.id for source in sources})
    stored = [batch.take_in(source) for source in sources]
    batch.write()
    return stored


def correct(journal: Journal, article_id: str, source: Source, note: str | None) -> Stored:
    """Stores a person's correction of an article, whatever id the source has: other words bring a recalled one back.

    What the source doesn't know of publisher, byline, address, date and rights is taken over from the version before.
    Raises UnknownArticleError.
    """
    batch = _Batch(journal, {article_id})
    stored = batch.correct(article_id, source, note)
    batch.write()
    return stored


class _Batch:
    """The latest versions of some articles, changed in memory and written together."""

    def __init__(self, journal: Journal, ids: Iterable[str]) -> None:
        self._journal = journal
        found = journal.connection.execute(_LATEST, {"ids": list(ids)}).mappings()
        self._latest: dict[str, Row] = {row["id"]: dict(row) for row in found}
        self._new: dict[tuple[str, int], Row] = {}
        self._changed: dict[tuple[str, int], Row] = {}
        self._originals: dict[str, bytes] = {}

    def take_in(self, source: Source) -> Stored:
        latest = self._latest.get(source.article.id)
        if latest is None:
            return self._add(source)
        if source.edition is not None and latest["edition"] is not None and source.edition < latest["edition"]:
            return Stored(article=article_of(latest), state=latest["state"], change=None)
        return self._change(source, latest, _state_after(source, latest), by_hand=latest["by_hand"])

    def correct(self, article_id: str, source: Source, note: str | None) -> Stored:
        latest = self._latest.get(article_id)
        if latest is None:
            raise UnknownArticleError(article_id)
        before = article_of(latest)
        known = {name: getattr(source.article, name) or getattr(before, name) for name in _FROM_BEFORE}
        article = source.article.model_copy(update={"id": article_id, **known})
        source = source.model_copy(update={"article": article, "note": note or source.note})
        is_the_same = latest["sha256"] == article.sha256
        state = State(latest["state"]) if is_the_same else source.state
        return self._change(source, latest, state, by_hand=latest["by_hand"])

    def write(self) -> None:
        """Brings everything that was changed into the database."""
        connection = self._journal.connection
        if self._originals:
            hashes = {"hashes": list(self._originals)}
            known = set(connection.scalars(_KNOWN_ORIGINALS, hashes))
            new = [{"sha256": sha256, "bytes": raw} for sha256, raw in self._originals.items() if sha256 not in known]
            if new:
                connection.execute(originals.insert(), new)
        if self._changed:
            changed = [row | {"of_id": row["id"], "of_version": row["version"]} for row in self._changed.values()]
            values = {column.name: sa.bindparam(column.name, type_=column.type) for column in articles.c}
            connection.execute(articles.update().where(*_IDENTITY).values(values), changed)
        if self._new:
            connection.execute(articles.insert(), list(self._new.values()))
        self._originals, self._changed, self._new = {}, {}, {}

    def _add(self, source: Source) -> Stored:
        article = source.article.model_copy(update={"version": 1})
        row = (
            columns(article)
            | raw_columns(source)
            | {
                "state": source.state,
                "reason": _reason(source) if source.state in _RECALLS else None,
                "changed_at": self._journal.at.isoformat(),
                "embargo_until": seconds(source.embargo_until),
                "expires_at": seconds(source.expires_at),
                "audience": [],
                "by_hand": [],
            }
        )
        self._insert(row, source)
        action = _RECALLS.get(source.state, Action.ADDED)
        self._journal.enter(action, article.id, 1, note=source.note, reason=row["reason"])
        return Stored(article=article, state=source.state, change=action)

    def _change(self, source: Source, latest: Row, state: State, *, by_hand: list[str]) -> Stored:
        """The article in its state after the source; `by_hand` are the columns that the source has no say in."""
        held = State(latest["state"])
        if not source.article.text:
            is_the_same, article, known = True, article_of(latest), {"note": source.note}
        else:
            is_the_same = latest["sha256"] == source.article.sha256
            article = source.article.model_copy(update={"version": latest["version"] + (not is_the_same)})
            known = columns(article) | raw_columns(source)
        row = latest | known | _limits(source, latest, by_hand)
        row |= {"state": state, "edition": source.edition if source.edition is not None else latest["edition"]}
        if is_the_same and source.note is None:
            row["note"] = latest["note"]
        if row.keys() - _NO_CHANGE_ALONE == {name for name in row if row[name] == latest[name]} - _NO_CHANGE_ALONE:
            return Stored(article=article, state=state, change=None)
        action = _action(held, state, is_the_same=is_the_same)
        if action in _RECALLS.values():
            row |= {"reason": _reason(source), "changed_at": self._journal.at.isoformat()}
            self._recall_all(row)
        elif state is State.USABLE and held is not State.USABLE:
            row |= {"reason": None, "by_hand": [name for name in latest["by_hand"] if name != "state"]}
        if is_the_same:
            self._change_row(row)
            if source.article.text:
                self._keep(source)
        else:
            row["changed_at"] = self._journal.at.isoformat()
            if held is State.USABLE and state is State.USABLE:
                self._supersede(latest)
            self._insert(row, source)
        reason = row["reason"] if state in _RECALLS else None
        self._journal.enter(action, article.id, article.version, note=source.note, reason=reason)
        return Stored(article=article, state=state, change=action)

    def _supersede(self, latest: Row) -> None:
        latest |= {"state": State.CORRECTED, "changed_at": self._journal.at.isoformat()}
        self._change_row(latest)

    def _change_row(self, row: Row) -> None:
        identity = (row["id"], row["version"])
        (self._new if identity in self._new else self._changed)[identity] = row
        self._latest[row["id"]] = row

    def _recall_all(self, row: Row) -> None:
        """Every version of an article takes over a recall's state and reason."""
        self.write()
        values = {name: row[name] for name in ("state", "reason", "changed_at")}
        self._journal.connection.execute(articles.update().where(articles.c.id == row["id"]).values(values))

    def _insert(self, row: Row, source: Source) -> None:
        self._new[row["id"], row["version"]] = row
        self._latest[row["id"]] = row
        self._keep(source)

    def _keep(self, source: Source) -> None:
        # bytes that are the text itself are kept as the text
        if source.raw_sha256 != source.article.sha256:
            self._originals[source.raw_sha256] = source.raw


def _state_after(source: Source, latest: Row) -> State:
    held = State(latest["state"])
    if source.state is not State.USABLE:
        return max(held, source.state, key=_SEVERITY.index)
    said_by_source = "state" not in latest["by_hand"]
    is_newer = source.edition is not None and latest["edition"] is not None and source.edition > latest["edition"]
    return State.USABLE if said_by_source and is_newer else held


def _limits(source: Source, latest: Row, by_hand: list[str]) -> Row:
    """A source that says nothing of an embargo lifts none: it ends by itself, or by a person's word."""
    said = {"embargo_until": seconds(source.embargo_until), "expires_at": seconds(source.expires_at)}
    return {name: latest[name] if at is None or name in by_hand else at for name, at in said.items()}


def _action(held: State, state: State, *, is_the_same: bool) -> Action:
    if state is not held:
        return _RECALLS.get(state, Action.RESTORED if is_the_same else Action.CORRECTED)
    return Action.CORRECTED if state is State.USABLE and not is_the_same else Action.UPDATED


def _reason(source: Source) -> str:
    return source.note or f"its source says {source.state}"
