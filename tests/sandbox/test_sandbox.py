"""Starting, stopping, waiting: what whoever uses the sandbox in Python relies on."""

from __future__ import annotations

import aiohttp
import pytest

from bot.sandbox import Credentials, PortTakenError, Sandbox

UKRAINE, MAYA = "C0UKRAINE", "U0MAYA"


async def test_a_taken_port_is_refused_with_what_to_do() -> None:
    async with Sandbox() as first:
        port = int(first.url.rsplit(":", 1)[1])
        with pytest.raises(PortTakenError, match=f"port {port} is in use by another program: stop that, or choose"):
            async with Sandbox(port=port):
                pass


async def test_the_same_sandbox_port_can_be_used_again_after_it_stopped() -> None:
    async with Sandbox() as first:
        port = int(first.url.rsplit(":", 1)[1])
    async with Sandbox(port=port) as second:
        assert second.url == first.url


async def test_tokens_are_new_for_each_sandbox_unless_given_and_are_not_shown() -> None:
    one, other = Sandbox(), Sandbox()
    assert one.bot_token != other.bot_token
    assert one.bot_token.startswith("xoxb-")
    assert one.app_token.startswith("xapp-")
    given = Credentials(bot_token="xoxb-mine")
    assert Sandbox(credentials=given).bot_token == "xoxb-mine"
    assert "xoxb-mine" not in repr(given)


async def test_it_listens_on_this_machine_alone(sandbox: Sandbox) -> None:
    assert sandbox.url.startswith("http://127.0.0.1:")
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientConnectionError):
            await http.get(sandbox.url.replace("127.0.0.1", "127.0.0.2"))


async def test_waiting_ends_with_what_had_happened() -> None:
    async with Sandbox() as sandbox:
        await sandbox.say(MAYA, UKRAINE, "hello")
        with pytest.raises(
            TimeoutError, match=r"not true within 0.1 s; no app is connected, 1 payloads sent \(1 not acked\), 0 calls"
        ):
            await sandbox.until(lambda s: s.calls, timeout=0.1)


async def test_timestamps_rise_and_never_repeat(sandbox: Sandbox) -> None:
    stamps = [await sandbox.say(MAYA, UKRAINE, "x") for _ in range(500)]
    assert stamps == sorted(set(stamps))
    assert all(len(stamp) == 17 and stamp[10] == "." for stamp in stamps)


async def test_the_logs_are_cut_when_they_grow_past_their_bound() -> None:
    async with Sandbox(keep_log=100) as sandbox:
        for _ in range(250):
            await sandbox.say(MAYA, UKRAINE, "x")
        assert 80 <= len(sandbox.events) <= 100
        assert sandbox.events[-1]["n"] == 250
