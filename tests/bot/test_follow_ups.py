"""What follows in a thread: a question that goes on from the one before it, and what colleagues say to each other."""

import pytest

from tests.newsroom import DESK, MAYA, TOM, quoted, words

PUTIN = "would Putin accept foreign troops?"


async def test_a_follow_up_needs_no_mention_and_a_remark_gets_no_answer(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, f"@Quote Desk {PUTIN}")
    await newsroom.reply(ts)
    await newsroom.sandbox.say(TOM, DESK, "great, thanks, I'll use that", thread_ts=ts)
    await newsroom.sandbox.say(TOM, DESK, "@Maya Lindqvist what do you think?", thread_ts=ts)
    await newsroom.sandbox.say(TOM, DESK, "and what did Starmer say?", thread_ts=ts)
    second = await newsroom.reply(ts, number=2)
    assert "Starmer" in quoted(second)[0]
    await newsroom.settled()
    assert len(newsroom.sent()) == 2


async def test_a_question_may_go_on_from_the_one_before_it_and_the_answer_says_how_it_was_taken(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, "@Quote Desk what did Starmer say about security guarantees?")
    assert "Taken as" not in words(await newsroom.reply(ts))
    await newsroom.ask("@Quote Desk what did Zakharova say about NATO troops?")
    await newsroom.sandbox.say(TOM, DESK, "and Macron?", thread_ts=ts)
    second = await newsroom.reply(ts, number=2)
    assert "Taken as: what did Macron say about security guarantees?" in words(second)
    assert quoted(second)[0].startswith("French President Emmanuel Macron He said")
    await newsroom.sandbox.say(TOM, DESK, "and about peace?", thread_ts=ts)
    assert "Taken as: what did Macron say about peace?" in words(await newsroom.reply(ts, number=3))
    await newsroom.settled()
    assert len(newsroom.sent()) == 4


async def test_a_pronoun_is_taken_for_whom_the_question_before_names(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, "@Quote Desk what did Zakharova say about NATO troops?")
    await newsroom.reply(ts)
    await newsroom.sandbox.say(TOM, DESK, "and what does she call unacceptable?", thread_ts=ts)
    second = await newsroom.reply(ts, number=2)
    assert "Taken as: and what does Zakharova call unacceptable?" in words(second)
    assert "clearly unacceptable" in quoted(second)[0]
    await newsroom.sandbox.say(TOM, DESK, "what did she say about Poland?", thread_ts=ts)
    third = await newsroom.reply(ts, number=3)
    assert "Taken as: what did Zakharova say about Poland?" in words(third)
    assert "No sure answer found. Nearest from Maria Zakharova" in words(third)


async def test_a_question_goes_on_from_what_the_one_before_it_was_edited_to(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, "@Quote Desk what did Starmer say in Kyiv?")
    await newsroom.reply(ts)
    await newsroom.sandbox.edit(MAYA, DESK, ts, "@Quote Desk what did Starmer say about peace?")
    await newsroom.sandbox.until(lambda _: newsroom.sent("chat.update"))
    await newsroom.sandbox.say(TOM, DESK, "and Macron?", thread_ts=ts)
    assert "Taken as: what did Macron say about peace?" in words(await newsroom.reply(ts, number=2))


async def test_below_a_shared_answer_a_question_goes_on_from_it(newsroom):
    await newsroom.sandbox.command(MAYA, DESK, "/quote", "what did Starmer say about peace?")
    private = await newsroom.whisper()
    await newsroom.sandbox.press(MAYA, "share_here", channel=DESK, message_ts=private["ts"])
    await newsroom.sandbox.until(lambda _: newsroom.sent())
    await newsroom.settled()
    shared = newsroom.sandbox.messages(DESK)[-1]
    await newsroom.sandbox.say(TOM, DESK, "and Macron?", thread_ts=shared["ts"])
    await newsroom.sandbox.until(lambda _: len(newsroom.sent()) == 2)
    reply = newsroom.sandbox.messages(DESK, shared["ts"])[-1]
    assert "Taken as: what did Macron say about peace?" in words(reply)


async def test_in_a_direct_message_a_question_goes_on_from_the_one_above_it(newsroom):
    await newsroom.ask("what did Starmer say about security guarantees?", channel="D0MAYA")
    await newsroom.ask("@Quote Desk would Putin accept foreign troops?")
    reply = await newsroom.ask("and Macron?", channel="D0MAYA")
    assert "Taken as: what did Macron say about security guarantees?" in words(reply)


async def test_in_the_thread_of_a_direct_message_a_question_goes_on_from_that_one(newsroom):
    ts = await newsroom.sandbox.say(MAYA, "D0MAYA", "what did Starmer say about security guarantees?")
    await newsroom.reply(ts, channel="D0MAYA")
    await newsroom.ask("what did Zakharova say about NATO troops?", channel="D0MAYA")
    await newsroom.sandbox.say(MAYA, "D0MAYA", "and Macron?", thread_ts=ts)
    reply = await newsroom.reply(ts, number=2, channel="D0MAYA")
    assert "Taken as: what did Macron say about security guarantees?" in words(reply)


async def test_colleagues_who_talk_in_the_thread_get_no_answer(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, f"@Quote Desk {PUTIN}")
    await newsroom.reply(ts)
    for remark in ("on it", "and you?", "but he did", "and so on", "or both", "has she filed?", "is his piece in yet?"):
        await newsroom.sandbox.say(TOM, DESK, remark, thread_ts=ts)
    await newsroom.settled()
    assert len(newsroom.sent()) == 1


async def test_in_a_channel_a_question_does_not_go_on_from_another_thread(newsroom):
    await newsroom.ask("@Quote Desk what did Starmer say about security guarantees?")
    assert "Taken as" not in words(await newsroom.ask("@Quote Desk and Macron?"))


@pytest.mark.parametrize(
    "remark",
    [
        "thanks!",
        "👍",
        "and I'll file at six",
        "can you send this to the subs by 5?",
        "great, Putin will never accept foreign troops, that's our headline",
    ],
)
async def test_colleagues_can_talk_in_the_thread_without_being_answered(newsroom, remark):
    ts = await newsroom.sandbox.say(MAYA, DESK, f"@Quote Desk {PUTIN}")
    await newsroom.reply(ts)
    await newsroom.sandbox.say(TOM, DESK, remark, thread_ts=ts)
    await newsroom.settled()
    assert len(newsroom.sent()) == 1


async def test_a_follow_up_that_nothing_answers_is_not_met_with_silence(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, f"@Quote Desk {PUTIN}")
    await newsroom.reply(ts)
    await newsroom.sandbox.say(TOM, DESK, "and who won the cup?", thread_ts=ts)
    assert "No answer found." in words(await newsroom.reply(ts, number=2))


async def test_a_question_under_a_shared_message_is_a_follow_up(newsroom):
    await newsroom.sandbox.command(MAYA, DESK, "/quote", PUTIN)
    private = await newsroom.whisper()
    await newsroom.sandbox.press(MAYA, "share_here", channel=DESK, message_ts=private["ts"])
    await newsroom.sandbox.until(lambda _: newsroom.sent())
    shared = newsroom.sandbox.messages(DESK)[-1]
    await newsroom.settled()
    await newsroom.sandbox.say(TOM, DESK, "and what did Starmer say in Kyiv?", thread_ts=shared["ts"])
    assert "Starmer" in quoted(await newsroom.reply(shared["ts"], number=2))[0]
