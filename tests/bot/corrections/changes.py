"""What an editor does to articles, and what tests want to know of a message afterwards."""

from retrieval.archive import Archive
from retrieval.models import Source
from tests.newsroom import Newsroom

PUTIN = "@Quote Desk would Putin accept foreign troops?"
STARMER = "@Quote Desk what did Starmer say in Kyiv?"


def rewrite(archive: Archive, old: str, new: str, note: str | None = "A word was wrong.", **known) -> None:
    """Corrects the first article: `old` becomes `new` in its text."""
    article = archive.articles()[0]
    assert old in article.text
    text = article.text.replace(old, new)
    source = Source(article=article.model_copy(update={"text": text} | known), raw=text.encode(), format="text")
    archive.correct(article.id, source, note=note, by="Tom")


def struck(message: dict) -> list[str]:
    """The texts that are struck out in a message."""
    return [
        part["text"]
        for block in message.get("blocks", [])
        for element in block.get("elements", [])
        for part in element.get("elements", [])
        if (part.get("style") or {}).get("strike")
    ]


def pinged(message: dict) -> list[str]:
    """Whom a message mentions."""
    return [
        part["user_id"]
        for block in message.get("blocks", [])
        for element in block.get("elements", [])
        for part in element.get("elements", [])
        if part.get("type") == "user"
    ]


def first(newsroom: Newsroom) -> str:
    """The id of the archive's first article."""
    return newsroom.desk.desk.archive.articles()[0].id
