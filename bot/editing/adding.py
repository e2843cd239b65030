"""From an address or a file to an article that counts, with a look at it in between.

incoming → durable → fetched → read apart → compared → preview ─┬─ Add → compared again → stored
                                                                └─ Cancel, or half an hour
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, ParamSpec, Protocol, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.adding.succession import Succession
from bot.delivery.posting import Posted, respond
from bot.editing.candidates import Added, Candidate, candidates, standings
from bot.editing.downloads import Downloads
from bot.editing.editors import Editors
from bot.editing.incoming import Incoming
from bot.editing.previews import Preview, Previews, State
from bot.editing.reach import Reach
from bot.editing.showing import cancelled, gone, is_worth_adding, preview, result
from bot.errors import LoggedError, RefusedError, words_for
from bot.polling import poll
from bot.replies.blocks import Message, notice
from retrieval.archive import Archive
from retrieval.fetching import Fetcher, FetchError
from retrieval.models import Source
from retrieval.readers import BadSource, UnreadableError

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_SECONDS = 2.0
"""After this whoever waits is told that it takes longer."""

SWEEP_SECONDS = 30.0

ARTICLES_AT_MOST = 200
"""Articles in one preview; more come in by the command line."""


AT_ONCE = 2
"""Files that are fetched and read side by side: the rest of the machine is for questions."""


class Reads(Protocol):
    """Bytes → sources, where a hostile file does no harm: `retrieval.readers.apart.ReaderProcess`."""

    def read(
        self, data: bytes, *, name: str, url: str | None = None, charset: str | None = None
    ) -> list[Source | BadSource]:
        """What is in one file. Raises UnreadableError."""


class Adding:
    """Previews and what becomes of them. What an instance does is checked with `editors` each time."""

    def __init__(  # noqa: PLR0913  the composition root passes each part in by name
        self,
        *,
        editors: Editors,
        previews: Previews,
        archive: Archive,
        reach: Reach,
        fetcher: Fetcher,
        reader: Reads,
        downloads: Downloads,
        client: AsyncWebClient,
    ) -> None:
        self._editors, self._previews, self._archive, self._reach = editors, previews, archive, reach
        self._fetcher, self._reader, self._downloads, self._client = fetcher, reader, downloads, client
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(AT_ONCE)

    async def take_in(self, incoming: Incoming) -> str | None:
        """Returns once it is durable: the id of its preview; None for what was taken in before."""
        return await _apart(self._previews.take_in, incoming, time.time())

    def begin(self, preview_id: str) -> None:
        """Prepares a preview in the background: fetches, reads and compares it, and shows it, or says why not."""
        if preview_id not in self._under_way:
            self._under_way[preview_id] = asyncio.create_task(self._prepare(preview_id))

    async def sweep(self) -> NoReturn:
        """Takes up, for ever, what a process that died has left unread, and deletes what has expired."""
        await poll(self._take_up, name="taking up previews", every=SWEEP_SECONDS)

    async def close(self) -> None:
        """Leaves what is under way to the next start."""
        under_way = dict(self._under_way)
        for task in under_way.values():
            task.cancel()
        await asyncio.gather(*under_way.values(), return_exceptions=True)
        for preview_id in under_way:
            await _apart(self._previews.leave, preview_id)

    async def _take_up(self) -> None:
        now = time.time()
        await _apart(self._previews.delete_expired, now)
        for preview_id in await _apart(self._previews.left_behind, now):
            self.begin(preview_id)

    async def _prepare(self, preview_id: str) -> None:
        try:
            await self._look(preview_id)
        except Exception as error:  # noqa: BLE001  Slack didn't take the preview; the log says why
            words_for(error)
        finally:
            self._under_way.pop(preview_id, None)

    async def _look(self, preview_id: str) -> None:
        taken = await _apart(self._previews.claim, preview_id, time.time())
        if taken is None:
            return
        work = asyncio.create_task(self._prepared(taken))
        try:
            done, _ = await asyncio.wait({work}, timeout=PATIENCE_SECONDS)
            if not done:
                await self._told(taken.incoming, notice(_patience(taken.incoming)))
            error = await self._told(taken.incoming, await work)
            if error is not None:
                await self._told(taken.incoming, notice(error))
        finally:
            work.cancel()

    async def add(self, preview_id: str, person: str) -> Message:
        """Stores what a preview showed, if the archive is as it was then; otherwise the preview anew."""
        await self._editors.check(person)
        taken = await _apart(self._previews.take, preview_id, person, time.time())
        if taken is None:
            return notice(gone())
        settled = State.WAITING
        try:
            if await _apart(standings, taken.sources, self._archive) != taken.standing:
                return await self._shown(preview_id, taken.sources, ())
            added = await _apart(self._store, taken, person)
            settled = State.ADDED
            return result(added)
        finally:
            await _apart(self._previews.settle, preview_id, settled)

    async def cancel(self, preview_id: str, person: str) -> str:
        """Throws a preview away; our word for it."""
        await self._editors.check(person)
        done = await _apart(self._previews.settle, preview_id, State.CANCELLED, person=person)
        return cancelled() if done else gone()

    async def _prepared(self, taken: Preview) -> Message:
        try:
            await self._editors.check(taken.incoming.person)
            async with self._places:
                found = await self._found(taken.incoming)
            return await self._shown(taken.id, *_sorted_out(Succession().told_apart(found)))
        except Exception as error:  # noqa: BLE001  the gate: whoever brought it is told
            await _apart(self._previews.settle, taken.id, State.REFUSED)
            return notice(words_for(error))

    async def _found(self, incoming: Incoming) -> list[Source | BadSource]:
        try:
            if incoming.url is not None:
                fetched = await self._fetcher.fetch(incoming.url)
                charset = _charset(fetched.content_type)
                return await _apart(
                    self._reader.read, fetched.data, name=incoming.url, url=fetched.final_url, charset=charset
                )
            found: list[Source | BadSource] = []
            for file in incoming.files:
                got = await self._downloads.download(file)
                found += await _apart(self._reader.read, got.data, name=got.name)
        except (FetchError, UnreadableError) as error:
            raise RefusedError(str(error)) from None
        return found

    async def _shown(self, preview_id: str, sources: Iterable[Source], bad: Iterable[BadSource]) -> Message:
        sources = tuple(sources)
        standing = await _apart(standings, sources, self._archive)
        found: list[Candidate] = await _apart(candidates, sources, self._archive, self._reach)
        if any(map(is_worth_adding, found)):
            await _apart(self._previews.found, preview_id, sources, standing)
        else:
            await _apart(self._previews.settle, preview_id, State.REFUSED)
        return preview(preview_id, found, tuple(bad))

    def _store(self, taken: Preview, person: str) -> list[Added]:
        found = candidates(taken.sources, self._archive, self._reach)
        stored = self._archive.store_all(taken.sources, f"slack:{person}")
        return [Added(candidate=each, stored=what) for each, what in zip(found, stored, strict=True)]

    async def _told(self, incoming: Incoming, message: Message) -> str | None:
        """None when Slack took it; otherwise what is told of the error, which the log has."""
        try:
            await self._tell(incoming, message)
        except Exception as error:  # noqa: BLE001  the gate
            return words_for(error)
        return None

    async def _tell(self, incoming: Incoming, message: Message) -> None:
        shown: dict[str, Any] = {"text": message.text, "blocks": list(message.blocks)}
        if incoming.respond_to is not None:
            outcome = await respond(self._client, incoming.respond_to, shown)
            if not isinstance(outcome, Posted):
                raise LoggedError(f"Slack didn't take what an editor was to be shown: {outcome}")
        else:
            await self._client.chat_postEphemeral(
                channel=incoming.channel, user=incoming.person, thread_ts=incoming.thread_ts, **shown
            )


def _sorted_out(found: Iterable[Source | BadSource]) -> tuple[list[Source], list[BadSource]]:
    """What was read and what wasn't. Raises RefusedError where there is nothing to look at, or too much."""
    sources: list[Source] = []
    bad: list[BadSource] = []
    for each in found:
        if isinstance(each, Source):
            sources.append(each)
        else:
            bad.append(each)
    if not sources:
        raise RefusedError(f"There is no article in it. {bad[0]}" if bad else "There is no article in it.")
    if len(sources) > ARTICLES_AT_MOST:
        raise RefusedError(
            f"It holds {len(sources)} articles, more than one can look at here. Add it with `quotedesk add`."
        )
    return sources, bad


def _patience(incoming: Incoming) -> str:
    what = "the page" if incoming.url is not None else "the file" if len(incoming.files) == 1 else "the files"
    return f"Reading {what}: this can take half a minute."


def _charset(content_type: str | None) -> str | None:
    for part in (content_type or "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().casefold() == "charset":
            return value.strip(" \"'") or None
    return None


async def _apart(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs what waits for a disk or a reader in a thread, so that the event loop never does."""
    return await asyncio.to_thread(call, *args, **kwargs)
