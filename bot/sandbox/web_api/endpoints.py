"""Slack's Web API over HTTP: who may call what, how it fails when told to, and the log of it."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import time
from typing import TYPE_CHECKING, NotRequired, TypedDict
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.errors import SlackError
from bot.sandbox.web_api import app_methods, chat_methods, conversation_methods, file_methods, view_methods
from bot.sandbox.web_api.arguments import Arguments, read_call, read_json, token_in_header
from bot.sandbox.web_api.call import WebCall
from bot.sandbox.web_api.file_methods import SIGN_IN, readable
from bot.sandbox.web_api.responses import respond

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.sandbox.delivery.slack import Slack
    from bot.sandbox.errors import Json
    from bot.sandbox.web_api.call import Method, Token
    from bot.sandbox.web_api.faults import Fault, Faults
    from bot.sandbox.web_api.rate_limits import RateLimits

METHODS: Mapping[str, Method] = (
    app_methods.METHODS
    | chat_methods.METHODS
    | conversation_methods.METHODS
    | file_methods.METHODS
    | view_methods.METHODS
)

RESPOND = "response_url"
DOWNLOAD = "url_private"
NOBODY = "none"
AS_FILE = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}


class CallRecord(TypedDict):
    """One line of the log of an app's calls; status and response are None while, or if, nothing was answered."""

    n: int
    at: float
    method: str
    token: str
    args: Json
    status: int | None
    response: Json | None
    ms: float
    fault: NotRequired[str]


class WebApi:
    """Answers an app's calls."""

    def __init__(
        self,
        slack: Slack,
        tokens: Mapping[Token, str],
        faults: Faults,
        rate_limits: RateLimits | None,
        keep_log: int,
    ) -> None:
        self.log: list[CallRecord] = []
        self.closing = asyncio.Event()
        self._slack = slack
        self._tokens = tokens
        self._faults = faults
        self._rate_limits = rate_limits
        self._keep_log = keep_log
        self._granted = {"bot": slack.manifest.granted, "app": "connections:write"}
        self._count = 0

    async def method(self, request: web.Request) -> web.StreamResponse:
        """POST or GET /api/METHOD."""
        name = request.match_info["method"]
        record = self._record(name)
        try:
            args, token = await read_call(request)
        except SlackError as error:
            return self._answer(record, error.body())
        record["args"] = args.values
        kind = self._token_kind(token)
        record["token"] = kind or NOBODY
        return await self._faulty(request, record, lambda: self._run(name, args, token, kind))

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """POST /respond/ID: a response_url."""
        record = self._record(RESPOND)
        record["token"] = RESPOND
        try:
            record["args"] = await read_json(request)
        except SlackError as error:
            return self._answer(record, error.body(), 400)
        secret = request.match_info["secret"]
        return await self._faulty(
            request, record, lambda: respond(self._slack, self._slack.responses.use(secret), Arguments(record["args"]))
        )

    async def download(self, request: web.Request) -> web.StreamResponse:
        """GET /files-pri/TEAM-FILE/…: a file's bytes, for a bot token in the header that may read them.

        Who sends no token is sent to sign in; one that is not enough gets the page to sign in at, and no error.
        """
        place = request.match_info["place"]
        record = self._record(DOWNLOAD)
        token = token_in_header(request)
        record["token"] = kind = self._token_kind(token) or NOBODY
        record["args"] = {"place": place}
        if not token:
            self._answer(record, {"ok": False, "error": "not_authed"}, 302)
            raise web.HTTPFound(f"/signin?redir={quote(request.path, safe='')}")
        file = readable(self._slack, place) if kind == "bot" else None
        if file is None:
            self._answer(record, {"ok": False, "error": "acl_fail"})
            return sign_in_page()
        self._answer(record, {"ok": True, "size": len(file.data)})
        return web.Response(body=file.data, headers={"Content-Type": file.mimetype, **AS_FILE})

    async def sign_in(self, _: web.Request) -> web.StreamResponse:
        """GET /signin: where a browser without a session ends up."""
        return sign_in_page()

    async def _faulty(self, request: web.Request, record: CallRecord, run: Callable[[], Json]) -> web.StreamResponse:
        fault = self._faults.take(record["method"])
        if fault is None:
            return self._carry_out(record, run)
        record["fault"] = fault.kind
        match fault.kind:
            case "ratelimited":
                return self._answer(record, {"ok": False, "error": "ratelimited"}, 429, fault.retry_after)
            case "http_500":
                return self._answer(record, {"ok": False, "error": "internal_error"}, 500)
            case "error":
                return self._answer(record, {"ok": False, "error": fault.error})
            case "timeout_after" | "drop_after":
                self._carry_out(record, run)
                record["status"] = record["response"] = None
            case _:
                self._slack.live.changed()
        return await self._leave_without_answer(request, fault)

    async def _leave_without_answer(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.kind.startswith("timeout"):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), fault.seconds)
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    def _carry_out(self, record: CallRecord, run: Callable[[], Json]) -> web.Response:
        try:
            body = {"ok": True, **run()}
        except SlackError as error:
            return self._answer(record, error.body(), error.status, error.retry_after)
        return self._answer(record, body)

    def _run(self, name: str, args: Arguments, token: str, kind: Token | None) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        call = WebCall(self._slack, args)
        if method.tokens:
            if not token:
                raise SlackError("not_authed")
            if kind is None:
                raise SlackError("invalid_auth")
            if kind not in method.tokens:
                raise SlackError("not_allowed_token_type")
            if method.scopes:
                call.need(*method.scopes)
        if self._rate_limits is not None:
            channel = args.text("channel") if name == "chat.postMessage" else ""
            wait = self._rate_limits.wait(name, channel, method.a_minute)
            if wait:
                raise SlackError("ratelimited", status=429, retry_after=wait)
        return method.run(call)

    def _token_kind(self, token: str) -> Token | None:
        given = token.encode(errors="replace")
        return next((kind for kind, own in self._tokens.items() if hmac.compare_digest(given, own.encode())), None)

    def _record(self, method: str) -> CallRecord:
        self._count += 1
        record = CallRecord(
            n=self._count, at=time.time(), method=method, token=NOBODY, args={}, status=None, response=None, ms=0.0
        )
        self.log.append(record)
        if len(self.log) > self._keep_log:
            del self.log[: self._keep_log // 10]
        return record

    def _answer(self, record: CallRecord, body: Json, status: int = 200, retry_after: int = 0) -> web.Response:
        record["status"], record["response"] = status, body
        record["ms"] = round((time.time() - record["at"]) * 1000, 3)
        headers = {}
        if status == 429:
            headers["Retry-After"] = str(retry_after)
        if record["token"] in self._granted:
            headers["x-oauth-scopes"] = self._granted[record["token"]]
        self._slack.live.changed()
        return web.json_response(body, status=status, headers=headers)


def sign_in_page() -> web.Response:
    """HTML with 200, as Slack answers whoever may not read a file."""
    return web.Response(text=SIGN_IN, content_type="text/html")
