"""SIGTERM: what is under way is finished, and the process ends in time whatever hangs."""

import asyncio
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.manifest import manifest
from bot.sandbox import Sandbox, Timing
from tests import oracle
from tests.newsroom import BOT, DESK, MAYA, SEEDS

ROOT = Path(__file__).parents[2]
PUTIN = "@Quote Desk would Putin accept foreign troops?"


@asynccontextmanager
async def running(folder, sandbox):
    known = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin", "QUOTEDESK_SEEDS": str(SEEDS)}
    slack = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
    }
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=known | slack, stdout=pipe, stderr=pipe
    )
    try:
        await sandbox.until(lambda sandbox: sandbox.connected, timeout=30)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def told_to_stop(process) -> tuple[int, float, str]:
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, err = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode, time.monotonic() - started, err.decode()


def replies(sandbox, ts):
    return [message for message in sandbox.messages(DESK, ts) if message.get("user") == BOT]


async def test_what_is_under_way_is_answered_before_the_end(tmp_path):
    async with Sandbox(manifest=manifest()) as sandbox, running(tmp_path, sandbox) as process:
        sandbox.fail("chat.postMessage", "timeout_after", seconds=1.0)
        ts = await sandbox.say(MAYA, DESK, PUTIN)
        await sandbox.until(lambda _: replies(sandbox, ts))
        code, seconds, _ = await told_to_stop(process)
        assert code == 0
        assert seconds < 8
        assert len(replies(sandbox, ts)) == 1
        assert oracle.check(sandbox.calls, tmp_path / "quotedesk.db") > 0


async def test_the_end_comes_though_slack_does_not_answer_and_says_what_is_left(tmp_path):
    async with Sandbox(manifest=manifest(), timing=Timing(retries=())) as sandbox:
        async with running(tmp_path, sandbox) as process:
            sandbox.fail("chat.postMessage", "timeout_before", seconds=30.0)
            await sandbox.say(MAYA, DESK, PUTIN)
            await sandbox.until(lambda s: any(call["method"] == "chat.postMessage" for call in s.calls))
            code, seconds, err = await told_to_stop(process)
        assert code == 0
        assert seconds < 10
        assert "the next start settles them" in err


HANGING = """
import asyncio, sys, time
from bot.stopping import until_stopped

async def work():
    print("started", flush=True)
    {hangs}

asyncio.run(until_stopped(work(), within=0.5))
print("ended", flush=True)
"""


async def hanging(hangs: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HANGING.format(hangs=hangs), cwd=ROOT, stdout=pipe, stderr=pipe
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 20) == b"started\n"
    return process


@pytest.mark.parametrize(
    "hangs",
    [
        "time.sleep(60)",
        "asyncio.get_running_loop().run_in_executor(None, time.sleep, 60); await asyncio.sleep(60)",
        "\n    while True:\n        try: await asyncio.sleep(60)\n        except asyncio.CancelledError: pass",
    ],
    ids=["the event loop", "a thread", "a task that won't be cancelled"],
)
async def test_whatever_hangs_the_process_ends_and_says_what_hung(hangs):
    code, seconds, err = await told_to_stop(await hanging(hangs))
    assert code == 1
    assert 0.4 < seconds < 5
    assert "Thread 0x" in err


def test_it_ends_though_nobody_reads_what_it_says():
    floods = HANGING.format(hangs="\n    while True: sys.stderr.write('x' * 4096)")
    command = [sys.executable, "-c", floods]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout.readline() == b"started\n"
            process.terminate()
            assert process.wait(5) == 1
        finally:
            process.kill()


async def test_a_second_signal_ends_it_at_once():
    process = await hanging("time.sleep(60)")
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)
    _, err = await asyncio.wait_for(process.communicate(), 5)
    assert process.returncode == 1
    assert b"Thread 0x" in err


async def test_work_that_ends_by_itself_or_is_cancelled_ends_the_wait():
    process = await hanging("pass")
    out, err = await asyncio.wait_for(process.communicate(), 20)
    assert (process.returncode, out, err) == (0, b"ended\n", b"")
