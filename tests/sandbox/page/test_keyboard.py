"""Typing, completions, drafts, and all by keyboard alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.sandbox.page.screen import DESK, composer, thread

if TYPE_CHECKING:
    from playwright.async_api import Page

    from bot.sandbox import Sandbox
    from tests.sandbox.page.canned_app import CannedApp

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_mentions_are_completed_by_keyboard(page: Page, sandbox: Sandbox) -> None:
    box = composer(page)
    await box.press_sequentially("Ask @")
    options = page.get_by_role("listbox", name="Completions").get_by_role("option")
    await expect(options).to_have_count(4)
    await box.press_sequentially("o")
    await expect(options).to_have_text([re.compile("Tom Okafor")])
    await box.press("Backspace")
    await box.press("ArrowDown")
    await box.press("ArrowDown")
    await expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    await box.press("Tab")
    await expect(box).to_have_value("Ask @Tom Okafor ")
    await box.press_sequentially("@in")
    await box.press("Escape")
    await expect(options).to_have_count(0)
    await box.press("Enter")
    await expect(page.get_by_test_id("message").locator(".mention")).to_have_text("@Tom Okafor")
    assert sandbox.messages(DESK)[0]["text"] == "Ask <@U0TOM> @in"


async def test_commands_are_completed_with_their_hint(page: Page) -> None:
    box = composer(page)
    await box.press_sequentially("/q")
    await expect(page.get_by_role("option")).to_contain_text("/quote[question]")
    await box.press("Enter")
    await expect(box).to_have_value("/quote ")
    await expect(page.locator(".composer-hint").first).to_contain_text("[question]")


async def test_shift_enter_breaks_the_line_and_the_box_grows(page: Page, sandbox: Sandbox) -> None:
    box = composer(page)
    small = await box.bounding_box()
    await box.press_sequentially("one")
    for _ in range(3):
        await box.press("Shift+Enter")
    await box.press_sequentially("two")
    large = await box.bounding_box()
    assert small is not None
    assert large is not None
    assert large["height"] > small["height"] + 40
    await box.press("Enter")
    await sandbox.until(lambda s: s.messages(DESK))
    assert sandbox.messages(DESK)[0]["text"] == "one\n\n\ntwo"


async def test_drafts_are_kept_for_each_conversation_and_person(page: Page) -> None:
    await composer(page).fill("half a thought")
    await page.get_by_role("button", name="foreign-desk").click()
    await expect(composer(page, "Message #foreign-desk")).to_have_value("")
    await page.get_by_role("button", name="ukraine-desk").click()
    await expect(composer(page)).to_have_value("half a thought")
    await page.get_by_role("radio", name="Tom Okafor").click()
    await expect(page.get_by_role("radio", name="Tom Okafor")).to_be_checked()
    await expect(composer(page)).to_have_value("")
    await page.get_by_role("radio", name="Maya Lindqvist").click()
    await expect(composer(page)).to_have_value("half a thought")


async def test_everything_is_reached_by_keyboard(page: Page, app: CannedApp) -> None:
    await page.keyboard.type("@Quote Desk who pays?")
    await page.keyboard.press("Enter")
    await expect(thread(page).get_by_text("1 quote")).to_be_visible()
    reached = []
    for _ in range(40):
        await page.keyboard.press("Tab")
        focused = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
        reached.append(await page.evaluate(focused))
        ring = await page.evaluate("""() => {
            const at = document.activeElement;
            const box = at.closest('.composer-frame') ?? at;
            const [own, framed] = [getComputedStyle(at).outlineStyle, getComputedStyle(box).boxShadow];
            return at === document.body || own !== 'none' || framed !== 'none';
        }""")
        assert ring, f"no visible focus on {reached[-1]}"
    for name in ("In context", "Good", "Close thread", "Reply in thread", "foreign-desk", "Maya Lindqvist"):
        assert name in reached


async def test_arrow_keys_walk_through_the_messages(page: Page, sandbox: Sandbox) -> None:
    for text in ("one", "two", "three"):
        await sandbox.say("U0TOM", DESK, text)
    messages = page.get_by_test_id("message")
    await expect(messages).to_have_count(3)
    await messages.nth(2).focus()
    await page.keyboard.press("ArrowUp")
    await expect(messages.nth(1)).to_be_focused()
    await page.keyboard.press("Home")
    await expect(messages.nth(0)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(composer(page, "Reply in thread")).to_be_focused()
