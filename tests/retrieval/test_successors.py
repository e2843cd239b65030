"""Where a quote's words stand in a later version: the same to the letter, in other words, or nowhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.models import Article, Span
from retrieval.successors import Fate, successor

HEAD = "A headline"
SENTENCES = (
    "The minister said that four hundred soldiers would leave for the border in March.",
    "Parliament has not yet voted on the budget for the mission.",
    "A spokesman for the opposition called the plan a gamble with other people's lives.",
    "Trains between the two capitals were late again on Tuesday morning.",
    "The harbour was closed after a crane fell on an empty ferry.",
    "Farmers blocked the road to the airport for three hours with their tractors.",
)


def article(*paragraphs: str, version: int = 1) -> Article:
    return Article(id="one", version=version, headline=HEAD, text="\n\n".join([HEAD, *paragraphs]))


def place(of: Article, words: str) -> Span:
    start = of.text.index(words)
    return Span(start=start, end=start + len(words))


def found(old: Article, words: str, new: Article) -> tuple[Fate, str | None]:
    became = successor(old, place(old, words), new)
    return became.fate, became.span.of(new.text) if became.span else None


def test_the_same_words_further_down_are_unchanged_and_their_paragraph_is_counted_anew():
    old, new = article(*SENTENCES[:2]), article(SENTENCES[3], *SENTENCES[:2], version=2)
    became = successor(old, place(old, SENTENCES[0]), new)
    assert (became.fate, became.paragraph) == (Fate.UNCHANGED, 2)
    assert became.span == place(new, SENTENCES[0])


def test_of_several_places_with_the_same_words_the_nearest_counts():
    old = article(SENTENCES[1], SENTENCES[2], SENTENCES[0])
    new = article(SENTENCES[0], SENTENCES[1], SENTENCES[2], SENTENCES[0], version=2)
    became = successor(old, place(old, SENTENCES[0]), new)
    assert became.paragraph == 4


def test_words_inside_a_longer_sentence_are_no_whole_sentence_any_more():
    new = article(f"He denied it, and {SENTENCES[0]}", version=2)
    fate, words = found(article(SENTENCES[0]), SENTENCES[0], new)
    assert (fate, words) == (Fate.CHANGED, f"He denied it, and {SENTENCES[0]}")


@pytest.mark.parametrize("became", ["Leave a comment", f"# {SENTENCES[0]}"])
def test_what_is_no_paragraph_is_never_where_a_quote_stands(became):
    assert found(article(SENTENCES[0]), SENTENCES[0], article(became, SENTENCES[3], version=2))[0] is Fate.GONE


def test_a_sentence_that_stood_elsewhere_is_never_taken_for_the_quotes_new_words():
    quoted, sibling = "The team beat Leeds by two goals to one.", "The team beat Hull by two goals to one."
    assert found(article(f"{quoted} {sibling}"), quoted, article(sibling, version=2)) == (Fate.GONE, None)
    assert found(article(quoted), quoted, article(sibling, version=2)) == (Fate.CHANGED, sibling)


def test_one_sentence_made_two_and_two_made_one_are_still_found():
    one = "The minister said that four hundred soldiers would leave, and that ships would follow in May."
    two = "The minister said that four hundred soldiers would leave. Ships would follow in May."
    assert found(article(one), one, article(two, version=2)) == (Fate.CHANGED, two)
    assert found(article(two), two, article(one, version=2)) == (Fate.CHANGED, one)


@given(
    chosen=st.integers(0, len(SENTENCES) - 1),
    order=st.permutations(range(len(SENTENCES))),
    edit=st.sampled_from(["none", "word", "removed"]),
    data=st.data(),
)
@settings(max_examples=150, deadline=None)
def test_whatever_else_is_edited_a_quote_is_the_same_changed_or_gone_as_it_was_edited(chosen, order, edit, data):
    old, quoted = article(*SENTENCES), SENTENCES[chosen]
    words = quoted.split(" ")
    words[data.draw(st.integers(1, len(words) - 2))] = "another"
    became = {"none": quoted, "word": " ".join(words), "removed": None}[edit]
    others = [SENTENCES[each] for each in order if each != chosen and data.draw(st.booleans())]
    at = data.draw(st.integers(0, len(others)))
    kept = [*others[:at], *([became] if became else []), *others[at:], "And that is where the story ends for now."]
    fate, text = found(old, quoted, article(*kept, version=2))
    expected = {"none": Fate.UNCHANGED, "word": Fate.CHANGED, "removed": Fate.GONE}[edit]
    assert (fate, text) == (expected, became)
