"""Sizes of screen, themes, contrast and motion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.sandbox.page.screen import DESK, PHONE, QUESTION, asked, composer, opened, send, thread

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox import Sandbox
    from tests.sandbox.page.canned_app import CannedApp

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_nothing_is_wider_than_the_screen(page: Page, app: CannedApp) -> None:
    await send(page, "@Quote Desk " + "unbreakable" * 30)
    await expect(thread(page).get_by_text("1 quote")).to_be_visible()
    for width in (320, 390, 768, 1024, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        wide = """[...document.querySelectorAll('body, #channel, #thread, .scroller, .message')].filter((node) =>
            node.scrollWidth > node.clientWidth + 1 || node.getBoundingClientRect().right > innerWidth + 1
        ).map((node) => node.className || node.tagName)"""
        assert await page.evaluate(wide) == [], f"at a width of {width}"


async def test_on_a_phone_the_sidebar_is_a_drawer_and_the_thread_covers_the_channel(
    context: BrowserContext, sandbox: Sandbox, app: CannedApp
) -> None:
    async with opened(context, f"{sandbox.url}/", PHONE) as page:
        await expect(page.get_by_role("button", name="foreign-desk")).to_be_hidden()
        await page.get_by_role("button", name="Open the sidebar").click()
        await page.get_by_role("button", name="foreign-desk").click()
        await expect(composer(page, "Message #foreign-desk")).to_be_visible()
        await page.get_by_role("button", name="Open the sidebar").click()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="foreign-desk")).to_be_hidden()
        await send(page, QUESTION, "Message #foreign-desk")
        await expect(thread(page).get_by_text("1 quote")).to_be_visible()
        box = await thread(page).bounding_box()
        assert box is not None
        assert (box["x"], box["width"]) == (0, 390)
        await page.get_by_role("button", name="Close thread").click()
        await expect(composer(page, "Message #foreign-desk")).to_be_visible()


CONTRAST = """(selector) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const draw = canvas.getContext('2d', { willReadFrequently: true });
    const over = (colours) => {
        draw.clearRect(0, 0, 1, 1);
        for (const colour of colours) { draw.fillStyle = colour; draw.fillRect(0, 0, 1, 1); }
        return [...draw.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility()).map((node) => {
        const layers = [];
        for (let at = node; at; at = at.parentElement) layers.unshift(getComputedStyle(at).backgroundColor);
        const [one, other] = [light(over(layers)), light(over([...layers, getComputedStyle(node).color]))];
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    });
}"""
TEXTS = (
    ".author", ".stamp:not(.stamp--quiet)", ".rich-section", "#thread blockquote", "#thread blockquote strong",
    "#thread .block--context .mrkdwn", ".mention", ".badge", ".thread-link-count", ".thread-link-last", ".topic", "h1",
    ".only-you", ".button", ".chip", ".row", ".row-name", ".list-name", ".connection", ".acting", ".person-name",
    ".line span", ".intro p", ".member", ".link", "code", ".avatar", ".not-responding", ".composer-problem",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_stands_out_enough_in_both_themes(
    context: BrowserContext, sandbox: Sandbox, app: CannedApp, slack: AsyncWebClient, scheme: Any
) -> None:
    await sandbox.say("U0INES", DESK, "@Maya Lindqvist see https://example.org/ and `code`")
    await slack.chat_postMessage(channel=DESK, text="see `code` <https://example.org/>")
    async with opened(context, f"{sandbox.url}/", color_scheme=scheme) as page:
        reply = await asked(page)
        await reply.get_by_role("button", name="Silent").click()
        await send(page, "/quote who?")
        await expect(page.get_by_test_id("ephemeral")).to_be_visible()
        await expect(reply.get_by_role("alert")).to_be_visible()
        await send(page, "/nonsense")
        await expect(page.get_by_test_id("composer-error")).to_contain_text("nonsense")
        await page.mouse.move(0, 0)
        background = await page.evaluate("getComputedStyle(document.getElementById('channel')).backgroundColor")
        assert (background == "rgb(255, 255, 255)") == (scheme == "light")
        for selector in TEXTS:
            ratios = await page.evaluate(CONTRAST, selector)
            assert ratios, f"nothing matches {selector}"
            assert min(ratios) >= 4.5, f"{selector} has a contrast of {min(ratios):.2f}"


async def test_the_theme_is_switched_and_kept(page: Page) -> None:
    await page.get_by_role("button", name="Switch to the dark theme").click()
    await page.reload()
    await expect(page.get_by_role("button", name="Switch to the light theme")).to_be_visible()
    background = await page.evaluate("getComputedStyle(document.getElementById('channel')).backgroundColor")
    assert background == "rgb(25, 27, 32)"


async def test_motion_is_left_out_for_those_who_ask(context: BrowserContext, sandbox: Sandbox) -> None:
    async with opened(context, f"{sandbox.url}/", PHONE, reduced_motion="reduce") as page:
        duration = await page.locator("#sidebar").evaluate("node => getComputedStyle(node).transitionDuration")
        assert all(float(part.rstrip("s")) < 0.001 for part in duration.split(", "))
