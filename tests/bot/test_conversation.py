"""What a colleague does in Slack and what comes back, over a real socket; the oracle reads every message after."""

import asyncio

import pytest

from retrieval.models import Article
from tests.newsroom import BOT, DESK, GENERAL, MAYA, TOM, quoted, words
from tests.newsroom import newsroom as start_newsroom

PUTIN = "would Putin accept foreign troops?"


async def test_a_mention_is_answered_in_its_thread_with_quotes_and_their_source(newsroom):
    reply = await newsroom.ask(f"@Quote Desk {PUTIN}")
    assert 1 <= len(quoted(reply)) <= 3
    assert "“Putin will never say yes to this,”" in " ".join(quoted(reply))
    for expected in ("newsplusglobe.com", "undated", "paragraph 15", "this copy looks damaged", "In context"):
        assert expected in words(reply)
    assert len(newsroom.sent()) == 1


async def test_an_event_that_is_delivered_again_is_not_answered_again(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, f"@Quote Desk {PUTIN}")
    await newsroom.reply(ts)
    for record in list(newsroom.sandbox.events):
        newsroom.sandbox.redeliver(record, times=3)
    await newsroom.ask("@Quote Desk what did Starmer say?")
    await newsroom.settled()
    assert len(newsroom.sent()) == 2


async def test_a_direct_message_is_answered(newsroom):
    reply = await newsroom.ask("what did Starmer say in Kyiv?", channel="D0MAYA")
    assert quoted(reply)[0].startswith("“This is not just about Ukraine’s sovereignty.")


async def test_a_thread_that_is_not_ours_is_left_alone(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, "lunch?")
    await newsroom.sandbox.say(TOM, DESK, "would Putin accept?", thread_ts=ts)
    await newsroom.settled()
    assert newsroom.sent() == []


async def test_an_edited_question_is_answered_anew_in_the_same_reply(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, f"@Quote Desk {PUTIN}")
    first = await newsroom.reply(ts)
    await newsroom.sandbox.edit(MAYA, DESK, ts, "@Quote Desk what did Starmer say in Kyiv?")
    await newsroom.sandbox.until(lambda _: newsroom.sent("chat.update"))
    (thread, reply) = newsroom.sandbox.messages(DESK, ts)
    assert thread["ts"] == ts
    assert reply["ts"] == first["ts"]
    assert quoted(reply)[0].startswith("“This is not just about Ukraine’s sovereignty.")
    assert len(newsroom.sent()) == 1


async def test_a_deleted_question_is_left_alone(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, f"@Quote Desk {PUTIN}")
    reply = await newsroom.reply(ts)
    await newsroom.sandbox.delete(MAYA, DESK, ts)
    await newsroom.settled()
    assert newsroom.sandbox.messages(DESK, ts)[-1]["ts"] == reply["ts"]
    assert newsroom.sent("chat.delete") == []


async def test_a_mention_without_a_question_gets_help_with_questions_to_click(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, "@Quote Desk")
    help_ = await newsroom.reply(ts)
    assert "Would Putin accept foreign troops?" in words(help_)
    await newsroom.sandbox.press(TOM, "ask_1", channel=DESK, message_ts=help_["ts"])
    answer = await newsroom.reply(ts, number=2)
    assert "You asked: What did Starmer say in Kyiv?" in words(answer)
    await newsroom.sandbox.press(MAYA, "ask_1", channel=DESK, message_ts=help_["ts"])
    assert "answered already" in words(await newsroom.whisper(MAYA))


async def test_a_slash_command_answers_the_asker_alone_until_shared(newsroom):
    await newsroom.sandbox.command(MAYA, DESK, "/quote", PUTIN)
    private = await newsroom.whisper()
    assert quoted(private)
    assert newsroom.sent() == []
    await newsroom.sandbox.press(MAYA, "share_here", channel=DESK, message_ts=private["ts"])
    await newsroom.sandbox.until(lambda _: newsroom.sent())
    shared = newsroom.sandbox.messages(DESK)[-1]
    assert quoted(shared) == quoted(private)
    assert "maya shares quotes on: would Putin accept foreign troops?" in words(shared)
    assert words(await newsroom.whisper(number=2)) == "Shared."
    await newsroom.sandbox.press(MAYA, "share_here", channel=DESK, message_ts=private["ts"])
    assert "already" in words(await newsroom.whisper(number=3))
    assert len(newsroom.sent()) == 1


async def test_sharing_where_the_bot_is_not_says_what_to_do(newsroom):
    await newsroom.sandbox.command(MAYA, GENERAL, "/quote", PUTIN)
    private = await newsroom.whisper(channel=GENERAL)
    await newsroom.sandbox.press(MAYA, "share_here", channel=GENERAL, message_ts=private["ts"])
    assert "/invite @Quote Desk" in words(await newsroom.whisper(channel=GENERAL, number=2))


@pytest.mark.parametrize("text", ["help", ""])
async def test_quote_help_says_how_to_ask_for_the_askers_eyes(newsroom, text):
    await newsroom.sandbox.command(MAYA, DESK, "/quote", text)
    help_ = await newsroom.whisper()
    assert "/quote and your question" in words(help_)
    await newsroom.sandbox.press(MAYA, "ask_0", channel=DESK, message_ts=help_["ts"])
    assert quoted(await newsroom.whisper(number=2))
    assert newsroom.sent() == []


async def test_quote_from_gives_a_speakers_own_words_and_nobody_elses(newsroom):
    await newsroom.sandbox.command(MAYA, DESK, "/quote", "from Zakharova")
    answer = await newsroom.whisper()
    assert "1 quote" in words(answer)
    assert quoted(answer)[0].startswith("Russian Foreign Ministry spokeswoman Maria Zakharova said Thursday")
    assert "Maria Zakharova, Russian Foreign Ministry spokeswoman" in words(answer)


async def test_quote_speakers_lists_who_speaks_how_often_with_titles(newsroom):
    await newsroom.sandbox.command(MAYA, DESK, "/quote", "speakers")
    answer = words(await newsroom.whisper())
    for expected in ("Boris Bondariev, a former Russian diplomat (1)", "Keir Starmer, British Prime Minister (2)"):
        assert expected in answer


async def test_in_context_opens_the_paragraphs_around_with_the_quote_marked(newsroom):
    reply = await newsroom.ask("@Quote Desk what did Starmer say in Kyiv?")
    await newsroom.sandbox.press(MAYA, "in_context", channel=DESK, message_ts=reply["ts"])
    await newsroom.sandbox.until(lambda sandbox: sandbox.views(MAYA))
    (view,) = newsroom.sandbox.views(MAYA)
    assert quoted(view) == quoted(reply)[:1]
    for expected in ("Paragraph 4", "Paragraph 5: the quote’s paragraph", "Paragraph 6", "Open the article"):
        assert expected in words(view)


async def test_more_quotes_brings_the_next_three_once(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, "@Quote Desk what about troops in Ukraine?")
    reply = await newsroom.reply(ts)
    await newsroom.sandbox.press(MAYA, "more_quotes", channel=DESK, message_ts=reply["ts"])
    more = await newsroom.reply(ts, number=2)
    assert "Quotes 4 to 6" in words(more)
    assert len({*quoted(reply), *quoted(more)}) == 6
    await newsroom.sandbox.press(TOM, "more_quotes", channel=DESK, message_ts=reply["ts"])
    assert "shown already" in words(await newsroom.whisper(TOM))
    assert len(newsroom.sent()) == 2


async def test_more_quotes_of_a_private_answer_stay_private(newsroom):
    await newsroom.sandbox.command(MAYA, DESK, "/quote", "what about troops in Ukraine?")
    private = await newsroom.whisper()
    await newsroom.sandbox.press(MAYA, "more_quotes", channel=DESK, message_ts=private["ts"])
    more = await newsroom.whisper(number=2)
    assert quoted(more)
    assert not set(quoted(more)) & set(quoted(private))
    assert newsroom.sent() == []


async def test_feedback_is_kept_and_thanked_for(newsroom):
    reply = await newsroom.ask(f"@Quote Desk {PUTIN}")
    value = next(b for b in reply["blocks"] if b["type"] == "context_actions")["elements"][0]["negative_button"][
        "value"
    ]
    await newsroom.sandbox.press(MAYA, "feedback", channel=DESK, message_ts=reply["ts"], value=value)
    assert "Thank you" in words(await newsroom.whisper())


async def test_the_home_tab_shows_what_the_archive_holds_and_its_questions_are_answered_in_a_direct_message(newsroom):
    await newsroom.sandbox.open_home(MAYA)
    await newsroom.sandbox.until(lambda sandbox: sandbox.home(MAYA))
    home = newsroom.sandbox.home(MAYA)
    assert "In the archive: 1 article" in words(home)
    await newsroom.sandbox.press(MAYA, "ask_0", view_id=home["id"])
    await newsroom.sandbox.until(lambda sandbox: sandbox.messages("D0MAYA"))
    assert quoted(newsroom.sandbox.messages("D0MAYA")[0])


async def test_the_messages_tab_suggests_questions(newsroom):
    await newsroom.sandbox.open_home(MAYA, "messages")
    await newsroom.sandbox.until(lambda sandbox: sandbox.prompts(MAYA))
    assert next(prompt["message"] for prompt in newsroom.sandbox.prompts(MAYA)) == "Would Putin accept foreign troops?"


async def test_what_nothing_answers_is_said_so_with_what_there_is(newsroom):
    reply = await newsroom.ask("@Quote Desk qwertyuiop asdfghjkl?")
    assert "No answer found. The archive holds:" in words(reply)
    assert "Europe considers sending troops" in words(reply)
    assert quoted(reply) == []


async def test_names_are_missed_in_the_articles_that_a_message_quotes(newsroom):
    for headline, text in (
        ("At sea", "The dock of Rotterdam would lend two cranes to any port."),
        ("On land", "Rotterdam lends cranes from its dock at no cost, said its mayor."),
        ("Today", "Nobody but the Rotterdam dock has cranes to lend."),
        ("In Bulgaria", "Some cranes are tall."),
    ):
        newsroom.desk.desk.archive.add(Article(id=headline, headline=headline, text=f"{headline}\n\n{text}"))
    reply = await newsroom.ask("@Quote Desk would the Rotterdam dock lend cranes to Bulgaria or to Portugal?")
    assert "Not found in the articles quoted: Bulgaria, Portugal." in words(reply)
    await newsroom.sandbox.press(MAYA, "more_quotes", channel=DESK, message_ts=reply["ts"])
    more = await newsroom.reply(reply["thread_ts"], number=2)
    assert quoted(more) == ["Some cranes are tall."]
    assert "Not found in the articles quoted: Rotterdam, Portugal." in words(more)


async def test_the_bots_own_and_other_bots_messages_are_ignored(newsroom):
    for fields in ({"bot_id": "B9", "subtype": "bot_message"}, {"user": BOT}, {"subtype": "channel_join"}):
        event = {"type": "message", "channel": "D0MAYA", "channel_type": "im", "user": MAYA, "ts": "1.1", "text": PUTIN}
        newsroom.sandbox.send_event(event | fields)
    await newsroom.settled()
    assert newsroom.sent() == []


async def test_questions_at_once_are_each_answered_once(newsroom):
    asked = [newsroom.sandbox.say(MAYA, DESK, f"@Quote Desk question {n}: {PUTIN}") for n in range(20)]
    stamps = await asyncio.gather(*asked)
    for ts in stamps:
        await newsroom.reply(ts)
    await newsroom.settled()
    assert len(newsroom.sent()) == 20


@pytest.mark.parametrize("text", ["show more", "more quotes please"])
async def test_whoever_writes_more_in_the_thread_is_told_of_the_button(newsroom, text):
    ts = await newsroom.sandbox.say(MAYA, DESK, "@Quote Desk would Putin accept foreign troops?")
    await newsroom.reply(ts)
    await newsroom.sandbox.say(MAYA, DESK, text, thread_ts=ts)
    assert "press More quotes under an answer" in words(await newsroom.reply(ts, 2))


async def test_a_few_keywords_in_the_thread_are_a_question(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, f"@Quote Desk {PUTIN}")
    await newsroom.reply(ts)
    await newsroom.sandbox.say(TOM, DESK, "Macron security guarantees", thread_ts=ts)
    assert "Macron" in quoted(await newsroom.reply(ts, number=2))[0]


async def test_a_suggestion_that_failed_can_be_clicked_again(newsroom):
    ts = await newsroom.sandbox.say(MAYA, DESK, "@Quote Desk")
    help_ = await newsroom.reply(ts)
    newsroom.sandbox.fail("chat.postMessage", "error", error="restricted_action")
    await newsroom.sandbox.press(MAYA, "ask_1", channel=DESK, message_ts=help_["ts"])
    assert "Press again" in words(await newsroom.whisper())
    await newsroom.sandbox.press(MAYA, "ask_1", channel=DESK, message_ts=help_["ts"])
    assert quoted(await newsroom.reply(ts, number=2))


async def test_whoever_asks_too_much_is_told_once_in_the_thread(tmp_path):
    async with start_newsroom(tmp_path, questions_a_minute=1) as running:
        await running.ask(f"@Quote Desk {PUTIN}")
        assert "ask again in a minute" in words(await running.ask(f"@Quote Desk {PUTIN} Again?"))
        await running.sandbox.say(MAYA, DESK, f"@Quote Desk {PUTIN} And again?")
        assert quoted(await running.ask(f"@Quote Desk {PUTIN}", person=TOM))
        await running.settled()
        assert len(running.sent()) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zelensky " * 4_400, "Ask in fewer than 4,000 characters"),
        ("😀" * 39_000, "Ask in fewer than 4,000 characters"),
        ("😀" * 300, "Would Putin accept"),
        ("\u200b" * 300, "Would Putin accept"),
        ("ماذا قال ستارمر في كييف؟", "No answer found."),
        ("泽连斯基想要多少军队？", "No answer found."),
    ],
)
async def test_a_question_of_any_kind_is_answered_or_told_what_to_do(newsroom, text, expected):
    assert expected in words(await newsroom.ask(f"@Quote Desk {text}"))
