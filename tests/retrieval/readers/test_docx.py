"""A Word file becomes an article with the words that its reader sees, or a refusal in words."""

import io
import struct
import zipfile
from datetime import datetime

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from retrieval import passages
from retrieval.readers import UnreadableError, read
from tests.retrieval.readers.office import rezipped, saved, with_body, word


def only(data, name="story.docx"):
    (source,) = read(data, name=name)
    return source


def test_a_usual_file_is_its_paragraphs():
    source = only(word("“We are ready,” said Starmer.", "Nobody else spoke.", title="Troops for Ukraine"))
    assert source.article.text == "Troops for Ukraine\n\n“We are ready,” said Starmer.\n\nNobody else spoke."
    assert (source.article.headline, source.format, source.article.id) == ("Troops for Ukraine", "docx", "story.docx")


def test_every_field_is_taken_over():
    document = docx.Document()
    known = document.core_properties
    known.title, known.author, known.language = "Filed by the desk", "Maya Lind", "en-GB"
    known.created = datetime(2025, 1, 31, 8)  # noqa: DTZ001  as Word writes it
    style = document.styles.add_style("Zwischentitel", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Figure 1", style="Caption")
    document.add_paragraph("It began in January.")
    document.add_paragraph("What they said", style="Zwischentitel")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Starmer"
    table.cell(0, 1).text = "“Yes.”"
    table.cell(0, 1).add_table(rows=1, cols=1).cell(0, 0).text = "Inner cell."
    document.add_paragraph("It ended\tin\nMarch.")
    document.sections[0].header.paragraphs[0].text = "Running head"
    article = only(saved(document)).article
    assert article.text == (
        "Filed by the desk\n\nIt began in January.\n\nWhat they said\n\nStarmer\n\n“Yes.”\n\nInner cell.\n\n"
        "It ended in\nMarch."
    )
    assert (article.headline, article.language) == ("Filed by the desk", "en-GB")
    assert (article.byline, article.published) == (None, None), "who made the file, and when, is no byline and no date"
    assert [heading.of(article.text) for heading in article.headings] == ["What they said"]
    assert "Running head" not in article.text


def test_words_in_controls_fields_and_links_are_words_and_hidden_ones_are_not():
    article = only(
        with_body(
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a block control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            '<w:p><w:r><w:t xml:space="preserve">He said </w:t></w:r>'
            '<w:sdt><w:sdtContent><w:r><w:t xml:space="preserve">“no” </w:t></w:r></w:sdtContent></w:sdt>'
            '<w:hyperlink><w:r><w:t xml:space="preserve">in Kyiv </w:t></w:r></w:hyperlink>'
            '<w:fldSimple w:instr="DATE"><w:r><w:instrText>DATE</w:instrText><w:t>today</w:t></w:r></w:fldSimple>'
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>, secretly</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>"
        )
    ).article
    assert article.text == "In a block control.\n\nHe said “no” in Kyiv today."


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        ("<w:ins><w:r><w:t>not </w:t></w:r></w:ins>", "accepted or rejected"),
        ("<w:del><w:r><w:delText>not </w:delText></w:r></w:del>", "accepted or rejected"),
        ("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>", "accepted or rejected"),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>not </w:t></w:r>", "struck out"),
        ("<w:r><w:sym/></w:r>", "font of its own"),
    ],
)
def test_a_paragraph_whose_words_are_undecided_is_left_out_and_that_is_said(run, reason):
    source = only(with_body(f"<w:p><w:r><w:t>One.</w:t></w:r></w:p><w:p>{run}<w:r><w:t>Two.</w:t></w:r></w:p>"))
    assert source.article.text == "One."
    assert reason in source.remarks[-1]


def box(words):
    return f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"


def drawn(inside):
    """What stands twice, for programs that know the newer drawing language and for those that don't."""
    return (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps"><w:drawing>{inside}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent>"
    )


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (drawn(box("Boxed.")), ("1 text box is left out",)),
        (f"<w:pict>{box('Old box.')}{box('Another.')}</w:pict>", ("2 text boxes are left out",)),
        (drawn(box(" ")), ()),
        ('<w:footnoteReference w:id="2"/><w:footnoteReference w:id="3"/>', ("2 footnotes are left out",)),
        (
            f'{drawn(box("Boxed."))}<w:endnoteReference w:id="2"/>',
            ("1 text box is left out", "1 endnote is left out"),
        ),
    ],
)
def test_text_boxes_and_notes_are_left_out_and_that_is_said(run, told):
    source = only(with_body(f"<w:p><w:r><w:t>He said “no”.</w:t></w:r><w:r>{run}</w:r></w:p>"))
    assert source.article.text.endswith("He said “no”.")
    assert "Box" not in source.article.text
    assert source.remarks == told


def test_every_paragraph_is_a_passage_of_the_article():
    article = only(word("First one.", "Second one.", title="The headline")).article
    assert [passage.span.of(article.text) for passage in passages(article)] == [
        "The headline",
        "First one.",
        "Second one.",
    ]


def lying(data):
    """A zip whose directory says that its document is small."""
    place = data.rindex(b"word/document.xml") - 46
    return data[: place + 24] + struct.pack("<I", 100) + data[place + 28 :]


GOOD = word("Fine words.")
XML = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "%s">]><a>&b;</a>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("j"))
)


# Each is made in its test: packing a bomb takes seconds, and every process of a run reads this file.
@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda: rezipped(GOOD, {"word/media/a.bin": b"\0" * 200_000_000}), "unpacks to more than"),
        (lambda: rezipped(GOOD, {"word/media/a.bin": b"\0" * 2_000_000}), "unpacks to more than"),
        (lambda: rezipped(GOOD, {f"word/{each}.bin": b"\0" * 99_000 for each in range(1100)}), "unpacks to more than"),
        (lambda: lying(rezipped(GOOD, {"word/document.xml": b"<a/>" + b" " * 1_000_000})), "damaged"),
        (lambda: rezipped(GOOD, {"../../etc/cron.d/x": b"x"}), "leads out of it"),
        (lambda: rezipped(GOOD, {"/etc/passwd": b"x"}), "leads out of it"),
        (lambda: rezipped(GOOD, {"word\\..\\..\\x": b"x"}), "leads out of it"),
        (lambda: rezipped(GOOD, {"word/document.xml": LAUGHS + b"]><a>&i;</a>"}), "entities of its own"),
        (lambda: rezipped(GOOD, {"word/styles.xml": XML % b"b"}), "entities of its own"),
        (
            lambda: rezipped(GOOD, {"word/_rels/x.rels": b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}),
            "entities of its own",
        ),
        (lambda: rezipped(GOOD, {"word/document.xml": b"<a>"}), "damaged"),
        (lambda: rezipped(GOOD, {f"{each}": b"" for each in range(2100)}), "more than 2000 files"),
        (lambda: GOOD[: len(GOOD) // 2], "damaged"),
        (
            lambda: GOOD.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),
            "password",
        ),
        (lambda: rezipped(GOOD, {"[Content_Types].xml": b"<a/>"}), "damaged"),
        (lambda: with_body("<w:tbl><w:tr><w:tc>" * 60 + "</w:tc></w:tr></w:tbl>" * 60), "nested too deeply"),
        (lambda: with_body(""), "no text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_or_damaged_file_is_refused_in_words(made, reason):
    data = made()
    with pytest.raises(UnreadableError, match=reason):
        read(data, name="x.docx")


def test_a_zip_that_is_no_word_file_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.txt", "words")
    with pytest.raises(UnreadableError, match="unpack it"):
        read(out.getvalue(), name="x.zip")
