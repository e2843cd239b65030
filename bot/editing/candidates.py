"""Sources beside the archive: what adding each would do, worked out before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from bot.editing.previews import Standings
from bot.editing.reach import Reach
from retrieval.archive import Archive, UnknownArticleError
from retrieval.models import Action, PassageKind, Source, State, Stored, Value
from retrieval.passages import passages

_RECALLED = {State.WITHHELD, State.WITHDRAWN}


class Standing(StrEnum):
    """What a source is to the archive."""

    NEW = "new"
    NEW_VERSION = "new version"
    SAME_WORDS = "same words"
    OLDER = "older"
    RECALLS = "recalls"
    STAYS_RECALLED = "stays recalled"


class Candidate(Value):
    """A source with what adding it would do: to `quoting` messages that quote its article, `changed` of them in words.

    `version` is the number that it would have; `held` the state in which the archive holds the article.
    """

    source: Source
    standing: Standing
    version: int = 1
    held: State | None = None
    quoting: int = 0
    changed: int = 0

    @property
    def paragraphs(self) -> int:
        """How many paragraphs of it can be quoted."""
        return sum(passage.kind is PassageKind.PARAGRAPH for passage in passages(self.source.article))


class Added(Value):
    """What became of a candidate that was added."""

    candidate: Candidate
    stored: Stored

    @property
    def action(self) -> Action | None:
        """What storing it changed."""
        return self.stored.change


def candidates(sources: Iterable[Source], archive: Archive, reach: Reach) -> list[Candidate]:
    """Each source as it stands to the archive at this moment."""
    return [_candidate(source, archive, reach) for source in sources]


def standings(sources: Sequence[Source], archive: Archive) -> Standings:
    """How the archive stands to the sources' articles: what a preview is compared with before it counts."""
    return {source.article.id: _latest(source, archive) for source in sources}


def _candidate(source: Source, archive: Archive, reach: Reach) -> Candidate:
    try:
        latest = archive.history(source.article.id)[-1]
    except UnknownArticleError:
        recalls = source.state in _RECALLED
        return Candidate(source=source, standing=Standing.RECALLS if recalls else Standing.NEW)
    is_the_same = not source.article.text or latest.sha256 == source.article.sha256
    known = {
        "source": source,
        "version": latest.article.version + (not is_the_same),
        "held": latest.state,
        "quoting": reach.messages(source.article.id),
    }
    if source.edition is not None and latest.edition is not None and source.edition < latest.edition:
        return Candidate(standing=Standing.OLDER, **known)
    if source.state in _RECALLED:
        return Candidate(standing=Standing.RECALLS, **known)
    if latest.state in _RECALLED:
        return Candidate(standing=Standing.STAYS_RECALLED, **known)
    if is_the_same:
        return Candidate(standing=Standing.SAME_WORDS, **known)
    changed = reach.changed(latest.article, source.article.text)
    return Candidate(standing=Standing.NEW_VERSION, changed=changed, **known)


def _latest(source: Source, archive: Archive) -> tuple[int, str] | None:
    try:
        latest = archive.history(source.article.id)[-1]
    except UnknownArticleError:
        return None
    return latest.article.version, f"{latest.sha256}:{latest.state}"
