"""What a Slack event asks of us."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.questions import (
    Asked,
    Deleted,
    Edited,
    Surface,
    asks_for_help,
    command_question,
    looks_like_question,
    looks_like_talk,
    plain,
    read_event,
)

BOT = "U0QUOTE"


def event(**fields) -> dict:
    message = {
        "type": "message",
        "channel": "C1",
        "channel_type": "channel",
        "user": "U1",
        "ts": "1.1",
        "text": "Hello",
    }
    return {"type": "event_callback", "event_id": "Ev1", "event": message | fields}


def test_a_mention_is_a_question_without_the_mention():
    asked = read_event(event(type="app_mention", text=f"<@{BOT}> would Putin accept?"), BOT)
    assert isinstance(asked, Asked)
    assert (asked.surface, asked.text, asked.thread_ts, asked.key) == (
        Surface.MENTION,
        "would Putin accept?",
        "1.1",
        "C1:1.1",
    )


def test_the_message_event_of_a_mention_has_the_mentions_key():
    text = f"<@{BOT}|Quote Desk> who?"
    mention = read_event(event(type="app_mention", text=text), BOT)
    message = read_event(event(text=text), BOT)
    assert isinstance(mention, Asked)
    assert isinstance(message, Asked)
    assert mention.key == message.key
    assert message.surface is Surface.MENTION


def test_channel_talk_is_not_for_us():
    assert read_event(event(text="What would Putin accept?"), BOT) is None


def test_what_other_organisations_can_read_is_not_answered():
    assert read_event(event(type="app_mention", text=f"<@{BOT}> who?") | {"is_ext_shared_channel": True}, BOT) is None


def test_a_direct_message_is_a_question():
    asked = read_event(event(channel="D1", channel_type="im", text="who spoke?"), BOT)
    assert isinstance(asked, Asked)
    assert asked.surface is Surface.DIRECT


def test_a_message_in_a_thread_may_be_a_follow_up():
    asked = read_event(event(thread_ts="1.0", text="and Starmer?"), BOT)
    assert isinstance(asked, Asked)
    assert (asked.surface, asked.thread_ts) == (Surface.FOLLOW_UP, "1.0")


@pytest.mark.parametrize("text", ["<@U2> and Starmer?", "<!here> who?", "<!subteam^S1|@desk> who?"])
def test_a_message_in_a_thread_to_somebody_else_is_left_alone(text):
    assert read_event(event(thread_ts="1.0", text=text), BOT) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"bot_id": "B1"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"user": BOT},
        {"subtype": "thread_broadcast", "bot_profile": {"id": "B1"}},
    ],
)
def test_bots_joins_and_our_own_messages_are_ignored(fields):
    assert read_event(event(channel_type="im", channel="D1", **fields), BOT) is None


def test_an_edit_names_the_message_it_changes():
    changed = {
        "type": "message",
        "user": "U1",
        "ts": "1.1",
        "text": f"<@{BOT}> new?",
        "edited": {"user": "U1", "ts": "2.0"},
    }
    edited = read_event(
        event(subtype="message_changed", message=changed, previous_message={"text": f"<@{BOT}> old?"}, ts="2.1"), BOT
    )
    assert isinstance(edited, Edited)
    assert (edited.key, edited.text, edited.edited_ts) == ("C1:1.1", "new?", "2.0")
    assert edited.asked is not None


def test_a_change_that_leaves_the_words_is_no_edit():
    same = {"type": "message", "user": "U1", "ts": "1.1", "text": f"<@{BOT}> same?"}
    assert read_event(event(subtype="message_changed", message=same, previous_message=same, ts="2.1"), BOT) is None


def test_a_deletion_names_the_message():
    assert read_event(event(subtype="message_deleted", deleted_ts="1.1"), BOT) == Deleted(key="C1:1.1")


def test_references_become_their_labels_and_entities_their_characters():
    text = f"<@{BOT}> R&amp;D &lt;b&gt; in <#C2|ukraine-desk>, <https://x.org|the page>, <@U2|tom> <!here>"
    assert plain(text, BOT) == "R&D <b> in ukraine-desk, the page, tom here"


def test_half_a_surrogate_pair_becomes_something_that_can_be_stored():
    assert plain("who \ud83d said", BOT).encode()


@pytest.mark.parametrize("text", ["", "help", "Hi!", "👋", " … ", "Hello?", "thanks a lot!", "Great, thank you"])
def test_a_message_without_a_question_asks_for_help(text):
    assert asks_for_help(text)


@pytest.mark.parametrize("text", ["Putin", "help for Ukraine", "1,000"])
def test_a_single_word_is_a_question(text):
    assert not asks_for_help(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("and what did Macron say", True),
        ("Macron?", True),
        ("And Macron", False),
        ("and I'll file at six", False),
        ("nice one", False),
    ],
)
def test_a_question_is_told_from_a_remark(text, expected):
    assert looks_like_question(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can you send this to the subs by 5?", True),
        ("Tom, what time is the meeting?", True),
        ("shall we run it?", True),
        ("and what did the Pope say?", False),
        ("who won the cup?", False),
    ],
)
def test_talk_between_colleagues_is_told_from_a_question_to_us(text, expected):
    assert looks_like_talk(text) is expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
FIELDS = (
    "type",
    "subtype",
    "channel",
    "channel_type",
    "user",
    "ts",
    "thread_ts",
    "text",
    "message",
    "bot_id",
    "edited",
)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON | st.dictionaries(st.sampled_from(FIELDS), JSON)), JSON)
@example(fields={"channel": "C1", "subtype": []}, other=None)
@example(fields={"channel": "C1", "channel_type": {}}, other={"type": []})
def test_malformed_events_are_nothing_to_answer_and_never_an_error(fields, other):
    for kind in ("message", "app_mention"):
        read_event({"type": "event_callback", "event": fields | {"type": kind}, "event_id": other}, BOT)
    read_event({"event": other}, BOT)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("from Starmer", "quotes from Starmer"),
        ("From the adviser", "quotes from the adviser"),
        ("speakers", "who is quoted?"),
        ("from", "help"),
        ("who spoke?", "who spoke?"),
    ],
)
def test_short_forms_of_the_command_are_questions(typed, asked):
    assert command_question(typed) == asked


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("from Starmer", "quotes from Starmer"),
        ("Speakers?", "who is quoted?"),
        ("from which countries would the troops come?", "from which countries would the troops come?"),
        ("from what Starmer said, would Britain send troops", "from what Starmer said, would Britain send troops"),
    ],
)
@pytest.mark.parametrize("kind", ["app_mention", "message"])
def test_they_are_understood_after_a_mention_and_in_a_direct_message_too(kind, typed, asked):
    text, channel_type = (f"<@{BOT}> {typed}", "channel") if kind == "app_mention" else (typed, "im")
    event = {"type": kind, "channel": "C1", "channel_type": channel_type, "user": "U1", "ts": "1.1", "text": text}
    found = read_event({"event": event}, BOT)
    assert isinstance(found, Asked)
    assert found.text == asked


def test_a_short_form_in_a_thread_is_left_as_it_is_where_it_may_be_said_to_a_colleague():
    event = {"type": "message", "channel": "C1", "user": "U1", "ts": "1.2", "thread_ts": "1.1", "text": "from Starmer"}
    found = read_event({"event": event}, BOT)
    assert isinstance(found, Asked)
    assert found.text == "from Starmer"
