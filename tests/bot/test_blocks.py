"""Replies as Block Kit: the quote's exact characters, within Slack's limits, whatever the article holds."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.replies.blocks import BLOCKS_LIMIT, help_message, message, notice
from bot.replies.views import context_view, home_view
from bot.replies.wording import TEXT_LIMIT, Placed, Reply, speaker
from retrieval.models import (
    Article,
    Attribution,
    AttributionKind,
    Heard,
    Holding,
    Listing,
    PassageKind,
    Span,
    Spelling,
    Theirs,
    Verdict,
)
from retrieval.passages import passages
from tests.bot.articles import article, quotes, seed

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def reply(placed: list[Placed], **fields) -> Reply:
    return Reply(**{"reference": "a.1", "root": "a.1", "verdict": Verdict.ANSWERED, "quotes": tuple(placed)} | fields)


def quoted(blocks) -> list[str]:
    return [
        "".join(text["text"] for text in element["elements"])
        for block in blocks
        if block["type"] == "rich_text"
        for element in block["elements"]
        if element["type"] == "rich_text_quote"
    ]


def all_texts(blocks) -> str:
    return json.dumps(list(blocks), ensure_ascii=False)


def valid(blocks) -> None:
    for block in Block.parse_all(list(blocks)):
        block.validate_json()
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    assert len(blocks) <= 50
    assert len(json.dumps(list(blocks), ensure_ascii=False)) <= BLOCKS_LIMIT


def test_a_reply_quotes_whole_slices_with_their_source():
    placed = quotes(seed())[:3]
    built = message(reply(placed, remaining=2))
    assert quoted(built.blocks) == [each.quote.text for each in placed]
    words = all_texts(built.blocks)
    for expected in (
        "3 quotes",
        "newsplusglobe.com",
        "paragraph 1",
        "undated",
        "this copy looks damaged",
        "More quotes",
    ):
        assert expected in words
    valid(built.blocks)


def test_matched_words_are_bold_by_style_and_nothing_else_is():
    (placed,) = quotes(article("Alpha is in beta."))
    built = message(reply([placed]))
    block = next(block for block in built.blocks if block.get("block_id") == "quote-a.1-1")
    texts = block["elements"][0]["elements"]
    assert [(text["text"], "style" in text) for text in texts] == [("Alpha", True), (" is in ", False), ("beta.", True)]


@pytest.mark.parametrize(
    ("verdict", "count", "label"),
    [
        (Verdict.ANSWERED, 1, "1 quote"),
        (Verdict.ANSWERED, 2, "2 quotes"),
        (Verdict.NEAREST, 2, "No sure answer found. Nearest passages:"),
    ],
)
def test_one_line_says_how_sure(verdict, count, label):
    placed = quotes(article("One thing. And more.", "Another thing."))[:count]
    built = message(reply(placed, verdict=verdict))
    assert built.text.startswith(label)
    assert f'"text": "{label}"' in all_texts(built.blocks)


def said_by(placed: Placed, name: str) -> Placed:
    """The quote with a name in it as that of its certain speaker."""
    start = placed.quote.article.text.index(name, placed.quote.span.start)
    words = Attribution(
        kind=AttributionKind.DIRECT,
        span=placed.quote.span,
        speaker=Span(start=start, end=start + len(name)),
        cue=None,
        confidence=1,
    )
    return placed.model_copy(update={"quote": placed.quote.model_copy(update={"attributions": (words,)})})


THEIRS = Theirs(who="m<oroz>", count=2)


@pytest.mark.parametrize(
    ("speakers", "first", "theirs", "label"),
    [
        (["Ann M<oroz>", "Ann M<oroz>"], 1, THEIRS, "Nearest from Ann M<oroz>:"),
        (["Ann M<oroz>", "M<oroz>"], 1, THEIRS.model_copy(update={"count": 1}), "Nearest from Ann M<oroz>, then other"),
        (["Ann M<oroz>", "Bo Lind"], 1, THEIRS, "Nearest from Ann M<oroz>, then other passages:"),
        (["Bo Lind", "Ann M<oroz>"], 1, THEIRS, "Nearest passages:"),
        (["Ann M<oroz>", "M<oroz>"], 1, None, "Nearest passages:"),
        (["Ann M<oroz>", "M<oroz>"], 4, THEIRS, "Nearest passages, from 4:"),
        (["Ann " * 20 + "M<oroz>", "M<oroz>"], 1, THEIRS, "Nearest passages:"),
    ],
)
def test_the_nearest_are_somebodys_only_where_the_first_quote_is_for_certain(speakers, first, theirs, label):
    placed = quotes(article(*(f"“Yes,” said {name}." for name in speakers)))
    moved = [each.model_copy(update={"position": at}) for at, each in enumerate(map(said_by, placed, speakers), first)]
    built = message(reply(moved, verdict=Verdict.NEAREST, theirs=theirs))
    assert f"No sure answer found. {label}" in all_texts(built.blocks)
    assert built.text.startswith(f"No sure answer found. {label}".replace("<", "&lt;").replace(">", "&gt;"))


@pytest.mark.parametrize(
    ("speakers", "first", "theirs", "label"),
    [
        (["Ann M<oroz>", "Ann M<oroz>"], 1, THEIRS, "2 quotes from Ann M<oroz>"),
        (["Ann M<oroz>", "M<oroz>"], 1, THEIRS.model_copy(update={"count": 1}), "1 quote from Ann M<oroz>, then other"),
        (["Ann M<oroz>", "Bo Lind"], 1, THEIRS, "1 quote from Ann M<oroz>, then other passages:"),
        (["Bo Lind", "Ann M<oroz>"], 1, THEIRS, "2 quotes"),
        (["Ann M<oroz>", "M<oroz>"], 1, None, "2 quotes"),
        (["Ann M<oroz>", "M<oroz>"], 4, THEIRS, "Quotes 4 to 5"),
        (["Ann M<oroz>"], 4, THEIRS, "Quote 4"),
        (["Ann " * 20 + "M<oroz>", "M<oroz>"], 1, THEIRS, "2 quotes"),
    ],
)
def test_it_is_told_how_many_quotes_are_somebodys_for_certain(speakers, first, theirs, label):
    placed = quotes(article(*(f"“Yes,” said {name}." for name in speakers)))
    moved = [each.model_copy(update={"position": at}) for at, each in enumerate(map(said_by, placed, speakers), first)]
    built = message(reply(moved, theirs=theirs))
    assert f'"text": "{label}' in all_texts(built.blocks)
    assert built.text.startswith(label.replace("<", "&lt;").replace(">", "&gt;"))


def test_when_nothing_is_found_the_headlines_are_shown():
    built = message(reply([], verdict=Verdict.NOTHING, headlines=("What we hold",)))
    assert "No answer found. The archive holds:" in built.text
    assert "What we hold" in all_texts(built.blocks)
    assert quoted(built.blocks) == []


def test_what_formats_or_pings_stays_text_in_a_quote_and_is_escaped_in_the_notification():
    hostile = "Read <!channel> & <@U1> *now* :smile: `code` https://evil.example."
    built = message(reply(quotes(article(hostile, headline="<!here> *news*"))))
    assert quoted(built.blocks) == [hostile]
    assert "<!" not in built.text
    assert "<@" not in built.text
    assert not [block for block in built.blocks if "mrkdwn" in json.dumps(block)]


def test_a_sentence_too_long_for_a_message_is_not_cut_but_located():
    long = "word " * 3000 + "end."
    built = message(reply(quotes(article(long, "Short one."))))
    assert quoted(built.blocks) == ["Short one."]
    alone = message(reply(quotes(article(long))))
    assert quoted(alone.blocks) == []
    assert "too long for a Slack message: paragraph 1" in alone.text


def test_quotes_that_do_not_fit_together_wait_for_more_quotes():
    placed = quotes(article(*[f"{number} " + "long words " * 300 + "end." for number in range(3)]))
    plain = [Placed(position=p.position, quote=p.quote.model_copy(update={"matches": ()})) for p in placed]
    built = message(reply(plain))
    assert 1 <= len(built.quotes) < 3
    assert "More quotes" in all_texts(built.blocks)
    valid(built.blocks)


@settings(deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=5), ANY_TEXT, ANY_TEXT, ANY_TEXT, st.booleans())
def test_any_article_gives_blocks_within_limits_and_exact_quotes(paragraphs, headline, publisher, question, private):
    of = article(
        *paragraphs, headline=headline, publisher=publisher, byline=publisher, url=f"https://x.org/{publisher}"
    )
    placed = quotes(of)[:3]
    built = message(reply(placed, asked=question, private=private, remaining=1, headlines=(headline,)))
    assert quoted(built.blocks) == [each.quote.text for each in built.quotes]
    assert len(built.text) <= TEXT_LIMIT
    valid(built.blocks)


@settings(deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=4))
def test_any_article_gives_a_modal_within_limits_that_shows_the_quote(paragraphs):
    of = article(*paragraphs)
    around = [passage for passage in passages(of) if passage.kind is PassageKind.PARAGRAPH]
    for placed in quotes(of):
        at = next(i for i, passage in enumerate(around) if passage.number == placed.quote.paragraph)
        before = around[at - 1] if at else None
        after = around[at + 1] if at + 1 < len(around) else None
        view = context_view("a.1", placed, before, around[at], after)
        assert quoted(view["blocks"]) == [placed.quote.text]
        valid(view["blocks"])


def test_help_and_notices_are_valid():
    valid(help_message(["One?", "Two " + "x" * 100], name="Quote Desk").blocks)
    valid(notice("Something <went> wrong").blocks)
    valid(home_view([seed()] * 20, 25, ["One?"], name="Quote Desk")["blocks"])


def attributed(text: str, said_by: str, kind: AttributionKind, **spans: str) -> str:
    of = article(text)

    def span(words: str) -> Span:
        start = of.text.index(words)
        return Span(start=start, end=start + len(words))

    (placed,) = quotes(of)
    known = {name: span(words) for name, words in spans.items()}
    attribution = Attribution(
        kind=kind, span=placed.quote.span, speaker=span(said_by), cue=None, confidence=1.0, **known
    )
    return speaker(placed.quote.model_copy(update={"attributions": (attribution,)}))


def test_the_speaker_is_named_with_title_and_manner():
    text = "“No,” said Boris Bondariev, a former Russian diplomat."
    direct = attributed(text, "Boris Bondariev", AttributionKind.DIRECT, title="a former Russian diplomat")
    assert direct == "In quotation marks: Boris Bondariev, a former Russian diplomat"
    assert attributed("Starmer said no.", "Starmer", AttributionKind.INDIRECT) == "Paraphrased: Starmer"


def test_a_pronoun_stays_a_pronoun_and_the_name_is_marked_as_ours():
    text = "Zelensky spoke, and he said no."
    assert attributed(text, "he", AttributionKind.INDIRECT, name="Zelensky") == "Paraphrased: he [Zelensky]"
    assert attributed(text, "he", AttributionKind.INDIRECT) == "Paraphrased: “he”, name not certain"


def test_an_unattributed_quotation_says_that_the_speaker_is_not_certain():
    (said,) = quotes(article("“No,” somebody said."))
    (told,) = quotes(article("Nobody did a thing."))
    assert speaker(said.quote) == "Speaker not certain"
    assert speaker(told.quote) == "The article’s own words"


def test_a_word_that_was_taken_for_another_is_said():
    spelling = Spelling(typed="Bondarev", taken_for="Bondariev")
    built = message(reply(quotes(article("Words.")), spellings=(spelling,)))
    assert "Searched for “Bondariev” (you typed “Bondarev”)." in all_texts(built.blocks)


def test_names_that_no_article_quoted_mentions_are_said_and_stay_text():
    names = ("Portugal", "<!here> *Tusk*")
    built = message(reply(quotes(article("Words.")), unmentioned=names))
    assert "Not found in the articles quoted: Portugal, <!here> *Tusk*." in all_texts(built.blocks)
    assert built.text.startswith("1 quote\nNot found in the articles quoted: Portugal, &lt;!here&gt; *Tusk*.\nWords.")
    assert not [block for block in built.blocks if "mrkdwn" in json.dumps(block)]
    assert "Not found" not in all_texts(message(reply(quotes(article("Words.")))).blocks)


def test_the_articles_sentence_on_anonymity_travels_with_the_quote():
    of = article("Talks go on, an adviser said. The adviser spoke on condition of anonymity.")
    (placed,) = quotes(of)
    start = of.text.index("The adviser spoke")
    why = Span(start=start, end=len(of.text))
    attribution = Attribution(
        kind=AttributionKind.INDIRECT, span=placed.quote.span, speaker=why, cue=None, confidence=1, anonymity=why
    )
    anonymous = Placed(position=1, quote=placed.quote.model_copy(update={"attributions": (attribution,)}))
    assert "The adviser spoke on condition of anonymity." in all_texts(message(reply([anonymous])).blocks)


def test_a_question_about_the_archive_is_answered_with_counts_and_speakers():
    of = article("Starmer said no.")
    start = of.text.index("Starmer")
    heard = Heard(article=of, span=Span(start=start, end=start + 7), times=2)
    built = message(reply(quotes(of), holding=Holding(articles=1, paragraphs=3, heard=(heard,))))
    assert "3 paragraphs in 1 article. Heard there: Starmer (2)." in all_texts(built.blocks)


def test_a_list_of_articles_says_how_many_more_there_are_and_fits_a_message():
    long = [article("Words.", id=f"{at}", headline="head " * 500, byline="By " * 500) for at in range(10)]
    built = message(reply([], listing=Listing(count=5_000, newest=tuple(long))))
    valid(built.blocks)
    assert built.text.startswith("In the archive: 5000 articles")
    assert "and 4990 older." in all_texts(built.blocks)


def test_another_copy_of_the_same_words_is_named():
    other = article("Words.", headline="Elsewhere", publisher="The Other Paper")
    (placed,) = quotes(article("Words."))
    both = Placed(position=1, quote=placed.quote.model_copy(update={"also_in": (other,)}))
    assert "in nearly the same words in “Elsewhere” (The Other Paper)" in all_texts(message(reply([both])).blocks)


def test_a_url_that_is_no_web_page_is_not_linked():
    def view(url: str) -> str:
        of: Article = article("Words.", url=url)
        (placed,) = quotes(of)
        (here,) = (passage for passage in passages(of) if passage.kind is PassageKind.PARAGRAPH)
        return json.dumps(context_view("a.1", placed, None, here, None))

    assert "Open the article" in view("https://example.org/a")
    assert "Open the article" not in view("javascript:alert(1)")
    assert "Open the article" not in view("https://example.org@example.com/a")


def test_the_modal_of_a_paragraph_too_long_to_show_still_shows_the_quote():
    of = article("Short start. " + "Long words go on and on " * 4_000 + "end.")
    (placed,) = quotes(of)
    (here,) = (passage for passage in passages(of) if passage.kind is PassageKind.PARAGRAPH)
    view = context_view("a.1", placed, None, here, None)
    assert quoted(view["blocks"]) == ["Short start."]
    assert "too long to show around the quote" in all_texts(view["blocks"])
    valid(view["blocks"])


def test_long_headlines_stay_within_the_limit():
    built = message(reply([], verdict=Verdict.NOTHING, headlines=("long " * 1_000,) * 5))
    valid(built.blocks)
