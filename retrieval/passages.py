"""An article → its passages: what stands between blank lines, told apart by what it is in the story."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.models import Article, Passage, PassageKind, Span
from retrieval.sentences import sentences

# Whole blocks that web pages print around a story; compared without case and closing punctuation.
BOILERPLATE = frozenset(
    (
        "leave a comment",
        "leave a reply",
        "add a comment",
        "post a comment",
        "view comments",
        "comments",
        "no comments",
        "share this",
        "share this article",
        "share this story",
        "share this post",
        "like this",
        "read more",
        "read next",
        "related",
        "related articles",
        "related stories",
        "related posts",
        "advertisement",
        "story continues below advertisement",
        "article continues below advertisement",
        "sign up for our newsletter",
        "subscribe to our newsletter",
        "cancel reply",
        "your email address will not be published",
        "all rights reserved",
        "print this article",
        "back to top",
    )
)

_HEADING_WORDS = 12
# A headline quotes in single marks ("… used as ‘an instrument’"); lists close with a work's title in double ones.
_HEADING_END = re.compile(r"[^.!,;…”\"’)]$|(?<!\S)‘.*\w’$")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+\S")
# A link to another story is a line of few words: its headline stands right behind the colon of what introduces it
# ("98 trees:Jill Biden unveils …"), or a label says so. What closes like a statement is taken for one, and so is what
# stands behind a word of saying ("explained" opens links too) or behind whoever asks or answers in an interview.
_STUCK = re.compile(r"[^\W\d_][?!'’”\")\]]*:+['‘]?(?![a-zà-öø-ÿ])[^\W_]")
_SAID = re.compile(
    r"\A\W*+(?:\w|reporter|interviewer|journalist|host|moderator|question|answer):"
    r"|\A[^:]*?\b(?:statement\b[^:]*+|told(?: \w+){0,3}|(?:said|says|wrote|writes|tweeted|posted|added|asked|replied"
    r"|answered|announced|declared|stated|warned)[^\w:]*+):",
    re.IGNORECASE,
)
_STATEMENT_END = re.compile(r"[.!…;:]['’”\")\]]*$")
_LINK_LABEL = re.compile(
    r"\A\W*+(?:(?:also )?read(?: (?:more|next|also|this|on|here|the (?:rest here|(?:full|original) story)))?"
    r"|more(?: coverage| news| details)?|related(?: coverage| articles?| stor(?:y|ies))?|see (?:also|more))"
    r"\s?:++(?=\W*+(?:(?-i:[a-z]?[^\Wa-zà-öø-ÿ_])|https?:|www\.)|\s*+['‘“\"])",
    re.IGNORECASE,
)
_TEASER_WORDS = 30
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def passages(article: Article) -> tuple[Passage, ...]:
    """The passages of an article's text, in order; with the white space between them they cover it."""
    return tuple(
        passage.model_copy(update={"sentences": sentences(article.text, passage.span)})
        if passage.kind is PassageKind.PARAGRAPH
        else passage
        for passage in outline(article)
    )


def outline(article: Article) -> Iterator[Passage]:
    """The passages with each as a single sentence: all that indexing needs, at a third of the time."""
    blocks = list(_blocks(article.text, article.headline))
    marked = frozenset(span.start for span in article.headings)
    number = 0
    heading: Span | None = None
    for position, span in enumerate(blocks):
        kind = _kind(article, span, first=position == 0, last=position == len(blocks) - 1)
        if span.start in marked and kind is PassageKind.PARAGRAPH:
            kind = PassageKind.HEADING
        if kind is PassageKind.HEADING:
            heading = span
        is_paragraph = kind is PassageKind.PARAGRAPH
        number += is_paragraph
        yield Passage.model_construct(
            kind=kind,
            number=number if is_paragraph else 0,
            span=span,
            sentences=(span,),
            heading=heading if is_paragraph else None,
        )


def is_quotable(article: Article, passage: Passage) -> bool:
    """Whether a passage may be a source of quotes: a paragraph whose letters stand in the order that they show."""
    return passage.kind is PassageKind.PARAGRAPH and not _BIDI.search(
        article.text, passage.span.start, passage.span.end
    )


def headline_line(text: str) -> Span:
    """The first line with something on it, trimmed of white space (an empty span if there is none)."""
    for start, line in _lines(text):
        if line.strip():
            return _trimmed(text, start, start + len(line))
    return Span(start=0, end=0)


def _blocks(text: str, headline: str) -> Iterator[Span]:
    """Stretches between blank lines; the headline's line is a block of its own.

    A text with no blank line after its first line has a paragraph a line.
    """
    first = headline_line(text)
    body = 0
    if first.end and _plain(first.of(text)) == _plain(headline):
        yield first
        body = first.end
    lines = [(body + start, line) for start, line in _lines(text[body:])]
    if body and lines and not lines[0][1].strip():
        lines = lines[1:]
    line_is_block = not any(not line.strip() for _, line in _without_blank_ends(lines))
    start: int | None = None
    end = 0
    for offset, line in lines:
        blank = not line.strip()
        if start is not None and (blank or line_is_block):
            yield _trimmed(text, start, end)
            start = None
        if not blank:
            start = offset if start is None else start
            end = offset + len(line)
    if start is not None:
        yield _trimmed(text, start, end)


def _kind(article: Article, span: Span, *, first: bool, last: bool) -> PassageKind:
    block = span.of(article.text)
    if first and _plain(block) == _plain(article.headline):
        return PassageKind.HEADLINE
    if _plain(block).rstrip(".!:…") in BOILERPLATE or _is_teaser(block):
        return PassageKind.BOILERPLATE
    if not last and _is_heading(block):
        return PassageKind.HEADING
    return PassageKind.PARAGRAPH


def _is_teaser(block: str) -> bool:
    """One line that leads to another story, and says no word of this one."""
    if ":" not in block or len(block.splitlines()) > 1 or len(block.split()) > _TEASER_WORDS:
        return False
    if _LINK_LABEL.match(block):
        return True
    return bool(_STUCK.search(block)) and not _STATEMENT_END.search(block) and not _SAID.match(block)


def _is_heading(block: str) -> bool:
    """One short line that starts like a title and doesn't end like a statement."""
    if len(block.splitlines()) > 1:
        return False
    if _MARKDOWN_HEADING.match(block):
        return True
    starts = block[0].isupper() or block[0].isdigit()
    return starts and len(block.split()) <= _HEADING_WORDS and _HEADING_END.search(block) is not None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.splitlines(keepends=True):
        yield offset, line
        offset += len(line)


def _without_blank_ends(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    filled = [index for index, (_, line) in enumerate(lines) if line.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    return Span(start=first, end=max(first, start + len(piece.rstrip())))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
