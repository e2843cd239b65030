"""JSON Lines, plain or gzip: one article a line, read one line at a time whatever the file's size."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from retrieval.models import Source
from retrieval.readers.drafts import File
from retrieval.readers.items import read_item
from retrieval.readers.json_text import parsed
from retrieval.readers.refusals import BadSource, UnreadableError

MAX_BYTES = 10 * 2**20
"""One article's file or line: a hundred times a long report, and what facts on bombs ask for."""
GZIP = b"\x1f\x8b"
_MAX_RATIO = 100
_CHUNK = 2**16


def read_lines(stream: BinaryIO, *, name: str = "") -> Iterator[Source | BadSource]:
    """The article of each line; a line that can't be read is told with its number, and the rest goes on.

    Raises UnreadableError where the stream itself breaks off, or unpacks to more than a hundred times its size.
    """
    return (read_line(line, number, name) for number, line in numbered_lines(stream, name=name))


def numbered_lines(stream: BinaryIO, *, name: str = "") -> Iterator[tuple[int, bytes | None]]:
    """The lines with something on them, as bytes and unpacked, each with its number; None for one past MAX_BYTES.

    Raises UnreadableError as `read_lines` does.
    """
    try:
        for number, line in enumerate(_lines(_unpacked(stream)), 1):
            if line is None or line.strip():
                yield number, line
    except UnreadableError as error:
        raise UnreadableError(error.reason, name) from error


def read_line(line: bytes | None, number: int, name: str) -> Source | BadSource:
    """The article of one line, or what is wrong with it."""
    if line is None:
        reason = f"it is longer than {MAX_BYTES // 2**20} MiB: no article is that long"
    else:
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            return read_item(parsed(text), File(line, name))
        except UnicodeDecodeError as error:
            reason = f"byte {error.start} is not UTF-8"
        except UnreadableError as error:
            reason = error.reason
    return BadSource(name=name, place=f"line {number}", reason=reason)


def inflated(data: bytes) -> bytes:
    """What a gzip file of one article unpacks to. Raises UnreadableError past MAX_BYTES."""
    out = bytearray()
    for chunk in _inflated(iter([data])):
        out += chunk
        if len(out) > MAX_BYTES:
            raise UnreadableError(f"it unpacks to more than {MAX_BYTES // 2**20} MiB: no article is that long")
    return bytes(out)


def _unpacked(stream: BinaryIO) -> Iterator[bytes]:
    first = stream.read(_CHUNK)
    chunks = _and_then(first, stream)
    return _inflated(chunks) if first.startswith(GZIP) else chunks


def _and_then(first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    while first:
        yield first
        first = stream.read(_CHUNK)


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The content of a gzip stream of one or more members, in pieces of at most _CHUNK bytes."""
    unpacker = zlib.decompressobj(31)
    taken = given = 0
    for chunk in chunks:
        taken += len(chunk)
        rest = chunk
        while rest:
            try:
                piece = unpacker.decompress(rest, _CHUNK)
            except zlib.error as error:
                raise UnreadableError(f"its gzip is damaged behind byte {taken - len(rest)}: fetch it again") from error
            given += len(piece)
            if given > MAX_BYTES and given > _MAX_RATIO * taken:
                raise UnreadableError(f"it unpacks to more than {_MAX_RATIO} times its size: no news does")
            yield piece
            rest = unpacker.unconsumed_tail
            if unpacker.eof:
                rest = unpacker.unused_data
                unpacker = zlib.decompressobj(31)
                fresh = not rest
            else:
                fresh = False
    if taken and not fresh:
        raise UnreadableError("its gzip breaks off: fetch it again")


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes | None]:
    """The lines of a stream; None for one that is longer than MAX_BYTES."""
    held = bytearray()
    too_long = False
    for chunk in chunks:
        *whole, last = chunk.split(b"\n")
        for piece in whole:
            held += piece
            yield None if too_long or len(held) > MAX_BYTES else bytes(held)
            held.clear()
            too_long = False
        held += last
        if len(held) > MAX_BYTES:
            too_long = True
            held.clear()
    if held or too_long:
        yield None if too_long else bytes(held)
