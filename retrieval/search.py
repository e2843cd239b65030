"""Ask an archive: an index that follows it, and answers that hold for who asks where at this moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from retrieval.answering.answers import Answers
from retrieval.answering.asked_archive import asks_for_articles
from retrieval.answering.follow_up import follow_up
from retrieval.answering.ranking import Genre
from retrieval.answering.verdict import DEFAULT_CUTS, Cuts
from retrieval.archive import Archive
from retrieval.archive.archive import now
from retrieval.indexing.live_index import LiveIndex, Progress
from retrieval.models import Answer, Verdict
from retrieval.terms import newsroom_terms

HEADLINES = 5
LISTED = 10
"""Articles that are named where somebody asks which there are."""
# While the archive stays as it is, so does an answer; the same questions are clicked and asked again.
ANSWERS_KEPT = 64


class Search:
    """Answers questions from an archive in quotes. Safe to share between threads.

    Building one reads the archive, or what changed since the file at `index` was written, and calls `progress` with how
    many articles are done and how many there are to do. `clock` is what embargoes and expiry are judged by, and `genre`
    says what kind of articles the archive holds.
    """

    def __init__(  # noqa: PLR0913  # each is an option by its name
        self,
        archive: Archive,
        engine: str = "rank_bm25",
        cuts: Cuts = DEFAULT_CUTS,
        *,
        genre: Genre = Genre.NEWS,
        index: Path | None = None,
        progress: Progress | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        terms = newsroom_terms()
        self._archive = archive
        self._answers = Answers(cuts, terms, genre)
        self._index = LiveIndex(archive, terms, engine, path=index, progress=progress, clock=clock)
        self._changed = self._index.changed
        self._answered: OrderedDict[tuple[str, int, frozenset[int]], Answer] = OrderedDict()

    def ask(self, question: str, limit: int = 3, *, channel: str | None = None, before: str | None = None) -> Answer:
        """At most `limit` quotes, best first, no sentence in two of them, and whether they answer the question.

        Nothing of an article that `channel` may not see now has a part in the answer; None sees what is open to all.
        A question that only goes on from the one `before` it is taken as a whole one, which the answer has.
        """
        near: Answer | None = None
        for meant in follow_up(before, question) if before else ():
            answer = self._ask(meant, limit, channel)
            if answer.verdict is Verdict.ANSWERED:
                return answer
            near = near or (answer if answer.quotes else None)
        return near or self._ask(question, limit, channel)

    def _ask(self, question: str, limit: int, channel: str | None) -> Answer:
        # Half a surrogate pair can't be printed or stored; it matches nothing either.
        question = question.encode(errors="replace").decode()
        listing = self._archive.listing(LISTED, channel) if asks_for_articles(question) else None
        if listing is not None:
            return Answer(question=question, verdict=Verdict.ANSWERED, confidence=1.0, listing=listing)
        with self._index.lock:
            self._index.refresh()
            if self._changed != self._index.changed:
                self._answered.clear()
                self._changed = self._index.changed
            view = self._index.view(channel)
            key = question, limit, view.parts
            answer = self._answered.get(key)
            if answer is None:
                answer = self._answers.answer(question, limit, view)
                if answer.verdict is Verdict.NOTHING:
                    headlines = self._archive.headlines(HEADLINES, channel)
                    answer = answer.model_copy(update={"headlines": headlines})
                self._answered[key] = answer
                if len(self._answered) > ANSWERS_KEPT:
                    self._answered.popitem(last=False)
            return answer

    def refresh(self) -> None:
        """Take in what changed, but for many articles, which are read beside; cheap when nothing did."""
        self._index.refresh()

    def catch_up(self) -> None:
        """Take in all that changed, however long that takes."""
        self._index.catch_up()

    def close(self) -> None:
        """Stop what is done beside."""
        self._index.close()
