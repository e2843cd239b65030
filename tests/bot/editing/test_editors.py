"""Who may add and withdraw in Slack, asked of a real user group at each press."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.editing.editors import FRESH_SECONDS, HOW_TO_SET, NOT_AN_EDITOR, Editors
from bot.errors import RefusedError
from bot.sandbox import Sandbox

MAYA, TOM, GROUP = "U0MAYA", "U0TOM", "S0EDITORS"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def sandbox():
    async with Sandbox() as running:
        yield running


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def editors(sandbox, clock):
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
    return lambda *allowed: Editors(client, allowed, clock=clock)


async def refusal(editors: Editors, person: str) -> str:
    with pytest.raises(RefusedError) as refused:
        await editors.check(person)
    assert not await editors.may(person)
    return str(refused.value)


async def test_without_the_setting_nobody_may_and_the_word_says_how_to_set_it(editors):
    assert await refusal(editors(), TOM) == HOW_TO_SET
    assert "QUOTEDESK_EDITORS" in HOW_TO_SET


async def test_a_person_who_is_named_may_and_slack_is_not_asked(editors, sandbox):
    assert await editors(TOM, GROUP).may(TOM)
    assert sandbox.calls == []


async def test_a_member_of_a_group_may_and_others_may_not(editors):
    assert await editors(GROUP).may(TOM)
    assert await refusal(editors(GROUP), MAYA) == NOT_AN_EDITOR


async def test_a_group_is_read_once_a_minute_and_who_left_it_may_no_longer(editors, sandbox, clock):
    known = editors(GROUP)
    assert await known.may(TOM)
    sandbox.set_group(GROUP, [MAYA])
    clock.now += FRESH_SECONDS - 1
    assert await known.may(TOM)
    assert len(sandbox.calls) == 1
    clock.now += 2
    assert await refusal(known, TOM) == NOT_AN_EDITOR
    assert await known.may(MAYA)
    assert len(sandbox.calls) == 2


@pytest.mark.parametrize("kind", ["ratelimited", "http_500", "drop_before", "timeout_before"])
async def test_nobody_of_a_group_that_cannot_be_read_may(editors, sandbox, clock, kind, monkeypatch):
    monkeypatch.setattr("bot.editing.editors.READ_SECONDS", 0.2)
    known = editors(GROUP)
    assert await known.may(TOM)
    clock.now += FRESH_SECONDS + 1
    sandbox.fail("usergroups.users.list", kind, times=9)
    assert "I can’t see at the moment who may" in await refusal(known, TOM)
    sandbox.stop_failing()
    assert await known.may(TOM)


async def test_a_disabled_group_allows_nobody_and_its_error_is_named(editors, sandbox):
    sandbox.set_group(GROUP, [TOM], disabled=True)
    assert f"{GROUP}: no_such_subteam" in await refusal(editors(GROUP), TOM)
