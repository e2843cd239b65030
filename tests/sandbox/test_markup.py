"""Typed text becomes Slack's escaped text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.state.ids import Ids
from bot.sandbox.state.markup import Markup
from bot.sandbox.state.workspace import Bot, Workspace

WORKSPACE = Workspace(Ids(lambda: 1_737_625_800.0), Bot())
MARKUP = Markup(WORKSPACE.users.values(), WORKSPACE.channels.values())


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("@Quote Desk would Putin?", "<@U0QUOTE> would Putin?"),
        ("@quote desk, you there", "<@U0QUOTE>, you there"),
        ("ask @Inês Duarte and @tom.", "ask <@U0INES> and <@U0TOM>."),
        ("@Maya Lindqvist's story", "<@U0MAYA>'s story"),
        ("@Quote Desks are not it", "@Quote Desks are not it"),
        ("mail me@tom please", "mail me@tom please"),
        ("see #general and #generals", "see <#C0GENERAL|general> and #generals"),
        ("@here @channel @everyone", "<!here> <!channel> <!everyone>"),
        ("<!channel> <@U0QUOTE> &amp;", "&lt;!channel&gt; &lt;@U0QUOTE&gt; &amp;amp;"),
        ("read https://a.org/x?a=1&b=2.", "read <https://a.org/x?a=1&amp;b=2>."),
        ("(https://a.org/)", "(<https://a.org/>)"),
        ("`@Quote Desk` and ```https://a.org @tom```", "`@Quote Desk` and ```https://a.org @tom```"),
        ("*bold* _it_ :smile:", "*bold* _it_ :smile:"),
        ("@ınes", "@ınes"),
    ],
)
def test_what_is_typed_is_sent_as_slack_writes_it(typed: str, text: str) -> None:
    assert MARKUP.text(MARKUP.elements(typed)) == text


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&@#`"))))
def test_the_text_elements_and_names_together_are_what_was_typed(typed: str) -> None:
    shown = {"link": "url", "text": "text"}
    for element in MARKUP.elements(typed):
        if element["type"] in shown:
            assert element[shown[element["type"]]] in typed
    plain = [e for e in MARKUP.elements(typed) if e["type"] == "text"]
    assert sum(len(e["text"]) for e in plain) <= len(typed)


@given(st.text(alphabet="abc <>&*_\n"))
def test_text_without_names_or_links_comes_back_when_unescaped(typed: str) -> None:
    text = MARKUP.text(MARKUP.elements(typed))
    assert text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == typed
