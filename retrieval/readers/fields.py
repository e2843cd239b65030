"""What is known of an article, under the names that people give it → by the names of a draft's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# The names that site generators, wire editors and exports use; the first that is there counts.
_NAMES = {
    "headline": ("headline", "title"),
    "publisher": ("publisher", "source", "site"),
    "byline": ("byline", "author", "authors", "by"),
    "url": ("url", "canonical_url", "canonical", "link"),
    "published": ("published", "date", "pubdate", "publishdate", "published_at", "date_published"),
    "language": ("language", "lang"),
    "rights": ("rights", "copyright"),
    "status": ("status", "pubstatus"),
    "note": ("note", "ednote", "correction"),
    "embargo": ("embargo", "embargoed", "embargo_until"),
    "expires": ("expires", "expirydate"),
    "edition": ("version",),
}
_IDS = ("id", "guid", "uri")


def by_field(said: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that `said` gives; what it gives beside them is nothing that a draft needs."""
    given = {name.lower().replace("-", "_"): value for name, value in said.items() if value is not None and value != ""}
    known = {field: next((given[name] for name in names if name in given), None) for field, names in _NAMES.items()}
    known["ids"] = [given[name] for name in _IDS if name in given]
    if isinstance(known["byline"], list):
        known["byline"] = ", ".join(str(name) for name in known["byline"])
    if str(given.get("draft", "")).lower() == "true":
        known["status"] = "withheld"
    return {field: value for field, value in known.items() if value is not None}
