"""What may be quoted of a page is what a browser shows of it, character for character."""

import pytest

from tests.browser import chromium
from tests.retrieval.readers.formats import ADDRESS, FORMATS, quotable, source

pytestmark = pytest.mark.browser


async def test_every_paragraph_that_may_be_quoted_stands_in_the_browsers_text():
    async with chromium() as browser:
        page = await browser.new_page()
        for name in ("usual", "full", "hostile"):
            await page.goto((FORMATS / "html" / f"{name}.html").as_uri())
            # What a site's own style sheet does with this class.
            await page.add_style_tag(content=".sr-only { display: none }")
            shown = (await page.inner_text("body")).split("\n")
            paragraphs = quotable(source(f"html/{name}.html", ADDRESS).article)
            assert paragraphs, name
            assert [line for each in paragraphs for line in each.split("\n") if line not in shown] == [], name
