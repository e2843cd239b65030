"""What the ledger makes of a change: rows due and the cursor moved together, or neither."""

import pytest

from bot.corrections.composing import put_right, tell
from bot.corrections.mending import Mending
from bot.corrections.plan import step
from bot.corrections.remarks import Kind
from bot.corrections.rewording import Rewording
from bot.ledger.corrections import Cursor
from bot.ledger.ledger import Ledger
from bot.ledger.records import Ending, Entry, State, StoredAnswer, Urgency, stored
from bot.questions import Asked, Surface
from bot.replies.wording import Placed
from retrieval.answering.speech import Speech
from retrieval.archive import Archive
from retrieval.models import Quote, Source, Span, Verdict
from tests.bot.articles import article, quotes

SECOND = "Nobody was hurt when the crane fell on the empty ferry."
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
    assert speech
    quote = Quote(article=first, paragraph=1, span=span, score=1.0, attributions=speech)
    given_out(ledger, [Placed(position=1, quote=quote)])
    second = article(text(now))
    source = Source(article=second, raw=second.text.encode(), format="text")
    archive.correct("one", source, note="A name was wrong.", by="Tom")
    (touched,) = ledger.corrections.touched("one", None, 10).touched
    due = step(touched, archive=archive, rewording=Rewording())
    assert [each.remark.kind for each in due.told] == kinds
    assert due.visible


def test_a_quote_that_was_recorded_with_its_one_speaker_keeps_it(ledger, archive):
    first = archive.add(article("“The ferry sails at seven,” said Peter Quint."))
    span = Span(start=first.text.index("“"), end=len(first.text))
    speech = Speech().behind(first, span)
    quote = Quote(article=first, paragraph=1, span=span, score=1.0, attributions=speech)
    given_out(ledger, [Placed(position=1, quote=quote)])
    connection = ledger._writer.connect()
    connection.exec_driver_sql("UPDATE quotes SET attribution = ?", (speech[0].model_dump_json(),))
    connection.commit()
    connection.close()
    (touched,) = ledger.corrections.touched("one", None, 10).touched
    assert touched.answer.quotes[0].attributions == speech


def in_flight(ledger: Ledger, placed: list[Placed]) -> Entry:
    """A question whose answer is on its way."""
    (row,) = ledger.take_in(
        [Asked(key="C1:1", surface=Surface.MENTION, channel="C1", thread_ts="1.1", asker="U1", text="who?")]
    )
    answer = StoredAnswer(
        reference=row.reference,
        root=row.reference,
        question="who?",
        verdict=Verdict.ANSWERED,
        confidence=1.0,
        quotes=stored(placed, given=[1]),
    )
    return ledger.claim(row, 0.0, 20.0, answer)


@pytest.mark.parametrize("is_posted", [True, False])
def test_whoever_asked_is_told_of_a_quote_on_its_way_only_if_it_arrived(ledger, archive, is_posted):
    entry = in_flight(ledger, quotes(archive.add(article(WORDS))))
    change = archive.withdraw("one", "wrong", by="Tom")
    (touched,) = ledger.corrections.touched("one", None, 10).touched
    due = step(touched, archive=archive, rewording=Rewording())
    assert ledger.corrections.go_on(Cursor(change=0), Cursor(change=change.number), change.number, [due])
    ending = Ending(state=State.POSTED, posted_ts="9.9", shown=1) if is_posted else Ending(state=State.FAILED)
    assert ledger.settle(entry, ending) is State.NEW
    notice = ledger.entry_of(f"correction:{change.number}:{entry.id}")
    about = ledger.corrections.about(notice.id)
    told = tell(notice, about, archive=archive, rewording=Rewording())
    assert (told.message is not None) == is_posted


def test_the_old_words_of_a_recalled_version_are_not_even_shown_struck_out(ledger, archive):
    given_out(ledger, quotes(archive.add(article(WORDS))))
    archive.withdraw("one", "wrong", by="Tom")
    second = article(WORDS.replace("seven", "eight"))
    source = Source(article=second, raw=second.text.encode(), format="text")
    archive.correct("one", source, note="It is eight.", by="Tom")
    row = ledger.entry_of("C1:1.1")
    base = ledger.answer(row.reference)
    mended = put_right(row, base, archive=archive, rewording=Rewording())
    assert "eight" in mended.message.text
    assert "seven" not in str(mended.message.blocks) + mended.message.text


def test_words_that_are_not_what_the_archive_holds_are_not_sent(ledger, archive, monkeypatch):
    def one_word_altered(article, span, bold=()):
        return [{"type": "text", "text": span.of(article.text).replace("ferry", "yacht")}]

    given_out(ledger, quotes(archive.add(article(WORDS, SECOND))))
    text = article(WORDS.replace("seven", "eight"), SECOND)
    archive.correct("one", Source(article=text, raw=text.text.encode(), format="text"), note="Eight.", by="Tom")
    row = ledger.entry_of("C1:1.1")
    mending = Mending(ledger=ledger, archive=archive, rewording=Rewording())
    monkeypatch.setattr("bot.replies.blocks.texts", one_word_altered)
    checked = mending.checked(row, mending.compose(row, ledger.answer(row.reference)))
    assert "yacht" not in str(checked.message.blocks)
    assert "can’t be shown any more" in checked.message.text
    assert checked.answer.quotes == ()


def test_an_article_that_changes_again_before_it_is_sent_is_composed_anew(ledger, archive):
    given_out(ledger, quotes(archive.add(article(WORDS))))
    text = article(WORDS.replace("seven", "eight"))
    archive.correct("one", Source(article=text, raw=text.text.encode(), format="text"), note="Eight.", by="Tom")
    row = ledger.entry_of("C1:1.1")
    mending = Mending(ledger=ledger, archive=archive, rewording=Rewording())
    composed = mending.compose(row, ledger.answer(row.reference))
    assert "eight" in composed.message.text
    archive.withdraw("one", "wrong", by="Tom")
    checked = mending.checked(row, composed)
    assert "eight" not in str(checked.message.blocks) + checked.message.text
    assert "Withdrawn" in checked.message.text
