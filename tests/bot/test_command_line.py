"""The command line as people type it."""

import asyncio
import json
import re
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.manifest import manifest
from bot.sandbox import Sandbox
from tests import oracle
from tests.newsroom import DESK, MAYA, SEEDS

ROOT = Path(__file__).parents[2]


async def start(*arguments: str, cwd: Path = ROOT, **environment: str) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "bot", *arguments]
    known = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin"}
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*command, cwd=cwd, env=known | environment, stdout=pipe, stderr=pipe)


async def ended(process: asyncio.subprocess.Process) -> tuple[int, str, str]:
    out, err = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode or 0, out.decode(), err.decode()


async def test_manifest_prints_what_is_to_be_pasted():
    code, out, _ = await ended(await start("manifest"))
    assert code == 0
    assert json.loads(out) == json.loads((ROOT / "bot" / "manifest.json").read_text())


@pytest.mark.parametrize("command", ["run", "doctor"])
async def test_missing_settings_are_named_in_words_and_not_as_a_traceback(tmp_path, command):
    code, _, err = await ended(await start(command, cwd=tmp_path))
    assert code == 2
    assert "SLACK_BOT_TOKEN is missing" in err
    assert "Traceback" not in err


async def test_try_says_where_it_is_serves_the_page_and_ends_on_ctrl_c():
    process = await start("try", "--port", "0")
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
    address = re.fullmatch(r"Quote Desk is at (http://127\.0\.0\.1:\d+/)\n", line)
    assert address, line
    async with aiohttp.ClientSession() as session, session.get(address[1]) as page:
        assert "Quote Desk" in await page.text()
    process.send_signal(signal.SIGINT)
    code, out, err = await ended(process)
    assert (code, err) == (0, "")
    assert re.search(r"^export DATABASE_URL=sqlite:////\S+/quotedesk\.db$", out, re.MULTILINE)


async def test_a_taken_port_is_said_with_what_to_do():
    first = await start("sandbox", "--port", "0")
    assert first.stdout is not None
    port = re.search(r":(\d+)/", (await first.stdout.readline()).decode())
    assert port
    code, _, err = await ended(await start("try", "--port", port[1]))
    assert code == 2
    assert f"port {port[1]} is in use" in err
    first.send_signal(signal.SIGINT)
    code, out, _ = await ended(first)
    assert code == 0
    for name in ("SLACK_API_URL=http://127.0.0.1:", "SLACK_BOT_TOKEN=xoxb-", "SLACK_APP_TOKEN=xapp-"):
        assert name in out


async def test_run_connects_answers_and_logs_neither_tokens_nor_questions(tmp_path):
    async with Sandbox(manifest=manifest()) as sandbox:
        process = await start(
            "run",
            cwd=tmp_path,
            SLACK_BOT_TOKEN=sandbox.bot_token,
            SLACK_APP_TOKEN=sandbox.app_token,
            SLACK_API_URL=sandbox.api_url,
            QUOTEDESK_SEEDS=str(SEEDS),
            QUOTEDESK_LOG_LEVEL="debug",
        )
        await sandbox.until(lambda sandbox: sandbox.connected, timeout=30)
        ts = await sandbox.say(MAYA, DESK, "@Quote Desk what did Starmer say, canarybird?")
        await sandbox.until(lambda sandbox: len(sandbox.messages(DESK, ts)) > 1, timeout=30)
        sandbox.fail("views.open", "error", error="internal_error")
        reply = sandbox.messages(DESK, ts)[1]
        await sandbox.press(MAYA, "in_context", channel=DESK, message_ts=reply["ts"])
        await sandbox.until(lambda sandbox: sandbox.ephemerals(MAYA, DESK), timeout=30)
        process.send_signal(signal.SIGTERM)
        code, out, err = await ended(process)
    assert code == 0
    assert "Quote Desk is connected as Quote Desk" in out
    assert "event=delivered" in err
    assert "event=error" in err
    assert oracle.check(sandbox.calls, tmp_path / "quotedesk.db") > 0
    for secret in ("canarybird", sandbox.bot_token, sandbox.app_token):
        assert secret not in out + err


@pytest.mark.parametrize("url", ["sqlite:////nonexistent/x.db", "foo://bar", "postgresql://127.0.0.1/x"])
async def test_a_database_that_can_not_be_used_is_named_in_one_line(tmp_path, url):
    async with Sandbox() as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        more = {"SLACK_API_URL": sandbox.api_url, "QUOTEDESK_SEEDS": str(SEEDS), "DATABASE_URL": url}
        code, _, err = await ended(await start("run", cwd=tmp_path, **tokens, **more))
    assert code == 2
    assert "the database that DATABASE_URL names can't be used" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_run_with_a_token_that_slack_refuses_says_so_in_one_line(tmp_path, name):
    async with Sandbox() as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        wrong = {name: tokens[name][:5] + "wrong"}
        settings = {"SLACK_API_URL": sandbox.api_url, "QUOTEDESK_SEEDS": str(SEEDS)}
        code, _, err = await ended(await start("run", cwd=tmp_path, **settings, **(tokens | wrong)))
    assert code == 2
    assert f"Slack refused {name} (invalid_auth)" in err
    assert "Traceback" not in err


async def test_the_manifest_for_http_names_the_address_everywhere_and_asks_for_https():
    code, out, _ = await ended(await start("manifest", "--url", "https://quotes.example.org/"))
    made = json.loads(out)
    address = "https://quotes.example.org/slack/events"
    assert code == 0
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert {command["url"] for command in made["features"]["slash_commands"]} == {address}
    code, _, err = await ended(await start("manifest", "--url", "http://quotes.example.org"))
    assert (code, "https://" in err) == (2, True)


async def test_run_over_http_answers_and_logs_neither_secrets_nor_bodies(tmp_path):
    async with Sandbox(manifest=manifest()) as sandbox:
        process = await start(
            "run", "--http", "--port", "0", cwd=tmp_path,
            SLACK_BOT_TOKEN=sandbox.bot_token, SLACK_SIGNING_SECRET=sandbox.signing_secret,
            SLACK_API_URL=sandbox.api_url, QUOTEDESK_SEEDS=str(SEEDS), QUOTEDESK_LOG_LEVEL="debug",
            QUOTEDESK_LOG_FORMAT="json",
        )  # fmt: skip
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        address = re.search(r"http://127\.0\.0\.1:\d+/slack/events", line)
        assert address, line
        sandbox.deliver_to(address[0])
        ts = await sandbox.say(MAYA, DESK, "@Quote Desk what did Starmer say, canarybird?")
        await sandbox.until(lambda sandbox: len(sandbox.messages(DESK, ts)) > 1, timeout=30)
        async with aiohttp.ClientSession() as session:
            forged = {"x-slack-signature": "v0=" + "c0ffee00" * 8, "x-slack-request-timestamp": "1"}
            body = {"text": "canarybird"}
            async with session.post(address[0], json=body, headers=forged) as answer:
                assert answer.status == 401
        process.send_signal(signal.SIGTERM)
        code, out, err = await ended(process)
    assert code == 0
    lines = [json.loads(line) for line in err.splitlines()]
    delivered = next(line for line in lines if line["event"] == "delivered")
    assert delivered.keys() >= {"took_in_ms", "waited_ms", "composed_ms", "posted_ms", "whole_ms", "answer", "entry"}
    assert any(line["event"] == "request refused" and line["status"] == 401 for line in lines)
    for secret in ("canarybird", "c0ffee00", sandbox.bot_token, sandbox.signing_secret):
        assert secret not in out + err


async def test_run_without_a_way_to_slack_may_be_tried_again_by_its_supervisor(tmp_path):
    settings = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    code, _, err = await ended(await start("run", cwd=tmp_path, QUOTEDESK_SEEDS=str(SEEDS), **settings))
    assert code == 75
    assert "Slack can't be reached" in err
