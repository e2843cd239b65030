"""The sandbox's page in a real browser: what it shows, and what a person can do with it."""

from __future__ import annotations

import asyncio
import re
import shutil
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, Suggestion, Timing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page, ViewportSize

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PAGE = Path(__file__).parents[2] / "bot" / "sandbox" / "page"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
DESK = "C0UKRAINE"
QUESTION = "@Quote Desk would Putin accept foreign troops?"
SUGGESTED = (Suggestion("Would Putin accept?", QUESTION), Suggestion("Who pays?", "@Quote Desk who pays?"))
MANIFEST = {
    "display_information": {"name": "Quote Desk", "description": "Direct quotes"},
    "features": {
        "bot_user": {"display_name": "Quote Desk"},
        "slash_commands": [{"command": "/quote", "description": "Find quotes", "usage_hint": "[question]"}],
    },
    "oauth_config": {
        "scopes": {"bot": ["app_mentions:read", "assistant:write", "chat:write", "commands", "im:history", "im:write"]}
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}
NASTY = (
    "*stars* _bars_ ~waves~ `ticks` ```fence``` > quoted",
    "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "<!channel> <@U0MAYA> <#C0FOREIGN> <https://example.org|link>",
    "&amp; &lt;b&gt; & < > \" '",
    ":smile: :tada: https://example.org/a_b_c www.example.org",
    "two  spaces\tand a tab, no\u00a0break, “curly” ‘quotes’ — …",
    "first line\n\n  third line, indented\n",
    "\u202eright to left\u202c, e\u0301, \U0001f5de\ufe0f",
)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(name: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": name, "text": plain(text), "value": name, **more}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def rich(*sections: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(sections)}


def words(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def quote(*elements: dict[str, Any]) -> dict[str, Any]:
    return rich({"type": "rich_text_quote", "elements": list(elements)})


FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": {"text": plain("Good"), "value": "good"},
            "negative_button": {"text": plain("Bad"), "value": "bad"},
        }
    ],
}
ANSWER = [
    section("*1 quote*"),
    quote(words("“"), words("Putin", bold=True), words(" will never say yes to this,” said Boris Bondariev.")),
    {"type": "context", "elements": [mrkdwn("Boris Bondariev · undated")]},
    {
        "type": "actions",
        "block_id": "buttons",
        "elements": [button("context", "In context"), button("form", "Form"), button("silent", "Silent")],
    },
    FEEDBACK,
]
CONTEXT_VIEW = {"type": "modal", "title": plain("In context"), "close": plain("Close"), "blocks": ANSWER[1:3]}
OPTIONS = [{"text": plain("Foreign"), "value": "foreign"}, {"text": plain("Home"), "value": "home"}]
FORM_VIEW = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("A form"),
    "submit": plain("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "headline",
            "label": plain("Headline"),
            "element": {"type": "plain_text_input", "action_id": "typed"},
        },
        {
            "type": "input",
            "block_id": "desk",
            "label": plain("Desk"),
            "element": {"type": "static_select", "action_id": "chosen", "options": OPTIONS},
        },
        {
            "type": "input",
            "block_id": "flags",
            "optional": True,
            "label": plain("Flags"),
            "element": {"type": "checkboxes", "action_id": "ticked", "options": OPTIONS},
        },
        {
            "type": "input",
            "block_id": "kind",
            "label": plain("Kind"),
            "element": {"type": "radio_buttons", "action_id": "picked", "options": OPTIONS},
        },
    ],
}
HOME_VIEW = {"type": "home", "blocks": [{"type": "header", "text": plain("The archive")}, section("*1* article")]}


class CannedApp:
    """A Bolt app that gives one answer to everything, and keeps what it was sent."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.bodies: list[dict[str, Any]] = []
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        app = AsyncApp(client=client)
        self.handler = AsyncSocketModeHandler(
            app, sandbox.app_token, web_client=AsyncWebClient(base_url=sandbox.api_url)
        )
        app.event("app_mention")(self.answer)
        app.event("message")(self.answer)
        app.event("app_home_opened")(self.home)
        app.command("/quote")(self.command)
        app.action("silent")(self.silent)
        app.action(re.compile("context|form"))(self.open)
        app.action(re.compile("."))(self.note)
        app.view("form")(self.submit)

    async def answer(self, event: dict[str, Any], say: Any) -> None:
        await say(text="1 quote", blocks=ANSWER, thread_ts=event.get("thread_ts") or event["ts"])

    async def home(self, event: dict[str, Any], client: AsyncWebClient) -> None:
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view=HOME_VIEW)
        else:
            await client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], prompts=[{"title": "Ask me", "message": "who would pay?"}]
            )

    async def command(self, ack: Any, body: dict[str, Any], respond: Any) -> None:
        self.bodies.append(body)
        await ack()
        await respond(text="1 quote", blocks=[*ANSWER[:3], {"type": "actions", "elements": [button("share", "Share")]}])

    async def silent(self) -> None:
        """Never acknowledges."""

    async def open(self, ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        view = CONTEXT_VIEW if body["actions"][0]["action_id"] == "context" else FORM_VIEW
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def note(self, ack: Any, body: dict[str, Any]) -> None:
        self.bodies.append(body)
        await ack()

    async def submit(self, ack: Any, body: dict[str, Any]) -> None:
        self.bodies.append(body)
        headline = body["view"]["state"]["values"]["headline"]["typed"]["value"]
        if len(headline) < 3:
            await ack(response_action="errors", errors={"headline": "Too short"})
        else:
            await ack()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        # Without one on the machine, Playwright's own.
        installed = next(filter(None, map(shutil.which, BROWSERS)), None)
        chromium = await playwright.chromium.launch(executable_path=installed, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    timing = Timing(ack=0.4, retries=())
    async with Sandbox(MANIFEST, SUGGESTED, timing=timing) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def app(sandbox: Sandbox) -> AsyncIterator[CannedApp]:
    canned = CannedApp(sandbox)
    await canned.handler.connect_async()
    yield canned
    await canned.handler.close_async()


@pytest.fixture
def slack(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


@asynccontextmanager
async def opened(browser: Browser, address: str, **options: Any) -> AsyncIterator[Page]:
    """The page in a tab of its own."""
    context = await browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **options})
    try:
        async with shown_in(await context.new_page(), address) as page:
            yield page
    finally:
        await context.close()


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
        assert complaints == []
    finally:
        tab.remove_listener("pageerror", fell)
        tab.remove_listener("console", said)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def tab(browser: Browser) -> AsyncIterator[Page]:
    """One for many tests, since opening one takes longer than most of them: each has an origin of its own in it."""
    context = await browser.new_context(viewport=DESKTOP, locale="en-GB")
    yield await context.new_page()
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(tab: Page, sandbox: Sandbox) -> AsyncIterator[Page]:
    await tab.set_viewport_size(DESKTOP)
    async with shown_in(tab, f"{sandbox.url}/") as shown:
        yield shown
    await tab.unroute_all(behavior="ignoreErrors")
    await tab.goto("about:blank")


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


async def markup(page: Page, module: str, call: str, *arguments: Any) -> str:
    """The HTML that one of the page's renderers makes."""
    script = """async ([module, call, given]) => {
        const people = { U0MAYA: 'Maya', U0TOM: 'Tom' };
        const names = { me: 'U0TOM', userName: (id) => people[id], channelName: () => 'desk' };
        const frame = document.createElement('div');
        frame.append((await import(`/page/${module}.js`))[call](...given, names));
        return frame.innerHTML;
    }"""
    html: str = await page.evaluate(script, [module, call, list(arguments)])
    return html


# What the page is made of


async def test_no_file_of_the_page_makes_markup_from_text_or_loads_from_elsewhere() -> None:
    files = [file for file in PAGE.iterdir() if file.suffix in {".js", ".css", ".html", ".svg"}]
    assert len(files) > 20
    for file in files:
        source = file.read_text(encoding="utf-8")
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert forbidden not in source, file.name
        for address in re.findall(r"""["'(](?:https?:)?//[\w.]+""", source):
            assert "www.w3.org" in address, file.name
    policy = re.search(r'content="(default-src[^"]+)"', (PAGE / "index.html").read_text(encoding="utf-8"))
    assert policy is not None
    assert "unsafe" not in policy[1]
    assert set(re.findall(r"'[\w-]+'", policy[1])) == {"'self'", "'none'"}


async def test_the_policy_stops_what_would_run_or_load_even_so(browser: Browser, sandbox: Sandbox) -> None:
    attack = """() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        const image = document.createElement('img');
        image.src = 'http://192.0.2.1/pixel.png';
        document.body.append(script, image);
        return new Promise((done) => { image.onerror = () => done(window.ran === true); });
    }"""

    async def attacked() -> None:
        async with opened(browser, f"{sandbox.url}/") as page:
            assert await page.evaluate(attack) is False

    with pytest.raises(AssertionError, match="Content Security Policy"):
        await attacked()


# Words


A_LINK = '<a class="link" href="{0}" target="_blank" rel="noopener noreferrer">{1}</a>'
MRKDWN = {
    "*bold* _italic_ ~struck~ `code`": "<strong>bold</strong> <em>italic</em> <s>struck</s> <code>code</code>",
    "*_both_*": "<strong><em>both</em></strong>",
    "2*3*4 and snake_case_name and a * b * c": "2*3*4 and snake_case_name and a * b * c",
    "**not markdown**": "**not markdown**",
    "`*literal* &lt;b&gt;`": "<code>*literal* &lt;b&gt;</code>",
    "&amp;lt; once": "&amp;lt; once",
    "before\n```\n*a*\n```\nafter": "before<pre><code>*a*</code></pre>after",
    "&gt; one\n&gt; *two*\nthree": '<blockquote class="quote">one\n<strong>two</strong></blockquote>three',
    "&gt; &lt;script&gt;": '<blockquote class="quote">&lt;script&gt;</blockquote>',
    "<@U0MAYA> <@U0TOM>": '<span class="mention">@Maya</span> <span class="mention mention--me">@Tom</span>',
    "<#C1|desk> <@U404|Ann>": '<span class="mention">#desk</span> <span class="mention">@Ann</span>',
    "<!here>": '<span class="mention mention--me">@here</span>',
    "<!date^0^no tokens^https://x.org|then>": "no tokens",
    "<javascript:alert(1)|click>": "&lt;javascript:alert(1)|click&gt;",
    "<data:text/html,x|click>": "&lt;data:text/html,x|click&gt;",
    "<https://x.org/?a=1&amp;b|*words*>": A_LINK.format("https://x.org/?a=1&amp;b", "*words*"),
    "see https://x.org/a_b_c.": f"see {A_LINK.format('https://x.org/a_b_c', 'https://x.org/a_b_c')}.",
    ":tada: :no_such_emoji: 10:30:45": "🎉 :no_such_emoji: 10:30:45",
    "<b onclick=alert(1)>x</b>": "&lt;b onclick=alert(1)&gt;x&lt;/b&gt;",
    "• a\n• b": "• a\n• b",
}


async def test_mrkdwn_is_read_as_slack_reads_it(page: Page) -> None:
    assert {text: await markup(page, "mrkdwn", "renderMrkdwn", text) for text in MRKDWN} == MRKDWN


async def test_links_that_could_run_something_are_words(page: Page) -> None:
    for address in ("javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "//x.org", ""):
        block = rich({"type": "rich_text_section", "elements": [{"type": "link", "url": address, "text": "click"}]})
        html = await markup(page, "richtext", "renderRichText", block)
        assert "<a" not in html
        assert "click" in html


async def test_markdown_blocks_are_formatted_and_html_in_them_is_not(page: Page) -> None:
    source = (
        "# Title\n**bold** *it* ~~no~~ `c` [x](https://x.org) [y](javascript:void)\n- a\n- b\n\n1. one\n\n> q\n\n"
        "```\n**x**\n```\n<img src=x onerror=alert(1)>"
    )
    html = await markup(page, "markdown", "renderMarkdown", source)
    for part in (
        '<p class="markdown-heading">Title</p>',
        "<strong>bold</strong> <em>it</em> <s>no</s> <code>c</code>",
        'href="https://x.org"',
        "[y](javascript:void)",
        "<ul><li>a</li><li>b</li></ul>",
        "<ol><li>one</li></ol>",
        '<blockquote class="quote">q</blockquote>',
        "<pre><code>**x**</code></pre>",
        "&lt;img src=x onerror=alert(1)&gt;",
    ):
        assert part in html


async def test_rich_text_is_literal_to_the_character(page: Page, slack: AsyncWebClient) -> None:
    kinds = ("rich_text_section", "rich_text_quote", "rich_text_preformatted")
    cases = {f"{kind}{n}": (kind, text) for kind in kinds for n, text in enumerate(NASTY)}
    blocks = [
        {**rich({"type": kind, "elements": [words(text[:5]), words(text[5:], bold=True)]}), "block_id": name}
        for name, (kind, text) in cases.items()
    ]
    await slack.chat_postMessage(channel=DESK, text="nasty", blocks=blocks)
    await expect(page.get_by_test_id("message")).to_have_count(1)
    for name, (_, text) in cases.items():
        block = page.locator(f".block[data-block-id={name}]")
        assert await block.evaluate("node => node.textContent") == text
        inside = await block.evaluate("node => [...node.querySelectorAll('*')].map((one) => one.tagName)")
        assert set(inside) <= {"DIV", "BLOCKQUOTE", "PRE", "CODE", "STRONG"}


async def test_a_quote_is_copied_with_exactly_its_characters(browser: Browser, sandbox: Sandbox) -> None:
    exact = "“It  is *not* _over_ & <done>,” he\u00a0said :smile: — at https://x.org\nSecond line.  end"
    slack = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    blocks = [quote(words(exact[:9]), words(exact[9:20], bold=True), words(exact[20:]))]
    await slack.chat_postMessage(channel=DESK, text="quote", blocks=blocks)
    async with opened(browser, f"{sandbox.url}/", permissions=["clipboard-read", "clipboard-write"]) as page:
        await page.locator("blockquote").evaluate("node => getSelection().selectAllChildren(node)")
        assert await page.evaluate("getSelection().toString()") == exact
        await page.keyboard.press("Control+C")
        # The clipboard's plain text writes a no-break space as a space, as every browser does.
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied.replace("\u00a0", " ") == exact.replace("\u00a0", " ")


async def test_what_people_type_stays_text(page: Page) -> None:
    attack = "<script>document.title='x'</script><img src=x onerror=alert(1)> &amp; <javascript:alert(1)|a> *b*"
    await send(page, attack)
    message = page.get_by_test_id("message")
    await expect(message.locator(".rich-section")).to_have_text(attack)
    assert await message.locator("script, img, a").count() == 0
    assert "ukraine-desk" in await page.title()


# Blocks


async def test_every_kind_of_block_is_shown(page: Page, slack: AsyncWebClient) -> None:
    options = {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick one"), "options": OPTIONS}
    blocks = [
        {"type": "header", "text": plain("A *header*")},
        section("*words*", fields=[mrkdwn("_left_"), plain("_right_")], accessory=options),
        {"type": "context", "elements": [mrkdwn("small *print*"), plain(":smile:")]},
        {"type": "divider"},
        {
            "type": "actions",
            "elements": [
                button("yes", "Yes", style="primary"),
                button("no", "No", style="danger"),
                button("go", "Go", url="https://example.org/"),
                {"type": "overflow", "action_id": "menu", "options": OPTIONS},
            ],
        },
        {"type": "image", "image_url": "https://example.org/map.png", "alt_text": "A map", "title": plain("Map")},
        rich(
            {
                "type": "rich_text_section",
                "elements": [
                    words("a", italic=True),
                    words("b", strike=True),
                    words("c", code=True),
                    {"type": "link", "url": "https://example.org/", "text": "there"},
                    {"type": "user", "user_id": "U0MAYA"},
                    {"type": "channel", "channel_id": "C0FOREIGN"},
                    {"type": "emoji", "name": "tada"},
                    {"type": "broadcast", "range": "here"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [{"type": "rich_text_section", "elements": [words("first")]}],
            },
            {"type": "rich_text_preformatted", "elements": [words("  code")]},
        ),
        {"type": "markdown", "text": "**strong**"},
        FEEDBACK,
    ]
    await slack.chat_postMessage(channel=DESK, text="all", blocks=blocks)
    message = page.get_by_test_id("message")
    await expect(message.get_by_role("heading", name="A *header*")).to_be_visible()
    await expect(message.locator("strong")).to_have_text(["words", "print", "strong"])
    await expect(message.locator(".fields")).to_have_text("left_right_")
    await expect(message.get_by_text(":smile:")).to_be_visible()
    await expect(message.locator("hr")).to_be_visible()
    await expect(message.get_by_role("button", name="Yes", exact=True)).to_have_class("button button--primary")
    await expect(message.get_by_role("button", name="No", exact=True)).to_have_class("button button--danger")
    await expect(message.get_by_role("link", name="Go")).to_have_attribute("href", "https://example.org/")
    await expect(message.get_by_role("img", name="A map")).to_be_visible()
    await expect(message.get_by_role("combobox", name="Pick one")).to_be_visible()
    await expect(message.locator(".rich-section")).to_have_text("abcthere@Maya Lindqvist#foreign-desk🎉@here")
    await expect(message.locator(".rich-section a")).to_have_count(1)
    await expect(message.locator("ol.rich-list > li")).to_have_text("first")
    await expect(message.get_by_role("button", name="Good")).to_have_attribute("aria-pressed", "false")
    assert await message.locator("pre").evaluate("node => node.textContent") == "  code"
    assert await page.locator("img").count() == 0


async def test_a_block_that_slack_does_not_know_is_said_not_to_be_shown(page: Page) -> None:
    message = {"type": "message", "ts": "1737625800.000100", "user": "U0QUOTE", "bot_id": "B1", "text": ""}
    answer = {"ok": True, "messages": [message | {"blocks": [{"type": "hologram"}, section("after")]}]}
    await page.route("**/sandbox/messages*", lambda route: route.fulfill(json=answer))
    await page.reload()
    await expect(page.get_by_test_id("message")).to_contain_text("This content can't be displayed")
    await expect(page.get_by_test_id("message")).to_contain_text("after")


# Messages


async def test_messages_stand_under_their_author_with_the_full_date_at_hand(page: Page, slack: AsyncWebClient) -> None:
    await send(page, "one")
    await send(page, "two")
    await expect(page.get_by_test_id("message")).to_have_count(2)
    await slack.chat_postMessage(channel=DESK, text="three")
    await expect(page.get_by_test_id("message").locator(".author")).to_have_text(["Maya Lindqvist", "Quote Desk"])
    await expect(page.get_by_test_id("message").nth(2).locator(".badge")).to_have_text("APP")
    title = await page.get_by_test_id("message").first.locator("time").get_attribute("title")
    assert title is not None
    assert re.search(r"\w+day.* \d{4}.*\d\d:\d\d:\d\d", title)


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


async def test_own_messages_are_edited_and_deleted_and_those_of_others_are_not(page: Page, sandbox: Sandbox) -> None:
    await sandbox.say("U0TOM", DESK, "by Tom")
    await send(page, "first @Tom Okafor & co")
    await expect(page.get_by_test_id("message")).to_have_count(2)
    await composer(page).press("ArrowUp")
    box = page.get_by_role("textbox", name="Edit message")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("first @Tom Okafor & co")
    await box.fill("second <thoughts>")
    await box.press("Enter")
    own = page.get_by_test_id("message").filter(has_text="second <thoughts>")
    await expect(own).to_contain_text("(edited)")
    await page.get_by_test_id("message").first.hover()
    await expect(page.get_by_test_id("message").first.get_by_role("button", name="Reply in thread")).to_be_visible()
    await expect(page.get_by_test_id("message").first.get_by_role("button", name="Delete message")).to_have_count(0)
    await own.hover()
    await own.get_by_role("button", name="Delete message").click()
    await page.get_by_role("dialog", name="Delete message").get_by_role("button", name="Delete").click()
    await expect(own).to_have_count(0)
    assert [message["text"] for message in sandbox.messages(DESK)] == ["by Tom"]


async def test_the_scroll_stays_with_the_reader(page: Page, sandbox: Sandbox) -> None:
    for number in range(40):
        await sandbox.say("U0TOM", DESK, f"line {number}")
    await expect(page.get_by_text("line 39")).to_be_in_viewport()
    scroller = page.get_by_test_id("message-list")
    await scroller.evaluate("node => { node.scrollTop = 100; }")
    await expect(page.get_by_text("line 39")).not_to_be_in_viewport()
    await sandbox.say("U0TOM", DESK, "news")
    await expect(page.get_by_role("button", name="New messages")).to_be_visible()
    assert await scroller.evaluate("node => node.scrollTop") == 100
    await page.get_by_role("button", name="New messages").click()
    await expect(page.get_by_text("news", exact=True)).to_be_in_viewport()
    await expect(page.get_by_role("button", name="New messages")).to_be_hidden()


async def test_unread_messages_are_counted_and_stand_under_a_line(page: Page, sandbox: Sandbox) -> None:
    await sandbox.say("U0TOM", "C0FOREIGN", "<one> for you")
    row = page.get_by_role("button", name="foreign-desk, 1 unread")
    await expect(row).to_be_visible()
    assert (await page.title()).startswith("(1) ")
    await row.click()
    await expect(page.get_by_role("separator", name="New")).to_be_visible()
    await expect(page.get_by_role("button", name="foreign-desk", exact=True)).to_have_attribute("aria-current", "page")
    await expect(page.get_by_text("<one> for you")).to_be_visible()


# Asking


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
    page: Page, app: CannedApp, browser: Browser, sandbox: Sandbox
) -> None:
    await send(page, "/quote who pays?")
    answer = page.get_by_test_id("ephemeral")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer.get_by_role("button", name="Share")).to_be_visible()
    assert app.bodies[0]["text"] == "who pays?"
    async with opened(browser, f"{sandbox.url}/?as=U0TOM") as other:
        await expect(other.get_by_test_id("ephemeral")).to_have_count(0)


async def test_a_command_that_fails_says_so_and_gives_the_words_back(page: Page) -> None:
    await send(page, "/quote nobody is there")
    await expect(page.get_by_test_id("composer-error")).to_contain_text("/quote failed")
    await expect(composer(page)).to_have_value("/quote nobody is there")
    await send(page, "/nonsense")
    await expect(page.get_by_test_id("composer-error")).to_contain_text("/nonsense is not a valid command")


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


# Buttons and modals


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


# Typing


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


# The connection


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


async def test_the_page_outlives_the_sandbox_and_shows_what_the_next_one_holds(browser: Browser) -> None:
    async with AsyncExitStack() as later:
        async with Sandbox(MANIFEST) as first:
            await first.say("U0TOM", DESK, "of the first")
            page = await later.enter_async_context(opened(browser, f"{first.url}/"))
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


# Looks


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
    browser: Browser, sandbox: Sandbox, app: CannedApp
) -> None:
    async with opened(browser, f"{sandbox.url}/", viewport={"width": 390, "height": 844}) as page:
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
    browser: Browser, sandbox: Sandbox, app: CannedApp, slack: AsyncWebClient, scheme: Any
) -> None:
    await sandbox.say("U0INES", DESK, "@Maya Lindqvist see https://example.org/ and `code`")
    await slack.chat_postMessage(channel=DESK, text="see `code` <https://example.org/>")
    async with opened(browser, f"{sandbox.url}/", color_scheme=scheme) as page:
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


async def test_motion_is_left_out_for_those_who_ask(browser: Browser, sandbox: Sandbox) -> None:
    async with opened(
        browser, f"{sandbox.url}/", reduced_motion="reduce", viewport={"width": 390, "height": 844}
    ) as page:
        duration = await page.locator("#sidebar").evaluate("node => getComputedStyle(node).transitionDuration")
        assert all(float(part.rstrip("s")) < 0.001 for part in duration.split(", "))
