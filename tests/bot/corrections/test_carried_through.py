"""An article changes, and what was given out of it is put right: the real app in the sandbox, over a real socket."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from retrieval.models import Article
from tests.bot.corrections.changes import PUTIN, STARMER, first, pinged, rewrite, struck
from tests.newsroom import BOT, DESK, MAYA, TOM, quoted, words
from tests.newsroom import newsroom as start_newsroom


@pytest.fixture
def archive(newsroom):
    return newsroom.desk.desk.archive


async def asked(newsroom, question: str = PUTIN, person: str = MAYA) -> tuple[str, dict]:
    ts = await newsroom.sandbox.say(person, DESK, question)
    reply = await newsroom.reply(ts)
    await newsroom.settled()
    return ts, reply


def replies(newsroom, ts: str) -> list[dict]:
    return [message for message in newsroom.sandbox.messages(DESK, ts) if message["user"] == BOT]


async def test_a_corrected_quote_is_struck_and_quoted_anew_and_a_withdrawn_one_leaves_no_word(newsroom, archive):
    ts, reply = await asked(newsroom)
    old, *others = quoted(reply)
    new = old.replace("Putin", "Lavrov")
    rewrite(archive, old, new, "It was Lavrov & <nobody> else.")
    notice = await newsroom.reply(ts, 2)
    corrected = replies(newsroom, ts)[0]
    assert quoted(corrected) == [new, *others]
    assert struck(corrected) == [old]
    assert "Changed since it was posted" in words(corrected)
    assert "Editor’s note: It was Lavrov & <nobody> else." in words(corrected)
    assert old not in corrected["text"]
    assert pinged(notice) == [MAYA]
    assert "Quote 1 above was corrected on" in words(notice)
    assert "It was Lavrov & <nobody> else." in words(notice)
    archive.withdraw(first(newsroom), "A court said so.", by="Tom")
    notice = await newsroom.reply(ts, 3)
    await newsroom.put_right()
    withdrawn = replies(newsroom, ts)[0]
    assert quoted(withdrawn) == struck(withdrawn) == []
    assert "Quotes 1, 2 and 3 · Withdrawn" in words(withdrawn)
    assert "Reason: A court said so." in words(withdrawn)
    assert pinged(notice) == [MAYA]
    assert quoted((await asked(newsroom, PUTIN, TOM))[1]) == []
    assert len(replies(newsroom, ts)) == 3


async def test_who_got_a_private_answer_gets_what_holds_now_in_a_direct_message_which_is_put_right_too(
    newsroom, archive
):
    await newsroom.sandbox.command(MAYA, DESK, "/quote", "would Putin accept foreign troops?")
    old = quoted(await newsroom.whisper())[0]
    await newsroom.settled()
    new = old.replace("Putin", "Lavrov")
    rewrite(archive, old, new)
    await newsroom.sandbox.until(lambda sandbox: sandbox.messages("D0MAYA"))
    (told,) = newsroom.sandbox.messages("D0MAYA")
    assert (quoted(told), struck(told)) == ([new], [old])
    assert "would Putin accept foreign troops?" in words(told)
    await newsroom.put_right()
    archive.withdraw(first(newsroom), "A court said so.", by="Tom")
    await newsroom.sandbox.until(lambda sandbox: len(sandbox.messages("D0MAYA", told["ts"])) > 1)
    await newsroom.put_right()
    parent, notice = newsroom.sandbox.messages("D0MAYA", told["ts"])
    assert quoted(parent) == struck(parent) == []
    assert "was withdrawn" in words(notice)
    # the two quotes that the correction left alone were in the private answer only
    other = next(message for message in newsroom.sandbox.messages("D0MAYA") if message["ts"] != told["ts"])
    assert "Quotes 2 and 3 · Withdrawn" in words(other)


async def test_a_refile_that_leaves_the_quotes_alone_moves_them_in_the_ledger_and_tells_nobody(newsroom, archive):
    ts, reply = await asked(newsroom)
    text = archive.articles()[0].text
    rewrite(archive, text, text.replace("Leave a Comment", "Leave a remark"), note=None)
    await newsroom.put_right()
    assert newsroom.sent("chat.update") == []
    assert len(replies(newsroom, ts)) == 1
    await newsroom.sandbox.press(MAYA, "in_context", channel=DESK, message_ts=reply["ts"])
    await newsroom.sandbox.until(lambda sandbox: sandbox.views(MAYA))
    assert quoted(newsroom.sandbox.views(MAYA)[0]) == quoted(reply)[:1]


async def test_a_changed_headline_is_brought_up_to_date_without_a_word_to_anybody(newsroom, archive):
    ts, _ = await asked(newsroom)
    article = archive.articles()[0]
    archive.add(article.model_copy(update={"headline": "Another headline"}))
    await newsroom.sandbox.until(lambda _: newsroom.sent("chat.update"))
    await newsroom.put_right()
    assert "Another headline\n · paragraph" in words(replies(newsroom, ts)[0])
    assert len(replies(newsroom, ts)) == 1


async def test_a_heading_that_names_a_speaker_does_so_while_the_words_are_theirs(newsroom, archive):
    ts, reply = await asked(newsroom, "@Quote Desk what did Zakharova say about Macron?")
    assert "No sure answer found. Nearest from Maria Zakharova, then other passages:" in words(reply)
    old = quoted(reply)[0]
    rewrite(archive, old, old.replace(" Thursday ", " Friday "))
    await newsroom.put_right()
    assert "Nearest from Maria Zakharova, then other passages:" in words(replies(newsroom, ts)[0])
    old = quoted(replies(newsroom, ts)[0])[0]
    rewrite(archive, old, old.replace("Maria Zakharova", "Maria Petrova"))
    await newsroom.put_right()
    assert "No sure answer found. Nearest passages:" in words(replies(newsroom, ts)[0])
    assert "Petrova" in quoted(replies(newsroom, ts)[0])[0]


MISSING = "Not found in the articles quoted: Portugal."


async def test_a_name_that_an_article_did_not_hold_is_no_longer_missed_once_it_does(newsroom, archive):
    ts, reply = await asked(newsroom, "@Quote Desk would Putin accept foreign troops from Portugal?")
    assert MISSING in words(reply)
    assert MISSING in reply["text"]
    old = quoted(reply)[0]
    rewrite(archive, old, old.replace("Putin", "Lavrov"))
    await newsroom.put_right()
    assert MISSING in words(replies(newsroom, ts)[0])
    rewrite(archive, "Leave a Comment", "Portugal sends nobody so far.\n\nLeave a Comment", note=None)
    await newsroom.put_right()
    put_right = replies(newsroom, ts)[0]
    assert "Not found" not in words(put_right) + put_right["text"]
    assert quoted(put_right)[0] == old.replace("Putin", "Lavrov")
    rewrite(archive, "Portugal sends nobody so far.\n\n", "", note=None)
    await newsroom.put_right()
    assert MISSING in words(replies(newsroom, ts)[0])


async def test_no_name_is_missed_where_no_quote_is_left(newsroom, archive):
    ts, reply = await asked(newsroom, "@Quote Desk would Putin accept foreign troops from Portugal?")
    assert MISSING in words(reply)
    archive.withdraw(first(newsroom), "A court said so.", by="Tom")
    await newsroom.put_right()
    assert "Not found" not in words(replies(newsroom, ts)[0])


async def test_words_that_are_no_longer_in_the_article_are_taken_out_with_the_note(newsroom, archive):
    ts, reply = await asked(newsroom)
    gone, *others = quoted(reply)
    rewrite(archive, gone, "", "That was never said.")
    notice = await newsroom.reply(ts, 2)
    await newsroom.put_right()
    put_right = replies(newsroom, ts)[0]
    assert quoted(put_right) == others
    assert struck(put_right) == []
    assert "Quote 1 · No longer in the article" in words(put_right)
    assert gone not in put_right["text"]
    assert "That was never said." in words(notice)


@pytest.mark.parametrize("limit", ["embargo", "audience"])
async def test_what_may_no_longer_be_seen_in_a_channel_is_taken_out_there(newsroom, archive, limit):
    ts, reply = await asked(newsroom)
    if limit == "embargo":
        archive.embargo(first(newsroom), datetime.now(UTC) + timedelta(days=1), by="Tom")
    else:
        archive.restrict(first(newsroom), ["C0FOREIGN"], by="Tom")
    await newsroom.reply(ts, 2)
    await newsroom.put_right()
    put_right = replies(newsroom, ts)[0]
    assert quoted(reply)
    assert quoted(put_right) == []
    assert ("Under embargo" if limit == "embargo" else "Not for this channel") in words(put_right)


async def test_what_expires_stands_where_it_was_given_out_and_is_no_longer_offered(newsroom, archive):
    ts, reply = await asked(newsroom)
    archive.expire_at(first(newsroom), datetime.now(UTC), by="Tom")
    archive.add(archive.history("europe-troops-ukraine-ceasefire")[0].article.model_copy(update={"headline": "New"}))
    await newsroom.sandbox.until(lambda _: newsroom.sent("chat.update"))
    await newsroom.put_right()
    assert quoted(replies(newsroom, ts)[0]) == quoted(reply)
    assert quoted((await asked(newsroom, PUTIN, TOM))[1]) == []


async def test_a_quote_on_its_way_when_its_article_is_withdrawn_is_put_right_once_it_is_there(tmp_path):
    async with start_newsroom(tmp_path, settle_seconds=0.4) as newsroom:
        newsroom.sandbox.fail("chat.postMessage", "drop_after")
        ts = await newsroom.sandbox.say(MAYA, DESK, PUTIN)
        reply = await newsroom.reply(ts)
        assert quoted(reply)
        newsroom.desk.desk.archive.withdraw(first(newsroom), "wrong", by="Tom")
        await newsroom.reply(ts, 2)
        await newsroom.put_right()
        assert quoted(replies(newsroom, ts)[0]) == []
        assert len(replies(newsroom, ts)) == 2


async def test_a_message_that_was_deleted_is_not_posted_anew_and_who_asked_is_told_all_the_same(newsroom, archive):
    ts, reply = await asked(newsroom)
    newsroom.sandbox._slack.delete(newsroom.sandbox._slack.workspace.channels[DESK], reply["ts"])
    archive.withdraw(first(newsroom), "wrong", by="Tom")
    await newsroom.reply(ts)
    await newsroom.put_right()
    (notice,) = replies(newsroom, ts)
    assert "in a reply of mine that was deleted" in words(notice)


async def test_a_question_edited_while_its_correction_waits_is_answered_anew_and_the_asker_told(newsroom, archive):
    ts, reply = await asked(newsroom)
    newsroom.sandbox.fail("chat.update", "ratelimited", retry_after=1)
    old = quoted(reply)[0]
    rewrite(archive, old, old.replace("Putin", "Lavrov"))
    await newsroom.sandbox.until(lambda sandbox: any(call["status"] == 429 for call in sandbox.calls))
    await newsroom.sandbox.edit(MAYA, DESK, ts, STARMER)
    notice = await newsroom.reply(ts, 2)
    await newsroom.put_right()
    answer = replies(newsroom, ts)[0]
    assert "Starmer" in quoted(answer)[0]
    assert struck(answer) == []
    assert "was corrected" in words(notice)


async def test_two_changes_in_a_row_end_in_what_holds_last_and_one_word_to_the_asker(newsroom, archive):
    ts, reply = await asked(newsroom)
    newsroom.sandbox.fail("chat.update", "ratelimited", retry_after=1)
    old = quoted(reply)[0]
    rewrite(archive, old, old.replace("Putin", "Lavrov"))
    await newsroom.sandbox.until(lambda sandbox: any(call["status"] == 429 for call in sandbox.calls))
    archive.withdraw(first(newsroom), "A court said so.", by="Tom")
    notice = await newsroom.reply(ts, 2)
    await newsroom.put_right()
    assert len(newsroom.sent("chat.update")) == 1
    assert [words(each) for each in replies(newsroom, ts)[1:]] == [words(notice)]
    assert "Quotes 1, 2 and 3 above were withdrawn" in words(notice)


async def test_a_correction_that_slack_holds_back_keeps_no_question_waiting(newsroom, archive):
    _, reply = await asked(newsroom)
    newsroom.sandbox.fail("chat.update", "ratelimited", retry_after=3)
    old = quoted(reply)[0]
    rewrite(archive, old, old.replace("Putin", "Lavrov"))
    await newsroom.sandbox.until(lambda sandbox: any(call["status"] == 429 for call in sandbox.calls))
    held_until = time.time() + 2
    await newsroom.ask(STARMER, person=TOM)
    assert time.time() < held_until
    assert newsroom.sent("chat.update") == []
    await newsroom.put_right()
    assert len(newsroom.sent("chat.update")) == 1


async def test_more_quotes_are_not_shown_twice_because_their_message_was_brought_up_to_date(newsroom, archive):
    ts, reply = await asked(newsroom)
    await newsroom.sandbox.press(MAYA, "more_quotes", channel=DESK, message_ts=reply["ts"])
    await newsroom.reply(ts, 2)
    await newsroom.settled()
    archive.add(archive.articles()[0].model_copy(update={"headline": "Another headline"}))
    await newsroom.sandbox.until(lambda _: len(newsroom.sent("chat.update")) == 2)
    await newsroom.put_right()
    await newsroom.sandbox.press(MAYA, "more_quotes", channel=DESK, message_ts=reply["ts"])
    assert "have been shown already" in words(await newsroom.whisper())


async def test_quotes_that_wait_for_more_are_not_offered_once_their_version_is_gone(newsroom, archive):
    ts, reply = await asked(newsroom)
    assert "More quotes" in words(reply)
    old = quoted(reply)[0]
    rewrite(archive, old, old.replace("Putin", "Lavrov"))
    await newsroom.reply(ts, 2)
    await newsroom.put_right()
    assert "More quotes" not in words(replies(newsroom, ts)[0])


async def test_the_headline_of_a_withdrawn_article_goes_from_answers_that_only_list_what_there_is(newsroom, archive):
    ts, reply = await asked(newsroom, "@Quote Desk which zebra won the opera?")
    headline = archive.articles()[0].headline
    assert headline in words(reply) + reply["text"]
    archive.withdraw(first(newsroom), "wrong", by="Tom")
    await newsroom.sandbox.until(lambda _: newsroom.sent("chat.update"))
    await newsroom.put_right()
    (put_right,) = replies(newsroom, ts)
    assert headline not in words(put_right) + put_right["text"]


async def test_what_is_withdrawn_goes_from_lists_of_articles_and_from_their_count(newsroom, archive):
    other = Article(id="other", headline="Another headline", text="Another headline\n\nThe ferry sails.")
    archive.add(other)
    ts, reply = await asked(newsroom, "@Quote Desk what articles do you have?")
    assert reply["text"].splitlines() == [
        "In the archive: 2 articles",
        f"{archive.articles()[0].headline} · newsplusglobe.com · undated",
        "Another headline · publisher not known · undated",
    ]
    archive.withdraw(first(newsroom), "wrong", by="Tom")
    await newsroom.put_right()
    (put_right,) = replies(newsroom, ts)
    assert put_right["text"].splitlines() == reply["text"].replace("2 articles", "1 article").splitlines()[::2]
    assert put_right["text"].splitlines()[1] in words(put_right)
    archive.withdraw("other", "wrong", by="Tom")
    await newsroom.put_right()
    (put_right,) = replies(newsroom, ts)
    assert "Another headline" not in words(put_right) + put_right["text"]
    assert "No article in the archive may be quoted here" in put_right["text"]


async def test_the_names_of_a_withdrawn_article_go_from_lists_of_who_speaks(newsroom, archive):
    ts, reply = await asked(newsroom, "@Quote Desk who has spoken about this?")
    assert "Zelensky" in words(reply)
    archive.withdraw(first(newsroom), "wrong", by="Tom")
    await newsroom.reply(ts, 2)
    await newsroom.put_right()
    put_right = replies(newsroom, ts)[0]
    assert "Zelensky" not in words(put_right) + put_right["text"]


async def test_a_message_that_slack_lets_nobody_change_is_shown_to_the_operator_and_the_asker_warned(newsroom, archive):
    ts, _ = await asked(newsroom)
    newsroom.sandbox.fail("chat.update", "error", error="edit_window_closed")
    archive.withdraw(first(newsroom), "wrong", by="Tom")
    notice = await newsroom.reply(ts, 2)
    assert "The message could not be changed: don’t use what it says." in words(notice)
    corrections = newsroom.desk.desk.ledger.corrections
    (progress,) = corrections.progress(10)
    assert (progress.messages, progress.stuck) == (1, 1)
    (stuck,) = corrections.stuck(10)
    assert (stuck.channel, stuck.error, stuck.is_notice) == (DESK, "edit_window_closed", False)
    assert corrections.try_again() == 1
    await newsroom.put_right()
    assert corrections.progress(10)[0].right == 1


async def test_behind_a_correction_a_question_goes_on_from_the_one_that_was_asked(newsroom, archive):
    ts, _ = await asked(newsroom, "@Quote Desk what did Starmer say about security guarantees?")
    await newsroom.sandbox.say(TOM, DESK, "and Macron?", thread_ts=ts)
    old = quoted(await newsroom.reply(ts, 2))[0]
    rewrite(archive, old, old.replace("Macron", "Macron,"))
    await newsroom.reply(ts, 4)
    await newsroom.put_right()
    second = replies(newsroom, ts)[1]
    assert "Taken as: what did Macron say about security guarantees?" in words(second)
    assert struck(second) == [old]
    await newsroom.sandbox.say(TOM, DESK, "and Zakharova?", thread_ts=ts)
    last = await newsroom.reply(ts, 5)
    assert "Taken as: what did Zakharova say about security guarantees?" in words(last)
