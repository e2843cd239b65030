"""The page on a screen: opening it, finding its parts, asking in it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from playwright.async_api import expect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import BrowserContext, Page, ViewportSize

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK = "C0UKRAINE"
QUESTION = "@Quote Desk would Putin accept foreign troops?"


@asynccontextmanager
async def opened(
    context: BrowserContext, address: str, viewport: ViewportSize = DESKTOP, **media: Any
) -> AsyncIterator[Page]:
    """The page in a tab of its own, on a screen of that size, with that colour scheme or that wish for less motion."""
    tab = await context.new_page()
    try:
        await tab.set_viewport_size(viewport)
        await tab.emulate_media(**media)
        async with shown_in(tab, address) as page:
            yield page
    finally:
        await tab.close()


@asynccontextmanager
async def shown_in(tab: Page, address: str) -> AsyncIterator[Page]:
    """The page has nothing to complain about: no exception, nothing that its policy refused."""
    complaints: list[str] = []

    def fell(error: Any) -> None:
        complaints.append(str(error))

    def said(message: Any) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    tab.set_default_timeout(5000)
    tab.on("pageerror", fell)
    tab.on("console", said)
    try:
        await tab.goto(address)
        await expect(tab.locator("body[data-linked=true]")).to_be_visible()
        yield tab
        assert not complaints, complaints
    finally:
        tab.remove_listener("pageerror", fell)
        tab.remove_listener("console", said)


def composer(page: Page, name: str = "Message #ukraine-desk") -> Any:
    return page.get_by_role("textbox", name=name)


def thread(page: Page) -> Any:
    return page.get_by_role("complementary", name="Thread")


async def send(page: Page, text: str, name: str = "Message #ukraine-desk") -> None:
    await composer(page, name).fill(text)
    await composer(page, name).press("Enter")


async def asked(page: Page) -> Any:
    """Ask the canned app in the channel; its answer in the thread."""
    await send(page, QUESTION)
    reply = thread(page).get_by_test_id("message").filter(has_text="1 quote")
    await expect(reply).to_be_visible()
    return reply
