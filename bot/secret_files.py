"""Files that hold secrets: read only where nobody else on the machine can read them."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

_FOR_OTHERS = stat.S_IRWXO
_AT_MOST = 10_000


class SecretFileError(Exception):
    """A secret's file that can't be used, in words that say what to do."""


def check_private(path: Path, held: Sequence[str]) -> None:
    """Raises SecretFileError when others than its owner and group may open the file, and says what secrets it holds."""
    if stat.S_IMODE(path.stat().st_mode) & _FOR_OTHERS:
        names = " and ".join(held)
        raise SecretFileError(f"{path} holds {names} and is open to everybody on this machine: chmod 600 {path}")


def read_secret(name: str, path: Path) -> str:
    """The one line of the file that the setting `name` names. Raises SecretFileError."""
    try:
        check_private(path, [name.removesuffix("_FILE")])
        secret = path.read_text(encoding="utf-8").strip() if path.stat().st_size <= _AT_MOST else ""
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise SecretFileError(f"{name}: {path} can't be read ({reason}): name a file with the secret in it") from None
    if not secret or "\n" in secret:
        raise SecretFileError(f"{name}: {path} must hold the secret, in one line, and nothing else")
    return secret
