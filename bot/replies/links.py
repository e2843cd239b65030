"""An article's address → a link that opens it at a quote: text fragments, as browsers read them. Pure functions.

See https://wicg.github.io/scroll-to-text-fragment/: `#:~:text=[prefix-,]start[,end]`, each term percent-encoded, with
commas and hyphens too, as these part the terms. A browser looks for the first place, whatever the case of letters,
so enough words are given for that to be the quote.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from retrieval.models import Article, Span

URL_LIMIT = 3_000
"""Slack's for a button; what is longer is no link."""
LINK_LIMIT = 1_000
"""With its fragment: a message has room for three of them beside its quotes."""
_WHOLE_UP_TO = 12
"""Words: a longer quote is given by its first and last words."""
_ENDS = (5, 8, 12, 20)
_PREFIXES = (3, 6)
_DIRECTIVE = ":~:"
_NOT_IN_URLS = re.compile(r"[\s\x00-\x20\x7f-\x9f\"<>\\^`{|}\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def web_address(article: Article) -> str | None:
    """The article's address where it is one that may be opened: http or https, with a host, nothing hidden in it."""
    url = article.url
    if not url or len(url) > URL_LIMIT or _NOT_IN_URLS.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc else None


def link_to(article: Article, span: Span) -> str | None:
    """The article's address, opening at the words in `span`; None where it has none that may be opened.

    An address that has a fragment of its own keeps it. Where no words would lead to the quote, or the link would be
    too long, the address stands alone.
    """
    url = web_address(article)
    if url is None:
        return None
    directive = _directive(article.text, span)
    if directive is None:
        return url
    before, _, fragment = url.partition("#")
    link = f"{before}#{fragment.partition(_DIRECTIVE)[0]}{_DIRECTIVE}text={directive}"
    return link if len(link) <= max(LINK_LIMIT, len(url)) else url


@lru_cache(maxsize=256)  # the whole article is looked through, and the same quotes are given again and again
def _directive(text: str, span: Span) -> str | None:
    before, words = _plain(text[: span.start]), _plain(span.of(text)).split(" ")
    page, at = _plain(text), len(before) + (1 if before and text[span.start - 1].isspace() else 0)
    if not words[0]:
        return None
    whole = " ".join(words)
    candidates = [(whole, "")] if len(words) <= _WHOLE_UP_TO else []
    candidates += [(" ".join(words[:n]), " ".join(words[-n:])) for n in _ENDS if 2 * n <= len(words)]
    for start, end in candidates:
        if _leads_to(page, at, len(whole), start, end):
            return _terms(start, end)
    for start, end in candidates:
        for count in _PREFIXES:
            prefix = " ".join(before.split(" ")[-count:])
            if prefix and _leads_to(page, at - len(prefix) - 1, len(whole) + len(prefix) + 1, f"{prefix} {start}", end):
                return f"{_encoded(prefix)}-,{_terms(start, end)}"
    return None


def _leads_to(page: str, at: int, length: int, start: str, end: str) -> bool:
    """Whether the first place where the terms are found is the quote's."""
    folded = page.casefold()
    if len(folded) != len(page):
        folded = page
    if folded.find(_same(start, folded, page)) != at:
        return False
    if not end:
        return True
    last = folded.find(_same(end, folded, page), at + len(start))
    return last + len(end) == at + length


def _same(term: str, folded: str, page: str) -> str:
    return term if folded is page else term.casefold()


def _plain(text: str) -> str:
    """Text as a page shows it: white space is one space."""
    return " ".join(text.split())


def _terms(start: str, end: str) -> str:
    return f"{_encoded(start)},{_encoded(end)}" if end else _encoded(start)


def _encoded(term: str) -> str:
    return percent_encoded(term, safe="").replace("-", "%2D")
