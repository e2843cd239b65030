"""RSS and Atom feeds that carry whole articles; of an entry with a summary alone it is told where the whole is."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urlsplit

import feedparser

from retrieval.models import Source
from retrieval.readers.decoding import decoded
from retrieval.readers.drafts import Draft, File, is_address
from retrieval.readers.refusals import BadSource, UnreadableError
from retrieval.readers.rendered import Block, fragment, plain_blocks, story
from retrieval.readers.xml_text import pieces

ROOTS = frozenset({"rss", "feed", "RDF"})
_ENTRIES = frozenset({"item", "entry"})
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")


def read_feed(file: File) -> list[Source | BadSource]:
    """The articles of a well-formed feed, in its order."""
    text = _DECLARATION.sub("", decoded(file.data, file.charset), count=1)
    data = text.encode()
    # A stream: feedparser opens a file of that name when it is given a string, and also when it is given bytes.
    try:
        feed = feedparser.parse(
            io.BytesIO(data),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        raise UnreadableError(f"its feed can't be read ({type(error).__name__})") from error
    if feed.get("bozo"):
        raise UnreadableError(f"its feed can't be read: {feed.get('bozo_exception')}")
    raws = pieces(data, _ENTRIES) if data in file.data else []
    found: list[Source | BadSource] = []
    for number, entry in enumerate(feed.entries, 1):
        raw = raws[number - 1] if len(raws) == len(feed.entries) else file.data
        link = entry.get("link") if is_address(entry.get("link")) else None
        try:
            found.append(_source(entry, feed.feed, File(raw, file.name, file.url)))
        except UnreadableError as error:
            found.append(BadSource(name=file.name, place=f"entry {number}", reason=error.reason, url=link))
    return found


def _source(entry: Any, feed: Any, file: File) -> Source:
    content = next((each for each in entry.get("content", ()) if (each.get("value") or "").strip()), None)
    if content is None:
        raise UnreadableError("the feed holds only its summary and link: add the article itself, by its address")
    # feedparser gives one for the other where it isn't there, with a warning.
    kind = "published" if "published" in entry else "updated"
    dated, parsed = (entry[each] if each in entry else None for each in (kind, f"{kind}_parsed"))  # noqa: SIM401  warns
    # feedparser takes a guid for a link.
    link = None if entry.get("link") == entry.get("id") and not is_address(entry.get("link")) else entry.get("link")
    remarks = []
    if dated and not parsed:
        remarks.append(f"its date of publication {str(dated)[:40]!r} is no date: it is kept as undated")
    return Draft(
        format="feed",
        raw=file.data,
        blocks=_blocks(content),
        headline=_title(entry),
        ids=(_guid(entry, feed, file), link),
        publisher=feed.get("title") or feed.get("publisher"),
        byline=entry.get("author"),
        url=link,
        published="{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parsed[:6]) if parsed else None,
        language=content.get("language") or feed.get("language"),
        rights=entry.get("rights") or feed.get("rights"),
        remarks=remarks,
    ).source()


def _blocks(content: Any) -> list[Block]:
    if content.get("type") == "text/plain":
        return plain_blocks(content["value"])
    return story(fragment(content["value"]))


def _title(entry: Any) -> str | None:
    title: str | None = entry.get("title")
    if not title or entry.get("title_detail", {}).get("type") == "text/plain":
        return title
    return " ".join(block.text for block in fragment(title)) or None


def _guid(entry: Any, feed: Any, file: File) -> str | None:
    """The entry's own id; one that means something in this feed alone is put behind the feed's host."""
    guid: str | None = entry.get("id")
    if not guid or re.match(r"[A-Za-z][\w+.-]{1,20}:", guid):
        return guid
    home = next((each for each in (file.url, feed.get("link"), entry.get("link")) if is_address(each)), None)
    return f"{urlsplit(home).hostname}:{guid}" if home else f"{file.name}:{guid}"
