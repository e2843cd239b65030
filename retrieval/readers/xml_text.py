"""XML without a DTD: entities that a parser drops in silence would alter a quote."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from retrieval.readers.refusals import UnreadableError


def parsed(text: str) -> Element:
    """The root of an XML text. Raises UnreadableError for a DTD and for what is not well-formed."""
    try:
        root: Element = ElementTree.fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnreadableError("its XML has a DTD: remove the DOCTYPE, or save it without") from error
    except ParseError as error:
        line, column = error.position
        raise UnreadableError(f"its XML breaks off or is malformed in line {line}, column {column + 1}") from error
    except (ValueError, UnicodeEncodeError) as error:
        raise UnreadableError("its XML holds characters that XML doesn't allow") from error
    return root


def pieces(data: bytes, names: frozenset[str]) -> list[bytes]:
    """The bytes of each outermost element with one of these names, in order; `data` must be well-formed."""
    found: list[bytes] = []
    stack: list[int] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def opened(tag: str, _: dict[str, str]) -> None:
        if stack or tag.rpartition(" ")[2] in names:
            stack.append(parser.CurrentByteIndex)

    def closed(_: str) -> None:
        if stack:
            start = stack.pop()
            if not stack:
                found.append(data[start : data.index(b">", parser.CurrentByteIndex) + 1])

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.Parse(data, True)
    return found


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, *path: str) -> Iterator[Element]:
    """The elements at the end of a path of local names."""
    if element is None:
        return
    if not path:
        yield element
        return
    for child in element:
        if local(child) == path[0]:
            yield from children(child, *path[1:])


def first(element: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path of local names."""
    return next(children(element, *path), None)


def words(element: Element | None) -> str | None:
    """The text of an element, white space collapsed; None where there is none."""
    return (" ".join("".join(element.itertext()).split()) or None) if element is not None else None
