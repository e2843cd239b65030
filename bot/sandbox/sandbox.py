"""The sandbox as Python sees it: start it, act in it, look at what the app did, make things fail."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from bot.sandbox.delivery.http_events import HttpEvents
from bot.sandbox.delivery.slack import Slack
from bot.sandbox.delivery.timing import Timing
from bot.sandbox.people.control_api import ControlApi
from bot.sandbox.people.gestures import Gestures
from bot.sandbox.people.page_api import PageApi, Suggestion
from bot.sandbox.server import HOST, Server
from bot.sandbox.state.manifest import read_manifest
from bot.sandbox.state.workspace import Bot
from bot.sandbox.web_api.endpoints import WebApi
from bot.sandbox.web_api.faults import Fault, Faults
from bot.sandbox.web_api.rate_limits import RateLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.sandbox.delivery.deliveries import EventRecord
    from bot.sandbox.delivery.socket_mode import SocketTrouble
    from bot.sandbox.errors import Json
    from bot.sandbox.web_api.call import Token
    from bot.sandbox.web_api.endpoints import CallRecord
    from bot.sandbox.web_api.faults import FaultKind
    from bot.sandbox.web_api.rate_limits import Limit


LOOK_AGAIN = 0.02
"""Seconds after which a condition is tried again though nothing has happened here: it may be about the app."""


def _token(prefix: str) -> Callable[[], str]:
    return lambda: prefix + secrets.token_hex(16)


@dataclass(frozen=True)
class Credentials:
    """What an app needs to be let in; random unless given."""

    bot_token: str = field(default_factory=_token("xoxb-"), repr=False)
    app_token: str = field(default_factory=_token(f"xapp-1-{Bot.app_id}-1-"), repr=False)
    signing_secret: str = field(default_factory=_token(""), repr=False)
    config_token: str = field(default_factory=_token("xoxe.xoxp-1-"), repr=False)


class Sandbox:
    """A Slack workspace on this machine, served on 127.0.0.1 while it is entered.

    `rate_limits`: True for Slack's with a burst that people never meet, None or False for none,
    or a limit for each method named. `port` 0 takes any that is free.
    """

    def __init__(  # noqa: PLR0913 - each is a choice of whoever starts it, and has a default
        self,
        manifest: Mapping[str, Any] | None = None,
        suggested: Sequence[Suggestion] = (),
        port: int = 0,
        *,
        credentials: Credentials | None = None,
        rate_limits: Mapping[str, Limit] | bool | None = True,
        timing: Timing | None = None,
        keep_log: int = 200_000,
    ) -> None:
        credentials = credentials or Credentials()
        self.bot_token = credentials.bot_token
        self.app_token = credentials.app_token
        self.signing_secret = credentials.signing_secret
        self.config_token = credentials.config_token
        self._port = port
        self._timing = timing or Timing()
        self._slack = Slack(read_manifest(manifest), self._timing, keep_log)
        self._gestures = Gestures(self._slack)
        self._faults = Faults()
        limits = None
        if rate_limits is not None and rate_limits is not False:
            limits = RateLimits({} if rate_limits is True else rate_limits, self._slack.ids.now)
        tokens: dict[Token, str] = {"bot": self.bot_token, "app": self.app_token, "config": self.config_token}
        self._web_api = WebApi(self._slack, tokens, self._faults, limits, keep_log)
        page_api = PageApi(self._slack, self._gestures, suggested)
        self._server = Server(
            self._slack, self._web_api, page_api, ControlApi(self._slack, self._web_api, self._faults)
        )
        self._endpoints: list[HttpEvents] = []

    async def __aenter__(self) -> Self:
        self._slack.url = f"http://{HOST}:{await self._server.start(self._port)}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._slack.deliveries.close()
        for endpoint in self._endpoints:
            await endpoint.close()
        await self._server.stop()

    @property
    def url(self) -> str:
        """Where the page is, without a slash at the end."""
        return self._slack.url

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL must be."""
        return f"{self._slack.url}/api/"

    @property
    def connected(self) -> bool:
        """Whether an app is there to take events."""
        return self._slack.connected

    @property
    def sockets(self) -> int:
        """How many connections of the app are open."""
        return len(self._slack.sockets.sockets)

    @property
    def calls(self) -> list[CallRecord]:
        """Every call that the app made, in order; the list itself, which grows."""
        return self._web_api.log

    @property
    def events(self) -> list[EventRecord]:
        """Everything that was sent to the app, in order; the list itself, whose lines change as they are acked."""
        return self._slack.deliveries.log

    def open_channel(self, name: str) -> str:
        """A new public channel with every person and the app in it; returns its id. `name` is letters and digits."""
        return self._slack.workspace.open_channel(name).id

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """A channel's messages outside threads, or one thread with its parent, oldest first."""
        place = self._slack.workspace.channels[channel]
        if thread_ts is not None:
            return [dict(message) for message in self._slack.workspace.thread(place, thread_ts)]
        return [dict(message) for message in place.top.values()]

    def ephemerals(self, user: str, channel: str) -> list[Json]:
        """What only that person sees in a channel, oldest first."""
        return [dict(m) for m in self._slack.workspace.ephemerals[user].values() if m["channel"] == channel]

    def views(self, user: str) -> list[Json]:
        """That person's open modals, from the bottom of the stack up."""
        return list(self._slack.views.stacks[user])

    def home(self, user: str) -> Json | None:
        """That person's home tab, if the app published one."""
        return self._slack.views.homes.get(user)

    def prompts(self, user: str) -> list[Json]:
        """What the app suggests to that person in their direct message."""
        return self._slack.prompts.get(self._slack.workspace.direct(user).id, [])

    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> str:
        """A person posts a message as typed; returns its ts."""
        return self._gestures.say(user, channel, text, thread_ts)

    async def share_file(  # noqa: PLR0913 - a file has this many parts
        self, user: str, channel: str, name: str, data: bytes, text: str = "", *, thread_ts: str | None = None
    ) -> str:
        """A person drops a file into a channel, with a message as typed; returns the message's ts."""
        return self._gestures.say(user, channel, text, thread_ts, [self._gestures.attach(user, name, data).id])

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """A person edits their message."""
        self._gestures.edit(user, channel, ts, text)

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """A person deletes their message."""
        self._gestures.delete(user, channel, ts)

    async def open_home(self, user: str, tab: str = "home") -> None:
        """A person opens the app's home or messages tab."""
        self._gestures.open_app(user, tab)

    async def command(self, user: str, channel: str, command: str, text: str = "") -> None:
        """A person sends a slash command; returns once it is acked, raises GestureError when it is not."""
        await self._gestures.command(user, channel, command, text)

    async def press(self, user: str, action_id: str, **where: Any) -> None:
        """A person clicks: `channel` and `message_ts`, or `view_id`; `block_id`, `value`, `selected` where needed."""
        await self._gestures.press(user, action_id, **where)

    async def submit_view(self, user: str, view_id: str, state: Json | None = None) -> Json:
        """A person submits a modal with `{block_id: {action_id: {"value": …}}}`; returns the app's answer."""
        return await self._gestures.submit_view(user, view_id, state)

    async def close_view(self, user: str, view_id: str) -> None:
        """A person closes a modal."""
        await self._gestures.close_view(user, view_id)

    def set_group(self, group: str, users: Sequence[str], *, disabled: bool = False) -> None:
        """From now on the user group of that id has these people, or is disabled."""
        kept = self._slack.workspace.groups[group]
        kept.users, kept.disabled = list(users), disabled

    def fail(self, method: str, kind: FaultKind, times: int = 1, **more: Any) -> None:
        """Make calls of a method ("*" for any) fail; `skip`, `retry_after`, `error`, `seconds` as in `Fault`."""
        self._faults.add(Fault(method, kind, times, **more))

    def stop_failing(self) -> None:
        """Let every call succeed again."""
        self._faults.clear()

    def break_sockets(self, kind: SocketTrouble) -> int:
        """Make every open connection fail in that way; returns how many there were."""
        return self._slack.sockets.trouble(kind)

    def redeliver(self, record: EventRecord, times: int = 1) -> None:
        """Send an event of the log again, as Slack does when it missed the ack."""
        for _ in range(times):
            self._slack.deliveries.redeliver(record)

    def send_event(self, event: Json) -> None:
        """Send any event, also a malformed one, in a payload of the Events API."""
        self._slack.send_event(event)

    def deliver_to(self, url: str) -> None:
        """Post signed HTTP requests to that address from now on, once it has passed url_verification."""
        endpoint = HttpEvents(url, self.signing_secret, self._slack.payloads, self._timing)
        endpoint.deliveries = self._slack.deliveries
        self._endpoints.append(endpoint)
        self._slack.deliveries.transport = endpoint
        endpoint.start(self._slack.connection_changed)

    async def until(self, predicate: Callable[[Sandbox], object], timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Wait until something is true; TimeoutError tells what had happened by then."""
        try:
            async with asyncio.timeout(timeout):
                while not predicate(self):
                    await self._slack.live.change(LOOK_AGAIN)
        except TimeoutError:
            raise TimeoutError(f"not true within {timeout:g} s; {self._summary()}") from None

    def _summary(self) -> str:
        unacked = sum(not event["acked"] for event in self.events)
        connection = "an app is connected" if self.connected else "no app is connected"
        last = [
            f"{call['method']} → {(call['response'] or {}).get('error', call['status'])}" for call in self.calls[-3:]
        ]
        calls = f"{len(self.calls)} calls" + (f", the last {', '.join(last)}" if last else "")
        return f"{connection}, {len(self.events)} payloads sent ({unacked} not acked), {calls}"
