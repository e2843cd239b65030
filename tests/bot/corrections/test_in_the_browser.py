"""The README's walk-through: ask in the page, correct and withdraw from another terminal, see it in the page."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser import chromium

ROOT = Path(__file__).parents[3]
ARTICLE = "europe-troops-ukraine-ceasefire"
QUESTION = "@Quote Desk would Putin accept foreign troops?"

pytestmark = pytest.mark.browser


@dataclass
class Terminal:
    """A second terminal, in which DATABASE_URL was exported."""

    database_url: str

    async def run(self, *arguments: str) -> str:
        known = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin", "DATABASE_URL": self.database_url}
        command = [sys.executable, "-m", "bot", *arguments]
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=known, stdout=pipe, stderr=pipe)
        out, err = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 0, err.decode()
        return out.decode()


@asynccontextmanager
async def tried_out() -> AsyncIterator[tuple[str, Terminal]]:
    """`make try`: its page's address, and a terminal with the database that it prints."""
    known = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin"}
    command = [sys.executable, "-m", "bot", "try", "--port", "0"]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=known, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        printed = ""
        async with asyncio.timeout(60):
            while "DATABASE_URL=" not in printed:
                printed += (await process.stdout.readline()).decode()
        address = re.search(r"http://127\.0\.0\.1:\d+/", printed)
        database = re.search(r"DATABASE_URL=(\S+)", printed)
        assert address
        assert database
        yield address[0], Terminal(database[1])
    finally:
        process.terminate()
        await process.communicate()


async def asked(page: Page, address: str) -> tuple:
    await page.goto(address)
    await expect(page.locator("body[data-linked=true]")).to_be_visible()
    box = page.get_by_role("textbox", name="Message #ukraine-desk")
    await box.fill(QUESTION)
    await box.press("Enter")
    thread = page.get_by_role("complementary", name="Thread")
    reply = thread.get_by_test_id("message").filter(has_text="3 quotes")
    await expect(reply).to_be_visible()
    return thread, reply


async def test_a_correction_and_a_withdrawal_show_in_the_page_and_whoever_asked_is_told(tmp_path):
    async with tried_out() as (address, terminal), chromium() as browser:
        page = await browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(10_000)
        thread, _ = await asked(page, address)
        corrected = tmp_path / "corrected.txt"
        text = (ROOT / "seeds" / f"{ARTICLE}.txt").read_text()
        corrected.write_text(text.replace("a former Russian diplomat", "a retired Russian diplomat"))
        await terminal.run("correct", ARTICLE, str(corrected), "--note", "He retired in 2022.")
        reply = thread.get_by_test_id("message").filter(has_text="Changed since it was posted")
        await expect(reply.locator("blockquote").first).to_contain_text("a retired Russian diplomat")
        await expect(reply.locator("s")).to_contain_text("a former Russian diplomat")
        notice = thread.get_by_test_id("message").filter(has_text="above was corrected")
        await expect(notice).to_contain_text("@Maya Lindqvist")
        await expect(notice).to_contain_text("He retired in 2022.")
        await page.screenshot(path=tmp_path / "corrected.png")
        await terminal.run("withdraw", ARTICLE, "--reason", "The source asked for it.")
        await expect(reply).to_contain_text("Quotes 1, 2 and 3 · Withdrawn")
        await expect(reply.locator("blockquote")).to_have_count(0)
        await expect(reply.locator("s")).to_have_count(0)
        await expect(thread.get_by_test_id("message").filter(has_text="above were withdrawn")).to_be_visible()
        await expect(thread).not_to_contain_text("Russian diplomat")
        await page.screenshot(path=tmp_path / "withdrawn.png")
        changes = json.loads(await terminal.run("corrections", "--json"))["changes"]
        assert [(each["about"]["action"], each["right"], each["told"]) for each in changes] == [
            ("withdrawn", 1, 1),
            ("corrected", 1, 1),
        ]
