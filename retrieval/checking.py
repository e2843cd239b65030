"""Is this quotation in the archive, to the letter? The last question before words are sent to anybody."""

from __future__ import annotations

from retrieval.archive import Archive


def is_verbatim(  # noqa: PLR0913  # a reference is four plain values
    text: str, *, article: str, version: int, start: int, end: int, archive: Archive
) -> bool:
    """Whether `text` is the stored slice `start` to `end` of that version, and the version may still be quoted."""
    stored = archive.usable_text(article, version)
    return stored is not None and 0 <= start < end <= len(stored) and stored[start:end] == text
