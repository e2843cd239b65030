"""Where two copies print a quotation in other words, a reply shows both to the letter and chooses neither."""

import pytest

from tests.newsroom import DESK, MAYA, quoted, words
from tests.newsroom import newsroom as start_newsroom

QUESTION = "@Quote Desk what did Moroz say about the bridge at Arden?"
ONE = "“We will never close the bridge at Arden to the people of our neighbours,” Hanna Moroz said on Friday."
OTHER = "“We shall not ever close the bridge at Arden to the people of our neighbours,” said Hanna Moroz."


@pytest.fixture
def seeds(tmp_path):
    folder = tmp_path / "seeds"
    folder.mkdir()
    for name, paragraph in (("first", ONE), ("second", OTHER)):
        (folder / f"{name}.txt").write_text(f"The {name} headline\n\nShips were late.\n\n{paragraph}\n\nShops closed.")
    return folder


async def test_both_wordings_are_shown_with_their_sources_and_are_on_record(tmp_path, seeds):
    async with start_newsroom(tmp_path, seeds=seeds) as running:
        reply = await running.ask(QUESTION)
        assert {ONE, OTHER} <= set(quoted(reply))
        assert "The copies differ. “The first headline” has it as above; “The second headline”" in words(reply)
        (sent,) = running.sent()
        assert ONE in sent["text"]
        assert sent["text"].count(OTHER) >= 1


async def test_another_wording_that_was_withdrawn_is_not_shown_when_the_answer_is_shared(tmp_path, seeds):
    async with start_newsroom(tmp_path, seeds=seeds) as running:
        await running.sandbox.command(MAYA, DESK, "/quote", QUESTION.removeprefix("@Quote Desk "))
        private = await running.whisper()
        assert "The copies differ" in words(private)
        running.desk.desk.archive.withdraw("second", "wrong", by="ed")
        await running.sandbox.press(MAYA, "share_here", channel=DESK, message_ts=private["ts"])
        await running.sandbox.until(lambda sandbox: sandbox.messages(DESK))
        shared = running.sandbox.messages(DESK)[-1]
        assert "second" not in words(shared) + shared["text"]
        assert OTHER not in quoted(shared)


async def test_another_wording_that_is_not_to_the_letter_is_not_sent(tmp_path, seeds, monkeypatch):
    from bot.replies import blocks  # noqa: PLC0415  # to be altered

    real = blocks.texts

    def altered(article, span, bold=()):
        found = real(article, span, bold)
        return [{**part, "text": part["text"].replace("not ever", "rarely")} for part in found]

    monkeypatch.setattr("bot.replies.blocks.texts", altered)
    async with start_newsroom(tmp_path, seeds=seeds) as running:
        reply = await running.ask(QUESTION)
        assert not [text for text in quoted(reply) if "rarely" in text]


async def test_what_a_channel_may_not_see_has_no_part_in_its_answers(tmp_path, seeds):
    async with start_newsroom(tmp_path, seeds=seeds) as running:
        archive = running.desk.desk.archive
        archive.restrict("second", ["C0FOREIGN", "D0MAYA"], by="ed")
        for channel, sees in ((DESK, False), ("C0FOREIGN", True), ("D0MAYA", True)):
            reply = await running.ask(QUESTION if channel[0] == "C" else QUESTION[12:], channel=channel)
            assert (OTHER in quoted(reply)) is sees
            assert ("second" in words(reply)) is sees
        for channel, sees in ((DESK, False), ("C0FOREIGN", True)):
            await running.sandbox.command(MAYA, channel, "/quote", QUESTION.removeprefix("@Quote Desk "))
            assert (OTHER in quoted(await running.whisper(channel=channel))) is sees
        archive.restrict("first", ["C0FOREIGN"], by="ed")
        reply = await running.ask(QUESTION)
        assert quoted(reply) == []
        assert "headline" not in words(reply)
