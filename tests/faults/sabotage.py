"""Guards taken away, one at a time: each must make its row of the programme fail, or the row shows nothing."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import os
import re
from collections.abc import Callable

import sqlalchemy as sa

from bot import questions
from bot.connecting import connection
from bot.connecting.socket_mode import Times
from bot.corrections import watch
from bot.delivery import delivery
from bot.delivery.delivery import Delivery
from bot.ledger import ledger
from bot.ledger.ledger import Ledger
from bot.ledger.records import State
from bot.ledger.tables import inbox
from bot.questions import Asked
from bot.replies import blocks, composing
from retrieval.answering import spelling

GUARDS: dict[str, Callable[[], None]] = {}


def guard(name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers how the guard of that name is taken away."""

    def register(take_away: Callable[[], None]) -> Callable[[], None]:
        GUARDS[name] = take_away
        return take_away

    return register


def remove(name: str) -> None:
    """Takes a guard away in this process, for good."""
    GUARDS[name]()


@guard("reading back")
def _post_again_without_looking() -> None:
    """What was being sent when a process died is sent again at once."""
    real = Ledger.claim

    def claim(self, *args, **kwargs):
        claimed = real(self, *args, **kwargs)
        return claimed.model_copy(update={"state": State.SENDING}) if claimed is not None else None

    Ledger.claim = claim


@guard("durability before the ack")
def _ack_first() -> None:
    """An event is acked before it is written down."""
    real = Delivery.take_in

    async def take_in(self, entry):
        async def later():
            await asyncio.sleep(0.3)
            row = await real(self, entry)
            if row is not None:
                await self.deliver(row)

        self.sabotage = asyncio.create_task(later())

    Delivery.take_in = take_in


@guard("taking up what was left")
def _answer_what_comes_alone() -> None:
    """Nothing is looked for that an earlier process left behind, or that was put off."""

    async def sweep(self):
        await asyncio.Event().wait()

    Delivery.sweep = sweep


@guard("deduplication")
def _every_delivery_is_new() -> None:
    """The same event is another question each time that it comes."""
    real, numbers = Delivery.take_in, itertools.count()

    async def take_in(self, entry):
        if isinstance(entry, Asked):
            own = {"key": f"{entry.key}.{os.getpid()}.{next(numbers)}", "client_msg_id": None}
            entry = entry.model_copy(update=own)
        return await real(self, entry)

    Delivery.take_in = take_in


@guard("the lease")
def _settle_whatever_the_lease() -> None:
    """A claim takes what somebody else holds."""
    open_states = [State.NEW, State.SENDING, State.UNKNOWN, State.CHECKING]
    ledger.CLAIM = (
        sa.update(inbox)
        .where(inbox.c.id == sa.bindparam("entry_id"), inbox.c.state.in_(open_states))
        .values(
            state=State.SENDING,
            lease=sa.bindparam("new_lease"),
            attempts=inbox.c.attempts + 1,
        )
        .returning(*inbox.c)
    )
    is_open = inbox.c.state.in_(open_states)
    ledger.NEXT = (
        sa.select(inbox).where(is_open, inbox.c.channel == sa.bindparam("channel")).order_by(inbox.c.id).limit(1)
    )
    ledger.DUE_CHANNELS = sa.select(inbox.c.channel).where(is_open).distinct()


@guard("text as it is")
def _mend_the_text() -> None:
    """What looks like markup is mended on its way into a message, and the check at sending looks away."""
    real = blocks.texts

    def texts(*args, **kwargs):
        mended = real(*args, **kwargs)
        for part in mended:
            part["text"] = re.sub(r"[*_~`<>\u200b\u00ad]", "", part["text"])
        return mended

    blocks.texts = texts
    delivery.altered = lambda *_args, **_kwargs: []


@guard("following the archive")
def _look_at_no_change() -> None:
    """What was given out stays as it is, whatever becomes of its article."""
    watch.TOUCHING = frozenset()


@guard("the watchdog")
def _wait_on_a_silent_socket() -> None:
    """A socket is taken to be there for as long as nobody says that it isn't."""
    _with_times(heartbeat=1_000.0, silence=1_000.0)


@guard("the pace")
def _open_at_once() -> None:
    """Another socket is opened as soon as one is gone."""
    _with_times(pace=0.0)


def _with_times(**changed) -> None:
    defaults = Times.__init__.__defaults__
    names = [field.name for field in dataclasses.fields(Times)]
    Times.__init__.__defaults__ = tuple(changed.get(name, usual) for name, usual in zip(names, defaults, strict=True))


@guard("the gate at the socket")
def _let_errors_out() -> None:
    """What a payload makes Bolt raise is caught by nobody."""

    def raise_again(error):
        raise error

    connection.words_for = raise_again


@guard("text that can be stored")
def _keep_any_text() -> None:
    """A question is kept as it came, with what no database takes."""
    questions._storable = str


@guard("the bounds of a question")
def _look_at_every_word() -> None:
    """A question is searched for however long it is, and each word of it looked at for slips."""
    composing.QUESTION_AT_MOST = spelling.UNKNOWN_WORDS = 10**9
