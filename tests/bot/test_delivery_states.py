"""Delivery as a state machine: whatever the order of events, faults, deaths and workers, each question has one answer.

The ledger and the endings are the real ones; the clock is ours, and Slack follows a script: it takes a request, holds
it back, loses it, or takes it at once or late and loses the answer.
"""

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from bot.delivery.endings import after_posting, after_reading_back
from bot.delivery.posting import Held, Outcome, Posted, Unknown
from bot.ledger.ledger import Ledger
from bot.ledger.limits import Limits
from bot.ledger.records import Entry, State
from bot.questions import Asked, Deleted, Edited, Surface

SETTLE = 20.0
HOLD = 7.0
FAULTS = ("none", "held", "lost", "answer lost", "late", "error before", "error after")
WORKERS = st.integers(0, 1)


@cache
def _empty_database() -> bytes:
    """A database with the tables in it, made once: migrating takes longer than most of the runs."""
    with tempfile.TemporaryDirectory() as folder:
        Ledger(f"sqlite:///{folder}/ledger.db").close()
        return (Path(folder) / "ledger.db").read_bytes()


def _without_fsync(ledger: Ledger) -> Ledger:
    """Nobody pulls the plug here."""
    sa.event.listen(ledger._engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    ledger._engine.dispose()
    return ledger


@dataclass
class Message:
    """What stands in a channel for an answer."""

    answer: str
    revision: int
    text: str


class Slack:
    """The channels, and what is on its way to them."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.messages: list[Message] = []
        self.held_until: dict[str, float] = {}
        self._on_their_way: list[tuple[float, str | None, Message]] = []

    def post(self, entry: Entry, fault: str) -> Outcome:
        """One request: a post, or an update of what is there."""
        assert entry.posted_ts or self.held_until.get(entry.channel, 0.0) <= self.now, "posted into a channel held back"
        message = Message(entry.answer, entry.revision, entry.text)
        if fault == "held":
            if entry.posted_ts is None:
                self.held_until[entry.channel] = self.now + HOLD
            return Held(seconds=HOLD)
        if fault == "late":
            self._on_their_way.append((self.now + SETTLE - 1, entry.posted_ts, message))
        elif fault in {"none", "answer lost", "error after"}:
            ts = self._take(entry.posted_ts, message)
            if fault == "none":
                return Posted(ts=ts)
        return Unknown(error=fault, in_flight=not fault.startswith("error"))

    def find(self, entry: Entry) -> Posted | None:
        """The message of an answer, if it is there."""
        for ts, message in enumerate(self.messages):
            if message.answer == entry.answer:
                return Posted(ts=str(ts), revision=message.revision)
        return None

    def go_on(self, seconds: float) -> None:
        """Lets time pass, and what was on its way arrive."""
        self.now += seconds
        for each in [each for each in self._on_their_way if each[0] <= self.now]:
            self._on_their_way.remove(each)
            self._take(each[1], each[2])

    def _take(self, ts: str | None, message: Message) -> str:
        if ts is None:
            self.messages.append(message)
            return str(len(self.messages) - 1)
        self.messages[int(ts)] = message
        return ts


class Newsroom(RuleBasedStateMachine):
    """Two workers on one database, each with one claim in hand at most."""

    def __init__(self) -> None:
        super().__init__()
        self.slack = Slack()
        self.clock = patch("bot.ledger.ledger.time.time", lambda: self.slack.now)
        self.clock.start()
        self.folder = tempfile.TemporaryDirectory()
        database = Path(self.folder.name) / "ledger.db"
        database.write_bytes(_empty_database())
        limits = Limits(questions_a_minute=1_000)
        self.workers = [_without_fsync(Ledger(f"sqlite:///{database}", limits)) for _ in range(2)]
        self.hands: dict[int, tuple[Entry, float]] = {}
        self.asked: list[Asked] = []
        self.texts: dict[str, str] = {}
        self.deleted: set[str] = set()
        self.events: list[Asked | Edited | Deleted] = []
        self.stamp = 0

    @rule(channel=st.sampled_from(["C1", "C2"]))
    def ask(self, channel: str) -> None:
        key = f"{channel}:{len(self.asked)}"
        fields = {"channel": channel, "thread_ts": None, "asker": "U1", "text": f"{key} first"}
        self.asked.append(Asked(key=key, surface=Surface.MENTION, client_msg_id=f"m{key}", **fields))
        self.texts[key] = fields["text"]
        self.events += [self.asked[-1], self.asked[-1]]  # Slack sends a mention as two events

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        asked = data.draw(st.sampled_from(self.asked))
        if asked.key not in self.deleted:
            self.stamp += 1
            text = self.texts[asked.key] = f"{asked.key} edit {self.stamp}"
            as_edited = asked.model_copy(update={"text": text})
            self.events.append(Edited(key=asked.key, text=text, edited_ts=f"{self.stamp:06}", asked=as_edited))

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        asked = data.draw(st.sampled_from(self.asked))
        if asked.key not in self.deleted:
            self.deleted.add(asked.key)
            self.events.append(Deleted(key=asked.key))

    @precondition(lambda self: self.events)
    @rule(data=st.data(), worker=WORKERS, again=st.booleans())
    def deliver(self, data: st.DataObject, worker: int, again: bool) -> None:
        event = self.events[data.draw(st.integers(0, len(self.events) - 1))]
        self._take_in(worker, event)
        if not again:
            self.events.remove(event)

    @rule(worker=WORKERS, channel=st.sampled_from(["C1", "C2"]))
    def claim(self, worker: int, channel: str) -> None:
        ledger, now = self.workers[worker], self.slack.now
        entry = ledger.next_in(channel, now) if worker not in self.hands else None
        claimed = ledger.claim(entry, now, SETTLE, None) if entry is not None else None
        if claimed is not None:
            self.hands[worker] = (claimed, now)

    @precondition(lambda self: self.hands)
    @rule(worker=WORKERS, fault=st.sampled_from(FAULTS), dies=st.booleans())
    def send(self, worker: int, fault: str, dies: bool) -> None:
        """Posts or reads back what is in hand, and settles it unless the worker dies before that."""
        if worker not in self.hands:
            return
        entry, since = self.hands.pop(worker)
        now = self.slack.now
        if entry.state is State.CHECKING:
            ending = after_reading_back(entry, self.slack.find(entry), now, SETTLE)
        elif now - since > SETTLE / 2:
            return  # a process that was asleep sends nothing: `Delivery` gives the claim back
        else:
            ending = after_posting(entry, self.slack.post(entry, fault), None, now, SETTLE)
        if not dies:
            self.workers[worker].settle(entry, ending)

    @precondition(lambda self: self.hands)
    @rule(worker=WORKERS)
    def die(self, worker: int) -> None:
        """The worker is gone before it has sent what it had claimed."""
        self.hands.pop(worker, None)

    @rule(seconds=st.sampled_from([1.0, HOLD, SETTLE / 2, SETTLE]))
    def wait(self, seconds: float) -> None:
        self.slack.go_on(seconds)

    def teardown(self) -> None:
        try:
            self._come_to_rest()
            self._each_question_has_one_answer()
        finally:
            for worker in self.workers:
                worker.close()
            self.folder.cleanup()
            self.clock.stop()

    def _take_in(self, worker: int, event: Asked | Edited | Deleted) -> None:
        self.workers[worker].take_in([event])

    def _come_to_rest(self) -> None:
        """Slack is well again, all events come, and one worker is left."""
        self.hands.clear()
        for event in self.events:
            self._take_in(0, event)
        ledger = self.workers[0]
        for _ in range(400):
            for channel in ledger.due_channels(self.slack.now):
                while 0 not in self.hands and ledger.next_in(channel, self.slack.now) is not None:
                    self.claim(0, channel)
                    if 0 not in self.hands:
                        break
                    self.send(0, "none", dies=False)
            self.slack.go_on(2.0)
            if not ledger.waiting():
                break
        self.slack.go_on(2 * SETTLE)
        assert not ledger.waiting()

    def _each_question_has_one_answer(self) -> None:
        for asked in self.asked:
            entry = self.workers[0].entry_of(asked.key)
            answers = [message for message in self.slack.messages if message.answer == entry.answer]
            if asked.key in self.deleted:
                assert len(answers) <= 1
            else:
                assert [answer.text for answer in answers] == [self.texts[asked.key]], entry


TestDelivery = Newsroom.TestCase
TestDelivery.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
