"""The ledger: each question once, each lease one owner's, each quote given out on record."""

import threading

import pytest

from bot.ledger.ledger import Ledger
from bot.ledger.limits import Limits
from bot.ledger.records import Ending, State, StoredAnswer, stored
from bot.questions import Asked, Deleted, Edited, Surface
from retrieval.models import Verdict
from tests.bot.articles import article, quotes


def asked(key: str = "C1:1.1", **fields) -> Asked:
    known = {"surface": Surface.MENTION, "channel": "C1", "thread_ts": "1.1", "asker": "U1", "text": "who?"}
    return Asked(key=key, **(known | fields))


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield ledger
    ledger.close()


def claim(ledger, entry, now=10.0, answer=None):
    return ledger.claim(entry, now, 5.0, answer)


def test_a_question_delivered_twice_is_taken_in_once(ledger):
    first, again = ledger.take_in([asked(event_id="Ev1"), asked(event_id="Ev2")])
    assert first is not None
    assert again is None
    assert ledger.take_in([asked()]) == [None]


def test_one_gesture_under_two_timestamps_is_taken_in_once(ledger):
    ids = ledger.take_in([asked("C1:1.1", client_msg_id="m"), asked("C1:1.2", client_msg_id="m")])
    assert [entry is not None for entry in ids] == [True, False]


def test_a_follow_up_counts_only_in_a_thread_that_is_ours(ledger):
    follow_up = asked("C1:2.0", surface=Surface.FOLLOW_UP)
    assert ledger.take_in([follow_up]) == [None]
    ledger.take_in([asked()])
    assert ledger.take_in([follow_up])[0] is not None


def test_a_thread_gets_no_more_follow_ups_than_the_cap(ledger):
    ledger.take_in([asked()])
    many = [asked(f"C1:{number}", surface=Surface.FOLLOW_UP) for number in range(2, ANSWERS_A_THREAD + 2)]
    assert sum(entry is not None for entry in ledger.take_in(many)) == ANSWERS_A_THREAD - 1


def test_a_row_is_claimed_by_one_only(ledger):
    (row,) = ledger.take_in([asked()])
    claims = []
    threads = [threading.Thread(target=lambda: claims.append(claim(ledger, row))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.state for entry in claims if entry is not None] == [State.SENDING]


def test_a_lease_that_ran_out_is_read_back_before_anything_is_sent_again(ledger):
    (row,) = ledger.take_in([asked()])
    first = claim(ledger, row, now=10.0)
    assert claim(ledger, row, now=14.0) is None
    assert ledger.due(14.0) == []
    assert [due.id for due in ledger.due(15.0)] == [row.id]
    second = claim(ledger, row, now=15.0)
    assert second.state is State.CHECKING
    assert ledger.settle(first, Ending(state=State.POSTED, posted_ts="9.9")) is None


def test_an_edit_makes_an_answered_question_new_under_the_next_revision(ledger):
    (row,) = ledger.take_in([asked()])
    entry = claim(ledger, row)
    ledger.settle(entry, Ending(state=State.POSTED, posted_ts="9.9"))
    edit = Edited(key="C1:1.1", text="who else?", edited_ts="3.0", asked=None)
    edited, repeated = ledger.take_in([edit, edit])
    assert repeated is None
    assert claim(ledger, row) is None
    again = claim(ledger, edited)
    assert (again.text, again.revision, again.posted_ts, again.state) == ("who else?", 2, "9.9", State.SENDING)


def test_an_older_edit_that_comes_late_changes_nothing(ledger):
    ledger.take_in([asked()])
    ledger.take_in([Edited(key="C1:1.1", text="newest?", edited_ts="4.0", asked=None)])
    assert ledger.take_in([Edited(key="C1:1.1", text="older?", edited_ts="3.0", asked=None)]) == [None]
    assert ledger.entry_of("C1:1.1").text == "newest?"


def test_an_edit_while_the_answer_is_on_its_way_is_answered_next(ledger):
    (row,) = ledger.take_in([asked()])
    entry = claim(ledger, row)
    ledger.take_in([Edited(key="C1:1.1", text="changed?", edited_ts="3.0", asked=None)])
    assert ledger.settle(entry, Ending(state=State.POSTED, posted_ts="9.9")) is State.NEW
    assert ledger.entry_of("C1:1.1").posted_ts == "9.9"


def test_a_mention_added_by_an_edit_is_a_new_question(ledger):
    new = asked()
    ledger.take_in([Edited(key=new.key, text="who?", edited_ts="3.0", asked=new)])
    assert ledger.entry_of("C1:1.1").text == "who?"


def test_a_question_deleted_before_it_is_answered_is_not_answered(ledger):
    (row,) = ledger.take_in([asked()])
    ledger.take_in([Deleted(key="C1:1.1")])
    assert claim(ledger, row) is None


def test_a_press_that_failed_can_be_pressed_again_and_one_that_worked_can_not(ledger):
    share = asked("share:a.1:C1", surface=Surface.SHARE, source="a.1")
    (row,) = ledger.take_in([share])
    ledger.settle(claim(ledger, row), Ending(state=State.FAILED, error="not_in_channel"))
    (pressed_again,) = ledger.take_in([share])
    assert pressed_again.id == row.id
    ledger.settle(claim(ledger, pressed_again), Ending(state=State.POSTED, posted_ts="9.9"))
    assert ledger.take_in([share]) == [None]


def test_the_response_url_is_forgotten_once_it_was_used(ledger):
    (row,) = ledger.take_in([asked(surface=Surface.COMMAND, respond_to="https://hooks.example/secret")])
    ledger.settle(claim(ledger, row), Ending(state=State.POSTED))
    assert ledger.entry_of("C1:1.1").respond_to is None


def test_quotes_given_out_are_on_record_with_offsets_and_hash(ledger):
    (row,) = ledger.take_in([asked()])
    placed = quotes(article("One thing.", "Another thing."))
    answer = StoredAnswer(
        reference=row.reference,
        root=row.reference,
        question="who?",
        verdict=Verdict.ANSWERED,
        confidence=0.5,
        quotes=stored(placed, given=[1]),
    )
    entry = claim(ledger, row, answer=answer)
    assert ledger.answer(row.reference) == answer
    ledger.record(entry, answer)
    assert ledger.answer(row.reference) == answer
    assert [quote.given for quote in answer.quotes] == [True, False]
    assert answer.quotes[0].span == placed[0].quote.span
    assert ledger.answer("unknown.1") is None


def test_feedback_keeps_a_persons_last_word_on_an_answer_that_exists(ledger):
    (row,) = ledger.take_in([asked()])
    empty = StoredAnswer(
        reference=row.reference, root=row.reference, question="?", verdict=Verdict.NOTHING, confidence=0, quotes=()
    )
    claim(ledger, row, answer=empty)
    assert ledger.note_feedback(row.reference, "U1", good=True)
    assert ledger.note_feedback(row.reference, "U1", good=False)
    assert not ledger.note_feedback("unknown.1", "U1", good=True)


def test_counts_tell_the_operator_what_waits(ledger):
    ledger.take_in([asked("C1:1"), asked("C1:2")])
    assert ledger.counts() == {State.NEW: 2}
