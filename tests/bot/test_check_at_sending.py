"""The check at the moment of sending: what isn't, to the letter, what the archive holds and allows is not sent."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.replies import wording
from tests.newsroom import DESK, MAYA, quoted, words
from tests.newsroom import newsroom as start_newsroom

PUTIN = "would Putin accept foreign troops?"
ARTICLE = "europe-troops-ukraine-ceasefire"
FOREIGN = "C0FOREIGN"


@pytest.fixture
def withdrawn_once_claimed(newsroom, monkeypatch):
    """The article is withdrawn after the answer was found and recorded, before it is posted."""
    archive, delivery = newsroom.desk.desk.archive, newsroom.desk.desk.delivery
    real = delivery._claim

    async def claim(*args):
        claimed = await real(*args)
        archive.withdraw(archive.articles()[0].id, "wrong", by="the desk")
        return claimed

    monkeypatch.setattr(delivery, "_claim", claim)


@pytest.mark.usefixtures("withdrawn_once_claimed")
async def test_a_quote_withdrawn_between_finding_and_sending_is_not_sent(newsroom):
    reply = await newsroom.ask(f"@Quote Desk {PUTIN}")
    assert quoted(reply) == []
    assert "No answer found." in words(reply)


async def test_a_quote_that_is_not_the_articles_words_is_not_sent(newsroom, monkeypatch):
    def one_word_altered(article, span, bold=()):
        return [{"type": "text", "text": span.of(article.text).replace("Putin", "Lavrov")}]

    monkeypatch.setattr("bot.replies.blocks.texts", one_word_altered)
    reply = await newsroom.ask(f"@Quote Desk {PUTIN}")
    assert not [text for text in quoted(reply) if "Lavrov" in text]


async def test_a_modal_of_a_withdrawn_article_shows_none_of_its_words(newsroom):
    reply = await newsroom.ask(f"@Quote Desk {PUTIN}")
    archive = newsroom.desk.desk.archive
    archive.withdraw(archive.articles()[0].id, "wrong", by="the desk")
    await newsroom.sandbox.press(MAYA, "in_context", channel=DESK, message_ts=reply["ts"])
    await newsroom.sandbox.until(lambda sandbox: sandbox.views(MAYA))
    (view,) = newsroom.sandbox.views(MAYA)
    assert quoted(view) == []
    assert "corrected or withdrawn" in words(view)


async def test_what_is_carried_on_from_a_withdrawn_article_is_told_to_the_presser_alone(newsroom):
    await newsroom.sandbox.command(MAYA, DESK, "/quote", "what about troops in Ukraine?")
    private = await newsroom.whisper()
    archive = newsroom.desk.desk.archive
    archive.withdraw(archive.articles()[0].id, "wrong", by="the desk")
    for number, button in enumerate(["share_here", "more_quotes"], start=2):
        await newsroom.sandbox.press(MAYA, button, channel=DESK, message_ts=private["ts"])
        assert "corrected or withdrawn" in words(await newsroom.whisper(number=number))
    assert {sent["channel"] for sent in newsroom.sent()} <= {"D0MAYA"}


@pytest.mark.usefixtures("withdrawn_once_claimed")
async def test_no_words_of_a_withdrawn_article_are_left_around_the_quotes(newsroom):
    reply = await newsroom.ask("@Quote Desk who has spoken about this?")
    assert "Zelensky" not in words(reply) + reply["text"]


async def test_another_copy_that_was_withdrawn_is_not_named(tmp_path):
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for name in ("first", "second"):
        (seeds / f"{name}.txt").write_text(
            f"The {name} headline\n\nThe bridge at Arden was closed for repairs on Friday."
        )
    async with start_newsroom(tmp_path, seeds=seeds) as running:
        await running.sandbox.command(MAYA, DESK, "/quote", "when was the bridge at Arden closed?")
        private = await running.whisper()
        shown = words(private)
        withdrawn = "second" if "The first headline ·" in shown else "first"
        assert f"“The {withdrawn} headline”" in shown
        running.desk.desk.archive.withdraw(withdrawn, "wrong", by="the desk")
        await running.sandbox.press(MAYA, "share_here", channel=DESK, message_ts=private["ts"])
        await running.sandbox.until(lambda _: running.sent())
        assert withdrawn not in words(running.sandbox.messages(DESK)[-1])


async def test_a_notification_that_differs_from_the_article_is_not_sent(newsroom, monkeypatch):
    real = wording.notification

    def one_word_altered(reply, heading, remarks):
        text, spoken = real(reply, heading, remarks)
        return text.replace("Putin will never", "Lavrov will never"), spoken

    monkeypatch.setattr("bot.replies.blocks.notification", one_word_altered)
    reply = await newsroom.ask(f"@Quote Desk {PUTIN}")
    assert "Lavrov" not in reply["text"]


@pytest.fixture
def claimed(newsroom, monkeypatch):
    """What a test puts in here is done to the archive after an answer was found and recorded, before it is posted."""
    delivery, then = newsroom.desk.desk.delivery, []
    real = delivery._claim

    async def claim(*args):
        answer = await real(*args)
        while then:
            then.pop()(newsroom.desk.desk.archive)
        return answer

    monkeypatch.setattr(delivery, "_claim", claim)
    return then


@pytest.mark.parametrize(
    "change",
    [
        lambda archive, article: archive.restrict(article, ["C0WAR"], by="the desk"),
        lambda archive, article: archive.embargo(article, datetime.now(UTC) + timedelta(hours=1), by="the desk"),
        lambda archive, article: archive.expire_at(article, datetime.now(UTC), by="the desk"),
        lambda archive, article: archive.withhold(article, "asked", by="the desk"),
    ],
    ids=["restricted", "embargoed", "expired", "withheld"],
)
async def test_what_may_no_longer_be_quoted_here_when_it_is_sent_is_not_sent(newsroom, claimed, change):
    claimed.append(lambda archive: change(archive, ARTICLE))
    reply = await newsroom.ask(f"@Quote Desk {PUTIN}")
    assert quoted(reply) == []
    assert "Europe considers" not in words(reply) + reply["text"]


async def test_a_restricted_article_is_told_of_in_its_channel_and_nowhere_else(newsroom):
    newsroom.desk.desk.archive.restrict(ARTICLE, [DESK], by="the desk")
    assert quoted(await newsroom.ask(f"@Quote Desk {PUTIN}"))
    elsewhere = await newsroom.ask(f"@Quote Desk {PUTIN}", channel=FOREIGN)
    assert quoted(elsewhere) == []
    assert "Europe considers" not in words(elsewhere) + elsewhere["text"]
    await newsroom.sandbox.command(MAYA, FOREIGN, "/quote", PUTIN)
    whispered = await newsroom.whisper(channel=FOREIGN)
    assert "Europe considers" not in words(whispered) + whispered["text"]


async def test_what_was_answered_before_an_article_was_restricted_is_carried_on_in_its_channels_alone(newsroom):
    reply = await newsroom.ask(f"@Quote Desk {PUTIN}", channel=FOREIGN)
    newsroom.desk.desk.archive.restrict(ARTICLE, [DESK], by="the desk")
    await newsroom.sandbox.press(MAYA, "in_context", channel=FOREIGN, message_ts=reply["ts"])
    await newsroom.sandbox.until(lambda sandbox: sandbox.views(MAYA))
    (view,) = newsroom.sandbox.views(MAYA)
    assert quoted(view) == []


async def test_where_words_stand_that_are_too_long_to_show_is_not_told_of_what_was_withdrawn(tmp_path, monkeypatch):
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "ships.txt").write_text("Ships\n\n" + "Ships sail to Odesa and " * 500 + "back.")
    async with start_newsroom(tmp_path, seeds=seeds) as running:
        reply = await running.ask("@Quote Desk do ships sail to Odesa and back?")
        assert "too long for a Slack message" in words(reply)
        archive, real = running.desk.desk.archive, running.desk.desk.delivery._claim

        async def claim(*args):
            claimed = await real(*args)
            archive.withdraw("ships", "wrong", by="the desk")
            return claimed

        monkeypatch.setattr(running.desk.desk.delivery, "_claim", claim)
        reply = await running.ask("@Quote Desk do the ships sail to Odesa?")
        assert "Ships" not in words(reply) + reply["text"]
