"""Word's .docx → Article: the body as a reader sees it, tables included; what is hidden or undecided is not quoted."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.document import Document as Opened
from docx.opc.coreprops import CoreProperties
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.styles.style import BaseStyle
from docx.text.paragraph import Paragraph

from retrieval.models import Source
from retrieval.readers.drafts import Draft, File
from retrieval.readers.refusals import UnreadableError
from retrieval.readers.rendered import Block
from retrieval.readers.zipped import looked_through

MAX_DEPTH = 50
_BODY_PART = "word/document.xml"
_PROPERTIES_PART = "docProps/core.xml"
_TITLE = "Title"
_BODY_LEVEL = 9
_AROUND_BLOCKS = frozenset(qn(name) for name in ("w:tbl", "w:tr", "w:tc", "w:sdt", "w:sdtContent", "w:customXml"))
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNSEEN = frozenset(
    qn(name) for name in ("w:pPr", "w:rPr", "w:instrText", "w:drawing", "w:pict", "w:object", "w:txbxContent", "w:rt")
) | {f"{_COMPATIBILITY}AlternateContent"}
_FALLBACK = f"{_COMPATIBILITY}Fallback"
_UNDECIDED = frozenset(qn(name) for name in ("w:ins", "w:del", "w:moveFrom", "w:moveTo"))
_SIGNS = {
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:tab"): " ",
    qn("w:ptab"): " ",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "\u00ad",
}
_FAULTS = {
    **dict.fromkeys(_UNDECIDED, "it has changes that nobody accepted or rejected yet"),
    qn("w:sym"): "it holds a sign of a font of its own",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "it holds a formula",
}
_NO_STORY_STYLES = ("caption", "toc ", "table of ", "header", "footer", "footnote", "endnote")


def read_docx(file: File) -> list[Source]:
    """The article of a .docx. Raises UnreadableError.

    Its headline is the paragraph in the style Title, else the first heading if it stands at the top, else the title in
    the file's properties. Whoever made the file, and when, is neither byline nor date: they stay unknown.
    """
    parts = looked_through(file.data)
    if _BODY_PART not in parts:
        raise UnreadableError("it is a zip file but no Word document: unpack it and add what is in it")
    try:
        document = Document(io.BytesIO(file.data))
        known = _known(document.core_properties) if _PROPERTIES_PART in parts else {}
        found = list(_blocks(document.element.body, document))
        remarks = list(_left_out(document.element.body))
    except UnreadableError:
        raise
    except (PackageNotFoundError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise UnreadableError("it is damaged: open it in a word processor and save it again") from error
    headline = next((block.text for style, block in found if style == _TITLE), None)
    blocks = [block for style, block in found if block.story and not (style == _TITLE and block.text == headline)]
    if headline is None and not (blocks and blocks[0].heading):
        headline = known.pop("headline", None)
    known = {**known, "headline": headline, "ids": [file.url, file.name], "url": file.url}
    return [Draft(format="docx", raw=file.data, blocks=blocks, remarks=remarks, **known).source()]


def _known(properties: CoreProperties) -> dict[str, Any]:
    known = {
        "headline": properties.title,
        "language": properties.language,
    }
    return {name: value for name, value in known.items() if value}


def _left_out(body: Any) -> Iterator[str]:
    """What a reader of the page sees beside the paragraphs, in words for whoever adds the file."""
    boxes = [
        box
        for box in body.iter(qn("w:txbxContent"))
        # the same box stands a second time in an older drawing language, for programs that know no other
        if not any(around.tag == _FALLBACK for around in box.iterancestors())
        and any((words.text or "").strip() for words in box.iter(qn("w:t")))
    ]
    notes = [len(list(body.iter(qn(name)))) for name in ("w:footnoteReference", "w:endnoteReference")]
    names = (("text box", "text boxes"), ("footnote", "footnotes"), ("endnote", "endnotes"))
    for (one, several), count in zip(names, (len(boxes), *notes), strict=True):
        if count:
            yield f"{count} {one} is left out" if count == 1 else f"{count} {several} are left out"


def _blocks(around: Any, document: Opened, depth: int = 0) -> Iterator[tuple[str, Block]]:
    """The paragraphs inside an element, in order, each with the name of its style."""
    if depth > MAX_DEPTH:
        raise UnreadableError("its tables are nested too deeply")
    for element in around:
        if element.tag == qn("w:p"):
            style = Paragraph(element, document).style
            text, fault = _text(element)
            for part in text.split("\n\n"):
                if part.strip():
                    yield _styled(style, part.strip(), fault)
        elif element.tag in _AROUND_BLOCKS:
            yield from _blocks(element, document, depth + 1)


def _styled(style: BaseStyle | None, text: str, fault: str | None) -> tuple[str, Block]:
    name = style.name or "" if style is not None else ""
    story = not name.lower().startswith(_NO_STORY_STYLES)
    heading = name == _TITLE or name.startswith("Heading ") or _is_outlined(style)
    return name, Block(text, heading=heading, story=story, fault=fault, full=text)


def _is_outlined(style: Any) -> bool:
    """Whether a style, or one that it is based on, stands in the outline: what a newsroom's own headings do."""
    seen = 0
    while style is not None and seen < MAX_DEPTH:
        level = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if level is not None:
            return bool(int(level.get(qn("w:val"), _BODY_LEVEL)) < _BODY_LEVEL)
        style, seen = style.base_style, seen + 1
    return False


def _text(paragraph: Any) -> tuple[str, str | None]:
    """What a reader sees of a paragraph, and why it can't be quoted.

    python-docx's own `Paragraph.text` leaves out the words in content controls, fields and accepted suggestions.
    """
    out: list[str] = []
    its_mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
    faults = [_FAULTS[element.tag] for element in (its_mark if its_mark is not None else ()) if element.tag in _FAULTS]
    stack = [iter(paragraph)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        tag = element.tag
        if tag in _FAULTS:
            faults.append(_FAULTS[tag])
        if tag in _SIGNS:
            out.append(_SIGNS[tag])
        elif tag == qn("w:t"):
            out.append(element.text or "")
        elif tag == qn("w:r"):
            look = element.find(qn("w:rPr"))
            if look is not None and _is_on(look, "w:vanish"):
                continue
            if look is not None and (_is_on(look, "w:strike") or _is_on(look, "w:dstrike")):
                faults.append("some of its words are struck out")
            stack.append(iter(element))
        elif isinstance(tag, str) and tag not in _UNSEEN:
            stack.append(iter(element))
    return "".join(out), faults[0] if faults else None


def _is_on(look: Any, name: str) -> bool:
    switch = look.find(qn(name))
    return switch is not None and switch.get(qn("w:val"), "1") not in {"0", "false", "off"}
