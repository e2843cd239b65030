"""`quotedesk doctor`: each token, scope, subscription and the archive; what is wrong and what to do."""

import copy
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.app import quote_desk
from bot.connecting.server import served
from bot.errors import UnreachableError
from bot.examining.doctor import examine
from bot.examining.findings import State
from bot.ledger.ledger import Ledger
from bot.manifest import bot_events, manifest, scopes
from bot.sandbox import Sandbox
from bot.settings import Settings
from retrieval.archive import Archive
from retrieval.database import sqlite
from tests.newsroom import DESK, MAYA, SEEDS, newsroom

ROOT = Path(__file__).parents[2]


def settings_for(sandbox: Sandbox, tmp_path, **fields) -> Settings:
    known = {
        "SLACK_BOT_TOKEN": SecretStr(sandbox.bot_token),
        "SLACK_APP_TOKEN": SecretStr(sandbox.app_token),
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'quotedesk.db'}",
        "QUOTEDESK_SEEDS": SEEDS,
    }
    return Settings(_env_file=None, **(known | fields))


async def findings(settings: Settings) -> dict[str, tuple[State, str]]:
    return {finding.subject: (finding.state, finding.words) async for finding in examine(settings)}


async def test_all_is_right_when_the_app_was_made_from_the_manifest(tmp_path):
    async with Sandbox(manifest=manifest()) as sandbox:
        token = SecretStr(sandbox.config_token)
        found = await findings(settings_for(sandbox, tmp_path, SLACK_CONFIG_TOKEN=token))
    assert {state for state, _ in found.values()} == {State.RIGHT}
    for scope in scopes(manifest()):
        assert f"scope {scope}" in found
    for event in bot_events(manifest()):
        assert found[f"event {event}"] == (State.RIGHT, "subscribed")
    assert found["archive"][1] == "1 article, 27 paragraphs; 1 copy looks damaged"


@pytest.mark.parametrize(
    ("setting", "value", "subject", "remedy"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-wrong", "SLACK_BOT_TOKEN", "OAuth & Permissions"),
        ("SLACK_APP_TOKEN", "xapp-wrong", "SLACK_APP_TOKEN", "connections:write"),
        ("SLACK_CONFIG_TOKEN", "xoxe-wrong", "SLACK_CONFIG_TOKEN", "last 12 hours"),
    ],
)
async def test_a_wrong_token_is_named_with_what_to_do_and_not_shown(tmp_path, setting, value, subject, remedy):
    async with Sandbox(manifest=manifest()) as sandbox:
        found = await findings(settings_for(sandbox, tmp_path, **{setting: SecretStr(value)}))
    state, words = found[subject]
    assert state is State.WRONG
    assert remedy in words
    assert value not in words


async def test_a_missing_scope_and_a_missing_subscription_are_named(tmp_path):
    less = copy.deepcopy(manifest())
    less["oauth_config"]["scopes"]["bot"].remove("im:write")
    less["settings"]["event_subscriptions"]["bot_events"].remove("message.im")
    async with Sandbox(manifest=less) as sandbox:
        token = SecretStr(sandbox.config_token)
        found = await findings(settings_for(sandbox, tmp_path, SLACK_CONFIG_TOKEN=token))
    assert found["scope im:write"][0] is State.WRONG
    assert "reinstall" in found["scope im:write"][1]
    assert found["event message.im"][0] is State.WRONG
    assert "Subscribe to bot events" in found["event message.im"][1]


async def test_without_a_configuration_token_events_count_once_they_were_delivered(tmp_path):
    async with newsroom(tmp_path) as running:
        before = await findings(settings_for(running.sandbox, tmp_path))
        assert before["event app_mention"][0] is State.NOT_KNOWN
        await running.ask("@Quote Desk who?")
        after = await findings(settings_for(running.sandbox, tmp_path))
    assert after["event app_mention"][0] is State.RIGHT
    assert after["event message.channels"][0] is State.RIGHT
    assert after["event message.im"][0] is State.NOT_KNOWN
    assert after["questions"] == (State.RIGHT, "1 posted")


async def test_questions_that_were_not_answered_are_pointed_out(tmp_path):
    async with newsroom(tmp_path) as running:
        running.sandbox.fail("chat.postMessage", "error", error="is_archived")
        await running.sandbox.say(MAYA, DESK, "@Quote Desk who?")
        await running.settled()
        found = await findings(settings_for(running.sandbox, tmp_path))
    state, words = found["questions"]
    assert state is State.NOT_KNOWN
    assert words.startswith("1 failed. The log says why")


async def test_slack_out_of_reach_and_an_archive_that_can_not_be_read_are_told(tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe")
    async with Sandbox() as sandbox:
        settings = settings_for(sandbox, tmp_path, SLACK_API_URL="http://127.0.0.1:9/api/", QUOTEDESK_SEEDS=tmp_path)
        found = await findings(settings)
    assert "can't be reached" in found["SLACK_BOT_TOKEN"][1]
    assert "bad.txt" in found["archive"][1]
    assert found["archive"][0] is State.WRONG


async def test_an_empty_archive_is_wrong_with_what_to_do(tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    async with Sandbox() as sandbox:
        found = await findings(settings_for(sandbox, tmp_path, QUOTEDESK_SEEDS=empty))
    assert found["archive"][0] is State.WRONG
    assert "Put one into" in found["archive"][1]


async def test_the_manifest_grants_all_that_the_bot_does(newsroom):
    """The sandbox refuses what the manifest doesn't grant; nothing that was refused for that may be in its log."""
    await newsroom.ask("@Quote Desk who can veto it?")
    await newsroom.ask("who can veto it?", channel="D0MAYA")
    await newsroom.sandbox.open_home(MAYA)
    await newsroom.sandbox.open_home(MAYA, "messages")
    await newsroom.sandbox.command(MAYA, DESK, "/quote", "who can veto it?")
    await newsroom.whisper()
    await newsroom.sandbox.until(lambda sandbox: sandbox.prompts(MAYA) and sandbox.home(MAYA))
    refused = [call for call in newsroom.sandbox.calls if not (call["response"] or {}).get("ok", True)]
    assert refused == []


async def test_who_may_edit_is_counted_and_a_group_that_cannot_be_read_is_named(tmp_path):
    async with Sandbox(manifest=manifest()) as sandbox:
        found = await findings(settings_for(sandbox, tmp_path))
        allowed = await findings(settings_for(sandbox, tmp_path, QUOTEDESK_EDITORS="U0MAYA S0EDITORS"))
        unknown = await findings(settings_for(sandbox, tmp_path, QUOTEDESK_EDITORS="S0NOBODY"))
    assert found["editors"][0] is State.RIGHT
    assert "nobody may" in found["editors"][1]
    assert allowed["editors"][1].startswith("1 people and 1 user group(s) with 1 member(s)")
    assert unknown["editors"][0] is State.WRONG
    assert "no_such_subteam" in unknown["editors"][1]


async def test_what_the_mode_needs_is_asked_for_and_no_more(tmp_path):
    async with Sandbox(manifest=manifest()) as sandbox:
        by_http = {"SLACK_APP_TOKEN": SecretStr(""), "SLACK_SIGNING_SECRET": SecretStr(sandbox.signing_secret)}
        http = await findings(settings_for(sandbox, tmp_path, **by_http))
        neither = await findings(settings_for(sandbox, tmp_path, SLACK_APP_TOKEN=SecretStr("")))
    assert http["SLACK_APP_TOKEN"][0] is State.RIGHT
    assert http["SLACK_SIGNING_SECRET"][0] is State.NOT_KNOWN
    assert sandbox.signing_secret not in str(http)
    assert neither["SLACK_APP_TOKEN"][0] is State.WRONG
    assert "or SLACK_SIGNING_SECRET" in neither["SLACK_APP_TOKEN"][1]


async def test_the_port_is_free_ours_or_another_programs(tmp_path):
    async with Sandbox(manifest=manifest()) as sandbox:
        other = int(sandbox.url.rpartition(":")[2])
        taken = await findings(settings_for(sandbox, tmp_path, QUOTEDESK_HTTP_PORT=other))
        free = await findings(settings_for(sandbox, tmp_path, QUOTEDESK_HTTP_PORT=9))
        async with served([Route("/healthz", lambda _: PlainTextResponse("alive\n"))], "127.0.0.1", 0) as address:
            port = int(address.rpartition(":")[2])
            ours = await findings(settings_for(sandbox, tmp_path, QUOTEDESK_HTTP_PORT=port))
    assert taken["QUOTEDESK_HTTP_PORT"][0] is State.WRONG
    assert "another program" in taken["QUOTEDESK_HTTP_PORT"][1]
    assert free["QUOTEDESK_HTTP_PORT"] == (State.RIGHT, "is free: nothing listens there until `quotedesk run`")
    assert ours["QUOTEDESK_HTTP_PORT"][0] is State.RIGHT
    assert "answers at" in ours["QUOTEDESK_HTTP_PORT"][1]


async def test_the_database_is_named_with_its_version_and_that_of_its_tables(tmp_path):
    async with Sandbox(manifest=manifest()) as sandbox:
        first = await findings(settings_for(sandbox, tmp_path))
        assert list(tmp_path.iterdir()) == []
        for part in (Archive, Ledger):
            part(f"sqlite:///{tmp_path / 'quotedesk.db'}").close()
        second = await findings(settings_for(sandbox, tmp_path))
        assert second["archive"] == first["archive"]
        with sqlite.connect(tmp_path / "quotedesk.db") as connection:
            connection.execute("UPDATE archive_schema SET version_num = '9999'")
        connection.close()
        third = await findings(settings_for(sandbox, tmp_path))
    assert first["database"] == (State.RIGHT, f"SQLite {sqlite.sqlite_version}, its tables are made at the start")
    assert second["database"] == (State.RIGHT, f"SQLite {sqlite.sqlite_version}, its tables are up to date")
    assert third["database"][0] is State.WRONG
    assert "archive at 9999" in third["database"][1]
    assert "install the newer Quote Desk" in third["database"][1]


def everything(connection) -> list[tuple]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    rows = [row for name in tables for row in connection.execute(f"SELECT '{name}', * FROM {name}")]
    return [*connection.execute("SELECT * FROM sqlite_master ORDER BY name"), *rows]


async def test_the_tables_of_an_earlier_version_are_left_as_they_are(tmp_path):
    with closing(sqlite.connect(tmp_path / "quotedesk.db")) as connection:
        connection.executescript((ROOT / "tests" / "made_by_0_1_0.sql").read_text())
        before = everything(connection)
    async with Sandbox(manifest=manifest()) as sandbox:
        found = await findings(settings_for(sandbox, tmp_path))
    assert found["database"][0] is State.NOT_KNOWN
    assert "archive at 0.1.0" in found["database"][1]
    assert found["archive"][0] is State.RIGHT
    with closing(sqlite.connect(tmp_path / "quotedesk.db")) as connection:
        assert everything(connection) == before


async def test_an_address_where_something_else_answers_is_told_from_a_wrong_token(tmp_path):
    async def page(_request):
        return PlainTextResponse("<html>Down for maintenance</html>", 503)

    path = [Route("/api/{method}", page, methods=["POST"])]
    async with Sandbox(manifest=manifest()) as sandbox, served(path, "127.0.0.1", 0) as address:
        settings = settings_for(sandbox, tmp_path, SLACK_API_URL=f"{address}/api/")
        found = await findings(settings)
        with pytest.raises(UnreachableError, match="status 503"):
            async with quote_desk(settings):
                pass
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        assert found[name][1] == "status 503, and nothing that Slack would say. See SLACK_API_URL."
