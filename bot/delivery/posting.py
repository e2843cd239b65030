"""One request to Slack, and what is known of its outcome afterwards.

Nothing is retried here: the client must have no retry handlers, since a request that seems lost may have been
accepted. `bot.delivery` decides what follows from an outcome.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.errors import slacks_word, status_of
from bot.ledger.records import Entry
from bot.replies.blocks import Message
from retrieval.models import Value

EVENT_TYPE = "quotedesk_answer"
_CLOCKS_DIFFER_SECONDS = 300.0
_MAY_HAVE_BEEN_ACCEPTED = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
_NOT_FORMED = {"invalid_arguments", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"}
# What the client raises where Slack refuses, is silent, or answers what is no JSON.
_FAILURES = (SlackClientError, aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, ValueError)
_WAIT = {"ratelimited", "rate_limited"}


class Posted(Value):
    """Slack has the message; `ts` is its timestamp, None for one that only the asker sees.

    `revision` is that of the answer in it, where it was read back.
    """

    ts: str | None
    revision: int | None = None


class Held(Value):
    """Not accepted: the channel is to be left alone for `seconds`."""

    seconds: float


class Refused(Value):
    """Not accepted, for good. `formed` is False when Slack disliked the message itself."""

    error: str
    formed: bool = True


class Unknown(Value):
    """Nobody can say whether it was accepted: it must be read back.

    `in_flight` is False when Slack has answered, so that the request can't take effect any more.
    """

    error: str
    in_flight: bool = True


Outcome = Posted | Held | Refused | Unknown


async def post(client: AsyncWebClient, entry: Entry, message: Message) -> Outcome:
    """Posts the message, updates it if it is there already, or answers the asker alone."""
    common: dict[str, Any] = {
        "text": message.text,
        "blocks": list(message.blocks),
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if entry.private:
        return await respond(client, entry.respond_to, common)
    arguments: dict[str, Any] = common | {
        "channel": entry.channel,
        "metadata": _metadata(entry),
        "link_names": False,
        "parse": "none",
    }
    try:
        if entry.posted_ts is not None:
            response = await client.chat_update(ts=entry.posted_ts, **arguments)
        else:
            arguments |= {"thread_ts": entry.thread_ts, "client_msg_id": entry.answer, "mrkdwn": False}
            response = await client.chat_postMessage(**arguments)
    except _FAILURES as error:
        return outcome_of(error)
    return Posted(ts=str(response["ts"]))


async def find(client: AsyncWebClient, entry: Entry) -> Outcome | None:
    """Looks for the entry's message where it would stand; None when it isn't there.

    Needs a history scope for the channel: without it the outcome is `Refused`.
    """
    arguments: dict[str, Any] = {
        "channel": entry.channel,
        "oldest": f"{entry.received_at - _CLOCKS_DIFFER_SECONDS:.6f}",
        "include_all_metadata": True,
        "limit": 200,
    }
    cursor = ""
    while True:
        try:
            if entry.thread_ts is not None:
                page = await client.conversations_replies(ts=entry.thread_ts, cursor=cursor, **arguments)
            else:
                page = await client.conversations_history(cursor=cursor, **arguments)
        except _FAILURES as error:
            return outcome_of(error)
        for found in page.get("messages") or []:
            payload = (found.get("metadata") or {}).get("event_payload") or {}
            if payload.get("answer_id") == entry.answer:
                return Posted(ts=str(found["ts"]), revision=payload.get("revision"))
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None


async def direct_message(client: AsyncWebClient, person: str) -> str | Held | Refused:
    """The channel in which we write to a person alone; opening it again changes nothing."""
    try:
        opened = await client.conversations_open(users=person)
    except _FAILURES as error:
        outcome = outcome_of(error)
        return Held(seconds=1.0) if isinstance(outcome, Unknown) else outcome
    return str(opened["channel"]["id"])


def outcome_of(error: Exception) -> Held | Refused | Unknown:
    """What an error tells of whether Slack accepted a request."""
    if isinstance(error, SlackApiError):
        status, code = status_of(error), slacks_word(error)
        if status == 429 or code in _WAIT:
            response: Any = error.response
            return Held(seconds=_seconds(response.headers))
        if code is not None and status < 500 and code not in _MAY_HAVE_BEEN_ACCEPTED:
            return Refused(error=code, formed=code not in _NOT_FORMED)
        return Unknown(error=f"{status} {code or 'not from Slack'}", in_flight=False)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Held(seconds=1.0)  # never reached Slack
    return Unknown(error=type(error).__name__)


async def respond(
    client: AsyncWebClient, url: str | None, arguments: Mapping[str, Any], *, replace: bool = False
) -> Outcome:
    """Says something to one person alone by a response_url; with `replace` in place of what they pressed in."""
    if not url:
        return Refused(error="the asker can't be answered any more: Slack's way to them was used")
    webhook = AsyncWebhookClient(url, timeout=client.timeout, session=client.session, retry_handlers=[])
    try:
        response = await webhook.send(response_type="ephemeral", replace_original=replace, **arguments)
    except _FAILURES as error:
        return outcome_of(error)
    if response.status_code == 429:
        return Held(seconds=_seconds(response.headers))
    if response.status_code >= 500:
        return Unknown(error=f"response_url answered {response.status_code}")
    code = _refusal(response.body)
    if response.status_code == 200 and code is None:
        return Posted(ts=None)
    return Refused(error=code or f"response_url answered {response.status_code}", formed=code not in _NOT_FORMED)


def _refusal(body: str) -> str | None:
    """The error in a response_url's answer, which is "ok", an error's name, or JSON; None where there is none."""
    if body.strip() in {"ok", ""}:
        return None
    try:
        answer = json.loads(body)
    except json.JSONDecodeError:
        answer = body
    if not isinstance(answer, dict):
        return body.strip()[:100]
    return None if answer.get("ok") else str(answer.get("error", "unknown"))


def _metadata(entry: Entry) -> dict[str, Any]:
    payload = {"answer_id": entry.answer, "revision": entry.revision}
    return {"event_type": EVENT_TYPE, "event_payload": payload}


def _seconds(headers: Mapping[str, Any]) -> float:
    """Retry-After in seconds: Slack sends whole seconds, proxies in between also fractions or nothing."""
    given = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    value = given[0] if isinstance(given, list) and given else given
    try:
        return max(1.0, float(str(value)))
    except ValueError:
        return 1.0
