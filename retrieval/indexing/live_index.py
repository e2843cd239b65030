"""The index of an archive that changes: what any process changed is taken in, and a file spares the next start.

A question looks at the number of the last change and at the clock. What takes an article away, or away from somebody,
is done at once; a few articles are read at once too, many by a thread beside, a few at a time.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from retrieval.archive import Archive
from retrieval.engines import Arrays, new_engine
from retrieval.indexing import snapshot
from retrieval.indexing.analysed import Analysed, analysed, fingerprint
from retrieval.indexing.index import Index
from retrieval.indexing.texts import Texts
from retrieval.indexing.view import Audience, View
from retrieval.models import CLOCK_DOUBT, Action, Change, Current
from retrieval.terms import Terms

Progress = Callable[[int, int], None]
Clock = Callable[[], datetime]

# Read before a question is answered: so many articles with so many characters together, which takes some 50 ms.
AT_ONCE = 8
AT_ONCE_CHARACTERS = 100_000
# Articles that are taken in together: a question waits for no more than putting these in their place.
BATCH = 16
# So many articles read since the last file was written are worth another; the next start reads fewer than these.
WORTH_A_FILE = 200
FORMAT = 2
# After these an article may not be seen by somebody who saw it before.
_TAKES_AWAY = frozenset(
    {Action.CORRECTED, Action.WITHDRAWN, Action.WITHHELD, Action.EMBARGOED, Action.EXPIRES, Action.RESTRICTED}
)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_log = logging.getLogger(__name__)


class LiveIndex:
    """An index that follows an archive. Safe to share between threads: whoever asks holds `lock`.

    Building one takes in the whole archive, or what changed since the file at `path` was written; `progress` is called
    with how many articles are done and how many there are to do. That file is replaced beside the work, once
    WORTH_A_FILE articles have been read.
    """

    def __init__(  # noqa: PLR0913  # each is passed in by its name
        self,
        archive: Archive,
        terms: Terms,
        engine: str,
        *,
        path: Path | None = None,
        progress: Progress | None = None,
        clock: Clock,
    ) -> None:
        self.lock = threading.RLock()
        self.changed = 0
        self._archive, self._terms, self._engine, self._path, self._clock = archive, terms, engine, path, clock
        self._texts = Texts(archive)
        self._index = Index(new_engine(engine), new_engine(engine), self._texts)
        self._seen = 0
        # Articles to be read, with the number of the change that made it necessary.
        self._waiting: dict[str, int] = {}
        # Articles with an embargo or an expiry, each with the moments of its turns.
        self._turns: dict[str, tuple[datetime, datetime]] = {}
        self._from, self._until = _LAST, _LAST
        self._unsaved = 0
        self._working = threading.Lock()
        self._closing = False
        self._worker: threading.Thread | None = None
        if not self._take_up():
            self._seen = archive.revision
            self._waiting = dict.fromkeys(archive.ids(), self._seen)
        self.catch_up(progress)

    def view(self, channel: str | None = None) -> View:
        """What a channel may see of what has been taken in; for whoever holds `lock`."""
        # In some places it is tomorrow already.
        return self._index.view(channel, self._clock().toordinal() + 1)

    def refresh(self) -> None:
        """Take in what changed, but for many articles, which a thread reads beside; cheap when nothing did."""
        revision, now = self._archive.revision, self._clock()
        if revision == self._seen and self._from <= now < self._until and not self._waiting:
            return
        with self.lock:
            self._note_changes()
            self._note_turns(self._clock())
            if self._waiting and (self._worker is None or not self._worker.is_alive()):
                if len(self._waiting) <= AT_ONCE:
                    self._read_at_once()
                if self._waiting and not self._closing:
                    self._worker = threading.Thread(target=self._work_beside, name="index", daemon=True)
                    self._worker.start()

    def catch_up(self, progress: Progress | None = None) -> None:
        """Take in all that changed, however long that takes."""
        with self.lock:
            self._note_changes()
            self._note_turns(self._clock())
        self._work(progress)

    def close(self) -> None:
        """Stop what is done beside; what isn't taken in yet is left to the next start."""
        self._closing = True
        if self._worker is not None:
            self._worker.join()

    def _note_changes(self) -> None:
        while page := self._archive.changes(self._seen):
            for change in page:
                self._waiting[change.article] = change.number
            self._texts.forget(change.article for change in page)
            self._forget(change.article for change in page if change.action in _TAKES_AWAY)
            self._seen = page[-1].number

    def _note_turns(self, now: datetime) -> None:
        """Let go of what has expired, and of what is held back after all; wait for what is due to be read."""
        if self._from <= now < self._until:
            return
        for article_id, (opens, closes) in self._turns.items():
            if not opens <= now < closes:
                self._forget([article_id])
            elif self._index.held(article_id) is None:
                self._waiting[article_id] = self._seen
        turns = list(itertools.chain.from_iterable(self._turns.values()))
        self._from = max((turn for turn in turns if turn <= now), default=_FIRST)
        self._until = min((turn for turn in turns if turn > now), default=_LAST)

    def _forget(self, articles: Iterable[str]) -> None:
        self._index.remove(articles)
        self.changed += 1

    def _read_at_once(self) -> None:
        """Read what waits, unless that is too much to let a question wait for it."""
        waiting = dict(self._waiting)
        current = list(self._archive.current(waiting))
        if sum(len(each.article.text) for each in current) <= AT_ONCE_CHARACTERS:
            self._put(waiting, [(each, analysed(each.article, self._terms)) for each in current])

    def _work_beside(self) -> None:
        try:
            self._work()
        except Exception:  # noqa: BLE001  # a thread's errors reach nobody but the log
            # What isn't read still waits, and is tried again with the next question.
            _log.exception("articles couldn't be taken into the index")

    def _work(self, progress: Progress | None = None) -> None:
        """Read what waits, a few articles at a time; then put the index in order, and into its file."""
        with self._working:
            done = 0
            while not self._closing:
                with self.lock:
                    batch = dict(itertools.islice(self._waiting.items(), BATCH))
                if not batch:
                    break
                self._put(batch, [(each, analysed(each.article, self._terms)) for each in self._archive.current(batch)])
                done += len(batch)
                if progress is not None:
                    progress(done, done + len(self._waiting))
                if done % 1_000 < len(batch):
                    self._index.compact()
            self._index.compact()
            if self._unsaved >= WORTH_A_FILE and self._path is not None:
                self._save(self._path)

    def _put(self, batch: dict[str, int], read: Iterable[tuple[Current, Analysed]]) -> None:
        """Put articles where they belong, but for those that changed again while they were read."""
        with self.lock:
            now = self._clock()
            open_now: dict[Audience, list[Analysed]] = {}
            settled = {article_id for article_id, number in batch.items() if self._waiting.get(article_id) == number}
            for article_id in settled:
                del self._waiting[article_id]
                self._turns.pop(article_id, None)
            for current, article in read:
                if article.id in settled:
                    if current.embargo_until is not None or current.expires_at is not None:
                        self._turns[article.id] = _turns(current)
                    if current.is_open(next(iter(current.audience), None), now):
                        open_now.setdefault(current.audience, []).append(article)
            self._index.remove(settled)
            self._texts.forget(settled)
            for audience, articles in open_now.items():
                self._index.add(articles, audience)
            self._unsaved += len(settled)
            self.changed += 1
            self._from = self._until = _LAST
            self._note_turns(now)

    def _take_up(self) -> bool:
        """Hold what the file holds, if it is whole, was made by the same code, and is of this very archive's past."""
        if self._path is None or not self._path.exists():
            return False
        index = Index(new_engine(self._engine), new_engine(self._engine), self._texts)
        try:
            known, arrays = snapshot.read(self._path)
            if known["made_by"] != self._made_by() or known["last"] != self._last(known["seen"]):
                _log.warning("the index at %s is another version's or another archive's: it is made anew", self._path)
                return False
            index.unpack(arrays)
        except (OSError, ValueError, LookupError, TypeError) as error:
            _log.warning("the index at %s can't be used (%s): it is made anew", self._path, error)
            return False
        self._index, self._seen = index, known["seen"]
        self._waiting = dict.fromkeys(known["waiting"], self._seen)
        self._turns = {
            article_id: (datetime.fromisoformat(opens), datetime.fromisoformat(closes))
            for article_id, (opens, closes) in known["turns"].items()
        }
        return True

    def _save(self, path: Path) -> None:
        with self.lock:
            arrays: Arrays = self._index.pack()
            last = self._last(self._seen)
            known: dict[str, Any] = {
                "made_by": self._made_by(),
                "seen": self._seen,
                "last": last,
                "waiting": list(self._waiting),
                "turns": {key: [turn.isoformat() for turn in turns] for key, turns in self._turns.items()},
            }
            self._unsaved = 0
        if last is not None:
            # Without it the next start takes longer, and nothing else is lost.
            with contextlib.suppress(OSError):
                snapshot.write(path, known, arrays)

    def _last(self, number: int) -> str | None:
        """The change of this number in full: another archive, or one put back to an earlier state, has another."""
        changes: list[Change] = self._archive.changes(number - 1, 1)
        return changes[0].model_dump_json() if changes and changes[0].number == number else None

    def _made_by(self) -> str:
        return f"{FORMAT} {self._engine} {fingerprint()}"


def _turns(current: Current) -> tuple[datetime, datetime]:
    """From when until when an article may be seen, with the clock's doubts on the safe side."""
    opens = _FIRST if current.embargo_until is None else min(current.embargo_until, _LAST - CLOCK_DOUBT) + CLOCK_DOUBT
    closes = _LAST if current.expires_at is None else max(current.expires_at, _FIRST + CLOCK_DOUBT) - CLOCK_DOUBT
    return opens, closes


def beside(url: str) -> Path | None:
    """Where the index of an archive is kept: beside a database that is a file, else nowhere."""
    address = sa.make_url(url)
    on_disk = address.get_backend_name() == "sqlite" and address.database not in {None, "", ":memory:"}
    return Path(address.database or "").with_suffix(".index") if on_disk else None
