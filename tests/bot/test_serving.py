"""What `quotedesk run` does with its process, beside answering."""

import asyncio
import gc
import importlib
from contextlib import suppress

import pytest
from pydantic import SecretStr

from bot.commands import serving
from bot.manifest import manifest
from bot.sandbox import Sandbox
from bot.settings import read_settings
from tests.newsroom import SEEDS


@pytest.fixture
def collector():
    """Python's cycle collector as it is in a new process; it is put back as it was."""
    before = gc.get_threshold()
    gc.unfreeze()
    yield
    gc.enable()
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("collector")
@pytest.mark.parametrize("serve", [serving._serve, serving._serve_http])
async def test_what_is_there_for_good_is_left_to_no_collection_once_the_bot_serves(tmp_path, serve):
    async with Sandbox(manifest=manifest()) as sandbox:
        settings = read_settings(
            None,
            slack_bot_token=SecretStr(sandbox.bot_token),
            slack_app_token=SecretStr(sandbox.app_token),
            slack_signing_secret=SecretStr(sandbox.signing_secret),
            slack_api_url=sandbox.api_url,
            database_url=f"sqlite:///{tmp_path / 'quotedesk.db'}",
            seeds=SEEDS,
            http_port=0,
        )
        assert not gc.get_freeze_count()
        task = asyncio.create_task(serve(settings))
        try:
            async with asyncio.timeout(20):
                while not gc.get_freeze_count():
                    await asyncio.sleep(0.02)
                    assert not task.done()
            assert gc.get_freeze_count() > 10_000
            assert gc.get_threshold()[0] == 10_000
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.mark.usefixtures("collector")
@pytest.mark.parametrize(
    ("package", "command"), [("bot", "bot.commands.main"), ("retrieval", "retrieval.command_line.main")]
)
def test_a_command_that_was_started_runs_with_the_collector_on_and_its_imports_left_out(monkeypatch, package, command):
    seen = []
    monkeypatch.setattr(command, lambda: seen.append((gc.isenabled(), gc.get_freeze_count() > 0)))
    importlib.import_module(f"{package}.__main__").main()
    assert seen == [(True, True)]
