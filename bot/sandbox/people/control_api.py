"""The control API: the logs, faults, sockets, and deliveries out of the ordinary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.errors import GestureError, SlackError
from bot.sandbox.people.page_api import answer
from bot.sandbox.web_api.arguments import Arguments, read_json
from bot.sandbox.web_api.faults import Fault, Faults

if TYPE_CHECKING:
    from bot.sandbox.delivery.slack import Slack
    from bot.sandbox.web_api.endpoints import WebApi

INTEGERS = ("times", "skip", "retry_after")


class ControlApi:
    """Lets tests and curious people see an app fail."""

    def __init__(self, slack: Slack, web_api: WebApi, faults: Faults) -> None:
        self._slack = slack
        self._web_api = web_api
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        """Everything under /sandbox/ that tests use."""
        return [
            web.get("/sandbox/log", self._log),
            web.get("/sandbox/events", self._events),
            web.post("/sandbox/faults", self._add_fault),
            web.delete("/sandbox/faults", self._clear_faults),
            web.post("/sandbox/sockets", self._sockets),
            web.post("/sandbox/redeliver", self._redeliver),
            web.post("/sandbox/event", self._event),
        ]

    async def _log(self, _: web.Request) -> web.Response:
        return answer(calls=self._web_api.log)

    async def _events(self, _: web.Request) -> web.Response:
        return answer(events=self._slack.deliveries.log)

    async def _add_fault(self, request: web.Request) -> web.Response:
        given = await read_json(request)
        if given.keys() - {"method", "kind", "error", "seconds", *INTEGERS}:
            raise GestureError("invalid_fault", "a fault has method, kind, times, skip, retry_after, error, seconds")
        for name in INTEGERS:
            if name in given and (isinstance(given[name], bool) or not isinstance(given[name], int)):
                raise GestureError("invalid_fault", f"{name} must be a whole number")
        if isinstance(given.get("seconds", 0), bool) or not isinstance(given.get("seconds", 0), int | float):
            raise GestureError("invalid_fault", "seconds must be a number")
        if not all(isinstance(given.get(name, ""), str) for name in ("method", "kind", "error")):
            raise GestureError("invalid_fault", "method, kind and error must be strings")
        self._faults.add(Fault(**{"method": "*", "kind": "", **given}))
        return answer()

    async def _clear_faults(self, _: web.Request) -> web.Response:
        self._faults.clear()
        return answer()

    async def _sockets(self, request: web.Request) -> web.Response:
        given = await read_json(request)
        return answer(sockets=self._slack.sockets.trouble(given.get("do", "")))

    async def _redeliver(self, request: web.Request) -> web.Response:
        given = Arguments(await read_json(request))
        times = given.number("times", 1, 1000)
        record = self._slack.deliveries.find(event_id=given.text("event_id"), envelope_id=given.text("envelope_id"))
        if record is None:
            raise GestureError("event_not_found", "nothing of that id was sent")
        for _ in range(times):
            self._slack.deliveries.redeliver(record)
        return answer()

    async def _event(self, request: web.Request) -> web.Response:
        given = await read_json(request)
        if "event" in given:
            self._slack.send_event(given["event"])
        elif "payload" in given:
            kind = given.get("type", "events_api")
            self._slack.deliveries.post(given["payload"], kind=kind)
        else:
            raise SlackError("invalid_arguments", status=400)
        return answer()
