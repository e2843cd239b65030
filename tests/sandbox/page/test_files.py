"""Files in the page: attached with the paper-clip, dropped or pasted, sent, and saved again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.sandbox.page.screen import DESK, composer, send

if TYPE_CHECKING:
    from playwright.async_api import Page

    from bot.sandbox import Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STORY = {"name": "story.md", "mimeType": "text/markdown", "buffer": b"# Kyiv\n\nNobody moved.\n"}
DROP = """(node, [type, name]) => {
    const transfer = new DataTransfer();
    if (name) transfer.items.add(new File(['Nobody moved.'], name, { type: 'text/plain' }));
    node.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


async def attach(page: Page, *files: dict) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach a file").first.focus()
        await page.keyboard.press("Enter")
    await (await chooser.value).set_files(list(files))


async def test_a_file_is_attached_by_the_keyboard_sent_without_words_and_saved_again(
    page: Page, sandbox: Sandbox
) -> None:
    await attach(page, STORY)
    await expect(page.get_by_test_id("attachment")).to_contain_text("story.md")
    await expect(page.get_by_test_id("attachment")).to_contain_text("22 bytes")
    await composer(page).press("Enter")
    message = page.get_by_test_id("message")
    await expect(message.get_by_role("link", name="story.md")).to_contain_text("22 bytes")
    await expect(page.get_by_test_id("attachment")).to_have_count(0)
    assert sandbox.messages(DESK)[0]["files"][0]["mimetype"] == "text/markdown"
    async with page.expect_download() as saving:
        await message.get_by_role("link", name="story.md").click()
    saved = await saving.value
    assert saved.suggested_filename == "story.md"


async def test_a_file_dropped_on_a_conversation_waits_there_with_the_draft(page: Page, sandbox: Sandbox) -> None:
    pane = page.locator("#channel")
    await pane.evaluate(DROP, ["dragover", "a.txt"])
    await expect(page.locator("#channel.drop-zone")).to_be_visible()
    await pane.evaluate(DROP, ["drop", "a.txt"])
    await expect(page.get_by_test_id("attachment")).to_have_count(1)
    await (
        page.get_by_role("button", name="foreign-desk").or_(page.get_by_role("link", name="foreign-desk")).first.click()
    )
    await expect(page.get_by_test_id("attachment")).to_have_count(0)
    await (
        page.get_by_role("button", name="ukraine-desk").or_(page.get_by_role("link", name="ukraine-desk")).first.click()
    )
    await expect(page.get_by_test_id("attachment")).to_contain_text("a.txt")
    await send(page, "here it is")
    await expect(page.get_by_test_id("message")).to_contain_text("here it is")
    await expect(page.get_by_test_id("message").get_by_role("link", name="a.txt")).to_be_visible()


async def test_a_drag_without_files_is_left_alone(page: Page) -> None:
    await page.locator("#channel").evaluate(DROP, ["dragover", ""])
    await expect(page.locator(".drop-zone")).to_have_count(0)


async def test_a_file_can_be_taken_out_and_one_that_is_refused_says_why(page: Page) -> None:
    empty = {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}
    await attach(page, STORY, empty)
    refused = page.get_by_test_id("attachment").filter(has_text="empty.txt")
    await expect(refused).to_contain_text("a file needs a name and something in it")
    await expect(page.get_by_role("button", name="Send message").first).to_be_disabled()
    await page.get_by_role("button", name="Remove empty.txt").click()
    await expect(refused).to_have_count(0)
    await expect(page.get_by_role("button", name="Send message").first).to_be_enabled()
