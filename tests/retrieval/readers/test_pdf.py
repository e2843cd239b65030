"""A PDF becomes an article whose text says that it comes from a layout, or a refusal in words."""

import io
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from retrieval import passages
from retrieval.readers import UnreadableError, read
from tests.retrieval.readers.office import pdf, printed, squeezed, stream

LONG = "This line is as long as the column is wide, as lines in the middle of paragraphs are,"
STORY = [
    "Troops for Ukraine",
    "",
    LONG,
    "and “we are ready,” said Starmer.",
    "A new paragraph begins behind the short line, and it goes on until its own end well-",
    "known to all.",
]


def only(data, name="story.pdf"):
    (source,) = read(data, name=name)
    return source


def test_a_usual_file_is_its_lines_put_together_and_says_that_they_were():
    source = only(printed(STORY))
    assert source.article.text == (
        f"Troops for Ukraine\n\n{LONG} and “we are ready,” said Starmer.\n\n"
        "A new paragraph begins behind the short line, and it goes on until its own end well-known to all."
    )
    assert (source.article.headline, source.format) == ("Troops for Ukraine", "pdf")
    assert source.article.notes[0].kind == "layout"


def test_every_field_is_taken_over():
    info = "/Title(Troops for Ukraine: what is known)/Author(Maya Lind)/CreationDate(D:20250131080000Z)"
    head = ["The Daily Desk", "Troops for Ukraine: what", "is known", "", LONG]
    foot = ["and it runs on", "", "Page 1 of 3"]
    pages = [[*head, "over the page", *foot], ["The Daily Desk", "to its end.", LONG, "Page 2 of 3"]]
    pages.append(["The Daily Desk", "and ends here.", "Page 3 of 3"])
    article = only(printed(*pages, info=info)).article
    assert "Daily Desk" not in article.text
    assert "Page" not in article.text
    assert "over the page and it runs on" in article.text
    assert article.text.endswith(f"{LONG} and ends here.")
    assert (article.byline, article.published) == (None, None), "who made the file, and when, is no byline and no date"


def test_a_title_is_the_headline_only_where_the_page_prints_it():
    assert only(printed(STORY, info="/Title(Microsoft Word - doc1)")).article.headline == "Troops for Ukraine"
    assert only(printed(STORY, info="/Title(Troops for Ukraine)")).article.headline == "Troops for Ukraine"


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ((STORY,), ()),
        ((STORY, [], STORY), ("page 2 has no text, perhaps a picture of it: nothing of it is taken",)),
        (([""], STORY, []), ("pages 1, 3 have no text, perhaps pictures of it: nothing of them is taken",)),
    ],
)
def test_a_page_without_text_among_others_is_told(pages, told):
    assert only(printed(*pages)).remarks == told


def test_every_paragraph_is_a_slice_of_the_article():
    article = only(printed(STORY)).article
    assert [passage.number for passage in passages(article)] == [0, 1, 2]


def locked(password):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(printed(STORY))))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_file_that_only_a_password_opens_is_refused():
    with pytest.raises(UnreadableError, match="password"):
        read(locked("secret"), name="x.pdf")


def test_a_file_that_anybody_may_open_but_not_change_is_read():
    assert only(locked("")).article.headline == "Troops for Ukraine"


CATALOGUE = "<</Type/Catalog/Pages 2 0 R>>"
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>{}>>>>"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
PAGES = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
FORM = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 4 0 R>>>>"


# Each is made in its test: packing a bomb takes seconds, and every process of a run reads this file.
@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda: pdf([CATALOGUE, "<</Type/Pages/Kids[2 0 R]/Count 1>>"]), "damaged"),
        (lambda: pdf([CATALOGUE, PAGES, "<</Type/Pages/Kids[2 0 R]/Count 1>>"]), "damaged"),
        (lambda: pdf([CATALOGUE, "2 0 R"]), "damaged"),
        (lambda: pdf([CATALOGUE, "3 0 R", "2 0 R"]), "damaged"),
        (
            lambda: pdf([CATALOGUE, PAGES, PAGE.format("/XObject<</A 4 0 R>>"), stream(b"/A Do", FORM), FONT]),
            "damaged",
        ),
        (lambda: pdf([CATALOGUE, PAGES, PAGE.format(""), squeezed(b" " * 200_000_000), FONT]), "damaged"),
        (
            lambda: pdf(
                [CATALOGUE, PAGES, PAGE.format(""), stream(b"q" + zlib.compress(b"x"), "/Filter/FlateDecode"), FONT]
            ),
            "damaged",
        ),
        (
            lambda: pdf([CATALOGUE, f"<</Type/Pages/Kids[{'3 0 R ' * 400}]/Count 400>>", PAGE.format(""), stream(b"")]),
            "300 pages",
        ),
        (lambda: printed([]), "only pictures"),
        (lambda: printed(STORY)[:300], "damaged"),
        (lambda: b"%PDF-1.7\n", "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_loop_a_bomb_and_a_scan_are_refused_in_words(made, reason):
    data = made()
    with pytest.raises(UnreadableError, match=reason):
        read(data, name="x.pdf")
