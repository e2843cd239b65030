"""The room's parts, built together and closed together."""

from __future__ import annotations

import asyncio

from slack_sdk.web.async_client import AsyncWebClient

from bot.editing.adding import Adding
from bot.editing.downloads import Downloads
from bot.editing.editors import Editors
from bot.editing.previews import Previews
from bot.editing.reach import Reach
from bot.editing.withdrawing import Withdrawing
from bot.settings import Settings
from retrieval.archive import Archive
from retrieval.fetching import Fetcher
from retrieval.readers.apart import ReaderProcess


class Editorial:
    """What listeners work with; from its making on, it takes up what was left unread. `client` carries the bot token.

    A `fetcher` and a `reader` that are given are whoever's who gave them: they stay open.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        client: AsyncWebClient,
        archive: Archive,
        fetcher: Fetcher | None = None,
        reader: ReaderProcess | None = None,
    ) -> None:
        editors = Editors(client, settings.editors)
        self._previews, self._reach = Previews(settings.database_url), Reach(settings.database_url)
        self._reader = ReaderProcess()
        self.withdrawing = Withdrawing(editors=editors, archive=archive, reach=self._reach)
        self.adding = Adding(
            editors=editors,
            previews=self._previews,
            archive=archive,
            reach=self._reach,
            fetcher=fetcher or Fetcher(),
            reader=reader or self._reader,
            downloads=Downloads(client, settings.slack_api_url),
            client=client,
        )
        self._sweep = asyncio.create_task(self.adding.sweep())

    async def close(self) -> None:
        """Leaves what is under way to the next start."""
        self._sweep.cancel()
        await asyncio.gather(self._sweep, return_exceptions=True)
        await asyncio.to_thread(self._reader.close)
        await self.adding.close()
        self._previews.close()
        self._reach.close()
