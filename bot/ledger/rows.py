"""Rows of the ledger's tables ↔ values."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.ledger.records import Beside, Entry, StoredAnswer, StoredQuote
from bot.ledger.tables import answers, quotes
from retrieval.models import Verdict

_FIELDS = tuple(Entry.model_fields)


def entry_of(row: sa.Row[Any]) -> Entry:
    """The entry in a row of `inbox`."""
    values = row._mapping  # noqa: SLF001  SQLAlchemy's public name
    return Entry.model_validate({name: values[name] for name in _FIELDS})


def answer_in(connection: sa.Connection, reference: str) -> StoredAnswer | None:
    """An answer with its quotes, by its reference; None when there is no such answer."""
    row = connection.execute(sa.select(answers).where(answers.c.reference == reference)).one_or_none()
    if row is None:
        return None
    query = sa.select(quotes).where(quotes.c.reference == reference).order_by(quotes.c.position)
    return StoredAnswer(
        reference=reference,
        root=row.root,
        question=row.question,
        verdict=Verdict(row.verdict),
        confidence=row.confidence,
        quotes=tuple(_quote_of(quote) for quote in connection.execute(query)),
        beside=Beside.model_validate(row.beside),
    )


def quote_row(reference: str, quote: StoredQuote) -> dict[str, Any]:
    """A quote as a row of `quotes`."""
    row = quote.model_dump(mode="json", exclude={"span"})
    attributions = row.pop("attributions")
    return row | {
        "reference": reference,
        "start": quote.span.start,
        "end": quote.span.end,
        "attribution": attributions,
    }


def _quote_of(row: sa.Row[Any]) -> StoredQuote:
    values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public name
    del values["reference"]
    said = values.pop("attribution") or []
    span = {"start": values.pop("start"), "end": values.pop("end")}
    # Before 0.2.0 a quote's one speaker was all that was kept.
    attributions = [said] if isinstance(said, dict) else said
    return StoredQuote.model_validate(values | {"span": span, "attributions": attributions})
