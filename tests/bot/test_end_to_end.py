"""The whole way: a real browser, the page, the socket, the bot, the archive, and back."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser import chromium
from tests.newsroom import newsroom as start_newsroom

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PUTIN = "@Quote Desk would Putin accept foreign troops?"
BONDARIEV = "“Putin will never say yes to this,” said Boris Bondariev"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory):
    async with chromium() as browser, start_newsroom(tmp_path_factory.mktemp("browser")) as newsroom:
        yield browser, newsroom


@pytest_asyncio.fixture(loop_scope="module")
async def page(running):
    browser, newsroom = running
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(20_000)
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    await page.goto(newsroom.sandbox.url)
    yield page
    await context.close()
    assert problems == []


async def say(page: Page, text: str, box: str | re.Pattern[str] = "Message #ukraine-desk") -> None:
    await page.get_by_role("textbox", name=box).fill(text)
    await page.keyboard.press("Enter")


def thread(page: Page):
    return page.get_by_role("complementary", name="Thread").or_(page.get_by_role("region", name="Thread")).first


async def answered(page: Page, words: str) -> None:
    await expect(thread(page).get_by_text(words).last).to_be_visible(timeout=20_000)


async def test_a_mention_is_answered_in_the_thread_and_a_follow_up_too(page):
    await say(page, PUTIN)
    await answered(page, BONDARIEV)
    for words in ("newsplusglobe.com", "undated", "this copy looks damaged"):
        await expect(thread(page).get_by_text(words).first).to_be_visible()
    await say(page, "and what did Starmer say in Kyiv?", "Reply in thread")
    await answered(page, "“This is not just about Ukraine’s sovereignty.")


async def test_in_context_opens_the_paragraphs_around(page):
    await say(page, "@Quote Desk what did Starmer say in Kyiv?")
    await thread(page).get_by_role("button", name=re.compile("in context", re.IGNORECASE)).first.click()
    modal = page.get_by_role("dialog", name="In context")
    await expect(modal.get_by_text("Paragraph 5: the quote’s paragraph")).to_be_visible()
    await expect(modal.locator("blockquote")).to_contain_text("“This is not just about Ukraine’s sovereignty.")
    await page.keyboard.press("Escape")
    await expect(modal).to_have_count(0)


async def test_more_quotes_brings_the_next_ones_into_the_thread(page):
    await say(page, "@Quote Desk what about troops in Ukraine?")
    await thread(page).get_by_role("button", name="More quotes").first.click()
    await answered(page, "Quotes 4 to 6")


async def test_a_slash_command_is_seen_by_the_asker_alone_until_it_is_shared(page, running):
    await say(page, "/quote what does Zakharova say about NATO troops?")
    share = page.get_by_role("button", name="Share here")
    await expect(share).to_be_visible()
    await expect(page.get_by_text("Only visible to you").first).to_be_visible()
    before = len(running[1].sent())
    await share.click()
    await expect(page.get_by_text("maya shares quotes on: what does Zakharova say about NATO troops?")).to_be_visible()
    assert len(running[1].sent()) == before + 1


async def test_a_direct_message_is_answered(page):
    await (
        page.get_by_role("link", name=re.compile("Quote Desk"))
        .or_(page.get_by_role("button", name=re.compile("Quote Desk")))
        .first.click()
    )
    await say(page, "how many troops does Zelensky want?", re.compile("Message Quote Desk"))
    await answered(page, "at least tens of thousands of coalition troops")


async def test_what_a_reader_copies_is_the_slice(page, running):
    await say(page, PUTIN)
    await answered(page, BONDARIEV)
    shown = await thread(page).locator("blockquote").all_inner_texts()
    text = running[1].desk.desk.archive.articles()[0].text
    assert shown
    assert [quote for quote in shown if quote not in text] == []


async def test_a_suggested_question_is_asked_with_a_click(page):
    await (
        page.get_by_role("link", name="foreign-desk").or_(page.get_by_role("button", name="foreign-desk")).first.click()
    )
    await page.get_by_role("button", name="How many troops does Zelensky want?").first.click()
    await answered(page, "at least tens of thousands of coalition troops")
