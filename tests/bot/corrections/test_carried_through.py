"""An article changes, and what was given out of it is put right: in the sandbox, over a real socket."""

from retrieval.models import Source
from tests.newsroom import DESK, MAYA, quoted, words

PUTIN = "@Quote Desk would Putin accept foreign troops?"


def corrected(archive, old: str, new: str, note: str = "A word was wrong."):
    article = archive.articles()[0]
    assert old in article.text
    text = article.text.replace(old, new)
    source = Source(article=article.model_copy(update={"text": text}), raw=text.encode(), format="text")
    archive.correct(article.id, source, note=note, by="Tom")


async def test_x(newsroom):
    archive = newsroom.desk.desk.archive
    ts = await newsroom.sandbox.say(MAYA, DESK, PUTIN)
    reply = await newsroom.reply(ts)
    await newsroom.settled()
    print(quoted(reply))
    q = quoted(reply)[0]
    corrected(archive, q, q.replace("Putin", "Lavrov"))
    await newsroom.sandbox.until(lambda _: newsroom.sent("chat.update"))
    told = await newsroom.reply(ts, 2)
    print(words(newsroom.sandbox.messages(DESK, ts)[1]))
    print("TEXT", newsroom.sandbox.messages(DESK, ts)[1]["text"])
    print("TOLD", words(told), told)
    archive.withdraw(archive.articles()[0].id, "Legal", by="Tom")
    told = await newsroom.reply(ts, 3)
    print(words(newsroom.sandbox.messages(DESK, ts)[1]))
    print("TOLD", words(told))
