"""Quote Desk in a process of its own, to be killed: the real app, told where to die or which guard to do without."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from pydantic import SecretStr

from bot.app import connected, quote_desk
from bot.observing.logs import set_up_logging
from bot.sandbox import Sandbox
from bot.settings import Settings
from tests.faults import points, sabotage

SEEDS = Path(__file__).parents[2] / "seeds"
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.faults.worker"])


@dataclass(frozen=True)
class Task:
    """What a worker is started with: `die_at` names a point, `die_on` the time that it is come by.

    SQLite refuses to write while there is a file at `read_only_while`.
    """

    api_url: str
    bot_token: str
    app_token: str
    database_url: str
    log: Path
    seeds: Path = SEEDS
    client_timeout: int = 1
    settle_seconds: float = 1.5
    die_at: str | None = None
    die_on: int = 1
    without: str | None = None
    read_only_while: Path | None = None

    @classmethod
    def on(cls, sandbox: Sandbox, database: Path | str, log: Path, **more: object) -> Self:
        """A worker of that sandbox; `database` is a file for SQLite, or a URL."""
        url = database if isinstance(database, str) else f"sqlite:///{database}"
        return cls(sandbox.api_url, sandbox.bot_token, sandbox.app_token, url, log, **more)  # type: ignore[arg-type]


class Worker:
    """A running worker; `end` stops it as an operator does, `kill` as the machine does."""

    def __init__(self, task: Task) -> None:
        self._process = _PROCESSES.Process(target=_run, args=(task,), daemon=True)
        self._process.start()

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.is_alive()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid or 0

    def kill(self) -> None:
        """SIGKILL; returns once it is gone."""
        self._process.kill()
        self._process.join()

    async def end(self) -> None:
        """SIGTERM; returns once it has ended, and kills it when it doesn't within 10 s."""
        self._process.terminate()
        await asyncio.to_thread(self._process.join, 10)
        self.kill()


def _run(task: Task) -> None:
    descriptor = os.open(task.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, sys.stdout.fileno())
    os.dup2(descriptor, sys.stderr.fileno())
    if task.without is not None:
        sabotage.remove(task.without)
    if task.die_at is not None:
        points.arm(task.die_at, task.die_on)
    if task.read_only_while is not None:
        sa.event.listen(sa.Engine, "begin", partial(_read_only_while, task.read_only_while))
    asyncio.run(_serve(task))


def _read_only_while(flag: Path, connection: sa.Connection) -> None:
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if flag.exists() else 'OFF'}")


async def _serve(task: Task) -> None:
    set_up_logging("info")
    settings = Settings(
        _env_file=None,
        SLACK_BOT_TOKEN=SecretStr(task.bot_token),
        SLACK_APP_TOKEN=SecretStr(task.app_token),
        SLACK_API_URL=task.api_url,
        DATABASE_URL=task.database_url,
        QUOTEDESK_SEEDS=task.seeds,
        QUOTEDESK_QUESTIONS_A_MINUTE=1_000_000,
    )
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    building = quote_desk(settings, client_timeout=task.client_timeout, settle_seconds=task.settle_seconds)
    async with building as desk, connected(desk, settings):
        await stopped.wait()
