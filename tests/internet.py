"""A web server on 127.0.0.1 that stands for the internet: its names have public addresses, led to it by route."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ssl import SSLContext
from typing import Any

from aiohttp import web

from retrieval.fetching import Fetcher
from retrieval.fetching.fetcher import look_up

ADDRESS = "93.184.216.34"
Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Internet:
    """`pages` are what is served by path; `names` the addresses that a name has, one list for each time it is looked up
    (the last stays). Numbers are looked up by the system, whose answer needs no network."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | web.Response | Handle] = {}
        self.names: dict[str, list[list[str]]] = {"news.example": [[ADDRESS]]}
        self.asked: list[web.BaseRequest] = []
        self.port = 0

    def fetcher(self, **more: Any) -> Fetcher:
        routes = {(ADDRESS, port): ("127.0.0.1", self.port) for port in (80, 443)}
        return Fetcher(look_up=self.look_up, routes=routes, **more)

    async def look_up(self, host: str, port: int) -> list[str]:
        if host in self.names:
            answers = self.names[host]
            return answers.pop(0) if len(answers) > 1 else answers[0]
        if host.strip("0123456789abcdefx.:"):
            raise OSError("no such name")
        return list(await look_up(host, port))

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(status=404)
        if isinstance(page, bytes):
            return web.Response(body=page, content_type="text/html")
        if isinstance(page, web.Response):
            return web.Response(body=page.body, status=page.status, headers=page.headers)
        return await page(request)


@asynccontextmanager
async def internet(tls: SSLContext | None = None) -> AsyncIterator[Internet]:
    """Serves until the context ends; `tls` makes it speak https."""
    world = Internet()
    runner = web.ServerRunner(web.Server(world.answer))
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls, shutdown_timeout=0.1)
        await site.start()
        world.port = runner.addresses[0][1]
        yield world
    finally:
        await runner.cleanup()
