"""The page runs and loads nothing that comes from a message, and shows text as it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.sandbox.page.screen import opened, send

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

    from bot.sandbox import Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PAGE = Path(__file__).parents[3] / "bot" / "sandbox" / "page"


async def test_no_file_of_the_page_makes_markup_from_text_or_loads_from_elsewhere() -> None:
    files = [file for file in PAGE.iterdir() if file.suffix in {".js", ".css", ".html", ".svg"}]
    assert len(files) > 20
    for file in files:
        source = file.read_text(encoding="utf-8")
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert forbidden not in source, file.name
        for address in re.findall(r"""["'(](?:https?:)?//[\w.]+""", source):
            assert "www.w3.org" in address, file.name


async def test_the_policy_of_every_file_allows_the_pages_own_files_and_nothing_else(
    context: BrowserContext, sandbox: Sandbox
) -> None:
    for path in ("/", "/page/index.html", "/page/main.js", "/page/icon.svg"):
        response = await context.request.get(sandbox.url + path)
        policy = dict(part.split(maxsplit=1) for part in response.headers["content-security-policy"].split("; "))
        assert policy.pop("default-src") == "'none'"
        assert {name for name, allowed in policy.items() if allowed == "'none'"} >= {"frame-ancestors", "form-action"}
        assert set(policy.values()) == {"'self'", "'none'"}


async def test_the_policy_stops_what_would_run_or_load_even_so(context: BrowserContext, sandbox: Sandbox) -> None:
    attack = """() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        const image = document.createElement('img');
        image.src = 'http://192.0.2.1/pixel.png';
        const words = document.createElement('p');
        words.setAttribute('style', 'color: rgb(1, 2, 3)');
        document.body.append(script, image, words);
        const coloured = getComputedStyle(words).color === 'rgb(1, 2, 3)';
        return new Promise((done) => { image.onerror = () => done([window.ran === true, coloured]); });
    }"""

    async def attacked() -> None:
        async with opened(context, f"{sandbox.url}/") as page:
            assert await page.evaluate(attack) == [False, False]

    with pytest.raises(AssertionError, match="Content Security Policy"):
        await attacked()


async def test_what_people_type_stays_text(page: Page) -> None:
    attack = "<script>document.title='x'</script><img src=x onerror=alert(1)> &amp; <javascript:alert(1)|a> *b*"
    await send(page, attack)
    message = page.get_by_test_id("message")
    await expect(message.locator(".rich-section")).to_have_text(attack)
    assert await message.locator("script, img, a").count() == 0
    assert "ukraine-desk" in await page.title()
