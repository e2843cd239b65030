"""The ledger: each question once, each lease one owner's, each quote given out on record."""

import threading

import pytest

from bot.ledger.ledger import Ledger
from bot.ledger.limits import DEFAULT_LIMITS, Limits
from bot.ledger.records import Ending, Limit, State, StoredAnswer, stored
from bot.questions import Asked, Deleted, Edited, Surface
from retrieval.models import Verdict
from tests.bot.articles import article, quotes


def asked(key: str = "C1:1.1", **fields) -> Asked:
    known = {"surface": Surface.MENTION, "channel": "C1", "thread_ts": "1.1", "asker": "U1", "text": "who?"}
    return Asked(key=key, **(known | fields))


@pytest.fixture
def ledger(database_url):
    ledger = Ledger(database_url, Limits(questions_a_minute=1_000))
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
    many = [
        asked(f"C1:{number}", surface=Surface.FOLLOW_UP) for number in range(2, DEFAULT_LIMITS.answers_a_thread + 4)
    ]
    taken = [entry.limited for entry in ledger.take_in(many) if entry is not None]
    assert taken == [None] * (DEFAULT_LIMITS.answers_a_thread - 1) + [Limit.THREAD]


def test_a_person_over_the_limit_is_told_once_a_minute_and_others_are_not_held_up(database_url, monkeypatch):
    ledger = Ledger(database_url, Limits(questions_a_minute=3))
    monkeypatch.setattr("bot.ledger.ledger.time.time", lambda: 1000.0)
    one_by_one = [ledger.take_in([asked(f"C1:{number}", asker="U1")])[0] for number in range(2)]
    together = ledger.take_in([asked(f"C2:{number}", asker="U1", channel="C2") for number in range(4)])
    assert [entry.limited for entry in [*one_by_one, *together] if entry] == [None, None, None, Limit.PERSON]
    assert ledger.take_in([asked("C1:9", asker="U2")])[0].limited is None
    monkeypatch.setattr("bot.ledger.ledger.time.time", lambda: 1061.0)
    assert ledger.take_in([asked("C1:8", asker="U1")])[0].limited is None
    ledger.close()


def test_an_event_that_comes_again_counts_once_towards_the_limit(database_url):
    ledger = Ledger(database_url, Limits(questions_a_minute=2))
    ledger.take_in([asked()])
    again = ledger.take_in([*[asked()] * 5, asked("C1:2")])
    assert again[-1].limited is None
    ledger.close()


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
    assert ledger.due_channels(14.0) == []
    assert ledger.next_in("C1", 14.0) is None
    assert ledger.due_channels(15.0) == ["C1"]
    second = claim(ledger, ledger.next_in("C1", 15.0), now=15.0)
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


def test_in_a_direct_message_a_question_goes_on_from_one_of_the_last_hour(ledger):
    first, then = ledger.take_in(
        [asked(f"D1:{at}", surface=Surface.DIRECT, channel="D1", thread_ts=f"{at}") for at in (1, 2)]
    )
    known = {"verdict": Verdict.NOTHING, "confidence": 0.0, "quotes": ()}
    answer = StoredAnswer(reference=first.reference, root=first.reference, question="who spoke?", **known)
    ledger.settle(claim(ledger, first, answer=answer), Ending(state=State.POSTED, posted_ts="1.2"))
    for seconds, before in ((3_599, "who spoke?"), (3_601, None)):
        later = then.model_copy(update={"received_at": first.received_at + seconds})
        assert ledger.question_before(later) == before


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


def test_a_question_that_comes_after_its_deletion_is_not_answered(ledger):
    ledger.take_in([Deleted(key="C1:1.1")])
    assert ledger.take_in([asked()]) == [None]
    assert ledger.take_in([Edited(key="C1:1.1", text="changed?", edited_ts="3.0", asked=asked())]) == [None]
    assert ledger.counts() == {State.IGNORED: 1}


def test_an_edit_that_comes_before_its_question_is_what_is_answered(ledger):
    ledger.take_in([asked("C1:1.0")])
    follow_up = asked("C1:1.2", surface=Surface.FOLLOW_UP, text="before?")
    for text, ts in (("newest?", "4.0"), ("older?", "3.0")):
        ledger.take_in([Edited(key="C1:1.2", text=text, edited_ts=ts, asked=None)])
    assert ledger.take_in([follow_up])[0].text == "newest?"
    assert ledger.take_in([Edited(key="C1:1.2", text="older?", edited_ts="3.5", asked=None)]) == [None]


def test_a_mention_whose_edit_came_first_is_answered_once_as_edited(ledger):
    edit = Edited(key="C1:1.1", text="newest?", edited_ts="4.0", asked=asked(text="newest?"))
    older = Edited(key="C1:1.1", text="older?", edited_ts="3.0", asked=asked(text="older?"))
    taken = ledger.take_in([edit, older, asked(text="first?")])
    assert [entry.text for entry in taken if entry is not None] == ["newest?"]
    assert ledger.entry_of("C1:1.1").text == "newest?"


def test_an_edit_back_to_the_same_words_makes_an_older_one_late(ledger):
    ledger.take_in([asked(text="who?")])
    edits = [
        Edited(key="C1:1.1", text=text, edited_ts=ts, asked=None) for text, ts in (("who?", "4.0"), ("why?", "3.0"))
    ]
    assert ledger.take_in(edits) == [None, None]


def test_a_question_waits_for_the_older_one_in_its_channel_and_not_for_others(ledger):
    first, second, elsewhere = ledger.take_in([asked("C1:1"), asked("C1:2"), asked("C2:1", channel="C2")])
    assert claim(ledger, second) is None
    assert claim(ledger, elsewhere) is not None
    sending = claim(ledger, first)
    assert claim(ledger, second) is None
    ledger.settle(sending, Ending(state=State.POSTED, posted_ts="9.9"))
    assert claim(ledger, second) is not None


def test_an_outcome_that_is_not_known_keeps_no_question_waiting(ledger):
    first, second = ledger.take_in([asked("C1:1"), asked("C1:2")])
    ledger.settle(claim(ledger, first), Ending(state=State.UNKNOWN, not_before=30.0))
    assert claim(ledger, second) is not None


def test_a_lease_of_a_dead_process_keeps_no_question_waiting_once_it_ran_out(ledger):
    first, second = ledger.take_in([asked("C1:1"), asked("C1:2")])
    claim(ledger, first, now=10.0)
    assert claim(ledger, second, now=14.0) is None
    assert claim(ledger, second, now=15.0) is not None


def test_a_channel_that_is_held_back_is_held_back_for_every_process(ledger, database_url):
    first, second, elsewhere = ledger.take_in([asked("C1:1"), asked("C1:2"), asked("C2:1", channel="C2")])
    ledger.settle(claim(ledger, first), Ending(state=State.NEW, not_before=60.0, held=True))
    other = Ledger(database_url)
    assert claim(other, second, now=50.0) is None
    assert other.next_in("C1", 50.0) is None
    assert other.due_channels(50.0, taken_in_before=1e12) == ["C2"]
    assert claim(other, elsewhere, now=50.0) is not None
    assert claim(other, second, now=60.0) is None  # the older one first
    assert claim(other, other.next_in("C1", 60.0), now=60.0).id == first.id
    other.close()


def test_being_held_back_is_no_attempt(ledger):
    (row,) = ledger.take_in([asked()])
    for _ in range(5):
        ledger.settle(claim(ledger, row), Ending(state=State.NEW, held=True))
    assert ledger.entry_of("C1:1.1").attempts == 1


def test_a_long_channel_hides_no_other(ledger):
    ledger.take_in([asked(f"C1:{number}") for number in range(300)])
    ledger.take_in([asked("C2:1", channel="C2")])
    assert sorted(ledger.due_channels(10.0, taken_in_before=1e12)) == ["C1", "C2"]


def test_a_question_just_taken_in_is_left_to_the_process_that_took_it_in(ledger):
    (row,) = ledger.take_in([asked()])
    assert ledger.due_channels(1e12, taken_in_before=row.received_at - 1) == []
    assert ledger.due_channels(1e12, taken_in_before=row.received_at) == ["C1"]


def test_calls_together_take_effect_together_or_not_at_all(ledger):
    (row,) = ledger.take_in([asked()])

    def fails():
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        ledger.together([lambda: claim(ledger, row), fails])
    assert ledger.entry_of("C1:1.1").state is State.NEW
    assert ledger.together([lambda: claim(ledger, row), ledger.counts])[0].state is State.SENDING


def test_what_waits_for_the_operator_is_listed_without_its_words_and_settled_by_hand(ledger):
    rows = ledger.take_in([asked("C1:1.5"), asked("C1:1.6", text="secret"), asked("C1:1.7"), asked("C1:1.8")])
    for row, state in zip(rows, (State.FAILED, State.ABANDONED, State.POSTED, State.NEW), strict=True):
        ledger.settle(claim(ledger, row), Ending(state=state, error="channel_not_found", not_before=99.0))
    newest, oldest = ledger.unsettled()
    assert [(newest.at, newest.state), (oldest.at, oldest.state)] == [("1.6", State.ABANDONED), ("1.5", State.FAILED)]
    assert "secret" not in repr(newest)
    assert ledger.oldest_waiting() == rows[3].received_at
    assert ledger.waiting() == 1
    assert ledger.retry(oldest.id)
    assert not ledger.retry(oldest.id)
    assert ledger.dismiss(newest.id)
    assert ledger.unsettled() == []
    assert claim(ledger, ledger.next_in("C1", 10.0)).id == oldest.id


def test_a_private_answer_is_not_retried_where_others_would_see_it(ledger):
    command = asked("command:1", surface=Surface.COMMAND, respond_to="https://hooks.example/secret")
    ledger.settle(claim(ledger, ledger.take_in([command])[0]), Ending(state=State.ABANDONED))
    (left,) = ledger.unsettled()
    assert left.private
    assert not ledger.retry(left.id)
