"""Asking the app, and where its answers appear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.sandbox.page.screen import DESK, QUESTION, asked, composer, opened, send, thread

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox import Sandbox
    from tests.sandbox.page.canned_app import CannedApp

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_answer_opens_its_thread_and_leaves_the_keyboard_where_it_was(page: Page, app: CannedApp) -> None:
    reply = await asked(page)
    await expect(reply.locator("blockquote")).to_have_text("“Putin will never say yes to this,” said Boris Bondariev.")
    await expect(reply.locator("blockquote strong")).to_have_text("Putin")
    await expect(composer(page)).to_be_focused()
    await expect(page.get_by_role("button", name="1 reply")).to_contain_text("last reply today at")


async def test_an_answer_does_not_close_a_thread_that_the_person_has_opened(
    page: Page, app: CannedApp, sandbox: Sandbox
) -> None:
    await sandbox.say("U0TOM", DESK, "a thread of Tom’s")
    await page.get_by_test_id("message").hover()
    await page.get_by_role("button", name="Reply in thread").click()
    await expect(thread(page).get_by_text("a thread of Tom’s")).to_be_visible()
    await send(page, QUESTION)
    await expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    await expect(thread(page).get_by_text("a thread of Tom’s")).to_be_visible()
    await expect(thread(page).get_by_text("1 quote")).to_have_count(0)


async def test_the_next_answer_takes_the_place_of_a_thread_that_opened_by_itself(page: Page, app: CannedApp) -> None:
    await asked(page)
    await send(page, "@Quote Desk and who pays?")
    await expect(thread(page).get_by_text("and who pays?")).to_be_visible()
    await expect(thread(page).get_by_text("would Putin accept")).to_have_count(0)
    await expect(composer(page)).to_be_focused()
    await composer(page, "Reply in thread").fill("half a reply")
    await send(page, "@Quote Desk and who decides?")
    await expect(page.get_by_role("button", name="1 reply")).to_have_count(3)
    await expect(thread(page).get_by_text("and who pays?")).to_be_visible()
    await expect(composer(page, "Reply in thread")).to_have_value("half a reply")


async def test_a_word_under_an_earlier_question_leaves_the_answer_to_the_last_one_open(
    page: Page, app: CannedApp, sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    await asked(page)
    await send(page, "@Quote Desk and who pays?")
    await expect(thread(page).get_by_text("and who pays?")).to_be_visible()
    first = next(message["ts"] for message in sandbox.messages(DESK) if "Putin" in message["text"])
    await slack.chat_postMessage(channel=DESK, thread_ts=first, text="corrected since")
    await expect(page.get_by_role("button", name="2 replies")).to_be_visible()
    await expect(thread(page).get_by_text("and who pays?")).to_be_visible()
    await expect(thread(page).get_by_text("corrected since")).to_have_count(0)


async def test_what_the_app_says_it_is_doing_is_shown_until_it_answers(
    page: Page, sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    ts = await sandbox.say("U0MAYA", DESK, QUESTION)
    await slack.assistant_threads_setStatus(channel_id=DESK, thread_ts=ts, status="is looking it up…")
    await expect(page.get_by_text("Quote Desk is looking it up…")).to_be_visible()
    await slack.chat_postMessage(channel=DESK, thread_ts=ts, text="here")
    await expect(thread(page).get_by_text("here", exact=True)).to_be_visible()
    await expect(page.get_by_text("Quote Desk is looking it up…")).to_have_count(0)


async def test_a_question_in_the_thread_stays_there_and_escape_closes_it(page: Page, app: CannedApp) -> None:
    await asked(page)
    await send(page, "and @Quote Desk the others?", "Reply in thread")
    await expect(thread(page).get_by_test_id("message").filter(has_text="1 quote")).to_have_count(2)
    await expect(page.get_by_test_id("message-list").get_by_test_id("message")).to_have_count(1)
    await expect(page.get_by_role("button", name="3 replies")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(thread(page)).to_be_hidden()
    await expect(page.get_by_test_id("message")).to_be_focused()


async def test_suggested_questions_are_sent_by_a_click_and_can_be_brought_back(page: Page, app: CannedApp) -> None:
    group = page.get_by_role("group", name="Suggested questions")
    await group.get_by_role("button", name="Would Putin accept?").click()
    await expect(page.get_by_test_id("message-list").get_by_test_id("message")).to_have_text(
        re.compile(re.escape(QUESTION))
    )
    await expect(thread(page).get_by_text("1 quote")).to_be_visible()
    toggle = page.get_by_role("button", name="Suggested questions")
    await toggle.click()
    await expect(group).to_be_hidden()
    await toggle.click()
    await expect(group).to_be_visible()


async def test_a_slash_command_answers_to_the_asker_alone(
    page: Page, app: CannedApp, context: BrowserContext, sandbox: Sandbox
) -> None:
    await send(page, "/quote who pays?")
    answer = page.get_by_test_id("ephemeral")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer.get_by_role("button", name="Share")).to_be_visible()
    assert app.bodies[0]["text"] == "who pays?"
    async with opened(context, f"{sandbox.url}/?as=U0TOM") as other:
        await expect(other.get_by_test_id("ephemeral")).to_have_count(0)


async def test_a_command_that_fails_says_so_and_gives_the_words_back(page: Page) -> None:
    await send(page, "/quote nobody is there")
    await expect(page.get_by_test_id("composer-error")).to_contain_text("/quote failed")
    await expect(composer(page)).to_have_value("/quote nobody is there")
    await send(page, "/nonsense")
    await expect(page.get_by_test_id("composer-error")).to_contain_text("/nonsense is not a valid command")
