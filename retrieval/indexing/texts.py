"""Articles as they are asked for: read from the archive, the latest kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from retrieval.archive import Archive
from retrieval.indexing.view import Identity
from retrieval.models import Article

# Characters of text that are kept.
CAPACITY = 20_000_000


class Texts:
    """Current versions by id and version, of which so many characters are kept. Not safe between threads."""

    def __init__(self, archive: Archive, capacity: int = CAPACITY) -> None:
        self._archive = archive
        self._capacity = capacity
        self._kept: OrderedDict[str, Article] = OrderedDict()
        self._characters = 0

    def __call__(self, identities: Sequence[Identity]) -> dict[Identity, Article]:
        """Those of the versions that stand; one that doesn't any more is left out."""
        missing = [article_id for article_id, version in identities if not self._is_kept(article_id, version)]
        found = {}
        if missing:
            read = [current.article for current in self._archive.current(missing)]
            found = {(article.id, article.version): article for article in read}
            for article in read:
                self._keep(article)
        for article_id, version in identities:
            if self._is_kept(article_id, version):
                found[article_id, version] = self._kept[article_id]
                self._kept.move_to_end(article_id)
        return found

    def forget(self, articles: Iterable[str]) -> None:
        """Read these anew when they are next asked for."""
        for article_id in articles:
            gone = self._kept.pop(article_id, None)
            self._characters -= len(gone.text) if gone else 0

    def _is_kept(self, article_id: str, version: int) -> bool:
        article = self._kept.get(article_id)
        return article is not None and article.version == version

    def _keep(self, article: Article) -> None:
        self.forget([article.id])
        self._kept[article.id] = article
        self._characters += len(article.text)
        while self._characters > self._capacity and len(self._kept) > 1:
            self.forget([next(iter(self._kept))])
