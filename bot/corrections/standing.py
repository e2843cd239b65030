"""What may go on standing in a channel's messages, as the archive is at this moment."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.corrections.remarks import Kind, Remark
from retrieval.archive import Archive, UnknownArticleError
from retrieval.models import Action, Article, Change, Record, State


class Standing:
    """The archive as one channel may see it; each article is read once, so make a new one for each message.

    What has expired is no longer offered, but stands where it was given out: expiry is a matter of freshness and
    licence for new use, not of truth.
    """

    def __init__(self, archive: Archive, channel: str) -> None:
        self._archive, self._channel = archive, channel
        self._now = datetime.now(UTC)
        self._records: dict[str, tuple[Record, ...]] = {}
        self._audits: dict[str, tuple[Change, ...]] = {}

    def current(self, article_id: str) -> Article | None:
        """The version that stands, if its words may be seen in the channel."""
        usable = self._usable(article_id)
        return usable.article if usable is not None and self._is_open(usable) and usable.is_intact else None

    def version(self, article_id: str, version: int) -> Article | None:
        """A version as it was stored, whatever became of it."""
        record = self._record(article_id, version)
        return record.article if record is not None and record.is_intact else None

    def was_replaced(self, article_id: str, version: int) -> bool:
        """Whether a version was corrected by a later one, rather than recalled: its words may be shown struck out."""
        record = self._record(article_id, version)
        return record is not None and record.state is State.CORRECTED and self.current(article_id) is not None

    def usable_text(self, article_id: str, version: int, *, channel: str | None = None) -> str | None:
        """A version's text if it is the one that stands: what `retrieval.checking` asks."""
        current = self.current(article_id) if channel == self._channel else None
        return current.text if current is not None and current.version == version else None

    def corrected(self, article_id: str, since: int, kind: Kind) -> Remark:
        """What is said of words that version `since` had: when the article was corrected last, and every note since."""
        later = [each for each in self._audit(article_id) if each.version > since and each.action is Action.CORRECTED]
        notes = dict.fromkeys(each.note for each in later if each.note)
        at = later[-1].at.timestamp() if later else self._now.timestamp()
        return Remark(kind=kind, at=at, note=" ".join(notes) or None)

    def recalled(self, article_id: str) -> Remark:
        """Why nothing of the article may be seen in the channel, and since when."""
        records, usable = self._history(article_id), self._usable(article_id)
        if usable is None:
            latest = records[-1] if records else None
            is_withheld = latest is not None and latest.state is State.WITHHELD
            kind = Kind.WITHHELD if is_withheld else Kind.WITHDRAWN
            at = latest.changed_at.timestamp() if latest is not None else self._now.timestamp()
            return Remark(kind=kind, at=at, note=latest.reason if latest is not None else None)
        if not usable.is_intact:
            return Remark(kind=Kind.WITHHELD, at=self._now.timestamp(), note="the archive’s copy is damaged")
        in_time = usable.model_copy(update={"audience": frozenset()})
        kind = Kind.RESTRICTED if self._is_open(in_time) else Kind.EMBARGOED
        action = Action.RESTRICTED if kind is Kind.RESTRICTED else Action.EMBARGOED
        times = [each.at for each in self._audit(article_id) if each.action is action]
        until = usable.embargo_until.timestamp() if kind is Kind.EMBARGOED and usable.embargo_until else None
        return Remark(kind=kind, at=(times[-1] if times else self._now).timestamp(), until=until)

    def _is_open(self, record: Record) -> bool:
        return record.model_copy(update={"expires_at": None}).is_open(self._channel, self._now)

    def _usable(self, article_id: str) -> Record | None:
        return next((each for each in self._history(article_id) if each.state is State.USABLE), None)

    def _record(self, article_id: str, version: int) -> Record | None:
        return next((each for each in self._history(article_id) if each.article.version == version), None)

    def _history(self, article_id: str) -> tuple[Record, ...]:
        if article_id not in self._records:
            try:
                self._records[article_id] = self._archive.history(article_id)
            except UnknownArticleError:
                self._records[article_id] = ()
        return self._records[article_id]

    def _audit(self, article_id: str) -> tuple[Change, ...]:
        if article_id not in self._audits:
            self._audits[article_id] = self._archive.audit(article_id)
        return self._audits[article_id]
