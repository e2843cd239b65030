"""An app's call read from HTTP: its arguments, from a query, a form or JSON, and its token."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NoReturn

from bot.sandbox.errors import SlackError, invalid_arguments

if TYPE_CHECKING:
    from aiohttp import web

    from bot.sandbox.errors import Json

DEPTH_LIMIT = 40
"""How deep an app's JSON may be nested; Block Kit needs some ten levels."""

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class Arguments:
    """The named arguments of one call."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def has(self, name: str) -> bool:
        """Whether the argument was given and is not null."""
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        """A string argument; empty when it was not given."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise invalid_arguments(f"must be of type: string [json-pointer:/{name}]")
        return value

    def needed(self, name: str) -> str:
        """A string argument without which the call makes no sense."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        """A true or false argument, which a form writes as a word or a digit."""
        value = self.values.get(name)
        return value is True or (isinstance(value, int | str) and str(value).lower() in {"true", "1"})

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 1 to `most`."""
        value = self.text(name)
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not 1 <= int(value[:9]) <= most:
            raise SlackError("invalid_limit" if name == "limit" else "invalid_arguments")
        return int(value[:9])

    def structure(self, name: str) -> Any:
        """A JSON argument, which a form writes as a string; None when it was not given."""
        value = self.values.get(name)
        if isinstance(value, str):
            return parse_json(value, f"invalid_{name}_format" if name in {"blocks", "metadata"} else "invalid_json")
        return value


async def read_call(request: web.Request) -> tuple[Arguments, str]:
    """The arguments and the token of a call; SlackError for a body that is no form and no JSON object."""
    values: Json = dict(request.query)
    kind = request.content_type
    if request.body_exists:
        if kind in FORMS:
            try:
                form = await request.post()
            except (ValueError, LookupError):
                raise SlackError("invalid_form_data") from None
            values |= {name: value for name, value in form.items() if isinstance(value, str)}
        elif kind == "application/json":
            values |= await read_json(request)
        elif await request.read():
            raise SlackError("invalid_post_type")
    in_body = values.pop("token", None)
    return Arguments(values), token_in_header(request) or (in_body if isinstance(in_body, str) else "")


def token_in_header(request: web.Request) -> str:
    """The bearer token of a request; empty without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def read_json(request: web.Request) -> Json:
    """A body that is a JSON object."""
    raw = await request.read()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise SlackError("invalid_json") from None
    value = parse_json(text or "{}", "invalid_json")
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value


def parse_json(text: str, code: str) -> Any:
    """Strict JSON of a bounded depth without infinities; SlackError with that code otherwise."""

    def refuse(_: str) -> NoReturn:
        raise ValueError

    try:
        value = json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise SlackError(code) from None
    if not _sane(value, DEPTH_LIMIT):
        raise SlackError(code)
    return value


def _sane(value: Any, depth: int) -> bool:
    if isinstance(value, dict):
        return depth > 0 and all(_sane(inner, depth - 1) for inner in value.values())
    if isinstance(value, list):
        return depth > 0 and all(_sane(inner, depth - 1) for inner in value)
    return not isinstance(value, float) or math.isfinite(value)
