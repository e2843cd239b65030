"""`quotedesk add` and `quotedesk watch`: articles into the archive."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.adding.intake import Found, Intake
from bot.adding.watching import Watch
from bot.commands.archive import operator
from bot.commands.changing import time_to_come
from bot.settings import read_archive_settings
from retrieval.archive import Archive
from retrieval.database import sqlite_file
from retrieval.fetching import Fetcher
from retrieval.fetching.visits import Visits
from retrieval.models import Action, Limits, Stored
from retrieval.printable import printable
from retrieval.readers import BadSource
from retrieval.readers.apart import ReaderProcess

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
_EVERY = re.compile(r"(\d{1,6})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LEAST_SECONDS = 10
_INTERRUPTED = 130


def add_to(commands: typer.Typer) -> None:
    """Adds the commands of this module."""
    commands.command("add")(add)
    commands.command("watch")(watch)


def _every(said: str) -> float:
    found = _EVERY.fullmatch(said)
    seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
    if seconds < _LEAST_SECONDS:
        raise typer.BadParameter(f"give a time like 90s, 5m or 1h, at least {_LEAST_SECONDS}s")
    return float(seconds)


def _channel(said: str) -> str:
    if not _CHANNEL.fullmatch(said):
        raise typer.BadParameter(f"{said!r} is no channel id: it begins with C, see the channel's details in Slack")
    return said


def _feed(said: str) -> str:
    if not said.lower().startswith(("https://", "http://")):
        raise typer.BadParameter(f"{said!r} is no web address: give one that starts with https:// or http://")
    return said


_Time = Annotated[str | None, typer.Option(metavar="TIME", help="A time like 2026-03-05T12:00+01:00.")]


def add(
    given: Annotated[list[str], typer.Argument(metavar="FILE|DIR|URL|FEED…", help="What to add; - is standard input.")],
    channel: Annotated[
        list[str] | None, typer.Option(parser=_channel, metavar="ID", help="Show it in this channel only.")
    ] = None,
    embargo: _Time = None,
    expires: _Time = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be added, and store nothing.")] = False,
) -> None:
    """Add articles to the archive; a running bot quotes from them within a second."""
    limits = Limits(
        embargo_until=time_to_come(embargo, "Leave --embargo out.") if embargo is not None else None,
        expires_at=time_to_come(expires, "Leave --expires out.") if expires is not None else None,
        audience=frozenset(channel or ()),
    )
    with _archive_in_need(dry_run=dry_run) as archive, ReaderProcess() as reader, _shown(one_a_line=dry_run) as told:
        intake = Intake(archive, Fetcher(), reader, by=operator(), limits=limits, dry_run=dry_run, told=told)
        code = _take_in(intake, given, sys.stdin.buffer)
    typer.echo(f"{'Nothing is stored; it would be: ' if dry_run else ''}{intake.tally}")
    raise typer.Exit(code)


def watch(
    feeds: Annotated[list[str], typer.Argument(metavar="FEED…", help="Addresses of RSS or Atom feeds.", parser=_feed)],
    every: Annotated[str, typer.Option(metavar="TIME", help="How often to ask: 90s, 5m, 1h.")] = "5m",
) -> None:
    """Ask feeds for new articles and new versions until stopped."""
    seconds = _every(every)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    fetcher = Fetcher()
    with _archive() as (archive, visits), ReaderProcess() as reader:
        try:
            watches = []
            for feed in feeds:
                intake = Intake(
                    lambda: archive, fetcher, reader, by=f"watch {feed}", limits=Limits(), told=_tell_refusal
                )
                watches.append(Watch(feed, every=seconds, intake=intake, fetcher=fetcher, visits=visits))
            while True:
                due = min(watches, key=lambda each: each.due)
                time.sleep(max(0.0, due.due - time.monotonic()))
                typer.echo(printable(due.poll()))
        except KeyboardInterrupt:
            typer.echo("Stopped.")


def _take_in(intake: Intake, given: list[str], stdin: BinaryIO) -> int:
    """The exit code: 1 when something was refused, 130 when it was interrupted."""
    try:
        intake.take_in(given, stdin)
    except KeyboardInterrupt:
        typer.echo("Stopped. What is counted here is stored; run it again to go on.", err=True)
        return _INTERRUPTED
    return 1 if intake.tally.refused else 0


@contextmanager
def _archive() -> Iterator[tuple[Archive, Visits]]:
    url = read_archive_settings().database_url
    with closing(Archive(url)) as archive, closing(Visits(url)) as visits:
        yield archive, visits


@contextmanager
def _archive_in_need(*, dry_run: bool) -> Iterator[Callable[[], Archive]]:
    """The archive; one that isn't there is made when there is an article to store, and by a dry run never."""
    url = read_archive_settings().database_url
    path = sqlite_file(url)
    is_there = path is None or path.is_file()
    with ExitStack() as opened:
        archive = cache(lambda: opened.enter_context(closing(Archive(url if is_there or not dry_run else "sqlite://"))))
        if is_there:
            archive()
        yield archive


@contextmanager
def _shown(*, one_a_line: bool) -> Iterator[_Shown]:
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed:,} articles"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield _Shown(progress, one_a_line=one_a_line)


class _Shown:
    """Tells of refusals and remarks as they come, and moves the bar."""

    def __init__(self, progress: Progress, *, one_a_line: bool) -> None:
        self._one_a_line = one_a_line
        self._progress = progress
        self._task = progress.add_task("articles", total=None)

    def __call__(self, each: Found | Stored) -> None:
        if isinstance(each, Stored):
            self._progress.advance(self._task)
            article = each.article
            if self._one_a_line or each.change not in {None, Action.ADDED}:
                what = each.change or "unchanged"
                typer.echo(printable(f"{what}: {article.id}, version {article.version}: {article.headline}"))
            return
        if isinstance(each, BadSource):
            _tell_refusal(each)
        elif each.remarks:
            typer.echo(printable(f"note: {each.article.id}: {'; '.join(each.remarks)}"), err=True)


def _tell_refusal(each: Found | Stored) -> None:
    if isinstance(each, BadSource):
        where = f", {each.place}" if each.place else ""
        typer.echo(printable(f"refused: {each.name}{where}: {each.reason}"), err=True)
