"""Messages in a conversation: who wrote them, what is new, editing, the reader’s place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.sandbox.page.screen import DESK, composer, send

if TYPE_CHECKING:
    from playwright.async_api import Page
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox import Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_messages_stand_under_their_author_with_the_full_date_at_hand(page: Page, slack: AsyncWebClient) -> None:
    await send(page, "one")
    await send(page, "two")
    await expect(page.get_by_test_id("message")).to_have_count(2)
    await slack.chat_postMessage(channel=DESK, text="three")
    await expect(page.get_by_test_id("message").locator(".author")).to_have_text(["Maya Lindqvist", "Quote Desk"])
    await expect(page.get_by_test_id("message").nth(2).locator(".badge")).to_have_text("APP")
    title = await page.get_by_test_id("message").first.locator("time").get_attribute("title")
    assert title is not None
    assert re.search(r"\w+day.* \d{4}.*\d\d:\d\d:\d\d", title)


async def test_own_messages_are_edited_and_deleted_and_those_of_others_are_not(page: Page, sandbox: Sandbox) -> None:
    await sandbox.say("U0TOM", DESK, "by Tom")
    await send(page, "first @Tom Okafor & co")
    await expect(page.get_by_test_id("message")).to_have_count(2)
    await composer(page).press("ArrowUp")
    box = page.get_by_role("textbox", name="Edit message")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("first @Tom Okafor & co")
    await box.fill("second <thoughts>")
    await box.press("Enter")
    own = page.get_by_test_id("message").filter(has_text="second <thoughts>")
    await expect(own).to_contain_text("(edited)")
    await page.get_by_test_id("message").first.hover()
    await expect(page.get_by_test_id("message").first.get_by_role("button", name="Reply in thread")).to_be_visible()
    await expect(page.get_by_test_id("message").first.get_by_role("button", name="Delete message")).to_have_count(0)
    await own.hover()
    await own.get_by_role("button", name="Delete message").click()
    await page.get_by_role("dialog", name="Delete message").get_by_role("button", name="Delete").click()
    await expect(own).to_have_count(0)
    assert [message["text"] for message in sandbox.messages(DESK)] == ["by Tom"]


async def test_the_scroll_stays_with_the_reader(page: Page, sandbox: Sandbox) -> None:
    for number in range(40):
        await sandbox.say("U0TOM", DESK, f"line {number}")
    await expect(page.get_by_text("line 39")).to_be_in_viewport()
    scroller = page.get_by_test_id("message-list")
    await scroller.evaluate("node => { node.scrollTop = 100; }")
    await expect(page.get_by_text("line 39")).not_to_be_in_viewport()
    await sandbox.say("U0TOM", DESK, "news")
    await expect(page.get_by_role("button", name="New messages")).to_be_visible()
    assert await scroller.evaluate("node => node.scrollTop") == 100
    await page.get_by_role("button", name="New messages").click()
    await expect(page.get_by_text("news", exact=True)).to_be_in_viewport()
    await expect(page.get_by_role("button", name="New messages")).to_be_hidden()


async def test_unread_messages_are_counted_and_stand_under_a_line(page: Page, sandbox: Sandbox) -> None:
    await sandbox.say("U0TOM", "C0FOREIGN", "<one> for you")
    row = page.get_by_role("button", name="foreign-desk, 1 unread")
    await expect(row).to_be_visible()
    assert (await page.title()).startswith("(1) ")
    await row.click()
    await expect(page.get_by_role("separator", name="New")).to_be_visible()
    await expect(page.get_by_role("button", name="foreign-desk", exact=True)).to_have_attribute("aria-current", "page")
    await expect(page.get_by_text("<one> for you")).to_be_visible()


async def test_what_the_app_writes_while_its_home_is_shown_is_unread_until_the_messages_are(
    page: Page, slack: AsyncWebClient
) -> None:
    await page.get_by_role("button", name="Quote Desk", exact=True).click()
    await page.get_by_role("tab", name="Home").click()
    await slack.chat_postMessage(channel="U0MAYA", text="an answer")
    await expect(page.get_by_role("button", name="Quote Desk, 1 unread")).to_be_visible()
    await page.get_by_role("tab", name="Messages").click()
    await expect(page.get_by_text("an answer", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Quote Desk", exact=True)).to_be_visible()
