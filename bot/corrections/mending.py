"""Corrections as delivery sends them: composed from what was given out, and checked at the moment of sending."""

from __future__ import annotations

from bot.corrections.composing import Mended, altered, put_right, tell, words_alone
from bot.corrections.rewording import Rewording
from bot.ledger.corrections import About
from bot.ledger.ledger import Ledger
from bot.ledger.records import Entry, StoredAnswer
from bot.questions import Surface
from retrieval.archive import Archive

_TRIES = 3


def is_correction(entry: Entry) -> bool:
    """Whether a change of the archive made the entry due: an ordinary question needs no look at what was given."""
    return entry.surface is Surface.CORRECTION or entry.corrects is not None


class Mending:
    """Composes what an entry of the inbox needs that a change of the archive made due."""

    def __init__(self, *, ledger: Ledger, archive: Archive, rewording: Rewording) -> None:
        self._ledger, self._archive, self._rewording = ledger, archive, rewording

    def given(self, entry: Entry) -> StoredAnswer | About | None:
        """What was given out that the entry is to put right or to tell of; None for a question. Reads the ledger."""
        if entry.surface is Surface.CORRECTION and entry.corrects is None:
            return self._ledger.corrections.about(entry.id)
        if entry.corrects is not None and entry.posted_ts is not None:
            return self._ledger.answer(entry.corrects)
        return None

    def compose(self, entry: Entry, given: StoredAnswer | About) -> Mended:
        """What there is to send, as the archive is now."""
        if isinstance(given, About):
            return tell(entry, given, archive=self._archive, rewording=self._rewording)
        return put_right(entry, given, archive=self._archive, rewording=self._rewording)

    def checked(self, entry: Entry, mended: Mended) -> Mended:
        """The same, compared with the archive once more; composed anew where that has changed since."""
        for _ in range(_TRIES):
            if mended.message is None or not altered(mended.message, entry, self._archive):
                return mended
            mended = self.compose(entry, mended.of)
        return words_alone(mended)
