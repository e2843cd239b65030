"""Withdrawing an article from Slack: a modal that says what will happen and asks why, then the archive's recall."""

from __future__ import annotations

import asyncio

from bot.editing.editors import Editors
from bot.editing.reach import Reach
from bot.errors import RefusedError
from bot.replies.elements import Json, actions, button, context, literal, plain, rich_section, rich_text, section
from bot.replies.wording import publication
from retrieval.archive import Archive, UnknownArticleError
from retrieval.models import Record, State, Value

REASON, TYPED = "reason", "typed"
CALLBACK = "withdraw_article"
REASON_LIMIT = 500
_TITLE = "Withdraw an article"
_HEADLINE_LIMIT = 300


class Withdrawn(Value):
    """An article that was just withdrawn, and how many messages quote it."""

    record: Record
    messages: int


class Withdrawing:
    """What an instance does is checked with `editors` each time."""

    def __init__(self, *, editors: Editors, archive: Archive, reach: Reach) -> None:
        self._editors, self._archive, self._reach = editors, archive, reach

    async def button_for(self, article_id: str, person: str) -> list[Json]:
        """A row with *Withdraw…* for those who may; for others nothing."""
        if not await self._editors.may(person):
            return []
        words = "Withdraw this article…"
        return [actions("withdraw", [button(words, "withdraw", value=article_id)])]

    async def asked(self, article_id: str, person: str) -> Json:
        """The modal that says what will happen and asks for the reason."""
        await self._editors.check(person)
        record = await asyncio.to_thread(self._latest, article_id)
        return _asking(record, await asyncio.to_thread(self._reach.messages, article_id))

    async def withdraw(self, article_id: str, person: str, reason: str) -> Json:
        """Recalls every version; the modal that says what follows."""
        await self._editors.check(person)
        if not reason.strip():
            raise RefusedError("Say why: whoever was given a quote reads it.")
        record = await asyncio.to_thread(self._latest, article_id)
        messages = await asyncio.to_thread(self._reach.messages, article_id)
        await asyncio.to_thread(self._archive.withdraw, article_id, reason.strip(), by=f"slack:{person}")
        return _done(Withdrawn(record=record, messages=messages))

    def _latest(self, article_id: str) -> Record:
        try:
            record = self._archive.history(article_id)[-1]
        except UnknownArticleError:
            raise RefusedError("The archive holds no such article any more.") from None
        if record.state is State.WITHDRAWN:
            why = f" (“{record.reason}”)" if record.reason else ""
            raise RefusedError(f"It has been withdrawn already{why}. Nothing is left to do.")
        return record


def refusal_view(words: str) -> Json:
    """A modal that says why nothing was done."""
    return _modal([section(words)])


def _asking(record: Record, messages: int) -> Json:
    quoted = {0: "No message quotes it.", 1: "1 message quotes it."}
    follows = quoted.get(messages, f"{messages} messages quote it.")
    if messages:
        follows += (
            " Its words are taken out, your reason and the time stand in their place, and whoever asked is told. A "
            "private answer can’t be changed: who got one is told by direct message."
        )
    asks = {
        "type": "plain_text_input",
        "action_id": TYPED,
        "multiline": True,
        "min_length": 3,
        "max_length": REASON_LIMIT,
        "focus_on_load": True,
    }
    reason = {
        "type": "input",
        "block_id": REASON,
        "label": plain("Why is it withdrawn?"),
        "hint": plain("Everybody who was given a quote of it reads this."),
        "element": asks,
    }
    blocks = [*_named(record), section(follows), context(_FOR_GOOD), reason]
    return _modal(blocks) | {
        "callback_id": CALLBACK,
        "private_metadata": record.article.id,
        "submit": plain("Withdraw"),
        "close": plain("Keep it"),
    }


def _done(withdrawn: Withdrawn) -> Json:
    many = withdrawn.messages
    follows = f"{many} messages are being put right." if many != 1 else "1 message is being put right."
    said = section(f"Withdrawn. {follows if many else 'No message quotes it.'}")
    return _modal([*_named(withdrawn.record), said, context("Nobody is given a quote of it any more.")])


_FOR_GOOD = (
    "It can’t be quoted any more, in any version. The text stays on record, with your name; whoever runs Quote Desk "
    "can restore it."
)


def _named(record: Record) -> list[Json]:
    article = record.article
    headline = article.headline[:_HEADLINE_LIMIT] or "No headline"
    version = f" · version {article.version}" if article.version > 1 else ""
    return [
        rich_text([rich_section([literal(headline, bold=True)])]),
        context(f"{publication(article)[:500]}{version}"),
    ]


def _modal(blocks: list[Json]) -> Json:
    return {"type": "modal", "title": plain(_TITLE), "close": plain("Close"), "blocks": blocks}
