"""What counts as something to add, read from what Slack sends."""

import pytest

from bot.editing.incoming import Incoming, address_in, is_about_adding, is_drop, read_drop
from bot.errors import RefusedError

BOT = "U0QUOTE"
FILE = [{"id": "F1", "name": "a.txt"}]


def event(text: str, **more) -> dict:
    known = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "ts": "1.1", "text": text}
    return {"type": "event_callback", "event": known | more}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("add https://news.example/a?b=1", "https://news.example/a?b=1"),
        ("ADD <https://news.example/a?b=1&amp;c=2>", "https://news.example/a?b=1&c=2"),
        ("add <http://www.news.example|www.news.example> please", "http://www.news.example"),
        ("add <https://news.example/a> <https://news.example/a|again>", "https://news.example/a"),
    ],
)
def test_an_address_is_read_as_slack_and_people_write_it(text, address):
    assert is_about_adding(text)
    assert address_in(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "add up the troops",
        "add U.S. troops",
        "add Trump.",
        "what does https://news.example/a add?",
        "address the troops",
        "",
    ],
)
def test_a_question_is_not_about_adding(text):
    assert not is_about_adding(text)


def test_two_addresses_are_refused():
    with pytest.raises(RefusedError, match="One article at a time"):
        address_in("add https://a.example https://b.example")


@pytest.mark.parametrize(
    ("body", "is_one"),
    [
        (event(f"<@{BOT}> add this", files=FILE), True),
        (event(f"<@{BOT}>", files=FILE), True),
        (event(f"<@{BOT}> the new piece", files=FILE, subtype="file_share"), True),
        (event(f"<@{BOT}> can you add this?", files=FILE), True),
        (event(f"<@{BOT}> add <https://news.example/a>"), True),
        (event("", files=FILE, channel_type="im"), True),
        (event("", files=FILE, type="app_mention"), True),
        (event(f"<@{BOT}> what did Rutte say?", files=FILE), False),
        (event(f"<@{BOT}> add up the troops"), False),
        (event(f"<@{BOT}> add <https://a.example> <https://b.example>"), False),
        (event("look at this", files=FILE), False),
        (event(f"<@{BOT}> add this", files=FILE) | {"is_ext_shared_channel": True}, False),
        (event(f"<@{BOT}> add this", files="F1"), False),
        ({"event": {"type": "message", "text": 7, "files": FILE}}, False),
        (event("", files=FILE, channel_type=["im"]), False),
        (event("", files=FILE, type=["app_mention"]), False),
        ({"event": None}, False),
    ],
)  # fmt: skip
def test_what_brings_something_to_add_is_told_from_a_question(body, is_one):
    assert is_drop(body, BOT) is is_one


def test_a_new_drop_names_its_files_once_for_both_of_its_events():
    drop = event(f"<@{BOT}> add", files=[*FILE, {"id": "F2"}, {"id": None}, "F3"])
    mention = event(f"<@{BOT}> add", files=[*FILE, {"id": "F2"}], type="app_mention")
    expected = Incoming(key="drop:C1:1.1", person="U1", channel="C1", files=("F1", "F2"))
    assert read_drop(drop, BOT) == read_drop(mention, BOT) == expected


@pytest.mark.parametrize(
    "more", [{"bot_id": "B1"}, {"user": BOT}, {"user": None}, {"subtype": "message_changed"}, {"subtype": []}]
)
def test_what_no_person_newly_dropped_brings_nothing(more):
    assert read_drop(event(f"<@{BOT}> add", files=FILE, **more), BOT) is None
