"""Fetching: each address checked before it is connected to, and nothing taken in without a bound."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from ipaddress import ip_address
from types import MappingProxyType

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from retrieval.fetching.addresses import is_public

SECONDS = 20.0
MOST_BYTES = 10 * 1024 * 1024
MOST_REDIRECTS = 3
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = {301, 302, 303, 307, 308}
_NOT_MODIFIED = 304
_OK = 200
_REASONS = {
    401: "it asks for a login (401); save the page and add the file",
    403: "its server refuses us (403); save the page and add the file",
    404: "there is no such page (404); look at the address once more",
    410: "the page is gone for good (410)",
    429: "its server asks us to come back later (429)",
}
_CHUNK = 64 * 1024

Endpoint = tuple[str, int]
LookUp = Callable[[str, int], Awaitable[Sequence[str]]]


class FetchError(Exception):
    """A URL that wasn't fetched, in words for whoever gave it.

    `status` is the server's where it answered; `retry_after` the seconds that it asked us to wait.
    """

    def __init__(self, url: str, reason: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(f"{url} was not fetched: {reason}")
        self.reason = reason
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True)
class Fetched:
    """What a URL gave: `final_url` is where the redirects ended, `etag` and `last_modified` are to be handed back."""

    url: str
    final_url: str
    data: bytes
    content_type: str | None
    etag: str | None
    last_modified: str | None


async def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, by the system's resolver. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Fetcher:
    """Fetches from the public internet, over ports 80 and 443, without cookies, credentials or proxies.

    `seconds` is the wall clock of a whole fetch, redirects and a dripping body included; `most_bytes` bounds what is
    read. For tests alone: `look_up` stands for the resolver, and `routes` leads a checked address and port to where
    it is really reached; `tls` trusts their certificates.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
        look_up: LookUp = look_up,
        routes: Mapping[Endpoint, Endpoint] = MappingProxyType({}),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._look_up = look_up
        self._routes = routes
        self._tls = tls or True
        self._headers = {
            "User-Agent": f"QuoteDesk/{version('quotedesk')} (newsroom archive)",
            "Accept": "text/html, application/xhtml+xml, application/xml, application/json, */*;q=0.8",
            "Accept-Encoding": "identity",
        }

    async def fetch(self, url: str) -> Fetched:
        """What is at `url`. Raises FetchError for whatever stands against it."""
        fetched = await self._within_time(url, {})
        if fetched is None:
            raise FetchError(url, "its server says that nothing changed (304) though it wasn't asked", status=304)
        return fetched

    async def fetch_changed(self, url: str, *, etag: str | None, last_modified: str | None) -> Fetched | None:
        """What is at `url`, or None where it is still what `etag` and `last_modified` came with. Raises FetchError."""
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        return await self._within_time(url, {name: value for name, value in known.items() if value is not None})

    async def _within_time(self, url: str, conditions: Mapping[str, str]) -> Fetched | None:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(url, conditions)
        except TimeoutError:
            raise FetchError(url, f"it took longer than {self._seconds:g} seconds; try again later") from None
        except aiohttp.ClientConnectorCertificateError:
            raise FetchError(url, "its certificate is not valid for that host") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(url, f"the connection failed ({_words(error)})") from error

    async def _follow(self, given: str, conditions: Mapping[str, str]) -> Fetched | None:
        url = _parsed(given, given)
        for _ in range(MOST_REDIRECTS + 1):
            addresses = await self._addresses(given, url)
            connector = aiohttp.TCPConnector(resolver=_Pinned(addresses, self._routes), ssl=self._tls, force_close=True)
            async with (
                aiohttp.ClientSession(
                    connector=connector,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    timeout=aiohttp.ClientTimeout(total=None),
                    auto_decompress=False,
                    trust_env=False,
                ) as session,
                session.get(url, headers={**self._headers, **conditions}, allow_redirects=False) as response,
            ):
                if response.status in _REDIRECTS and "Location" in response.headers:
                    url = _parsed(given, response.headers["Location"], url)
                    continue
                if response.status == _NOT_MODIFIED:
                    return None
                if response.status != _OK:
                    raise _refusal(given, response.status, response.headers)
                return Fetched(
                    url=given,
                    final_url=str(url),
                    data=await self._body(given, response),
                    content_type=response.headers.get("Content-Type"),
                    etag=response.headers.get("ETag"),
                    last_modified=response.headers.get("Last-Modified"),
                )
        raise FetchError(given, f"it redirects more than {MOST_REDIRECTS} times")

    async def _addresses(self, given: str, url: URL) -> Sequence[str]:
        """The addresses to connect to: looked up once, and every one of them public."""
        host, port = str(url.host), url.port or 0
        try:
            addresses = await self._look_up(host, port)
        except (OSError, UnicodeError):
            raise FetchError(given, f"no host is called {host}; look at the address once more") from None
        if not addresses or not all(is_public(address) for address in addresses):
            reason = f"{host} is not a host of the public internet; save the page and add the file"
            raise FetchError(given, reason)
        return addresses

    async def _body(self, given: str, response: aiohttp.ClientResponse) -> bytes:
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in {"", "identity"}:
            raise FetchError(given, f"its server sends it compressed ({encoding:.20}) though asked not to")
        data = bytearray()
        if (response.content_length or 0) <= self._most_bytes:
            async for chunk in response.content.iter_chunked(_CHUNK):
                data += chunk
                if len(data) > self._most_bytes:
                    break
            else:
                return bytes(data)
        raise FetchError(given, f"it is larger than {self._most_bytes / 1024 / 1024:g} MiB")


class _Pinned(AbstractResolver):
    """Leads aiohttp to the addresses that were checked, and asks nobody again."""

    def __init__(self, addresses: Sequence[str], routes: Mapping[Endpoint, Endpoint]) -> None:
        self._addresses = addresses
        self._routes = routes

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        reached = [self._routes.get((address, port), (address, port)) for address in self._addresses]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=reached_port,
                family=socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address, reached_port in reached
            if family in {socket.AF_UNSPEC, socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET}
        ]

    async def close(self) -> None:
        """Nothing is held."""


def _parsed(given: str, location: str, base: URL | None = None) -> URL:
    """The URL that is asked next. Raises FetchError for one that must not be."""
    try:
        url = URL(location.strip())
        url = base.join(url) if base is not None else url
        port = url.port
    except ValueError:
        raise FetchError(given, "it is no web address; give one like https://news.example/article") from None
    where = "it redirects to" if base is not None else "it is"
    if url.scheme not in _PORTS or not url.host:
        raise FetchError(given, f"{where} no web address; give one that starts with https:// or http://")
    if url.user is not None or url.password is not None:
        raise FetchError(given, f"{where} an address with a login in it; give it without")
    if port not in _PORTS.values():
        raise FetchError(given, f"{where} an address on port {port}; only ports 80 and 443 are asked")
    return url


def _refusal(given: str, status: int, headers: Mapping[str, str]) -> FetchError:
    wait = headers.get("Retry-After", "")
    return FetchError(
        given,
        _REASONS.get(status, f"its server answers with an error ({status})"),
        status=status,
        retry_after=float(wait) if wait.isascii() and wait.isdigit() else None,
    )


def _words(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200] or type(error).__name__
