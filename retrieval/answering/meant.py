"""Whether the speaker of some words is whom a question names."""

from __future__ import annotations

import re

from retrieval.answering.query import Query
from retrieval.models import Article, Attribution
from retrieval.speakers.words import ROLES
from retrieval.terms import Terms
from retrieval.word_set import word_set

# In a description ("an adviser to the government") what follows the noun that says what somebody is.
_BEHIND_HEAD = re.compile(r",|\s(?:of|to|for|at|in|on|from|with|who)\s")
# Who holds one of these speaks for the country or organisation whose name the title starts with; who held one doesn't.
OFFICES = word_set(
    "ambassador chancellor envoy government minister ministry official officials premier president secretary spokesman "
    "spokesperson spokeswoman"
)
_FORMER = word_set("former ex-president ex-minister opposition")
_GOVERNING = word_set("authorities government officials")


def is_meant(article: Article, words: Attribution, named: Query, terms: Terms, *, is_relation: bool = False) -> bool:
    """By the surname ("Keir Starmer"), or by a description as a whole, or by its noun ("the Western officials").

    Who has the surname with another first name is not meant: Boris isn't Mike Johnson. Nor is who is named by a
    description that only mentions something: a former NATO official isn't "NATO". With `is_relation` somebody is named
    by what they are to another, whose surname is then not theirs.
    """
    asked = [unit.stems for unit in named.units]
    spans = [each.of(article.text) for each in (words.named, words.title) if each is not None]
    surname = words.who(article.text)
    by_surname = (
        not is_relation and " " not in surname and not frozenset().union(*asked).isdisjoint(terms.stems(surname))
    )
    if by_surname and not (" " in spans[0] and _names_another(asked, frozenset(terms.stems(" ".join(spans))))):
        return True
    for described in spans:
        is_whole = all(not stems.isdisjoint(terms.stems(described)) for stems in asked)
        head = _BEHIND_HEAD.split(described)[0].split()[-1:]
        if is_whole and (len(asked) > 1 or not asked[0].isdisjoint(terms.stems(" ".join(head)))):
            return True
    return False


def speaks_for(article: Article, words: Attribution, named: Query, terms: Terms) -> bool:
    """Whether the speaker's title starts with the name and holds an office: "Russian Foreign Ministry spokeswoman"."""
    span = words.title or words.speaker
    title = span.of(article.text).split() if span else []
    folded = {word.casefold() for word in title}
    # Each word alone, too: together they may be one synonym ("French President" for Macron).
    opening = {stem for text in (*title[:2], " ".join(title[:2])) for stem in terms.stems(text)}
    of_them = [unit.stems for unit in named.units if unit.word not in _GOVERNING]
    is_office = _FORMER.isdisjoint(folded) and not OFFICES.isdisjoint(folded)
    return is_office and bool(of_them) and not any(stems.isdisjoint(opening) for stems in of_them)


def _names_another(asked: list[frozenset[str]], held: frozenset[str]) -> bool:
    """Whether a name that is asked for has a word, no role ("president"), which the full name and title don't hold."""
    others = (stems for stems in asked if stems.isdisjoint(held))
    return any(not any(role.startswith(stem) for stem in stems for role in ROLES) for stems in others)
