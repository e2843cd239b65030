"""`quotedesk articles` and `show`: what the archive holds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.commands.archive import opened_archive
from bot.commands.standing import Standing, done, in_words, standing
from bot.errors import RefusedError
from retrieval.archive import Archive
from retrieval.models import PassageKind, Record
from retrieval.passages import outline
from retrieval.printable import printable, printable_json

_NAMES = {PassageKind.HEADLINE: "headline", PassageKind.HEADING: "heading", PassageKind.BOILERPLATE: "no story"}


def add_to(commands: typer.Typer) -> None:
    """Adds the commands of this module."""
    commands.command("articles")(articles)
    commands.command("show")(show)


def articles(
    words: Annotated[list[str] | None, typer.Argument(help="Words of the id, the headline or the publisher.")] = None,
    *,
    state: Annotated[Standing | None, typer.Option(help="Only those that stand like this.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON an article.")] = False,
) -> None:
    """List the articles, each in its latest version, with how it stands."""
    now = datetime.now(UTC)
    with opened_archive() as archive:
        found = (
            record
            for record in archive.latest()
            if (state is None or standing(record, now) is state) and _is_meant(record, words or [])
        )
        if as_json:
            for record in found:
                typer.echo(printable_json(_as_json(record, now)))
        else:
            _print_table(found, now)


def show(
    article: Annotated[str, typer.Argument(help="The article's id.")],
    *,
    version: Annotated[int | None, typer.Option(min=1, help="Another version than the latest.")] = None,
    original: Annotated[
        bool, typer.Option("--original", help="Write the bytes that it was read from, and nothing else.")
    ] = False,
) -> None:
    """Show one article: what is known of it, its versions, what was done to it, and its text by paragraphs."""
    with opened_archive() as archive:
        records = archive.history(article)
        record = next((each for each in records if each.article.version == (version or len(records))), None)
        if record is None:
            raise RefusedError(f"{article} has no version {version}: it has {_versions(len(records))}.")
        if original:
            sys.stdout.buffer.write(archive.original(article, record.article.version) or b"")
            sys.stdout.buffer.flush()
        else:
            for line in _shown(record, records, archive):
                typer.echo(printable(line))


def _print_table(records: Iterator[Record], now: datetime) -> None:
    table = Table("id", "version", "headline", "state", box=None, pad_edge=False, header_style="bold")
    for column in table.columns:
        column.overflow = "fold"
    table.columns[0].no_wrap = True  # an id is there to be copied
    for record in records:
        article = record.article
        cells = (article.id, str(article.version), article.headline, in_words(record, now))
        table.add_row(*(Text(printable(cell)) for cell in cells))
    if table.row_count:
        Console(highlight=False).print(table)
    typer.echo(f"{table.row_count} article{'' if table.row_count == 1 else 's'}", err=True)


def _is_meant(record: Record, words: list[str]) -> bool:
    article = record.article
    about = f"{article.id} {article.headline} {article.publisher or ''}".casefold()
    return all(word.casefold() in about for word in words)


def _as_json(record: Record, now: datetime) -> dict[str, object]:
    known = record.article.model_dump(
        mode="json", include={"id", "version", "headline", "publisher", "published", "url"}
    )
    limits = record.model_dump(mode="json", include={"embargo_until", "expires_at", "reason", "note", "format"})
    return known | {"state": standing(record, now).value} | limits | {"audience": sorted(record.audience)}


def _shown(record: Record, records: tuple[Record, ...], archive: Archive) -> Iterator[str]:
    now, article = datetime.now(UTC), record.article
    published = article.published.isoformat() if article.published else "undated"
    yield " ".join(article.headline.split())
    about = {
        "id": article.id,
        "version": f"{article.version} of {_versions(len(records))}",
        "state": in_words(record, now),
        "from": " · ".join(filter(None, (article.publisher, article.byline, published, article.language))),
        "url": article.url,
        "editor's note": record.note,
        "rights": article.rights,
        "read from": f"{record.format}, SHA-256 {record.raw_sha256}",
        "text": f"SHA-256 {record.sha256}",
        "damage": "; ".join(dict.fromkeys(note.message for note in article.notes)),
    }
    yield from (f"  {name}: {value}" for name, value in about.items() if value)
    yield "\nVersions"
    yield from (f"  {each.article.version}  {in_words(each, now)}" for each in records)
    yield "\nWhat was done"
    yield from (f"  {change.number}  {done(change)}" for change in archive.audit(article.id))
    yield "\nText"
    for passage in outline(article):
        label = f"paragraph {passage.number}" if passage.number else _NAMES.get(passage.kind, passage.kind.value)
        yield f"  [{label}]\n{passage.span.of(article.text)}\n"


def _versions(count: int) -> str:
    return "1 version" if count == 1 else f"{count} versions"
