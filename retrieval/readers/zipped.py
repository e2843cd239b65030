"""A zip file of XML parts that may be opened: looked at from outside before anything in it is used."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from retrieval.readers.refusals import UnreadableError

MAX_UNPACKED = 100 * 2**20
MAX_RATIO = 100
MAX_PARTS = 2000
_SMALL = 100_000
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\x00")
_ENCRYPTED = 0x1


def looked_through(data: bytes) -> frozenset[str]:
    """The names of a zip's parts, every XML part among them read once without entities. Raises UnreadableError.

    A part may unpack to a hundred times its size (small ones to more), all of them together to 100 MiB: what is
    declared bounds what zipfile gives, so a header that lies breaks a checksum and gains nothing.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            for fault in _faults(parts, len(data)):
                raise UnreadableError(fault)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    ElementTree.fromstring(archive.read(part), forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnreadableError("its XML declares entities of its own: no word processor writes that") from error
    except (zipfile.BadZipFile, NotImplementedError, ElementTree.ParseError, EOFError, OSError, ValueError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError("it is a damaged zip or Word file: save it again, or fetch it again") from error
    return frozenset(part.filename for part in parts)


def _faults(parts: list[zipfile.ZipInfo], size: int) -> Iterator[str]:
    if len(parts) > MAX_PARTS:
        yield f"it holds more than {MAX_PARTS} files: no article does"
    if sum(part.file_size for part in parts) > min(MAX_UNPACKED, MAX_RATIO * size):
        yield f"it unpacks to more than {MAX_UNPACKED // 2**20} MiB or {MAX_RATIO} times its size: no article does"
    for part in parts:
        if _OUTSIDE.search(part.orig_filename):
            yield "it holds a file whose name leads out of it: it is made to do harm"
        if part.flag_bits & _ENCRYPTED:
            yield "it is protected by a password: save it without"
        if part.file_size > max(_SMALL, MAX_RATIO * part.compress_size):
            yield f"a file in it unpacks to more than {MAX_RATIO} times its size: no article does"
