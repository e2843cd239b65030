"""One browser and one tab for every test of the page; each test has a sandbox, and so an origin, of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, Suggestion, Timing
from tests.browser import chromium
from tests.sandbox.page.canned_app import MANIFEST, CannedApp
from tests.sandbox.page.screen import DESKTOP, QUESTION, shown_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import BrowserContext, Page

SUGGESTED = (Suggestion("Would Putin accept?", QUESTION), Suggestion("Who pays?", "@Quote Desk who pays?"))


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def context() -> AsyncIterator[BrowserContext]:
    async with chromium() as browser:
        yield await browser.new_context(viewport=DESKTOP, locale="en-GB")


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def tab(context: BrowserContext) -> Page:
    return await context.new_page()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    timing = Timing(ack=0.4, retries=())
    async with Sandbox(MANIFEST, SUGGESTED, timing=timing) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def app(sandbox: Sandbox) -> AsyncIterator[CannedApp]:
    canned = CannedApp(sandbox)
    await canned.handler.connect_async()
    yield canned
    await canned.handler.close_async()


@pytest.fixture
def slack(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


@pytest_asyncio.fixture(loop_scope="session")
async def page(tab: Page, sandbox: Sandbox) -> AsyncIterator[Page]:
    await tab.set_viewport_size(DESKTOP)
    async with shown_in(tab, f"{sandbox.url}/") as shown:
        yield shown
    await tab.unroute_all(behavior="ignoreErrors")
    await tab.goto("about:blank")
