"""What the ledger makes of a change: rows due and the cursor moved together, or neither."""

import pytest

from bot.corrections.plan import step
from bot.corrections.remarks import Kind
from bot.corrections.rewording import Rewording
from bot.ledger.corrections import Cursor
from bot.ledger.ledger import Ledger
from bot.ledger.records import Ending, State, StoredAnswer, Urgency, stored
from bot.questions import Asked, Surface
from bot.replies.wording import Placed
from retrieval.archive import Archive
from retrieval.models import Quote, Source, Span, Verdict
from retrieval.speech import Speech
from tests.bot.articles import article, quotes

WORDS = "The ferry from the old harbour sails at seven every morning of the week."


@pytest.fixture
def ledger():
    ledger = Ledger("sqlite://")
    yield ledger
    ledger.close()


@pytest.fixture
def archive():
    archive = Archive()
    yield archive
    archive.close()


def given_out(ledger: Ledger, placed: list[Placed], key: str = "C1:1.1", **fields) -> None:
    """A question and its answer, posted."""
    known = {"surface": Surface.MENTION, "channel": "C1", "thread_ts": "1.1", "asker": "U1", "text": "who?"}
    (row,) = ledger.take_in([Asked(key=key, **(known | fields))])
    answer = StoredAnswer(
        reference=row.reference,
        root=row.reference,
        question="who?",
        verdict=Verdict.ANSWERED,
        confidence=1.0,
        quotes=stored(placed, given=[each.position for each in placed]),
    )
    claimed = ledger.claim(row, 0.0, 20.0, answer)
    ledger.settle(claimed, Ending(state=State.POSTED, posted_ts=f"9.{row.id}", shown=1))


def test_rows_are_made_due_with_the_cursor_and_only_once(ledger, archive):
    stored_article = archive.add(article(WORDS))
    given_out(ledger, quotes(stored_article))
    change = archive.withdraw("one", "wrong", by="Tom")
    (touched,) = ledger.corrections.touched("one", None, 10).touched
    due = step(touched, archive=archive, rewording=Rewording())
    assert due.urgency is Urgency.RECALL
    start, end = Cursor(change=0), Cursor(change=change.number)
    assert ledger.corrections.go_on(start, end, change.number, [due])
    assert not ledger.corrections.go_on(start, end, change.number, [due])
    row = ledger.entry_of("C1:1.1")
    assert (row.state, row.revision, row.corrects) == (State.NEW, 2, f"{row.answer}.1")
    assert ledger.waiting() == 2


def test_nothing_is_made_due_and_the_cursor_stays_when_a_row_is_no_longer_what_was_read(ledger, archive):
    stored_article = archive.add(article(WORDS))
    given_out(ledger, quotes(stored_article))
    given_out(ledger, quotes(stored_article), key="C1:2.2")
    change = archive.withdraw("one", "wrong", by="Tom")
    page = ledger.corrections.touched("one", None, 10)
    due = [step(each, archive=archive, rewording=Rewording()) for each in page.touched]
    stale = due[1].touched.model_copy(update={"entry": due[1].touched.entry.model_copy(update={"revision": 7})})
    steps = [due[0], due[1].model_copy(update={"touched": stale})]
    assert not ledger.corrections.go_on(Cursor(change=0), Cursor(change=change.number), change.number, steps)
    assert ledger.corrections.cursor() == Cursor(change=0)
    assert ledger.waiting() == 0


def test_the_newest_messages_come_first_and_the_next_page_goes_on_below_them(ledger, archive):
    stored_article = archive.add(article(WORDS))
    for number in range(5):
        given_out(ledger, quotes(stored_article), key=f"C1:{number}")
    first = ledger.corrections.touched("one", None, 2)
    second = ledger.corrections.touched("one", first.below, 2)
    last = ledger.corrections.touched("one", second.below, 2)
    ids = [each.entry.id for page in (first, second, last) for each in page.touched]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 5
    assert last.below is None


def test_a_quote_of_which_an_edit_has_taken_the_place_is_left_alone(ledger, archive):
    stored_article = archive.add(article(WORDS))
    given_out(ledger, quotes(stored_article))
    row = ledger.entry_of("C1:1.1")
    connection = ledger._writer.connect()
    connection.exec_driver_sql("UPDATE inbox SET revision = 2, shown = 2")
    connection.commit()
    connection.close()
    assert ledger.corrections.touched("one", None, 10).touched == ()
    assert ledger.answer(row.reference) is not None


SAID = "“The ferry sails at seven every morning."


@pytest.mark.parametrize(
    ("now", "kinds"),
    [("Miles Bly", [Kind.REATTRIBUTED]), ("Peter Henry Quint", [])],
)
def test_the_same_words_given_to_somebody_else_are_told_and_a_fuller_name_is_not(ledger, archive, now, kinds):
    def text(name: str) -> str:
        return f"{SAID} It is never late,” said {name}, the harbour master."

    first = archive.add(article(text("Peter Quint")))
    span = Span(start=first.text.index(SAID), end=first.text.index(SAID) + len(SAID))
    speech = Speech().behind(first, span)
    assert speech is not None
    quote = Quote(article=first, paragraph=1, span=span, score=1.0, attribution=speech)
    given_out(ledger, [Placed(position=1, quote=quote)])
    second = article(text(now))
    source = Source(article=second, raw=second.text.encode(), format="text")
    archive.correct("one", source, note="A name was wrong.", by="Tom")
    (touched,) = ledger.corrections.touched("one", None, 10).touched
    due = step(touched, archive=archive, rewording=Rewording())
    assert [each.remark.kind for each in due.told] == kinds
    assert due.visible


def test_who_was_never_given_a_refused_answer_is_not_told_of_it(ledger, archive):
    stored_article = archive.add(article(WORDS))
    asked = Asked(key="C1:1", surface=Surface.MENTION, channel="C1", thread_ts="1.1", asker="U1", text="who?")
    (row,) = ledger.take_in([asked])
    answer = StoredAnswer(
        reference=row.reference,
        root=row.reference,
        question="who?",
        verdict=Verdict.ANSWERED,
        confidence=1.0,
        quotes=stored(quotes(stored_article), given=[1]),
    )
    claimed = ledger.claim(row, 0.0, 20.0, answer)
    ledger.settle(claimed, Ending(state=State.FAILED, error="not_in_channel"))
    assert ledger.corrections.touched("one", None, 10).touched == ()
