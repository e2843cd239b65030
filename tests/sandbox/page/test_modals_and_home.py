"""Buttons, choices, modals and the home tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.sandbox.page.canned_app import OPTIONS, plain
from tests.sandbox.page.screen import DESK, asked, thread

if TYPE_CHECKING:
    from playwright.async_api import Page
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox import Sandbox
    from tests.sandbox.page.canned_app import CannedApp

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_modal_takes_the_focus_and_gives_it_back(page: Page, app: CannedApp, sandbox: Sandbox) -> None:
    reply = await asked(page)
    await reply.get_by_role("button", name="In context").click()
    dialog = page.get_by_role("dialog", name="In context")
    await expect(dialog.locator("blockquote")).to_contain_text("will never say yes")
    for _ in range(6):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement === document.body || modal.contains(document.activeElement)")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(reply.get_by_role("button", name="In context")).to_be_focused()
    await sandbox.until(lambda s: s.views("U0MAYA") == [])


async def test_a_form_is_filled_in_refused_and_taken(page: Page, app: CannedApp) -> None:
    reply = await asked(page)
    await reply.get_by_role("button", name="Form").click()
    dialog = page.get_by_role("dialog", name="A form")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_text("Please complete this required field.")).to_have_count(3)
    await expect(dialog.get_by_role("textbox", name="Headline")).to_be_focused()
    await dialog.get_by_role("textbox", name="Headline").fill("No")
    await dialog.get_by_role("combobox", name="Desk").select_option("Home")
    await dialog.get_by_role("group", name="Flags").get_by_label("Foreign").check()
    await dialog.get_by_role("radiogroup", name="Kind").get_by_label("Home").check()
    await dialog.get_by_role("textbox", name="Headline").press("Enter")
    await expect(dialog.get_by_text("Too short")).to_be_visible()
    await dialog.get_by_role("textbox", name="Headline").fill("Longer")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    assert app.bodies[-1]["view"]["state"]["values"] == {
        "headline": {"typed": {"type": "plain_text_input", "value": "Longer"}},
        "desk": {"chosen": {"type": "static_select", "selected_option": OPTIONS[1]}},
        "flags": {"ticked": {"type": "checkboxes", "selected_options": [OPTIONS[0]]}},
        "kind": {"picked": {"type": "radio_buttons", "selected_option": OPTIONS[1]}},
    }


async def test_an_app_that_does_not_answer_a_button_is_said_not_to_respond(page: Page, app: CannedApp) -> None:
    reply = await asked(page)
    silent = reply.get_by_role("button", name="Silent")
    await silent.click()
    await expect(silent).to_have_attribute("aria-busy", "true")
    await expect(reply.get_by_role("alert")).to_have_text("This app is not responding")
    await expect(silent).not_to_have_attribute("aria-busy", "true")


async def test_feedback_stays_pressed_and_reaches_the_app(page: Page, app: CannedApp) -> None:
    reply = await asked(page)
    await reply.get_by_role("button", name="Bad").click()
    await expect(reply.get_by_role("button", name="Bad")).to_have_attribute("aria-pressed", "true")
    await expect(reply.get_by_role("button", name="Good")).to_have_attribute("aria-pressed", "false")
    await expect(reply.get_by_role("button", name="Bad")).not_to_have_attribute("aria-busy", "true")
    assert app.bodies[0]["actions"][0]["value"] == "bad"


async def test_choices_in_a_message_reach_the_app_after_it_has_asked(
    page: Page, app: CannedApp, slack: AsyncWebClient
) -> None:
    select = {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick one"), "options": OPTIONS}
    menu = {
        "type": "overflow",
        "action_id": "menu",
        "options": OPTIONS,
        "confirm": {"title": plain("Sure?"), "text": plain("Really."), "confirm": plain("Do it"), "deny": plain("No")},
    }
    await slack.chat_postMessage(channel=DESK, text="x", blocks=[{"type": "actions", "elements": [select, menu]}])
    await page.get_by_role("combobox", name="Pick one").select_option("Home")
    await expect(page.get_by_role("combobox", name="Pick one")).not_to_have_attribute("aria-busy", "true")
    await page.get_by_role("button", name="More options").press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    await expect(page.get_by_role("button", name="More options")).to_be_focused()
    assert len(app.bodies) == 1
    await page.get_by_role("button", name="More options").press("Enter")
    await page.get_by_role("menuitem", name="Foreign").click()
    await page.get_by_role("dialog", name="Sure?").get_by_role("button", name="Do it").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("button", name="More options")).not_to_have_attribute("aria-busy", "true")
    assert [body["actions"][0]["selected_option"]["value"] for body in app.bodies] == ["home", "foreign"]


async def test_the_direct_message_has_the_apps_home_and_its_prompts(page: Page, app: CannedApp) -> None:
    await page.get_by_role("button", name="Quote Desk", exact=True).click()
    await page.get_by_role("group", name="Suggested prompts").get_by_role("button", name="Ask me").click()
    await expect(thread(page).get_by_text("1 quote")).to_be_visible()
    await page.get_by_role("tab", name="Messages").focus()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Enter")
    home = page.get_by_role("tabpanel", name="Home")
    await expect(home.get_by_role("heading", name="The archive")).to_be_visible()
    await page.reload()
    await expect(home.get_by_role("heading", name="The archive")).to_be_visible()
