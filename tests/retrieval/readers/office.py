"""Builds the .docx and PDF files that the tests read."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document):
    """A python-docx document as bytes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word(*paragraphs: str, title: str | None = None, author: str = "", created: datetime | None = None) -> bytes:
    """A .docx of plain paragraphs; python-docx's own template says a title and a date that are nobody's."""
    document = docx.Document()
    document.core_properties.title = ""
    document.core_properties.author = author
    document.core_properties.created = created or datetime(2025, 1, 31, 8)  # noqa: DTZ001  as Word writes it
    if title:
        document.add_paragraph(title, style="Title")
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def rezipped(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """A zip with some parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            new.writestr(name, part)
    return out.getvalue()


def with_body(xml: str) -> bytes:
    """A .docx whose body is this WordprocessingML."""
    body = f'<w:document xmlns:w="{W}"><w:body>{xml}</w:body></w:document>'
    return rezipped(word("x"), {"word/document.xml": body.encode()})


def pdf(objects: Sequence[str | bytes], trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body.encode("latin-1") if isinstance(body, str) else body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (len(objects) + 1, trailer.encode("latin-1")))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def stream(data: bytes, more: str = "") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more.encode(), data)


def squeezed(data: bytes) -> bytes:
    return stream(zlib.compress(data, 9), "/Filter/FlateDecode")


def printed(*pages: Sequence[str], info: str = "") -> bytes:
    """A PDF of lines of text, page by page; a blank line leaves a gap, as a printer does."""
    numbers = [4 + 2 * each for each in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    objects: list[str | bytes] = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        font,
    ]
    for number, lines in zip(numbers, pages, strict=True):
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {number + 1} 0 R>>"
        )
        shown = b"BT /F1 11 Tf 72 720 Td 14 TL\n"
        for line in lines:
            words = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            shown += b"(%s) Tj T*\n" % words if line else b"T*\n"
        objects.append(squeezed(shown + b"ET"))
    objects.append(f"<<{info}>>")
    return pdf(objects, f"/Info {len(objects)} 0 R")
