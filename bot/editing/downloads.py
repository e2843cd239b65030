"""Files that were dropped in Slack → their bytes: fetched with the bot's token, from Slack's own hosts alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.errors import RefusedError, slacks_word, status_of
from retrieval.models import Value

MOST_BYTES = 10 * 1024 * 1024
MOST_REDIRECTS = 3
SECONDS = 20.0
_FILE_HOST = re.compile(r"files(?:-[a-z]+)?\.slack\.com")
_REDIRECTS = {301, 302, 303, 307, 308}
_LOST = (aiohttp.ClientError, TimeoutError)
_CHUNK = 64 * 1024
_NO_SCOPE = (
    "Slack doesn’t let me read {name}. Whoever runs Quote Desk adds the scope files:read to the app and installs it "
    "again; `quotedesk doctor` says whether it is there."
)
_REFUSALS = {
    "missing_scope": _NO_SCOPE,
    "file_not_found": "Slack has no such file for me: {name}. Drop it where I am a member, or into our direct message.",
    "file_deleted": "{name} has been deleted in Slack.",
}


class Download(Value):
    """A file as Slack had it."""

    name: str
    data: bytes


class Downloads:
    """Fetches files for the bot. `api_url` is the Web API's address: its host may be a sandbox's."""

    def __init__(self, client: AsyncWebClient, api_url: str) -> None:
        self._client = client
        self._origin = URL(api_url).origin()

    async def download(self, file_id: str) -> Download:
        """The file of that id. Raises RefusedError with what stands against it and what to do."""
        try:
            response = await self._client.files_info(file=file_id)
        except SlackApiError as error:
            code = slacks_word(error) or f"status {status_of(error)}"
            words = _REFUSALS.get(code, "Slack would not tell me about {name} (" + code + "). Try again in a minute.")
            raise RefusedError(words.format(name="the file")) from None
        except _LOST as error:
            raise RefusedError(f"Slack can’t be reached ({type(error).__name__}). Try again in a minute.") from None
        file: Mapping[str, Any] = response.get("file") or {}
        name = str(file.get("name") or file_id)
        if int(file.get("size") or 0) > MOST_BYTES:
            raise RefusedError(f"{name} is larger than {MOST_BYTES >> 20} MiB: no article is. Nothing was read.")
        url = file.get("url_private_download") or file.get("url_private")
        if not isinstance(url, str):
            raise RefusedError(f"{name} is no file that Slack keeps itself. Save it and drop the file.")
        try:
            kind, data = await self._fetched(URL(url), name)
        except (*_LOST, ValueError) as error:
            raise RefusedError(f"{name} could not be fetched from Slack ({type(error).__name__}). Try again.") from None
        # who may not read a file gets a page to sign in at, and status 200
        if kind == "text/html" and (file.get("mimetype") != "text/html" or len(data) != file.get("size")):
            raise RefusedError(_NO_SCOPE.format(name=name))
        if len(data) != file.get("size"):
            raise RefusedError(
                f"{name} came incomplete from Slack: {len(data)} of {file.get('size')} bytes. Try again."
            )
        return Download(name=name, data=data)

    async def _fetched(self, url: URL, name: str) -> tuple[str, bytes]:
        """The content type and the bytes. A redirect is followed with the token only to another of Slack's hosts."""
        headers = {"Authorization": f"Bearer {self._client.token}", "Accept-Encoding": "identity"}
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        session = self._client.session
        if session is None:
            raise LookupError("the client was built without a session")
        for _ in range(MOST_REDIRECTS + 1):
            if not self._is_slacks(url):
                raise RefusedError(
                    _NO_SCOPE.format(name=name)
                    if (url.host or "").endswith(".slack.com")
                    else f"{name} is not kept by Slack itself, so I don’t fetch it. Save it and drop the file."
                )
            async with session.get(url, headers=headers, timeout=timeout, allow_redirects=False) as response:
                if response.status in _REDIRECTS and "Location" in response.headers:
                    url = url.join(URL(response.headers["Location"]))
                    continue
                if response.status != 200:
                    raise RefusedError(f"Slack answered {response.status} in place of {name}. Try again in a minute.")
                if response.headers.get("Content-Encoding", "identity") != "identity":
                    raise RefusedError(f"Slack sent {name} compressed though asked not to. Try again in a minute.")
                return response.content_type, await _body(response, name)
        raise RefusedError(f"Slack leads from one address to the next for {name}. Try again in a minute.")

    def _is_slacks(self, url: URL) -> bool:
        if url.origin() == self._origin:
            return True
        return url.scheme == "https" and url.port == 443 and bool(_FILE_HOST.fullmatch(url.host or ""))


async def _body(response: aiohttp.ClientResponse, name: str) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > MOST_BYTES:
            raise RefusedError(f"{name} is larger than {MOST_BYTES >> 20} MiB: no article is. Nothing was kept.")
    return bytes(data)
