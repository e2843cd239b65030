"""The child process that reads files from outside: answers on standard output, one file after another, within limits.

A file is a line of JSON (name, url, charset and how many bytes follow) and its bytes; for JSON Lines it gives the
numbers of the lines that the bytes are. An answer is its length in a line
and JSON. Nothing that comes from here is more than data to the parent.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import sys
from contextlib import suppress
from typing import Any, BinaryIO

from retrieval.models import Source, Value
from retrieval.readers import read
from retrieval.readers.lines import read_line
from retrieval.readers.refusals import BadSource, UnreadableError


class Limits(Value):
    """What one file may take: seconds of CPU, seconds by the clock, and address space for the whole process."""

    cpu_seconds: int = 20
    wall_seconds: float = 30
    memory_bytes: int = 1024**3


LIMITS = Limits()


def main() -> None:
    """Reads files from standard input until it ends."""
    limits = Limits.model_validate_json(sys.argv[1])
    answers = os.fdopen(os.dup(1), "wb")
    # what a library prints must not get among the answers
    os.dup2(2, 1)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_AS, limits.memory_bytes)
    _answer(answers, {"ready": True})
    while line := sys.stdin.buffer.readline():
        known = json.loads(line)
        data = sys.stdin.buffer.read(known.pop("bytes"))
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds)
        _answer(answers, _made_of(data, known))


def _limit(kind: int, most: int) -> None:
    """Sets a soft limit. macOS refuses one on address space; there the parent's clock is what ends a file."""
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def _made_of(data: bytes, known: dict[str, Any]) -> dict[str, Any]:
    numbers: list[int] | None = known.pop("lines", None)
    if numbers is not None:
        lines = zip(numbers, data.split(b"\n"), strict=True)
        return {"results": [_packed(_line(line, number, known["name"]), line) for number, line in lines]}
    try:
        results = read(data, **known)
    except UnreadableError as error:
        return {"refusal": error.reason}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  a reader's mistake over one file is that file's refusal
        return {"refusal": f"it could not be read ({type(error).__name__}): it is damaged, or of a kind we don't know"}
    return {"results": [_packed(result, data) for result in results]}


def _line(line: bytes, number: int, name: str) -> Source | BadSource:
    try:
        return read_line(line, number, name)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  the same for one line
        reason = f"it could not be read ({type(error).__name__}): it is damaged, or of a kind we don't know"
        return BadSource(name=name, place=f"line {number}", reason=reason)


def _packed(result: Source | BadSource, data: bytes) -> dict[str, Any]:
    """A result on its way: the models' own JSON, and raw bytes only where they aren't the file's."""
    if isinstance(result, BadSource):
        return {"bad": result.model_dump_json()}
    raw = None if result.raw == data else base64.b64encode(result.raw).decode()
    return {"source": result.model_copy(update={"raw": b""}).model_dump_json(), "raw": raw}


def _answer(answers: BinaryIO, answer: dict[str, Any]) -> None:
    written = json.dumps(answer).encode()
    answers.write(b"%d\n%s" % (len(written), written))
    answers.flush()


if __name__ == "__main__":
    main()
