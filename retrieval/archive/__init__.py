"""Which articles there are, in which version and state, who may see them when, and who changed what."""

from retrieval.archive.archive import Archive
from retrieval.archive.storing import UnknownArticleError

__all__ = ["Archive", "UnknownArticleError"]
