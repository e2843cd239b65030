"""Arc ANS: a story as a list of content elements."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from retrieval.models import Source
from retrieval.readers.drafts import Draft, File, is_address
from retrieval.readers.rendered import Block, fragment, story

# Elements that stand beside the story: media, links elsewhere, embeds.
_BESIDE = frozenset(
    ("image", "gallery", "video", "audio", "interstitial_link", "link_list", "divider", "oembed_response", "reference")
)
_MAX_DEPTH = 20


def is_ans(item: dict[str, Any]) -> bool:
    """Whether a JSON object is an ANS story."""
    return isinstance(item.get("content_elements"), list) and item.get("type", "story") == "story"


def read_ans(item: dict[str, Any], file: File) -> Source:
    """The article of an ANS document."""
    remarks: list[str] = []
    elements = _elements(item.get("content_elements"))
    corrections = [_text(entry.get("text") or entry.get("content")) for entry in _elements(item.get("corrections"))]
    corrections += [_text(element.get("text")) for element in elements if element.get("type") == "correction"]
    address = _address(item, file)
    revision = item.get("revision")
    return Draft(
        format="ans",
        raw=file.data,
        blocks=story(_blocks(elements, remarks)),
        headline=_text(_inner(item, "headlines", "basic")),
        ids=(item.get("_id"), address, file.name),
        publisher=_inner(item, "publisher", "name") or _inner(item, "distributor", "name"),
        byline=_byline(item),
        url=address,
        published=item.get("first_publish_date") or item.get("display_date") or item.get("publish_date"),
        language=item.get("language"),
        rights=item.get("copyright"),
        status="withheld" if isinstance(revision, dict) and revision.get("published") is False else None,
        note="\n".join(filter(None, corrections)) or None,
        embargo=item.get("embargo_date"),
        remarks=remarks,
    ).source()


def _blocks(elements: list[dict[str, Any]], remarks: list[str], depth: int = 0) -> list[Block]:
    found: list[Block] = []
    for element in elements:
        kind = element.get("type")
        if element.get("subtype") == "pullquote":
            continue  # repeats words of the story, cut for show
        if kind == "header":
            found += [
                Block(block.text, heading=True, fault=block.fault) for block in fragment(_text(element.get("content")))
            ]
        elif kind in {"text", "endorsement", "code"}:
            found += fragment(_text(element.get("content")))
        elif kind in {"list", "quote", "list_element", "element_group", "story"} and depth < _MAX_DEPTH:
            inner = element.get("items") if kind == "list" else element.get("content_elements")
            found += _blocks(_elements(inner), remarks, depth + 1)
        elif kind == "table":
            rows = [element.get("header"), *_list(element.get("rows"))]
            cells = [cell for row in rows for cell in _list(row)]
            found += [block for cell in cells for block in fragment(_text(_inner({"cell": cell}, "cell", "content")))]
        elif kind not in _BESIDE | {"correction"}:
            remarks.append(f"an element of the type {str(kind)[:40]!r} is left out")
    return found


def _byline(item: dict[str, Any]) -> str | None:
    authors = _elements(_inner(item, "credits", "by"))
    return ", ".join(entry["name"] for entry in authors if isinstance(entry.get("name"), str)) or None


def _address(item: dict[str, Any], file: File) -> object:
    said = item.get("canonical_url")
    site = _inner(item, "website_url", "basic") or item.get("canonical_website_url")
    if isinstance(said, str) and said.startswith("/") and is_address(file.url or site):
        return urljoin(str(file.url or site), said)
    return said if is_address(said) else file.url


def _inner(item: dict[str, Any], name: str, inner: str) -> Any:
    value = item.get(name)
    return value.get(inner) if isinstance(value, dict) else None


def _elements(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in _list(value) if isinstance(entry, dict)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
