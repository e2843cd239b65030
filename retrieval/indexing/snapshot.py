"""Arrays in a file that is whole or not there: written beside and put in place at once, read against its SHA-256.

The file: MAGIC, the SHA-256 of all that follows, how long the header is (8 bytes), the header in JSON, and the arrays'
bytes, each from a multiple of 64 on. Nothing in it is run or unpickled.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"QDINDEX1"
# Whoever began to write so long ago has died.
_WRITING_SECONDS = 600.0
_ALIGNED = 64
_BODY = len(MAGIC) + hashlib.sha256().digest_size


class SnapshotError(ValueError):
    """The file is not what was written: damaged, cut off, or never ours."""


def write(path: Path, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bool:
    """Put header and arrays into a file; False where somebody else is doing that. Raises OSError.

    A reader finds the file as it was before or as it is afterwards. Its owner alone may read it.
    """
    new = path.with_name(path.name + ".new")
    with contextlib.suppress(FileNotFoundError):
        if time.time() - new.stat().st_mtime > _WRITING_SECONDS:
            new.unlink()
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    try:
        with os.fdopen(descriptor, "wb") as file:
            _write(file.fileno(), list(_chunks(header, arrays)))
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return True


def read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Header and arrays of a file; the arrays can't be written to. Raises SnapshotError, OSError."""
    data = path.read_bytes()
    body = memoryview(data)[_BODY:]
    if data[: len(MAGIC)] != MAGIC or hashlib.sha256(body).digest() != data[len(MAGIC) : _BODY]:
        raise SnapshotError(f"{path} is damaged, cut off, or no index")
    length = int.from_bytes(body[:8], "little")
    header = json.loads(bytes(body[8 : 8 + length]))
    arrays, at = {}, _BODY + 8 + length
    for name, kind, size in header["arrays"]:
        at += -at % _ALIGNED
        arrays[name] = np.frombuffer(data, np.dtype(kind), size, at)
        at += arrays[name].nbytes
    return header["known"], arrays


def _chunks(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Iterator[memoryview]:
    listed = [(name, array.dtype.str, array.size) for name, array in arrays.items()]
    head = json.dumps({"known": header, "arrays": listed}).encode()
    yield memoryview(len(head).to_bytes(8, "little") + head)
    at = _BODY + 8 + len(head)
    for array in arrays.values():
        yield memoryview(bytes(-at % _ALIGNED))
        at += -at % _ALIGNED + array.nbytes
        yield memoryview(np.ascontiguousarray(array).data).cast("B")


def _write(descriptor: int, chunks: list[memoryview]) -> None:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    for chunk in (memoryview(MAGIC + digest.digest()), *chunks):
        rest = chunk
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    os.fsync(descriptor)
