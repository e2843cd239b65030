"""A name is said to be missing from articles only where no form of it stands there."""

import pytest

from retrieval import Article, Quote, Span
from retrieval.mentions import unmentioned, unmentioned_in
from retrieval.models import Differing


def article(text: str, headline: str = "News", **known) -> Article:
    return Article(id=headline, headline=headline, text=f"{headline}\n\n{text}", **known)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Portugal", "Poland sends F-16s."),
        ("Vance", "France votes."),
        ("Budapest", "Hungary said so to Group B."),
        ("Donald Tusk", "Donald Trump spoke, and Donald J. Trump left."),
        ("donald tusk", "Donald Trump spoke."),
        ("Aran", "Ann Roy and Abe Nil spoke."),
        ("JD Vance", "Nobody spoke."),
        ("Prime Minister Tusk", "The prime minister spoke."),
        ("Bank of Portugal", "He spoke."),
        ("IAEA", "The Agency of Energy said so."),
        ("Ursula von der Leyen", "Er kam von der Welt zur der großen Stadt, von hier."),
        ("United Kingdom", "We are united."),
        ("New Zealand", "A new day."),
    ],
)
def test_a_name_that_is_nowhere_is_missed(name, text):
    assert unmentioned_in([name], [article(text)]) == (name,)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Portugal", "portugal sends planes."),
        ("Portugal", "It was Portugal’s plane."),
        ("Portugal", "The Portuguese sent one."),
        ("Spain", "Spanish troops came."),
        ("Finland", "Finnish troops came."),
        ("Denmark", "The Danish army came."),
        ("Dutch", "The Netherlands sent planes."),
        ("EU", "The European Union met."),
        ("Britain", "The UK sent planes."),
        ("Zelenskiy", "Volodymyr Zelensky spoke."),
        ("Lukashenka", "Lukashenko spoke."),
        ("Gaddafi", "Qaddafi spoke."),
        ("Erdogan", "President Erdoğan spoke."),
        ("Rubizhne", "A rubizhnean mood."),
        ("JD Vance", "J.D. Vance spoke."),
        ("JD Vance", "Senator Vance spoke."),
        ("Xi Jinping", "Xi spoke."),
        ("Ursula von der Leyen", "Leyen spoke."),
        ("United Kingdom", "The UK sent planes."),
        ("Xi Jinping", "Xi Jinpin spoke."),
        ("Donald Tusk", "Donald Trump met him. With Donald. Then he left."),
        ("Muhammed Tusk", "Muhammad spoke."),
        ("Donald Tusk", "It was Donald Tuskk."),
        ("IAEA", "The International Atomic Energy Agency said so."),
        ("International Atomic Energy Agency", "The IAEA said so."),
        ("Prime Minister", "Nobody spoke."),
        ("Зеленський", "Zelensky spoke."),
    ],
)
def test_a_form_of_a_name_is_a_mention_of_it(name, text):
    assert unmentioned_in([name], [article(text)]) == ()


def test_a_headline_mentions_too_and_an_article_in_another_language_may():
    headed = Article(id="a", headline="Portugal sends planes", text="It sent them.")
    assert unmentioned_in(["Portugal"], [headed]) == ()
    assert unmentioned_in(["Munich"], [article("Er war in München.", language="de")]) == ()


def test_one_article_that_mentions_a_name_is_enough_also_another_copy_or_wording():
    here, there = article("“We go,” he said."), article("“We went,” he said in Portugal.", headline="Other")
    span = Span(start=6, end=len(here.text))
    quote = Quote(article=here, paragraph=1, span=span, score=1)
    differing = Differing(article=there, paragraph=1, span=span, words=span, instead_of=span)
    assert unmentioned(["Portugal", "Kursk"], [quote]) == ("Portugal", "Kursk")
    assert unmentioned(["Portugal", "Kursk"], [quote, quote.model_copy(update={"article": there})]) == ("Kursk",)
    assert unmentioned(["Portugal"], [quote.model_copy(update={"also_in": (there,)})]) == ()
    assert unmentioned(["Portugal"], [quote.model_copy(update={"differs": (differing,)})]) == ()
    assert unmentioned(["Portugal"], []) == ()
