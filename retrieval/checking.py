"""Is this quotation in the archive, to the letter? The last question before words are sent to anybody."""

from __future__ import annotations

from typing import Protocol


class UsableTexts(Protocol):
    """What the check asks of an archive."""

    def usable_text(self, article_id: str, version: int, *, channel: str | None = None) -> str | None:
        """A version's text if it may be quoted in a channel at this moment, else None."""


def is_verbatim(  # noqa: PLR0913  # a reference is four plain values
    text: str, *, article: str, version: int, start: int, end: int, archive: UsableTexts, channel: str | None = None
) -> bool:
    """Whether `text` is the stored slice `start` to `end` of that version, and that may be quoted in `channel` now."""
    stored = archive.usable_text(article, version, channel=channel)
    return stored is not None and 0 <= start < end <= len(stored) and stored[start:end] == text
