"""What the page in the browser asks for and does, as JSON."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.errors import GestureError
from bot.sandbox.state.files import FILE_LIMIT
from bot.sandbox.state.workspace import TEAM_ID, TEAM_NAME
from bot.sandbox.web_api.arguments import Arguments, read_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.sandbox.delivery.slack import Slack
    from bot.sandbox.errors import Json
    from bot.sandbox.people.gestures import Gestures
    from bot.sandbox.state.workspace import Channel

KEEP_ALIVE = 15.0


@dataclass(frozen=True)
class Suggestion:
    """A question to click: what the button says, and what is then asked."""

    title: str
    message: str


class PageApi:
    """The page's side of the workspace; every request names the acting person in `as`."""

    def __init__(self, slack: Slack, gestures: Gestures, suggested: Sequence[Suggestion]) -> None:
        self._slack = slack
        self._gestures = gestures
        self._suggested = suggested

    def routes(self) -> list[web.RouteDef]:
        """Everything under /sandbox/ that the page uses."""
        return [
            web.get("/sandbox/state", self._state),
            web.get("/sandbox/messages", self._messages),
            web.get("/sandbox/live", self._live),
            web.post("/sandbox/file", self._attach),
            web.get("/sandbox/file", self._file),
            web.post("/sandbox/message", self._message),
            web.post("/sandbox/edit", self._edit),
            web.post("/sandbox/delete", self._delete),
            web.post("/sandbox/command", self._command),
            web.post("/sandbox/action", self._action),
            web.post("/sandbox/view", self._view),
            web.post("/sandbox/opened", self._opened),
        ]

    async def _state(self, request: web.Request) -> web.Response:
        me = self._gestures.person(request.query.get("as", "")).id
        slack, bot = self._slack, self._slack.bot
        direct = slack.workspace.direct(me)
        users = slack.workspace.users.values()
        commands = slack.manifest.commands or ()
        return answer(
            team={"id": TEAM_ID, "name": TEAM_NAME},
            me=me,
            users=[
                {name: getattr(user, name) for name in ("id", "name", "real_name", "title", "is_bot", "color")}
                for user in users
            ],
            bot={
                "user_id": bot.user_id,
                "bot_id": bot.bot_id,
                "app_id": bot.app_id,
                "name": bot.name,
                "description": bot.description,
                "connected": slack.connected,
            },
            channels=[
                self._channel(channel)
                for channel in slack.workspace.channels.values()
                if slack.workspace.visible(channel, me)
            ],
            groups=[{"id": group.id, "handle": group.handle} for group in slack.workspace.groups.values()],
            commands=[
                {"command": c.command, "description": c.description, "usage_hint": c.usage_hint} for c in commands
            ],
            suggested=[asdict(suggestion) for suggestion in self._suggested],
            prompts=slack.prompts.get(direct.id, []),
            views=slack.views.shown_to(me),
        )

    def _channel(self, channel: Channel) -> Json:
        described: Json = {"id": channel.id, "name": channel.name, "topic": channel.topic, "is_im": channel.is_im}
        if channel.is_im:
            return described | {"user": self._slack.bot.user_id, "bot_is_member": True}
        return described | {"bot_is_member": self._slack.bot.user_id in channel.members}

    async def _messages(self, request: web.Request) -> web.Response:
        person = self._gestures.person(request.query.get("as", ""))
        channel = self._gestures.channel(person, request.query.get("channel", ""))
        thread = request.query.get("thread") or None
        shown = self._slack.workspace.thread(channel, thread) if thread else list(channel.top.values())
        whispered = [
            message
            for message in self._slack.workspace.ephemerals[person.id].values()
            if message["channel"] == channel.id and message.get("thread_ts") == thread
        ]
        if whispered:
            shown = sorted([*shown, *whispered], key=lambda message: str(message["ts"]))
        return answer(messages=shown)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        person = self._gestures.person(request.query.get("as", ""))
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        listener = self._slack.live.listen(person.id)
        try:
            await response.prepare(request)
            await response.write(b": hello\n\n")
            while True:
                try:
                    news = await asyncio.wait_for(listener.queue.get(), KEEP_ALIVE)
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if news is None:
                    return response
                await response.write(f"data: {news}\n\n".encode())
        except ConnectionError:
            return response
        finally:
            self._slack.live.leave(listener)

    async def _attach(self, request: web.Request) -> web.Response:
        """A file as the whole body, `as` and `name` in the query."""
        data = bytearray()
        async for chunk in request.content.iter_chunked(1 << 16):
            data += chunk
            if len(data) > FILE_LIMIT:
                break
        file = self._gestures.attach(request.query.get("as", ""), request.query.get("name", ""), bytes(data))
        return answer(file={"id": file.id, "name": file.name, "size": len(file.data)})

    async def _file(self, request: web.Request) -> web.Response:
        file = self._gestures.file(request.query.get("as", ""), request.query.get("id", ""))
        saved = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        headers = {"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=file.data, headers=headers | {"Content-Disposition": saved})

    async def _message(self, request: web.Request) -> web.Response:
        given = await _given(request)
        files = given.values.get("files")
        ts = self._gestures.say(
            given.text("as"),
            given.text("channel"),
            given.text("text"),
            given.text("thread_ts") or None,
            [str(file) for file in files] if isinstance(files, list) else (),
        )
        return answer(ts=ts)

    async def _edit(self, request: web.Request) -> web.Response:
        given = await _given(request)
        self._gestures.edit(given.text("as"), given.text("channel"), given.text("ts"), given.text("text"))
        return answer()

    async def _delete(self, request: web.Request) -> web.Response:
        given = await _given(request)
        self._gestures.delete(given.text("as"), given.text("channel"), given.text("ts"))
        return answer()

    async def _command(self, request: web.Request) -> web.Response:
        given = await _given(request)
        thread_ts = given.text("thread_ts") or None
        await self._gestures.command(
            given.text("as"), given.text("channel"), given.text("command"), given.text("text"), thread_ts
        )
        return answer()

    async def _action(self, request: web.Request) -> web.Response:
        given = await _given(request)
        await self._gestures.press(
            given.text("as"),
            given.text("action_id"),
            channel=given.text("channel"),
            message_ts=given.text("message_ts"),
            view_id=given.text("view_id"),
            block_id=given.text("block_id"),
            value=given.values.get("value"),
            selected=given.values.get("selected"),
            state=_state_given(given),
        )
        return answer()

    async def _view(self, request: web.Request) -> web.Response:
        given = await _given(request)
        user, view_id, do = given.text("as"), given.text("view_id"), given.text("do")
        if do == "submit":
            return answer(**await self._gestures.submit_view(user, view_id, _state_given(given)))
        if do != "close":
            raise GestureError("unknown_gesture", "do is submit or close")
        await self._gestures.close_view(user, view_id)
        return answer()

    async def _opened(self, request: web.Request) -> web.Response:
        given = await _given(request)
        self._gestures.open_app(given.text("as"), given.text("tab") or "home")
        return answer()


def answer(**fields: Any) -> web.Response:
    """A JSON answer that says ok."""
    return web.json_response({"ok": True, **fields})


def _state_given(given: Arguments) -> Json:
    state = given.values.get("state")
    return state if isinstance(state, dict) else {}


async def _given(request: web.Request) -> Arguments:
    return Arguments(await read_json(request))
