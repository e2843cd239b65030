"""Bytes → text, never by a guess: a wrong one would alter every quote."""

from __future__ import annotations

import codecs
import re

from retrieval.readers.refusals import UnreadableError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers read these labels as (https://encoding.spec.whatwg.org/#names-and-labels).
_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "gb2312": "gb18030"}
_MEANT |= {"gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs"}
_SINGLE_BYTE = re.compile(r"cp(?:125\d|866|874)|iso8859-\d+|koi8-[ru]|mac-roman")
_MULTI_BYTE = frozenset({"utf-8", "gb18030", "big5hkscs", "euc_jp", "cp932", "cp949", "iso2022_jp"})
_META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096


def decoded(data: bytes, charset: str | None = None) -> str:
    """The text of `data`: by its byte order mark, by `charset`, by what an HTML or XML head declares, else UTF-8.

    Raises UnreadableError where that isn't how the bytes are written.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    label = charset or _declared(data)
    if label is None:
        return _strict(data, "utf-8")
    encoding = _known(label)
    if _SINGLE_BYTE.fullmatch(encoding) and not data.isascii() and _is_utf8(data):
        raise UnreadableError(f"it says that it is {label}, but it is UTF-8: correct its charset")
    return _strict(data, encoding)


def _declared(data: bytes) -> str | None:
    head = data[:_DECLARED_WITHIN]
    found = _XML.match(head) or (_META.search(head) if b"<" in head else None)
    return found[1].decode("ascii", "replace") if found else None


def _known(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        name = label
    # A head that could be read as ASCII is never UTF-16: browsers take such a label for UTF-8.
    name = "utf-8" if name.startswith("utf-16") else _MEANT.get(name, name)
    if name not in _MULTI_BYTE and not _SINGLE_BYTE.fullmatch(name):
        raise UnreadableError(f"its charset {label!r} is not known: save it as UTF-8")
    return name


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        said = encoding.removesuffix("-sig").upper()
        raise UnreadableError(f"byte {error.start} is not {said}: save the file as UTF-8") from error


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
