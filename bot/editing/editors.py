"""Who may add and withdraw articles in Slack: people, and the members of user groups, as they are at this moment."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Sequence

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import RefusedError, slacks_word

FRESH_SECONDS = 60.0
"""How long a group's members are taken as read: who has just left it may act for so long at most."""

READ_SECONDS = 2.0
"""Slack waits three seconds for an answer to a press; a group that takes longer counts as one that can't be read."""

PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
GROUP = re.compile(r"S[A-Z0-9]{2,}")

HOW_TO_SET = (
    "Nobody may add or withdraw articles in Slack yet. Whoever runs Quote Desk allows it with the setting "
    "QUOTEDESK_EDITORS: the user ids or user-group ids of those who may."
)
NOT_AN_EDITOR = (
    "Only the newsroom’s editors can add or withdraw articles here. Ask one of them, or whoever runs Quote Desk."
)


class Editors:
    """The people and user groups of the setting; nobody where it is empty."""

    def __init__(
        self, client: AsyncWebClient, allowed: Sequence[str], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._people = frozenset(name for name in allowed if PERSON.fullmatch(name))
        self._groups = tuple(name for name in allowed if name not in self._people)
        self._clock = clock
        self._members: dict[str, tuple[float, frozenset[str]]] = {}

    async def check(self, person: str) -> None:
        """Returns if that person may. Raises RefusedError, also where a group can't be read that might name them."""
        if person in self._people:
            return
        if not self._people and not self._groups:
            raise RefusedError(HOW_TO_SET)
        read = await asyncio.gather(*map(self._members_of, self._groups))
        if any(person in members for members in read if not isinstance(members, str)):
            return
        unread = [members for members in read if isinstance(members, str)]
        if unread:
            raise RefusedError(
                f"I can’t see at the moment who may add and withdraw articles ({'; '.join(unread)}), so nothing was "
                "done. Try again in a minute; `quotedesk doctor` tells whoever runs Quote Desk what is missing."
            )
        raise RefusedError(NOT_AN_EDITOR)

    async def may(self, person: str) -> bool:
        """Whether to offer that person anything; what they then do is checked again."""
        try:
            await self.check(person)
        except RefusedError:
            return False
        return True

    async def _members_of(self, group: str) -> frozenset[str] | str:
        """The members, or why they can't be read."""
        read_at, members = self._members.get(group, (float("-inf"), frozenset()))
        if self._clock() - read_at < FRESH_SECONDS:
            return members
        self._members.pop(group, None)
        try:
            async with asyncio.timeout(READ_SECONDS):
                response = await self._client.usergroups_users_list(usergroup=group)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            return f"{group}: {_reason(error)}"
        members = frozenset(map(str, response.get("users") or ()))
        self._members[group] = (self._clock(), members)
        return members


def _reason(error: Exception) -> str:
    return (isinstance(error, SlackApiError) and slacks_word(error)) or type(error).__name__
