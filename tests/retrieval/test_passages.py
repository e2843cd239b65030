"""Passages and sentences are spans that leave nothing of a text out and nothing in twice."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Article, PassageKind, Span, passages, read_seeds
from retrieval.sentences import sentences

SEEDS = Path(__file__).parents[2] / "seeds"
TEXTS = st.lists(st.sampled_from([*"aZ1 .?!…\n\r\t\u2028“”‘’\"'()[],;-—é。", "Mr.", "U.S. ", "\n\n"])).map("".join)


def article(text):
    return Article(id="a", headline=(text.strip().splitlines() or [""])[0].strip(), text=text)


@pytest.fixture(scope="module")
def seed():
    return next(article for article in read_seeds(SEEDS) if article.id == "europe-troops-ukraine-ceasefire")


@given(TEXTS)
def test_passages_and_the_white_space_between_them_cover_the_text_without_overlap(text):
    position = 0
    for passage in passages(article(text)):
        assert not text[position : passage.span.start].strip()
        assert passage.span.of(text) == passage.span.of(text).strip() != ""
        position = passage.span.end
    assert not text[position:].strip()


@given(TEXTS)
def test_passages_are_the_same_at_every_call(text):
    assert passages(article(text)) == passages(article(text))


@given(TEXTS)
def test_every_character_of_a_paragraph_is_in_one_sentence(text):
    for passage in passages(article(text)):
        position = passage.span.start
        for sentence in passage.sentences:
            assert not text[position : sentence.start].strip()
            assert sentence.of(text) == sentence.of(text).strip() != ""
            position = sentence.end
        assert position == passage.span.end


@given(TEXTS)
def test_paragraphs_are_numbered_from_one_in_order(text):
    numbers = [passage.number for passage in passages(article(text)) if passage.kind is PassageKind.PARAGRAPH]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_first_article_has_27_paragraphs_under_three_headings(seed):
    kinds = [passage.kind for passage in passages(seed)]
    assert kinds[0] is PassageKind.HEADLINE
    assert kinds[-1] is PassageKind.BOILERPLATE
    assert kinds.count(PassageKind.PARAGRAPH) == 27
    headings = [passage.span.of(seed.text) for passage in passages(seed) if passage.kind is PassageKind.HEADING]
    assert headings == [
        "What ceasefire plans were discussed?",
        "Coalition forces in Ukraine?",
        "Peacekeepers or Tripwire?",
    ]


def test_a_paragraph_knows_the_heading_above_it(seed):
    by_number = {passage.number: passage for passage in passages(seed)}
    assert by_number[1].heading is None
    assert by_number[14].heading.of(seed.text) == "Coalition forces in Ukraine?"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Grain being used as ‘an instrument in a hybrid war’", PassageKind.HEADING),
        ("‘Stop it’", PassageKind.PARAGRAPH),
        ("He called it ‘the end.’", PassageKind.PARAGRAPH),
        ("He asked her, ‘Why?’", PassageKind.PARAGRAPH),
        ("The rest was the workers’", PassageKind.PARAGRAPH),
        ("Olivia Colman, “Empire of Light”", PassageKind.PARAGRAPH),
    ],
)
def test_a_heading_may_end_with_words_in_single_quotation_marks(line, kind):
    assert passages(article(f"Headline\n\n{line}\n\nA story."))[1].kind is kind


@pytest.mark.parametrize("close", ["Leave a Comment", "leave a reply", "ADVERTISEMENT", "Related articles:"])
def test_what_a_page_prints_round_a_story_is_boilerplate(close):
    assert passages(article(f"Headline\n\nA story.\n\n{close}"))[-1].kind is PassageKind.BOILERPLATE


@pytest.mark.parametrize(
    "link",
    [
        "More:Death toll rises to 41, Chinese officials say, and a harbour is closed in the north of the country",
        "98 Christmas trees, 34K ornaments:Jill Biden unveils the White House decorations on the theme of this year",
        "'Love will make you do crazy things':Will Smith apologizes to Oscars after hitting Chris Rock onstage",
        "WHO WINS? (AND WHO LOSES):5 things to know about the vote on the budget of the city this Tuesday",
        "►Related: Mahomes and Hurts are set for a historic matchup. Here is what to know of it.",
        "READ MORE: ‘That was lit’ – a back-heel goal has fans gushing as England advances to the final",
        "Related: “we are still trying to get home”, say the people of the harbour in the north",
        "Read more: 5 things to know of the harbour",
        "More:iPhone is all you need to start, and drive, a ship of this year",
        "Read more: https://courier.example/harbour",
        "The budget explained:What a harbour costs the people of the city",
    ],
)
def test_a_link_to_another_story_is_none_of_the_articles_words(link):
    assert passages(article(f"Headline\n\nA story.\n\n{link}\n\nIt ends."))[2].kind is PassageKind.BOILERPLATE


@pytest.mark.parametrize(
    "statement",
    [
        "He said:“We are going home.”",
        "Asked on the way home:“The harbour is closed, and nobody knows when it will open” – a captain of a ship",
        "Zelensky tweeted:Ukraine will win, and the ships that wait in the harbour will leave for home",
        "The captain told the court:The harbour was closed when we came home to the north",
        "‘It is late,’ he added!:Nobody in the north knows when the harbour will open again",
        "Statement from Buckingham Palace:The Queen died peacefully at Balmoral with all of her family there",
        "Reporter:Why did you leave the harbour before all of the ships that you had asked for came?",
        "Related: the two men were brothers, police in the harbour told us late on Saturday night",
        "More: étaient-ils frères, a-t-on demandé à tous ceux qui étaient venus au port ce matin",
        "Reno:Hundreds of people gathered on Saturday.",
        "Q:What will become of the harbour, which has been closed for years, and of the people who live there?",
        "EU:s utrikesministrar möts på fredag i Bryssel och talar om hamnen, som har varit stängd sedan i våras",
        "More ships come at 7:30 in the morning, and more of them than last year, the harbour says",
        "The harbour is closed: Nobody knows when it opens again, and nobody has asked",
        "More:\nthe harbour is closed",
        f"Publix:{'Ships came to the harbour of the city ' * 4}all day",
    ],
)
def test_a_statement_behind_a_colon_is_the_articles(statement):
    assert passages(article(f"Headline\n\n{statement}\n\nIt ends."))[1].kind is PassageKind.PARAGRAPH


def test_a_text_with_a_paragraph_a_line_is_read_by_lines():
    spans = [passage.span.of("H\nOne. Two.\nThree.") for passage in passages(article("H\nOne. Two.\nThree."))]
    assert spans == ["H", "One. Two.", "Three."]


def test_a_line_break_inside_a_paragraph_is_no_boundary():
    text = "H\n\nOne sentence\nover two lines.\n\nAnother."
    assert [passage.span.of(text) for passage in passages(article(text))][1] == "One sentence\nover two lines."


@pytest.mark.parametrize(
    "divided",
    [
        "The U.S. sent aid.|It came from Gen. Smith.|Mr. Smith of the U.S.|The rest stayed.",
        "They overturned Roe v. Wade.|It was under George V.|He died.",
        "He paid 1,000 euros.|Or was it 3.5 million?|No. 5 knew.",
        "“Will it hold?” he asked.|“It will.”|She agreed.",
        "He told AP.|“…and so on.”",
        "J. R. R. Tolkien wrote it.|So did T. S. Eliot.",
        "It ended (or so he said.)|Nobody knew.",
        "He waited...|Then he left … and came back.",
        "Not under the NATO flag.|To act, it needs more.",
        "Trump opposes the idea..|Although he waits.",
        "They were willing to make. .|The official spoke.",
        "It would be “anyway NATO in Ukraine.” .",
        "They told The Associated Press.|told",
        "“because it is their ability to fight.” “, said Marie Dumoulin.",
        "On Jan. 6 it began.|By Sept. 10 it ended at 5 p.m. Eastern.",
        "See example.com for more.|Or ask Node.js users.",
        "Who?|What?!|Where…?",
        "‘Yes.’|“No.”|(Maybe.)",
        "这是一句。|这是另一句！",
    ],
)
def test_sentences_end_where_a_reader_would_end_them(divided):
    text = divided.replace("flag.|To", "flag.To").replace("|", "" if "。" in divided else " ")
    found = [span.of(text) for span in sentences(text, Span(start=0, end=len(text)))]
    assert found == divided.split("|")


def test_items_of_a_list_are_sentences():
    text = "Three points:\n- one\n- two\n3. three"
    found = [span.of(text) for span in sentences(text, Span(start=0, end=len(text)))]
    assert found == ["Three points:", "- one", "- two", "3. three"]


@pytest.mark.parametrize(
    "piece",
    [" v.", "x. ", "x.\n", "i. “", "A. B. C. ", "Mr. ", "No. 1. ", ". . ", '"a." ', "a.” ", "1.5. a ", "(a.) b "],
)
def test_the_time_that_sentences_take_grows_with_the_text_and_not_with_its_square(piece):
    assert seconds((piece * 16_000)[:16_000]) < 50 * seconds((piece * 1_000)[:1_000])


def seconds(text):
    """The least of three, so that what else the machine does counts little."""
    taken = []
    for _ in range(3):
        started = time.process_time()
        sentences(text, Span(start=0, end=len(text)))
        taken.append(time.process_time() - started)
    return min(taken)
