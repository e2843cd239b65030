"""The whole newsroom on PostgreSQL: asked, shared, withdrawn, started again."""

from tests.newsroom import DESK, MAYA, quoted, words
from tests.newsroom import newsroom as start_newsroom

PUTIN = "would Putin accept foreign troops?"


async def test_a_newsroom_on_postgresql_answers_carries_on_and_takes_back(tmp_path, postgres):
    async with start_newsroom(tmp_path, database_url=postgres) as room:
        reply = await room.ask(f"@Quote Desk {PUTIN}")
        assert len(quoted(reply)) == 3
        await room.sandbox.press(MAYA, "more_quotes", channel=DESK, message_ts=reply["ts"])
        assert quoted(await room.reply(reply["thread_ts"], 2))
        await room.sandbox.command(MAYA, DESK, "/quote", "what did Starmer say? \0 \ud800")
        private = await room.whisper()
        assert quoted(private)
        await room.sandbox.press(MAYA, "share_here", channel=DESK, message_ts=private["ts"])
        await room.sandbox.until(lambda sandbox: any(quoted(each) for each in sandbox.messages(DESK)))
        await room.sandbox.press(MAYA, "in_context", channel=DESK, message_ts=reply["ts"])
        await room.sandbox.until(lambda sandbox: sandbox.views(MAYA))
        archive = room.desk.desk.archive
        archive.withdraw(archive.articles()[0].id, "wrong", by="the desk")
        await room.put_right()
        assert not any(quoted(each) for each in room.standing())
    async with start_newsroom(tmp_path, database_url=postgres) as room:
        reply = await room.ask(f"@Quote Desk {PUTIN}")
        assert quoted(reply) == []
        assert "No answer found." in words(reply)
        await room.settled()
        assert await room.desk.desk.delivery.in_ledger(room.desk.desk.ledger.counts) == {"posted": 9}
