"""Links that open an article at a quote: the words that lead there, and addresses that may be opened."""

from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replies.links import LINK_LIMIT, link_to
from retrieval.models import Article, Span
from tests.browser import chromium

URL = "https://paper.example/story"


def article(text: str, url: str | None = URL) -> Article:
    return Article(id="one", headline="A headline", text=text, url=url)


def span(text: str, words: str) -> Span:
    return Span(start=text.index(words), end=text.index(words) + len(words))


def linked(text: str, words: str, url: str = URL) -> str | None:
    return link_to(article(text, url), span(text, words))


def test_a_short_quote_is_given_whole_with_commas_and_hyphens_encoded():
    assert linked("He said: well-known, yes.", "well-known, yes.") == f"{URL}#:~:text=well%2Dknown%2C%20yes."


def test_a_long_quote_is_given_by_its_first_and_last_words():
    words = "The first five words are these, and then it goes on for quite a while until the end."
    link = linked(f"Before. {words} After.", words)
    assert link == f"{URL}#:~:text=The%20first%20five%20words%20are,a%20while%20until%20the%20end."


def test_a_quote_that_is_there_twice_is_told_apart_by_the_words_before_it():
    text = "One here now. The same words. Two there then. The same words."
    second = Span(start=text.rindex("The same"), end=len(text))
    assert link_to(article(text), second) == f"{URL}#:~:text=Two%20there%20then.-,The%20same%20words."


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://paper.example/a#top", "https://paper.example/a#top:~:text=Words."),
        ("https://paper.example/a#:~:text=other", "https://paper.example/a#:~:text=Words."),
        ("https://paper.example/a?b=c&d", "https://paper.example/a?b=c&d#:~:text=Words."),
        ("javascript:alert(1)", None),
        ("ftp://paper.example/a", None),
        ("https://paper.example/a\nb", None),
        ("https://user@paper.example/", None),
        ("https:///nowhere", None),
        ("https://paper.example/\u202egpj", None),
        ("https://[broken/", None),
        ("https://paper.example/" + "a" * 3_000, None),
    ],
)
def test_only_addresses_that_may_be_opened_become_links(url, link):
    assert linked("Words.", "Words.", url) == link


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=30), st.data())
@settings(max_examples=200, deadline=None)
def test_whatever_the_words_each_term_is_the_articles_and_nothing_parts_it(pieces, data):
    text = " ".join(pieces)
    start = data.draw(st.integers(0, len(text)))
    link = link_to(article(text), Span(start=start, end=data.draw(st.integers(start, len(text)))))
    assert link is not None
    assert len(link) <= LINK_LIMIT
    _, _, directive = link.partition("#:~:text=")
    page = " ".join(text.split())
    for term in directive.split(","):
        assert unquote(term.removesuffix("-")) in page
    assert directive.isascii()
    assert set(directive) & set(' <>"&#?') == set()


@pytest.mark.browser
async def test_a_browser_opens_the_page_at_the_quote(tmp_path):
    lines = [f"<p>Paragraph {number} says nothing of note, really.</p>" for number in range(200)]
    words = "“The right words, here-and-now,” said the minister, and he went on to say a great deal more of the same."
    lines[150] = f"<p>Before it. {words} And after.</p>"
    page_file = tmp_path / "story.html"
    page_file.write_text("<!doctype html><meta charset=utf-8><title>Story</title>" + "\n".join(lines))
    text = "\n\n".join(line.removeprefix("<p>").removesuffix("</p>") for line in lines)
    link = linked(text, words, "https://paper.example/story.html")
    assert link is not None
    async with chromium() as browser:
        page = await browser.new_page()
        await page.route("https://paper.example/**", lambda route: route.fulfill(path=page_file))
        await page.goto(link)
        await page.wait_for_function("window.scrollY > 0")
        top = await page.evaluate("document.querySelectorAll('p')[150].getBoundingClientRect().top")
        height = await page.evaluate("window.innerHeight")
        assert 0 <= top <= height
        await page.goto("about:blank")
        await page.goto(link.replace("minister", "nobody").replace("right", "wrong").replace("same", "other"))
        assert await page.evaluate("window.scrollY") == 0
