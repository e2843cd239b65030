"""What is done to an article: `correct`, `withdraw`, `withhold`, `restore`, `embargo`, `expire` and `restrict`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.archive import opened_archive, operator
from bot.commands.standing import at
from bot.errors import RefusedError
from retrieval.archive import Archive
from retrieval.models import Action, Source, State
from retrieval.printable import printable
from retrieval.readers import BadSource, UnreadableError
from retrieval.readers.apart import ReaderProcess

_CHANNEL = re.compile(r"[CGD][A-Z0-9]{2,}")
_Id = Annotated[str, typer.Argument(metavar="ID", help="The article's id: `quotedesk articles` lists them.")]
_Reason = Annotated[str, typer.Option(help="Why, for the record.")]
_Told = Annotated[str, typer.Option(help="Why: everybody who was given a quote of it reads this.")]


def add_to(commands: typer.Typer) -> None:
    """Adds the commands of this module."""
    for command in (correct, withdraw, withhold, restore, embargo, expire, restrict):
        commands.command(command.__name__)(command)


def correct(
    article: _Id,
    file: Annotated[Path, typer.Argument(help="The right text, in any format that is read.")],
    *,
    note: Annotated[str, typer.Option(help="The editor's note that readers are shown.")],
) -> None:
    """Put a corrected text in the place of an article's latest version."""
    note = _given(note, "--note")
    source = _only_source(file)
    for remark in source.remarks:
        typer.echo(printable(f"note: {file.name}: {remark}"), err=True)
    if source.state is not State.USABLE:
        raise RefusedError(
            f"{file} says of itself that it is {source.state}: give a file with the right text, or recall the article "
            f"with `quotedesk {'withdraw' if source.state is State.WITHDRAWN else 'withhold'} {article} --reason …`."
        )
    with opened_archive() as archive:
        stored = archive.correct(article, source, note=note, by=operator())
        number = stored.article.version
        if stored.change is Action.CORRECTED:
            _say(archive, article, f"version {number} stands now, and the earlier ones are quoted no more")
        else:
            _say(archive, article, f"the text in {file} is that of version {number} already: no word has changed")


def withdraw(article: _Id, *, reason: _Told) -> None:
    """Recall every version of an article: none of it is quoted any more. Its text stays on record."""
    reason = _given(reason, "--reason")
    with opened_archive() as archive:
        archive.withdraw(article, reason, by=operator())
        _say(archive, article, "withdrawn, and quoted no more")


def withhold(article: _Id, *, reason: _Told) -> None:
    """Recall every version of an article until further notice."""
    reason = _given(reason, "--reason")
    with opened_archive() as archive:
        archive.withhold(article, reason, by=operator())
        _say(archive, article, f"withheld until `quotedesk restore {article}`")


def restore(article: _Id, *, reason: _Reason) -> None:
    """Make the latest version of a withheld or withdrawn article quotable again."""
    reason = _given(reason, "--reason")
    with opened_archive() as archive:
        if archive.article(article) is not None:
            raise RefusedError(f"{article} is neither withheld nor withdrawn: there is nothing to restore.")
        if not archive.history(article)[-1].article.text:
            raise RefusedError(f"of {article} nothing but its recall is known: use `quotedesk correct {article} FILE`.")
        change = archive.restore(article, reason, by=operator())
        _say(archive, article, f"version {change.version} may be quoted again")


def embargo(
    article: _Id,
    *,
    until: Annotated[str | None, typer.Option(help="A time like 2026-03-05T12:00, local or with its zone.")] = None,
    lift: Annotated[bool, typer.Option("--lift", help="End the embargo now.")] = False,
) -> None:
    """Keep an article back until a time, to the second."""
    moment = _moment(until, "--until", instead="--lift", is_instead=lift)
    with opened_archive() as archive:
        archive.embargo(article, moment, by=operator())
        _say(archive, article, f"not quoted before {at(moment)}" if moment else "no longer under embargo")


def expire(
    article: _Id,
    *,
    after: Annotated[str | None, typer.Option("--at", help="A time like 2026-03-05T12:00+01:00.")] = None,
    never: Annotated[bool, typer.Option("--never", help="Offer it for ever.")] = False,
) -> None:
    """Offer an article until a time and not after it."""
    moment = _moment(after, "--at", instead="--never", is_instead=never)
    with opened_archive() as archive:
        archive.expire_at(article, moment, by=operator())
        _say(archive, article, f"not offered after {at(moment)}" if moment else "doesn't expire")


def restrict(
    article: _Id,
    *,
    channel: Annotated[list[str] | None, typer.Option(help="A channel's id; more than one may be given.")] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="Open it to every channel again.")] = False,
) -> None:
    """Show an article in some channels only; nobody else is told of it."""
    channels = channel or []
    if bool(channels) is everyone:
        raise RefusedError("give --channel with a channel's id (more than once for several), or --everyone.")
    wrong = [each for each in channels if not _CHANNEL.fullmatch(each)]
    if wrong:
        raise RefusedError(f"{wrong[0]} is no channel's id: Slack shows it under About, like C0123ABCD.")
    with opened_archive() as archive:
        archive.restrict(article, channels, by=operator())
        _say(archive, article, f"shown in {', '.join(channels)} only" if channels else "open to every channel")


def _only_source(file: Path) -> Source:
    """The one article in a file. Raises RefusedError."""
    try:
        data = file.read_bytes()
        with ReaderProcess() as reader:
            found = reader.read(data, name=file.name)
    except UnreadableError as error:
        raise RefusedError(str(error)) from None
    except OSError as error:
        raise RefusedError(f"{file} can't be read: {error.strerror}.") from None
    if len(found) != 1:
        raise RefusedError(f"{file} holds {len(found)} articles: give a file with the corrected one alone.")
    source = found[0]
    if isinstance(source, BadSource):
        raise RefusedError(str(source))
    return source


def _moment(text: str | None, option: str, *, instead: str, is_instead: bool) -> datetime | None:
    """The time that was given; None where the other option was. Raises RefusedError for what is past or unclear."""
    if (text is None) is not is_instead:
        raise RefusedError(f"give {option} with a time like 2026-03-05T12:00+01:00, or {instead}.")
    if text is None:
        return None
    return time_to_come(text, f"Use {instead} for an end at once.")


def time_to_come(text: str, otherwise: str) -> datetime:
    """A moment that somebody typed, which isn't past. Raises RefusedError, with what to do `otherwise`."""
    moment = clear_time(text)
    if moment <= datetime.now(UTC):
        raise RefusedError(f"{at(moment)} is past: it is {at(datetime.now(UTC))} now. {otherwise}")
    return moment


def clear_time(text: str) -> datetime:
    """A moment that somebody typed, without a zone by this machine's. Raises RefusedError for what is unclear."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise RefusedError(f"{text!r} is no time that is clear: write it like 2026-03-05T12:00+01:00.") from None
    if not re.search(r"[T\s]\d", text.strip()):
        raise RefusedError(f"{text!r} is a whole day: write the hour too, like {text.strip()}T12:00.")
    if moment.tzinfo is None:
        if moment.replace(fold=0).astimezone().utcoffset() != moment.replace(fold=1).astimezone().utcoffset():
            raise RefusedError(f"clocks are changed at {text}: write which it is, like {text.strip()}+01:00.")
        moment = moment.astimezone()
    return moment


def _given(text: str, option: str) -> str:
    if not text.strip():
        raise RefusedError(f"{option} is empty: say it in a few words, for the record.")
    return text.strip()


def _say(archive: Archive, article: str, what: str) -> None:
    """What has become of an article, under its headline."""
    headline = " ".join(archive.history(article)[-1].article.headline.split())
    typer.echo(printable(f"“{headline}” ({article}): {what}."))
