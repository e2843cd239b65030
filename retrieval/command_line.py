"""Ask from a terminal: `python -m retrieval "question"`, `--jsonl` for many, `--speakers FILE` for who says what."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from retrieval import Answer, Archive, Search, SeedError, read_seeds
from retrieval.answering.ranking import Genre
from retrieval.indexing.live_index import beside
from retrieval.printable import printable_json
from retrieval.schema import NewerDatabaseError
from retrieval.speakers import attribution_records
from retrieval.terminal import show

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
BAD_INPUT = 2
# Fewer articles are read within a second.
WORTH_A_BAR = 100


def ask(  # noqa: PLR0913  # each is an option of the command line
    question: Annotated[str | None, typer.Argument(help="What you want to know.")] = None,
    *,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read a question a line from standard input, write an answer a line.")
    ] = False,
    seeds: Annotated[Path | None, typer.Option(help="A directory of articles (default: the seeds/ beside it).")] = None,
    archive: Annotated[
        str | None, typer.Option(help="A database URL of an archive, like sqlite:///quotedesk.db")
    ] = None,
    speakers: Annotated[
        Path | None, typer.Option(help="Write who says what in a text file instead, a JSON line an attribution.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many quotes at the most.")] = 3,
    channel: Annotated[
        str | None, typer.Option(help="See what this channel may see (default: what is open to all).")
    ] = None,
    genre: Annotated[Genre, typer.Option(help="What kind of articles these are.")] = Genre.NEWS,
) -> None:
    """Answer a question in direct quotes from the archive."""
    if [jsonl, question is not None, speakers is not None].count(True) != 1:
        _refuse("give a question, --jsonl with questions on standard input, or --speakers with a file")
    if speakers is not None:
        _write_speakers(speakers)
        return
    if question is not None and not question.strip():
        _refuse("the question is empty")
    search = _search(_archive(seeds, archive), archive, genre)
    if question is None:
        raise typer.Exit(_answer_lines(search, limit, channel))
    show(search.ask(question, limit, channel=channel))


def as_json(answer: Answer) -> str:
    """An answer as one line of JSON."""
    quotes = [
        {
            "text": quote.text,
            "article": quote.article.id,
            "headline": quote.article.headline,
            "version": quote.article.version,
            "paragraph": quote.paragraph,
            "start": quote.span.start,
            "end": quote.span.end,
            "speaker": quote.speaker,
            "score": quote.score,
        }
        for quote in answer.quotes
    ]
    known = {"question": answer.question, "verdict": answer.verdict.value, "confidence": answer.confidence}
    return printable_json(known | {"quotes": quotes})


def _write_speakers(path: Path) -> None:
    """A line for each attribution of a file; offsets count its characters."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        _refuse(f"{path} can't be read: {error.strerror}")
    except UnicodeDecodeError as error:
        _refuse(f"{path} is not UTF-8 at byte {error.start}: save it as UTF-8")
    for record in attribution_records(text):
        sys.stdout.buffer.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


def _answer_lines(search: Search, limit: int, channel: str | None) -> int:
    """An answer for every line of standard input, whatever is in it; the exit code."""
    code = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            question = line.decode("utf-8").strip()
        except UnicodeDecodeError:
            question = line.decode("utf-8", errors="replace").strip()
            sys.stderr.write(f"line {number} is not UTF-8: answered as far as it could be read\n")
            code = BAD_INPUT
        sys.stdout.buffer.write(as_json(search.ask(question, limit, channel=channel)).encode() + b"\n")
        sys.stdout.buffer.flush()
    return code


def _archive(seeds: Path | None, url: str | None) -> Archive:
    """The archive at `url`, or one in memory; the seeds are read into it if they were asked for or nothing else is."""
    try:
        _check_file(url)
        archive = Archive(url or "sqlite://")
        if seeds is not None or url is None:
            archive.add_all(read_seeds(seeds or SEEDS))
    except SeedError as error:
        _refuse(*str(error).splitlines())
    except NewerDatabaseError as error:
        _refuse(str(error))
    except sa.exc.SQLAlchemyError as error:
        _refuse(f"{url} can't be opened as an archive: {str(error).splitlines()[0]}")
    return archive


def _search(archive: Archive, url: str | None, genre: Genre) -> Search:
    """The archive ready to be asked, with a bar where reading it takes long."""
    columns = TextColumn("reading articles"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", visible=False)

        def progress(done: int, articles: int) -> None:
            bar.update(task, completed=done, total=articles, visible=articles > WORTH_A_BAR)

        return Search(archive, genre=genre, index=beside(url) if url else None, progress=progress)


def _check_file(url: str | None) -> None:
    address = sa.make_url(url or "sqlite://")
    on_disk = address.get_backend_name() == "sqlite" and address.database not in {None, "", ":memory:"}
    if on_disk and not Path(address.database or "").is_file():
        _refuse(f"there is no archive at {address.database}")


def _refuse(*reasons: str) -> None:
    for reason in reasons:
        sys.stderr.write(f"retrieval: {reason}\n")
    raise typer.Exit(BAD_INPUT)


def main(arguments: Iterable[str] | None = None) -> None:
    """Run the command line (`arguments` instead of the process's own)."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(ask)
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="python -m retrieval")
    except BrokenPipeError:
        # Whoever reads our output has seen enough; nothing is left to flush at exit.
        sys.stdout = None
