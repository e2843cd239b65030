"""`quotedesk corrections`: how far changed articles have been carried through to what was given out."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.commands.archive import opened_archive
from bot.ledger.ledger import Ledger
from bot.ledger.progress import Progress as Corrected
from bot.ledger.progress import Stuck
from bot.settings import read_archive_settings
from retrieval.archive import Archive
from retrieval.models import Change
from retrieval.printable import printable

_WHAT_TO_DO = {
    "channel_not_found": "invite the app to the channel again, or delete the message in Slack",
    "not_in_channel": "invite the app to the channel again, or delete the message in Slack",
    "is_archived": "unarchive the channel, or delete the message in Slack",
    "edit_window_closed": "delete the message in Slack: this workspace doesn't let it be edited any more",
    "cant_update_message": "delete the message in Slack: it can't be edited by the app",
    "missing_scope": "run `quotedesk doctor`, and add the scope that it names",
    "user_not_found": "that account is gone: nobody is left to tell",
}
_LOOK_AGAIN_SECONDS = 0.25


def add_to(commands: typer.Typer) -> None:
    """Adds the command of this module."""
    commands.command("corrections")(corrections)


def corrections(
    *,
    last: Annotated[int, typer.Option(help="How many changes to show.", min=1)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay until nothing waits any more, with a progress bar.")
    ] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what could not be put right or told.")] = False,
) -> None:
    """Show for each change of an article how many messages were put right, wait, or can't be."""
    with _opened() as (ledger, archive):
        if retry:
            typer.echo(f"{ledger.corrections.try_again()} to be tried again", err=True)
        if watch:
            _watch(ledger)
        found, left = ledger.corrections.progress(last), list(ledger.corrections.stuck(last))
        changes = {each.change: _change(archive, each.change) for each in found}
    if as_json:
        typer.echo(json.dumps(_as_json(found, changes, left), ensure_ascii=False))
        return
    if not found:
        typer.echo("No article that was quoted has changed.")
        return
    _print_table(found, changes)
    for each in left:
        typer.echo(printable(_advice(each)))


@contextmanager
def _opened() -> Iterator[tuple[Ledger, Archive]]:
    with opened_archive() as archive, closing(Ledger(read_archive_settings().database_url)) as ledger:
        yield ledger, archive


def _watch(ledger: Ledger) -> None:
    """A bar that fills as messages and askers are done; it ends when nothing waits."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("put right and told", total=None)
        while True:
            found = ledger.corrections.progress(1_000)
            waiting = sum(each.open for each in found)
            done = sum(each.right + each.deleted + each.told for each in found)
            bar.update(task, completed=done, total=done + waiting)
            if not waiting:
                return
            time.sleep(_LOOK_AGAIN_SECONDS)


def _change(archive: Archive, number: int) -> Change | None:
    return next(iter(archive.changes(number - 1, 1)), None)


def _print_table(found: list[Corrected], changes: dict[int, Change | None]) -> None:
    heads = ("change", "article", "what", "messages", "put right", "waiting", "can't be", "told", "to tell")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, no_wrap=head == "what", overflow="fold")
    for each in found:
        change = changes[each.change]
        article, action = (change.article, change.action) if change is not None else ("?", "?")
        right = each.right + each.deleted + each.unchanged
        counts = (each.messages, right, each.waiting, each.stuck + each.can_not_be_told, each.told, each.still_to_tell)
        table.add_row(str(each.change), printable(article), str(action), *map(str, counts))
    Console(highlight=False).print(table)


def _advice(stuck: Stuck) -> str:
    what = "whoever asked can't be told" if stuck.is_notice else "a message can't be put right"
    where = f"in {stuck.channel}" + (f" at {stuck.ts}" if stuck.ts else "")
    error = stuck.error or "Slack gave no reason"
    to_do = _WHAT_TO_DO.get(error, "see the log, then try `quotedesk corrections --retry`")
    return f"change {stuck.change}: {what} {where} ({error}): {to_do}"


def _as_json(found: list[Corrected], changes: dict[int, Change | None], left: list[Stuck]) -> dict[str, object]:
    def described(each: Corrected) -> dict[str, object]:
        change = changes[each.change]
        return each.model_dump() | {"about": change.model_dump(mode="json") if change is not None else None}

    return {
        "changes": [described(each) for each in found],
        "stuck": [each.model_dump() | {"to_do": _advice(each)} for each in left],
    }
