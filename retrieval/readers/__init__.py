"""Readers: bytes → Article, one file a format. The text is fixed here once and never changed again."""

from retrieval.readers.seeds import SeedError, read_seeds
from retrieval.readers.text import UnreadableTextError, read_text

__all__ = ["SeedError", "UnreadableTextError", "read_seeds", "read_text"]
