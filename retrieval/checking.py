"""Is this quotation in the archive, to the letter? The last question before words are sent to anybody."""

from __future__ import annotations

from typing import Protocol


class UsableTexts(Protocol):
    """What the check asks of an archive."""

    def usable_text(self, article_id: str, version: int) -> str | None:
        """A version's text if it may still be quoted, else None."""


def is_verbatim(  # noqa: PLR0913  # a reference is four plain values
    text: str, *, article: str, version: int, start: int, end: int, archive: UsableTexts
) -> bool:
    """Whether `text` is the stored slice `start` to `end` of that version, and the version may still be quoted."""
    stored = archive.usable_text(article, version)
    return stored is not None and 0 <= start < end <= len(stored) and stored[start:end] == text
