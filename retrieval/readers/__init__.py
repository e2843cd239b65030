"""Readers: bytes → Source, one file a format. The text is fixed here once and never changed again."""

from retrieval.readers.lines import read_lines
from retrieval.readers.refusals import BadSource, UnreadableError
from retrieval.readers.registry import read
from retrieval.readers.seeds import SeedError, read_seeds
from retrieval.readers.text import read_text

__all__ = ["BadSource", "SeedError", "UnreadableError", "read", "read_lines", "read_seeds", "read_text"]
