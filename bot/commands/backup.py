"""`quotedesk backup`: the whole database as one file, while everything runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import URL, make_url

from bot.errors import RefusedError
from bot.settings import read_archive_settings
from retrieval.database import PASSWORDS, password_of, sqlite, sqlite_file

_LOCKED_MS = 30_000


def add_to(commands: typer.Typer) -> None:
    """Adds the commands of this module."""
    commands.command("backup")(backup)


def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy is written; what is there already is never replaced.")],
) -> None:
    """Copy archive and ledger as they are at one moment into a file, and check it; the bot may run."""
    address = make_url(read_archive_settings().database_url)
    if file.exists():
        raise RefusedError(f"{file} is there already: give another name.")
    if not file.parent.is_dir():
        raise RefusedError(f"there is no folder {file.parent}: make it first.")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent) as folder:
        copy = Path(folder) / file.name
        copy.touch(mode=0o600)  # it holds what was asked
        if address.get_backend_name() == "sqlite":
            _copy_sqlite(sqlite_file(str(address)), copy)
        elif address.get_backend_name() == "postgresql":
            _dump_postgresql(address, copy)
        else:
            raise RefusedError(f"a database of {address.get_backend_name()} is saved by its own tools.")
        _sync(copy)
        try:
            os.link(copy, file)  # fails where a file has come up in the meantime
        except FileExistsError:
            raise RefusedError(f"{file} is there already: give another name.") from None
    _sync(file.parent)
    typer.echo(f"{file}: {file.stat().st_size:,} bytes, checked")


def _copy_sqlite(source: Path | None, copy: Path) -> None:
    """SQLite's own online copy, in one step: writers wait for as long as it takes."""
    if source is None or not source.is_file():
        raise RefusedError(f"there is no database at {source or 'DATABASE_URL'}: nothing can be saved.")
    with closing(sqlite.connect(source)) as running, closing(sqlite.connect(copy)) as saved:
        running.execute(f"PRAGMA busy_timeout={_LOCKED_MS}")
        try:
            running.backup(saved)
            (verdict,) = saved.execute("PRAGMA integrity_check(1)").fetchone()
        except sqlite.DatabaseError as error:
            raise RefusedError(f"{source} can't be saved: {error}.") from None
    if verdict != "ok":
        raise RefusedError(f"{source} is damaged, and so would be its copy: {verdict.splitlines()[-1]}")


def _dump_postgresql(address: URL, copy: Path) -> None:
    dump, restore = shutil.which("pg_dump"), shutil.which("pg_restore")
    if dump is None or restore is None:
        raise RefusedError("pg_dump isn't here: install PostgreSQL's client (Debian: postgresql-client).")
    place = {"host": address.host, "port": address.port, "user": address.username, "dbname": address.database}
    known = {name: str(value) for name, value in place.items() if value}
    if "sslpassword" in address.query:  # pg_dump takes it from its command line or from a service file alone
        raise RefusedError(
            "everybody on this machine could read DATABASE_URL's sslpassword while pg_dump runs: take the password off "
            "the key, or run pg_dump yourself with a service file (PGSERVICEFILE)."
        )
    known |= {name: value for name, value in address.query.items() if isinstance(value, str) and name not in PASSWORDS}
    passwords = copy.with_suffix(".pgpass")
    password = password_of(address)
    if password:
        # not on the command line, where everybody on the machine could read it
        passwords.touch(mode=0o600)
        escaped = password.replace("\\", "\\\\").replace(":", "\\:")
        passwords.write_text(f"*:*:*:*:{escaped}\n")
        known["passfile"] = str(passwords)
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415  every start would wait for it, for this command alone

    _run(dump, "--format=custom", f"--file={copy}", f"--dbname={make_conninfo(**known)}")
    _run(restore, "--list", str(copy))


def _run(*command: str) -> None:
    """Raises RefusedError with what the program said last."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  found on the path, no shell
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        raise RefusedError(f"{Path(command[0]).name}: {said[-1]}")


def _sync(path: Path) -> None:
    """What was written is on the disk when this returns."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
