"""Whether a quote tells of whom a question asks what they do: "did Poland agree", "how many would Britain send"."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.answering.ranking import Scored
from retrieval.mentions import are_mentioned
from retrieval.models import Quote


def tells_of(doers: Sequence[str], scored: Scored, quote: Quote) -> bool:
    """Whether the quote's paragraph or headline may mention every doer, or they speak in it."""
    article = quote.article
    named = (span for words in quote.attributions for span in (words.name, words.title) if span)
    spans = (scored.window.candidate.span, *named)
    text = "\n".join([article.headline, *(span.of(article.text) for span in spans)])
    return are_mentioned(doers, text, article.language)
