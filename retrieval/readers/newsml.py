"""NewsML-G2: news items, alone or in a news message, with their text inline as NITF, XHTML or plain text."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from retrieval.models import Source
from retrieval.readers.drafts import Draft, File
from retrieval.readers.refusals import BadSource, UnreadableError
from retrieval.readers.rendered import Block, blocks, fragment, plain_blocks, story
from retrieval.readers.xml_text import children, first, local, words

ROOTS = frozenset({"newsItem", "newsMessage"})
_RECALLS = frozenset(("kill", "withdraw", "withdrawal", "withdrawn", "cancel", "canceled", "retraction"))


def read_newsml(root: Element, file: File) -> list[Source | BadSource]:
    """The articles of a NewsML-G2 document."""
    if local(root) == "newsItem":
        return [_source(root, file)]
    found: list[Source | BadSource] = []
    for number, item in enumerate(children(root, "itemSet", "newsItem"), 1):
        try:
            found.append(_source(item, file))
        except UnreadableError as error:
            found.append(BadSource(name=file.name, place=f"news item {number}", reason=error.reason))
    if not found:
        raise UnreadableError("its news message holds no news item")
    return found


def _source(item: Element, file: File) -> Source:
    about, content = first(item, "itemMeta"), first(item, "contentMeta")
    embargo = first(about, "embargoed")
    status = _status(about)
    language = first(content, "language")
    address = next((link.get("href") for link in children(about, "link") if _is_page(link)), None) or file.url
    headlines = [words(each) for each in children(content, "headline")]
    return Draft(
        format="newsml",
        raw=file.data,
        blocks=_body(item, is_needed=status is None or "usable" in status),
        headline=next(filter(None, headlines), None) or _nitf_headline(item),
        ids=(item.get("guid"), address, file.name),
        publisher=words(first(about, "provider", "name"))
        or words(first(item, "rightsInfo", "copyrightHolder", "name")),
        byline=words(first(content, "by")) or words(first(content, "creator", "name")),
        url=address,
        published=words(first(content, "contentCreated"))
        or words(first(about, "firstCreated"))
        or words(first(about, "versionCreated")),
        language=language.get("tag")
        if language is not None
        else item.get("{http://www.w3.org/XML/1998/namespace}lang"),
        rights=words(first(item, "rightsInfo", "copyrightNotice")) or words(first(item, "rightsInfo", "usageTerms")),
        status=status,
        note="\n".join(filter(None, map(words, children(about, "edNote")))) or None,
        embargo=(words(embargo) or "") if embargo is not None else None,
        expires=words(first(about, "expires")),
        edition=item.get("version"),
    ).source()


def _status(about: Element | None) -> str | None:
    signals = [signal.get("qcode") or signal.get("uri") or "" for signal in children(about, "signal")]
    if any(signal.lower().replace("/", ":").rpartition(":")[2] in _RECALLS for signal in signals):
        return "withdrawn"
    status = first(about, "pubStatus")
    return (status.get("qcode") or status.get("uri")) if status is not None else None


def _body(item: Element, *, is_needed: bool) -> list[Block]:
    for inline in children(item, "contentSet", "inlineXML"):
        for document in inline:
            return story(blocks(_text_of(document)))
    for inline in children(item, "contentSet", "inlineData"):
        text = "".join(inline.itertext())
        if text.strip():
            marked_up = "html" in (inline.get("contenttype") or "").lower()
            return story(fragment(text)) if marked_up else plain_blocks(text)
    if not is_needed:
        return []
    if first(item, "contentSet", "remoteContent") is not None:
        raise UnreadableError("its text is in another file: add that one")
    raise UnreadableError("it has no text of its own")


def _text_of(document: Element) -> Element:
    found = first(document, "body", "body.content")
    return document if found is None else found


def _nitf_headline(item: Element) -> str | None:
    for head in children(item, "contentSet", "inlineXML", "nitf", "body", "body.head", "hedline"):
        return words(first(head, "hl1")) or words(head)
    return None


def _is_page(link: Element) -> bool:
    return "html" in (link.get("contenttype") or "") and (link.get("href") or "").startswith("http")
