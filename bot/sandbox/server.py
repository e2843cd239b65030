"""The aiohttp server: routes, files of the page, and who may talk to it."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.errors import GestureError, PortTakenError, SlackError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.delivery.slack import Slack
    from bot.sandbox.people.control_api import ControlApi
    from bot.sandbox.people.page_api import PageApi
    from bot.sandbox.web_api.endpoints import WebApi

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
BODY_LIMIT = 4 * 1024 * 1024

PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Server:
    """Serves the sandbox on 127.0.0.1 alone."""

    def __init__(self, slack: Slack, web_api: WebApi, page_api: PageApi, control_api: ControlApi) -> None:
        self._slack = slack
        self._web_api = web_api
        self._routes = [
            web.get("/", _index),
            web.get("/page/{name:.+}", _page_file),
            web.get("/api/{method}", web_api.method),
            web.post("/api/{method}", web_api.method),
            web.get("/link/", slack.sockets.connect),
            web.post("/respond/{secret}", web_api.respond),
            web.get("/files-pri/{place}/{rest:.+}", web_api.download),
            web.get("/signin", web_api.sign_in),
            *page_api.routes(),
            *control_api.routes(),
        ]
        self._hosts: set[str] = set()
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> int:
        """Listen; returns the port. Raises PortTakenError."""
        application = web.Application(middlewares=[self._guard], client_max_size=BODY_LIMIT)
        application.add_routes(self._routes)
        application.on_shutdown.append(self._shut_down)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            await runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                message = f"port {port} is in use by another program: stop that, or choose another port (0 for any)"
                raise PortTakenError(errno.EADDRINUSE, message) from error
            raise
        self._runner = runner
        actual: int = runner.addresses[0][1]
        self._hosts = {f"{HOST}:{actual}", f"localhost:{actual}"}
        return actual

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _shut_down(self, _: web.Application) -> None:
        self._web_api.closing.set()
        self._slack.live.close()
        await self._slack.sockets.close()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in only who addresses this machine, and no web page from elsewhere; word refusals for people."""
        if request.headers.get("Host") not in self._hosts:
            return _refusal("wrong_host", "The sandbox answers on 127.0.0.1 and localhost only.", 403)
        ours = request.path.startswith("/sandbox/")
        origin = request.headers.get("Origin")
        if (
            ours
            and request.method != "GET"
            and origin is not None
            and origin.removeprefix("http://") not in self._hosts
        ):
            return _refusal("wrong_origin", "Another web page may not drive the sandbox.", 403)
        try:
            return await handler(request)
        except GestureError as error:
            return _refusal(error.code, error.message, 400)
        except SlackError as error:
            messages = error.extra.get("response_metadata", {}).get("messages", [error.code])
            return _refusal(error.code, "; ".join(messages), 400)


def _refusal(code: str, message: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": code, "message": message}, status=status)


async def _index(_: web.Request) -> web.StreamResponse:
    return _file("index.html")


async def _page_file(request: web.Request) -> web.StreamResponse:
    return _file(request.match_info["name"])


def _file(name: str) -> web.StreamResponse:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        return web.Response(status=404, text="There is no such file.")
    return web.FileResponse(path, headers=PAGE_HEADERS)
