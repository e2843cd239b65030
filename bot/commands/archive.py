"""The archive as the commands open it, and who it is that gives them."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import RefusedError
from bot.settings import read_archive_settings
from retrieval.archive import Archive, UnknownArticleError
from retrieval.database import sqlite_file


@contextmanager
def opened_archive() -> Iterator[Archive]:
    """The archive that DATABASE_URL names. An article that it doesn't hold is said to be so, in words.

    Raises RefusedError where there is none yet: a database that is made by a slip of the pen helps nobody.
    """
    url = read_archive_settings().database_url
    path = sqlite_file(url)
    if path is not None and not path.is_file():
        raise RefusedError(
            f"there is no archive at {path}. Add an article first, or set DATABASE_URL to the archive that is meant."
        )
    archive = Archive(url)
    try:
        yield archive
    except UnknownArticleError as error:
        raise RefusedError(f"{error}. `quotedesk articles` lists what it holds.") from None
    finally:
        archive.close()


def operator() -> str:
    """The operating system's user: whom the audit names."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"
