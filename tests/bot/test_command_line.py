"""The command line as people type it."""

import asyncio
import json
import re
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

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
    assert (code, out, err) == (0, "", "")


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
