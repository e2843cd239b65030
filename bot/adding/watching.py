"""Feeds asked again and again: what is new is taken in, and nothing is asked for twice while nothing changed."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from bot.adding.intake import Found, Intake
from bot.observing.logs import safe_words
from retrieval.fetching import Fetched, Fetcher, FetchError
from retrieval.fetching.visits import Visits
from retrieval.models import Source
from retrieval.readers import BadSource, UnreadableError

MOST_SECONDS = 6 * 3600.0
_PAGE_SECONDS = 3600.0
_MOST_DOUBLINGS = 20


class Watch:
    """One feed that is asked every so many seconds, less often while it fails."""

    def __init__(self, feed: str, *, every: float, intake: Intake, fetcher: Fetcher, visits: Visits) -> None:
        self.feed = feed
        self.due = 0.0
        self._every = every
        self._intake = intake
        self._fetcher = fetcher
        self._visits = visits
        self._failures = 0
        self._missed = False
        # The pages that were asked for: noted once what they brought is stored, or a failed store would lose it.
        self._pages: dict[str, dict[str, str | None]] = {}

    def poll(self) -> str:
        """Asks the feed once, stores what changed, and says in words what happened; `due` is when to ask next.

        An article is withdrawn by its source's word alone: one that is no longer in the feed stays.
        """
        asked_to_wait = 0.0
        try:
            fetched = self._changed(self.feed)
            if fetched is None:
                said = "nothing changed"
            else:
                self._missed = False
                self._pages.clear()
                self._intake.store(self._whole(self._intake.read(fetched)))
                known = {} if self._missed else _validators(fetched)
                for url, validators in (self._pages | {self.feed: known}).items():
                    self._visits.keep(url, **validators)
                said = str(self._intake.tally)
            self._failures = 0
        except (FetchError, UnreadableError) as error:
            self._failures += 1
            asked_to_wait = (error.retry_after or 0.0) if isinstance(error, FetchError) else 0.0
            said = f"{error.reason}; tried again later"
        except DBAPIError as error:  # the feed can't help it: it is asked as often as before
            reason = safe_words(error) or type(error).__name__
            said = f"the database can’t be used ({reason}); tried again later"
        # apart by chance: watchers that were started together must not go on together
        doubled = self._every * 2 ** min(self._failures, _MOST_DOUBLINGS)
        pause = min(doubled, max(MOST_SECONDS, self._every)) * random.uniform(0.9, 1.1)  # noqa: S311  no secret
        self.due = time.monotonic() + max(pause, min(asked_to_wait, 4 * MOST_SECONDS))
        return f"{self.feed}: {said}"

    def _changed(self, url: str) -> Fetched | None:
        visit = self._visits.last(url)
        etag, last_modified = (visit.etag, visit.last_modified) if visit else (None, None)
        return asyncio.run(self._fetcher.fetch_changed(url, etag=etag, last_modified=last_modified))

    def _whole(self, found: list[Found]) -> Iterator[Found]:
        for each in found:
            if isinstance(each, Source) or each.url is None:
                yield each
            else:
                yield from self._page(each, each.url)

    def _page(self, entry: BadSource, url: str) -> Iterator[Found]:
        """The article that an entry leads to, asked for once an hour at most.

        Where it can't be had the feed is read again next time, so that it isn't missed.
        """
        if url in self._pages:
            return
        visit = self._visits.last(url)
        if visit is not None and time.time() - visit.at < _PAGE_SECONDS:
            self._missed = self._missed or (visit.etag is None and visit.last_modified is None)
            return
        try:
            fetched = self._changed(url)
            if fetched is not None:
                yield from self._intake.read(fetched)
                self._pages[url] = _validators(fetched)
        except (FetchError, UnreadableError) as error:
            self._missed = True
            self._pages[url] = {}
            yield entry.model_copy(update={"reason": str(error)})


def _validators(fetched: Fetched) -> dict[str, str | None]:
    return {"etag": fetched.etag, "last_modified": fetched.last_modified}
