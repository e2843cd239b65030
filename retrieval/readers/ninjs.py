"""ninjs 1.x to 3.x, the IPTC's news in JSON: versions differ in capitals (`pubstatus`, `pubStatus`) and plurals."""

from __future__ import annotations

from typing import Any

from retrieval.models import Source
from retrieval.readers.drafts import Draft, File, is_address
from retrieval.readers.rendered import Block, fragment, plain_blocks, story

_SIGNS = frozenset(
    ("pubstatus", "versioncreated", "headlines", "bodies", "body_text", "body_html", "body_xhtml", "representationtype")
)


def is_ninjs(item: dict[str, Any]) -> bool:
    """Whether a JSON object is a ninjs item: it has a uri and at least one of the standard's own names."""
    names = {name.lower() for name in item}
    return "uri" in names and not names.isdisjoint(_SIGNS)


def read_ninjs(item: dict[str, Any], file: File) -> Source:
    """The article of a ninjs object."""
    said = {name.lower(): value for name, value in item.items()}
    uri = said.get("uri")
    address = said.get("url") or (uri if is_address(uri) else None) or file.url
    return Draft(
        format="ninjs",
        raw=file.data,
        blocks=_body(said),
        headline=_headline(said),
        ids=(uri, address, file.name),
        publisher=_publisher(said),
        byline=said.get("byline") or said.get("by"),
        url=address,
        published=said.get("contentcreated") or said.get("firstcreated") or said.get("versioncreated"),
        language=said.get("language"),
        rights=said.get("copyrightnotice") or said.get("usageterms"),
        status=said.get("pubstatus"),
        note=said.get("ednote"),
        embargo=said.get("embargoed", said.get("embargoeduntil")),
        expires=said.get("expires"),
        edition=said.get("version"),
    ).source()


def _headline(said: dict[str, Any]) -> str | None:
    if isinstance(said.get("headline"), str):
        return str(said["headline"])
    chosen = _main(said.get("headlines"))
    if chosen is None:
        return next((value for name, value in said.items() if name.startswith("headline_") and _filled(value)), None)
    return str(chosen["value"])


def _body(said: dict[str, Any]) -> list[Block]:
    for name in ("body_xhtml", "body_html"):
        if _filled(said.get(name)):
            return story(fragment(said[name]))
    if _filled(said.get("body_text")):
        return plain_blocks(said["body_text"])
    marked_up = [body for body in _list(said.get("bodies")) if "html" in str(body.get("contenttype", "")).lower()]
    if chosen := _main(marked_up):
        return story(fragment(chosen["value"]))
    if chosen := _main(said.get("bodies")):
        return plain_blocks(chosen["value"])
    found = [name for name in said if name.startswith("body_") and _filled(said[name])]
    return plain_blocks(said[found[0]]) if found else []


def _main(values: Any) -> dict[str, Any] | None:
    """The entry with the role `main`, else the first that has a text."""
    filled = [entry for entry in _list(values) if _filled(entry.get("value"))]
    return next((entry for entry in filled if entry.get("role") == "main"), filled[0] if filled else None)


def _list(values: Any) -> list[dict[str, Any]]:
    entries = [entry for entry in values if isinstance(entry, dict)] if isinstance(values, list) else []
    return [{name.lower(): value for name, value in entry.items()} for entry in entries]


def _publisher(said: dict[str, Any]) -> Any:
    sources = _list(said.get("infosources")) + _list(said.get("infosource"))
    return next((source["name"] for source in sources if _filled(source.get("name"))), said.get("copyrightholder"))


def _filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
