"""What a web page says of its article: schema.org JSON-LD first, else its meta tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from retrieval.readers.drafts import is_address
from retrieval.readers.json_text import parsed
from retrieval.readers.refusals import UnreadableError
from retrieval.readers.rendered import blocks

_ARTICLES = ("NewsArticle", "Article", "Report", "BlogPosting", "Posting")
_MAX_SCRIPTS = 50
_MAX_DEPTH = 30


def known(tree: HtmlElement, url: str | None, remarks: list[str]) -> dict[str, Any]:
    """What a page knows of its article, by the names of a draft's fields."""
    meta = _meta(tree)
    address = _address(tree, meta, url)
    said = _article(tree, address, remarks)
    language = said.get("inLanguage")
    return {
        "headline": _headline(tree, _name(said.get("headline") or said.get("name")) or meta.get("og:title")),
        "ids": [address],
        "publisher": _name(said.get("publisher")) or meta.get("og:site_name"),
        "byline": _name(said.get("author")) or meta.get("author") or meta.get("article:author_name"),
        "url": address,
        "published": said.get("datePublished") or meta.get("article:published_time") or meta.get("date"),
        "language": language if isinstance(language, str) else tree.get("lang") or meta.get("og:locale"),
        "rights": _name(said.get("copyrightNotice")),
        "note": _name(said.get("correction")),
        "expires": said.get("expires") or meta.get("article:expiration_time"),
    }


def _address(tree: HtmlElement, meta: dict[str, str], url: str | None) -> str | None:
    """The page's canonical address, unless it is another site's: nobody speaks for another site's articles."""
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for said in (*links, meta.get("og:url")):
        try:
            address: str = urljoin(url or "", (said or "").strip())
            if is_address(address) and (url is None or _site(address) == _site(url)):
                return address
        except ValueError:
            continue
    return url


def _site(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _article(tree: HtmlElement, address: str | None, remarks: list[str]) -> dict[str, Any]:
    """The JSON-LD object that describes the page's article; the one with its address where there are several."""
    scripts = [
        each for each in tree.iter("script") if (each.get("type") or "").strip().lower() == "application/ld+json"
    ]
    found: list[dict[str, Any]] = []
    for script in scripts[:_MAX_SCRIPTS]:
        try:
            found += _articles(parsed(script.text or ""))
        except UnreadableError as error:
            remarks.append(f"its JSON-LD is left out: {error.reason}")
    here = [each for each in found if address and address in {each.get("url"), _id(each.get("mainEntityOfPage"))}]
    return next(iter(here or found), {})


def _articles(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _articles(each, depth + 1)
    elif isinstance(value, dict):
        types = value.get("@type")
        names = [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]
        if any(name.endswith(_ARTICLES) for name in names):
            yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            if name in value:
                yield from _articles(value[name], depth + 1)


def _id(value: Any) -> str | None:
    found = value.get("@id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else None


def _name(value: Any) -> str | None:
    """The words of a JSON-LD value: a string, an object's name or text, or several of them."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value[:20]))) or None
    if isinstance(value, dict):
        value = value.get("name") or value.get("text")
    return value if isinstance(value, str) and value.strip() else None


def _headline(tree: HtmlElement, said: str | None) -> str | None:
    """The headline as the page shows it; what it says of it where it shows none like that."""
    shown = [" ".join(block.text.split()) for each in tree.iter("h1") for block in blocks(each)]
    if said is None:
        titles = [" ".join((each.text or "").split()) for each in tree.iter("title")]
        return next(iter(shown if len(shown) == 1 else [*titles, *shown]), None)
    folded = " ".join(said.split()).casefold()
    return next((each for each in shown if each.casefold() in folded or folded in each.casefold()), said)
