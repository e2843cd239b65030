"""What the page makes of mrkdwn, markdown, rich text and blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.sandbox.page.canned_app import FEEDBACK, OPTIONS, button, mrkdwn, plain, quote, rich, section, words
from tests.sandbox.page.screen import DESK

if TYPE_CHECKING:
    from playwright.async_api import Page
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox import Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

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


async def markup(page: Page, module: str, call: str, *arguments: Any) -> str:
    """The HTML that one of the page's renderers makes."""
    script = """async ([module, call, given]) => {
        const people = { U0MAYA: 'Maya', U0TOM: 'Tom' };
        const names = { me: 'U0TOM', userName: (id) => people[id], channelName: () => 'desk',
            groupHandle: (id) => ({ S1: 'editors' })[id] };
        const frame = document.createElement('div');
        frame.append((await import(`/page/${module}.js`))[call](...given, names));
        return frame.innerHTML;
    }"""
    html: str = await page.evaluate(script, [module, call, list(arguments)])
    return html


A_LINK = '<a class="link" href="{0}" target="_blank" rel="noopener noreferrer">{1}</a>'
NAMED_LINK = '<a class="link" href="{0}" title="{0}" target="_blank" rel="noopener noreferrer">{1}</a>'
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
    "<!subteam^S1> <!subteam^S2|@subs>": '<span class="mention">@editors</span> <span class="mention">@subs</span>',
    "<!here>": '<span class="mention mention--me">@here</span>',
    "<!date^0^no tokens^https://x.org|then>": "no tokens",
    "<javascript:alert(1)|click>": "&lt;javascript:alert(1)|click&gt;",
    "<data:text/html,x|click>": "&lt;data:text/html,x|click&gt;",
    "<https://x.org/?a=1&amp;b|*words*>": NAMED_LINK.format("https://x.org/?a=1&amp;b", "*words*"),
    "see https://x.org/a_b_c.": f"see {A_LINK.format('https://x.org/a_b_c', 'https://x.org/a_b_c')}.",
    ":tada: :no_such_emoji: 10:30:45": "🎉 :no_such_emoji: 10:30:45",
    "<b onclick=alert(1)>x</b>": "&lt;b onclick=alert(1)&gt;x&lt;/b&gt;",
    "• a\n• b": "• a\n• b",
}


async def test_mrkdwn_is_read_as_slack_reads_it(page: Page) -> None:
    assert {text: await markup(page, "mrkdwn", "renderMrkdwn", text) for text in MRKDWN} == MRKDWN


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


async def test_links_that_could_run_something_are_words(page: Page) -> None:
    for address in ("javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "//x.org", ""):
        block = rich({"type": "rich_text_section", "elements": [{"type": "link", "url": address, "text": "click"}]})
        html = await markup(page, "richtext", "renderRichText", block)
        assert "<a" not in html
        assert "click" in html


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


async def test_a_quote_is_copied_with_exactly_its_characters(
    page: Page, sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    exact = "“It  is *not* _over_ & <done>,” he\u00a0said :smile: — at https://x.org\nSecond line.  end"
    blocks = [quote(words(exact[:9]), words(exact[9:20], bold=True), words(exact[20:]))]
    await slack.chat_postMessage(channel=DESK, text="quote", blocks=blocks)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=sandbox.url)
    await page.locator("blockquote").evaluate("node => getSelection().selectAllChildren(node)")
    assert await page.evaluate("getSelection().toString()") == exact
    await page.keyboard.press("Control+C")
    # The clipboard's plain text writes a no-break space as a space, as every browser does.
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\u00a0", " ") == exact.replace("\u00a0", " ")


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
