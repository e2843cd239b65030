"""Broken connections, lost requests and reloads: nothing is missing, nothing is twice."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from bot.sandbox import Sandbox
from tests.sandbox.page.canned_app import MANIFEST, CannedApp
from tests.sandbox.page.screen import DESK, asked, opened, send, thread

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_message_is_shown_at_once_and_only_once_whichever_answer_comes_first(page: Page) -> None:
    held = asyncio.Event()

    async def hold(route: Any) -> None:
        response = await route.fetch()
        await held.wait()
        await route.fulfill(response=response)

    await page.route("**/sandbox/message", hold)
    await send(page, "only once")
    await expect(page.get_by_role("article").filter(has_text="only once")).to_have_count(1)
    await expect(page.get_by_test_id("message").filter(has_text="only once")).to_have_count(1)
    held.set()
    await send(page, "and this")
    await expect(page.get_by_test_id("message")).to_have_count(2)
    await expect(page.get_by_role("article")).to_have_count(2)


async def test_a_message_that_could_not_be_sent_says_so_and_can_be_sent_again(page: Page) -> None:
    await page.route("**/sandbox/message", lambda route: route.abort())
    await send(page, "hold the line")
    await expect(page.get_by_role("alert").filter(has_text="Not sent.")).to_be_visible()
    await page.unroute("**/sandbox/message")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_test_id("message").filter(has_text="hold the line")).to_have_count(1)
    await expect(page.get_by_test_id("pending")).to_have_count(0)


async def test_the_page_says_whether_the_app_is_connected(page: Page, sandbox: Sandbox) -> None:
    await expect(page.get_by_test_id("connection")).to_have_text("Quote Desk is not connected")
    canned = CannedApp(sandbox)
    await canned.handler.connect_async()
    await expect(page.get_by_test_id("connection")).to_have_text("Quote Desk is connected")
    await canned.handler.close_async()
    await expect(page.get_by_test_id("connection")).to_have_text("Quote Desk is not connected")


async def test_after_a_break_of_the_stream_nothing_is_missing_and_nothing_is_twice(
    page: Page, sandbox: Sandbox
) -> None:
    before = await sandbox.say("U0TOM", DESK, "before")
    gone = await sandbox.say("U0TOM", DESK, "gone")
    await expect(page.get_by_test_id("message")).to_have_count(2)
    await page.route("**/sandbox/live*", lambda route: route.abort())
    sandbox._slack.live.close()
    await expect(page.get_by_text("The connection to the sandbox is lost.")).to_be_visible()
    await sandbox.say("U0TOM", DESK, "meanwhile")
    await sandbox.edit("U0TOM", DESK, before, "before, corrected")
    await sandbox.delete("U0TOM", DESK, gone)
    await page.unroute("**/sandbox/live*")
    await expect(page.get_by_text("The connection to the sandbox is lost.")).to_be_hidden()
    await sandbox.say("U0TOM", DESK, "after")
    await expect(page.get_by_test_id("message").locator(".rich-section")).to_have_text(
        ["before, corrected", "meanwhile", "after"]
    )


async def test_the_page_outlives_the_sandbox_and_shows_what_the_next_one_holds(context: BrowserContext) -> None:
    async with AsyncExitStack() as later:
        async with Sandbox(MANIFEST) as first:
            await first.say("U0TOM", DESK, "of the first")
            page = await later.enter_async_context(opened(context, f"{first.url}/"))
            await expect(page.get_by_text("of the first")).to_be_visible()
        await expect(page.get_by_text("The connection to the sandbox is lost.")).to_be_visible()
        port = int(first.url.rsplit(":", 1)[1])
        async with Sandbox(MANIFEST, port=port) as second:
            await second.say("U0TOM", DESK, "of the second")
            await expect(page.get_by_test_id("message").locator(".rich-section")).to_have_text(["of the second"])
            await send(page, "still here")
            await second.until(lambda s: len(s.messages(DESK)) == 2)


async def test_the_address_brings_back_the_person_and_the_thread(page: Page, app: CannedApp) -> None:
    await asked(page)
    await page.get_by_role("radio", name="Inês Duarte").click()
    await expect(page).to_have_url(re.compile("as=U0INES"))
    await page.get_by_role("button", name="1 reply").click()
    await page.reload()
    await expect(page.get_by_role("radio", name="Inês Duarte")).to_be_checked()
    await expect(thread(page).get_by_text("1 quote")).to_be_visible()
    await page.go_back()
    await expect(thread(page)).to_be_hidden()
