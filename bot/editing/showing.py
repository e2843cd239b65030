"""Previews and what became of them, as Block Kit: pure functions, in which nothing of an article is live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.editing.candidates import Added, Candidate, Standing
from bot.replies.blocks import BLOCKS_LIMIT, Message
from bot.replies.elements import (
    Json,
    actions,
    button,
    context,
    literal,
    rich_quote,
    rich_section,
    rich_text,
    section,
    size,
    texts,
)
from bot.replies.wording import HEADLINE_LIMIT, escaped, publication
from retrieval.models import Action, Article, PassageKind, Span
from retrieval.passages import passages
from retrieval.readers import BadSource

SHOWN_WHOLE = 3
"""Candidates that are shown with their first sentences; of more than these, each has a line."""

LISTED = 10
_OPENING = 350
"""Characters of an article's first sentences; the sentence that passes it is left out."""
_NOTES = 3
_GONE = "This preview is no longer there: it was used, cancelled, or is older than half an hour. Start again."
_BUTTONS = "preview"


def preview(preview_id: str, candidates: Sequence[Candidate], bad: Sequence[BadSource]) -> Message:
    """What was found, what adding it would do, and the two buttons; only *Add* makes it count."""
    changing = [each for each in candidates if is_worth_adding(each)]
    lead = _lead(candidates, changing)
    blocks: list[Json] = [rich_text([rich_section([literal(lead, bold=True)])])]
    whole = candidates if len(candidates) <= SHOWN_WHOLE else ()
    for number, candidate in enumerate(whole, start=1):
        shown = _shown(preview_id, number, candidate)
        blocks += shown if size([*blocks, *shown]) < BLOCKS_LIMIT else _line(candidate)
    if not whole:
        for candidate in candidates[:LISTED]:
            blocks += _line(candidate)
        if len(candidates) > LISTED:
            blocks.append(context(f"and {len(candidates) - LISTED} more"))
    blocks += [context(f"Left out: {each.place}: {each.reason}"[:500]) for each in bad[:_NOTES]]
    if len(bad) > _NOTES:
        blocks.append(context(f"and {len(bad) - _NOTES} more that could not be read"))
    if changing:
        words = "Add" if len(changing) == 1 else f"Add {len(changing)} articles"
        add = button(words, "add_article", value=preview_id, style="primary")
        blocks.append(actions(_BUTTONS, [add, button("Cancel", "cancel_adding", value=preview_id)]))
        blocks.append(context("Nothing counts before you press Add. This preview is good for half an hour."))
    return Message(text=escaped(lead), blocks=tuple(blocks))


def result(added: Sequence[Added]) -> Message:
    """What became of a preview that was added."""
    lines = [_outcome(each) for each in added if each.action is not None or len(added) == 1]
    same = len(added) - len(lines)
    blocks = [section(line) for line in lines[:LISTED]]
    more = [f"{len(lines) - LISTED} more are in."] if len(lines) > LISTED else []
    more += [f"{_counted(same, 'article')} had not changed."] if same else []
    blocks += [context(words) for words in more]
    return Message(text=escaped("\n".join([*lines[:LISTED], *more]))[:3_000], blocks=tuple(blocks))


def cancelled() -> str:
    """After *Cancel*."""
    return "Cancelled: nothing was added."


def gone() -> str:
    """After a press on a preview that can't be used."""
    return _GONE


def is_worth_adding(candidate: Candidate) -> bool:
    """Whether adding it could change anything that a reader sees, or what is known of it."""
    return candidate.standing is not Standing.OLDER


def _lead(candidates: Sequence[Candidate], changing: Sequence[Candidate]) -> str:
    if not changing:
        return "Nothing to add"
    return "Add this article?" if len(candidates) == 1 else f"Add these {len(candidates)} articles?"


def _shown(preview_id: str, number: int, candidate: Candidate) -> list[Json]:
    article = candidate.source.article
    blocks: list[Json] = [
        rich_text([rich_section([literal(_headline(article), bold=True)])]),
        context(f"{publication(article)[:500]} · {_counted(candidate.paragraphs, 'paragraph')}"),
    ]
    opening = _opening(article)
    if opening is not None:
        blocks.append(rich_text([rich_quote(texts(article, opening))], f"preview-{preview_id}-{number}"))
    blocks.append(section(_standing(candidate)))
    blocks += [context(words) for words in _warnings(candidate)]
    return blocks


def _line(candidate: Candidate) -> list[Json]:
    article = candidate.source.article
    return [section(f"{_headline(article)}\n{publication(article)[:300]} — {_standing(candidate)}")]


def _standing(candidate: Candidate) -> str:
    match candidate.standing:
        case Standing.NEW:
            return "New to the archive."
        case Standing.NEW_VERSION:
            return _new_version(candidate)
        case Standing.SAME_WORDS:
            return "The archive holds it in the same words. Adding it updates what is known of it, if anything."
        case Standing.OLDER:
            return "The archive holds a later edition of it, which stays."
        case Standing.RECALLS:
            return _recall(candidate)
        case Standing.STAYS_RECALLED:
            return f"The archive holds it as {candidate.held}, and it stays so: what you add is put on record only."


def _new_version(candidate: Candidate) -> str:
    quoting, changed = candidate.quoting, candidate.changed
    before = f"It becomes version {candidate.version} of an article that the archive holds."
    if not quoting:
        return f"{before} No message quotes it."
    quoted = f"{_counted(quoting, 'message')} quote{'s' if quoting == 1 else ''} it"
    if not changed:
        return f"{before} {quoted}, and every quoted word is in the new text."
    if changed == quoting:
        return f"{before} {quoted} in words that have changed, and {'is' if quoting == 1 else 'are'} put right."
    return f"{before} {quoted}; {changed} of them in words that have changed: these are put right."


def _recall(candidate: Candidate) -> str:
    recalled = f"Its own source says that it is {candidate.source.state}."
    if not candidate.held:
        return f"{recalled} It is put on record, and nobody is given a quote of it."
    return f"{recalled} Adding this takes it out of every answer, and out of {_counted(candidate.quoting, 'message')}."


def _warnings(candidate: Candidate) -> list[str]:
    source = candidate.source
    words = [f"Damage seen: {note.message}"[:300] for note in source.article.notes[:_NOTES]]
    if len(source.article.notes) > _NOTES:
        words.append(f"and {len(source.article.notes) - _NOTES} more signs of damage")
    if not candidate.paragraphs:
        words.append("No paragraph of it can be quoted.")
    if source.embargo_until is not None:
        words.append(f"Under embargo until {_moment(source.embargo_until)}: nobody is given a quote of it before.")
    if source.expires_at is not None:
        words.append(f"Expires {_moment(source.expires_at)}: it is not quoted after that.")
    if source.note:
        words.append(f"Editor’s note: {source.note}"[:500])
    return words


def _outcome(added: Added) -> str:
    candidate, article = added.candidate, added.stored.article
    name = f"“{_headline(article)}”"
    match added.action:
        case None:
            return f"{name} was in the archive already: nothing changed."
        case Action.ADDED:
            until = candidate.source.embargo_until
            when = f"from {_moment(until)} on" if until is not None else "from now on"
            return f"Added {name}: {_counted(candidate.paragraphs, 'paragraph')} can be quoted {when}."
        case Action.CORRECTED:
            done = f"Version {article.version} of {name} is in."
            return f"{done} {_counted(candidate.changed, 'message')} being put right." if candidate.changed else done
        case Action.WITHHELD | Action.WITHDRAWN:
            return f"{name} is {added.stored.state}: nobody is given a quote of it any more."
        case _:
            return f"What is known of {name} was updated; its words are the same."


def _opening(article: Article) -> Span | None:
    """The first sentences of the first paragraph that can be quoted, whole; None where none can."""
    first = next((passage for passage in passages(article) if passage.kind is PassageKind.PARAGRAPH), None)
    if first is None or not first.sentences:
        return None
    start = first.sentences[0].start
    ends = [sentence.end for sentence in first.sentences if sentence.end - start <= _OPENING]
    return Span(start=start, end=ends[-1]) if ends else None


def _headline(article: Article) -> str:
    return article.headline[:HEADLINE_LIMIT] or "No headline"


def _counted(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%B %Y %H:%M %Z}".rstrip()
