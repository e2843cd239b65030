"""The command line: one module for each group of commands, each adding its own to `commands`."""

from __future__ import annotations

import sys

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.commands import adding, articles, backup, changing, corrections, operating, serving, setting_up
from bot.errors import RefusedError, UnreachableError
from bot.settings import SettingsError
from retrieval.printable import printable
from retrieval.readers.seeds import SeedError
from retrieval.schema import NewerDatabaseError

commands = typer.Typer(
    name="quotedesk",
    help="Direct quotes from the newsroom's archive, in Slack.",
    add_completion=False,
    pretty_exceptions_enable=False,  # they show local variables, and with them questions and tokens
    no_args_is_help=True,
)
TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: a supervisor may start the process again; 2 is for what a person must mend."""

for group in (serving, setting_up, adding, articles, changing, corrections, backup, operating):
    group.add_to(commands)


def main() -> None:
    """The entry point: an error that people can mend is one line, not a traceback."""
    try:
        commands()
    except (RefusedError, SettingsError, SeedError, NewerDatabaseError, OSError) as error:
        typer.echo(printable(f"quotedesk: {error}"), err=True)
        sys.exit(2)
    except UnreachableError as error:
        typer.echo(printable(f"quotedesk: {error}"), err=True)
        sys.exit(TRY_AGAIN)
    except (SQLAlchemyError, ImportError) as error:
        reason = str(error).splitlines()[0]
        typer.echo(printable(f"quotedesk: the database that DATABASE_URL names can't be used: {reason}"), err=True)
        sys.exit(2)
