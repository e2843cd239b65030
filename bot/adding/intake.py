"""Files, folders, addresses and feeds → the archive, in batches; what can't be read is told and the rest goes on."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from bot.adding.succession import Succession
from retrieval.archive import Archive
from retrieval.fetching import Fetched, Fetcher, FetchError
from retrieval.models import Action, Limits, Source, Stored
from retrieval.readers import BadSource, UnreadableError
from retrieval.readers.apart import ReaderProcess
from retrieval.readers.lines import GZIP
from retrieval.readers.registry import MAX_BYTES

BATCH = 200
"""Articles stored in one transaction: what is lost of a stopped run, and read again by the next."""
_LINES = (".jsonl", ".ndjson")
_LARGE_GZIP = 2**20
_BESIDE = ".toml"
_NO_ARTICLE = (
    "it says what is known of the article beside it, which is read for the seeds alone: "
    "put that before the article's text, as front matter (docs/formats.md)"
)

Found = Source | BadSource


@dataclass(slots=True)
class Tally:
    """What became of what was given; `refused` are lines with a name and a reason each."""

    changes: Counter[Action | None] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        added, corrected = self.changes[Action.ADDED], self.changes[Action.CORRECTED]
        unchanged = self.changes[None]
        other = self.changes.total() - added - corrected - unchanged
        parts = [f"{added:,} added", f"{corrected:,} new version{'' if corrected == 1 else 's'}"]
        parts += [f"{other:,} changed in what is known of them"] if other else []
        return ", ".join([*parts, f"{unchanged:,} unchanged", f"{len(self.refused):,} refused"])


class Intake:
    """Takes articles in: `by` is on record for each change, `limits` hold for them all from the first moment.

    `archive` is asked for when there is something to store; with `dry_run` nothing is. `told` hears of each article
    what became, or would become, of it.
    """

    def __init__(  # noqa: PLR0913  the parts that it joins, and how it is run
        self,
        archive: Callable[[], Archive],
        fetcher: Fetcher,
        reader: ReaderProcess,
        *,
        by: str,
        limits: Limits,
        dry_run: bool = False,
        told: Callable[[Found | Stored], None] = lambda _: None,
    ) -> None:
        self.tally = Tally()
        self._archive = archive
        self._fetcher = fetcher
        self._reader = reader
        self._by = by
        self._limits = limits
        self._dry_run = dry_run
        self._told = told

    def take_in(self, given: Iterable[str], stdin: BinaryIO) -> None:
        """Stores all that is `given` (paths, addresses, or - for `stdin`), batch by batch."""
        self.store(whole for each in given for found in self._found(each, stdin) for whole in self._whole(found))

    def store(self, found: Iterable[Found]) -> None:
        """Stores what was found; each batch is on the disk before the next one is read.

        Two texts of one article that come together follow on each other only where they say in which order.
        """
        told_apart = Succession().told_apart(found)
        while batch := list(islice(told_apart, BATCH)):
            for bad in batch:
                if isinstance(bad, BadSource):
                    self.refuse(bad)
            sources = [each for each in batch if isinstance(each, Source)]
            if not sources:
                continue
            if self._dry_run:
                stored = self._archive().would_store(sources, limits=self._limits)
            else:
                stored = self._archive().store_all(sources, self._by, limits=self._limits)
            for source, each in zip(sources, stored, strict=True):
                self.tally.changes[each.change] += 1
                self._told(source)
                self._told(each)

    def refuse(self, bad: BadSource) -> None:
        """Counts something that couldn't be read."""
        self.tally.refused.append(str(bad) if bad.place else f"{bad.name}: {bad.reason}")
        self._told(bad)

    def read(self, fetched: Fetched) -> list[Found]:
        """The articles of what was fetched. Raises UnreadableError."""
        header = Message()
        header["Content-Type"] = fetched.content_type or ""
        charset = header.get_content_charset()
        return self._reader.read(fetched.data, name=fetched.url, url=fetched.final_url, charset=charset)

    def _whole(self, found: Found) -> Iterable[Found]:
        """An entry that only says where its article is → the article, from there."""
        if isinstance(found, Source) or found.url is None:
            return [found]
        try:
            return self.read(asyncio.run(self._fetcher.fetch(found.url)))
        except (FetchError, UnreadableError) as error:
            return [found.model_copy(update={"reason": str(error)})]

    def _found(self, given: str, stdin: BinaryIO) -> Iterator[Found]:
        try:
            if given == "-":
                with TemporaryFile() as copy:
                    shutil.copyfileobj(stdin, copy)
                    copy.seek(0)
                    yield from self._from_stream(copy, "standard input")
            elif given.lower().startswith(("http://", "https://")):
                yield from self.read(asyncio.run(self._fetcher.fetch(given)))
            elif Path(given).is_dir():
                for path in sorted(Path(given).rglob("*")):
                    if path.is_file() and not any(part.startswith(".") for part in path.relative_to(given).parts):
                        yield from self._found(str(path), stdin)
            elif given.lower().endswith(_BESIDE):
                yield BadSource(name=given, place="", reason=_NO_ARTICLE)
            else:
                with Path(given).open("rb") as stream:
                    yield from self._from_stream(stream, Path(given).name)
        except (FetchError, UnreadableError, OSError) as error:
            reason = error.reason if isinstance(error, FetchError | UnreadableError) else error.strerror or str(error)
            yield BadSource(name=given, place="", reason=reason)

    def _from_stream(self, stream: BinaryIO, name: str) -> Iterator[Found]:
        """A small file is read whole; a large one can only be JSON Lines, and is read as it comes. Both apart."""
        data = stream.read(MAX_BYTES + 1)
        is_packed_lines = data.startswith(GZIP) and (len(data) > _LARGE_GZIP or any(end in name for end in _LINES))
        if len(data) > MAX_BYTES or is_packed_lines:
            stream.seek(0)
            return self._reader.read_lines(stream, name=name)
        return iter(self._reader.read(data, name=name))
