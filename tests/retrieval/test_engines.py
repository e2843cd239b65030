"""What every engine in the table keeps to, and what the default one promises beside."""

import itertools
import math
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from retrieval.engines import ENGINES, UnknownEngineError, new_engine
from retrieval.engines.postings import Postings, Segment
from retrieval.engines.rank_bm25 import Okapi, RankBM25

HERE = frozenset({0})
DOCUMENTS = [
    (10, ["troops", "kyiv"]),
    (11, ["troops", "troops", "veto"]),
    (12, ["kyiv"]),
    (13, []),
    (14, ["kyiv"]),
]


@pytest.fixture(params=sorted(ENGINES))
def engine(request):
    return new_engine(request.param)


def okapi(*corpora):
    """The default engine's formula over a segment for each corpus."""
    numbers = itertools.count()
    return Okapi([Segment.of(Postings.of(list(zip(numbers, corpus, strict=False)))) for corpus in corpora])


def keys(hits):
    return [hit.key for hit in hits]


def test_an_empty_engine_finds_nothing(engine):
    assert engine.search({"troops": 1.0}, 10, HERE) == []


def test_what_is_found_holds_a_term_of_the_query_and_the_rest_is_not(engine):
    engine.add(DOCUMENTS)
    assert set(keys(engine.search({"troops": 1.0}, 10, HERE))) == {10, 11}
    assert set(keys(engine.search({"kyiv": 1.0, "veto": 1.0}, 10, HERE))) == {10, 11, 12, 14}
    assert engine.search({"unknown": 1.0}, 10, HERE) == []
    assert engine.search({}, 10, HERE) == []


def test_what_documents_hold_of_some_terms_is_told_by_key(engine):
    engine.add(DOCUMENTS[:3])
    engine.add(DOCUMENTS[3:])
    engine.add([(15, ["troops"])], part=1)
    engine.remove([12])
    terms = ["kyiv", "unknown", "troops"]
    assert engine.held(terms, [14, 10, 12, 13, 15, 99], HERE) == [
        {"kyiv"},
        {"kyiv", "troops"},
        set(),
        set(),
        set(),
        set(),
    ]
    assert engine.held([], [10], HERE) == [set()]
    assert new_engine("rank_bm25").held(terms, [10], HERE) == [set()]


def test_hits_come_by_score_and_equal_ones_by_key(engine):
    engine.add(DOCUMENTS)
    hits = engine.search({"kyiv": 1.0}, 10, HERE)
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.key))
    assert keys(hits)[:2] == [12, 14]
    assert all(hit.score > 0 for hit in hits)


def test_no_more_than_the_limit_is_found_and_these_are_the_best(engine):
    engine.add(DOCUMENTS)
    everything = engine.search({"kyiv": 1.0, "troops": 1.0}, 10, HERE)
    for limit in range(5):
        assert engine.search({"kyiv": 1.0, "troops": 1.0}, limit, HERE) == everything[:limit]


def test_a_term_in_every_document_still_finds_them(engine):
    engine.add([(1, ["war"]), (2, ["war", "peace"])])
    assert keys(engine.search({"war": 1.0}, 10, HERE)) == [1, 2]


def test_a_heavier_term_counts_for_more(engine):
    engine.add([(1, ["war", "x"]), (2, ["peace", "x"])])
    assert keys(engine.search({"war": 1.0, "peace": 2.0}, 10, HERE)) == [2, 1]


def test_what_is_added_later_is_found_and_what_is_removed_is_not(engine):
    engine.add(DOCUMENTS)
    engine.search({"kyiv": 1.0}, 10, HERE)
    engine.add([(20, ["kyiv", "veto"])])
    engine.remove([10, 12, 99])
    assert set(keys(engine.search({"kyiv": 1.0}, 10, HERE))) == {14, 20}


def test_documents_without_a_term_are_no_trouble(engine):
    engine.add([(1, []), (2, [])])
    assert engine.search({"war": 1.0}, 10, HERE) == []


def test_an_unknown_engine_is_refused_with_the_names_of_the_known():
    with pytest.raises(UnknownEngineError, match="rank_bm25"):
        new_engine("oracle")


def test_the_default_engines_scores_are_rank_bm25s_formula_with_lucenes_idf():
    source = random.Random(7)
    corpus = [[source.choice(range(40)) for _ in range(source.randint(1, 30))] for _ in range(60)]
    ours, theirs = okapi(corpus), BM25Okapi(corpus)
    counts = Counter(term for document in corpus for term in set(document))
    theirs.idf = {term: math.log(1 + (60 - count + 0.5) / (count + 0.5)) for term, count in counts.items()}
    for _ in range(50):
        query = [source.choice(range(45)) for _ in range(4)]
        np.testing.assert_allclose(ours.get_scores(query), theirs.get_scores(query), rtol=1e-4)


@given(st.lists(st.lists(st.integers(0, 5)), max_size=6))
def test_the_default_engine_scores_above_zero_exactly_where_a_term_matched(corpus):
    scores = okapi(corpus).get_scores([1, 2])
    assert [score > 0 for score in scores] == [bool({1, 2} & set(document)) for document in corpus]


terms = st.lists(st.sampled_from("abcdef"), max_size=5)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(st.tuples(st.integers(0, 2), terms), max_size=4)),
        st.tuples(st.just("remove"), st.lists(st.integers(0, 15), max_size=3)),
        st.tuples(st.just("compact"), st.none()),
        st.tuples(st.just("pack"), st.none()),
    ),
    max_size=8,
)


@given(changes, st.frozensets(st.integers(0, 2)))
def test_however_it_came_to_be_an_engine_answers_as_one_that_was_given_only_what_these_parts_hold(done, parts):
    for name in ENGINES:
        engine, held, number = new_engine(name), {}, itertools.count()
        for what, given_ in done:
            if what == "add":
                for part, document in given_:
                    key = next(number)
                    held[key] = part, document
                    engine.add([(key, document)], part)
            elif what == "remove":
                engine.remove(given_)
                held = {key: each for key, each in held.items() if key not in given_}
            elif what == "compact":
                engine.compact()
            else:
                packed, engine = engine.pack(), new_engine(name)
                engine.unpack(packed)
        alone = new_engine(name)
        alone.add([(key, document) for key, (part, document) in held.items() if part in parts])
        query = {"a": 1.0, "b": 0.5, "z": 1.0}
        assert engine.search(query, 9, parts) == alone.search(query, 9, HERE)
        assert engine.size(parts) == alone.size(HERE)
        assert engine.frequencies(["a", "z", "b"], parts) == alone.frequencies(["a", "z", "b"], HERE)
        for groups in ([], [["a"]], [["a", "b"], ["c"]], [["z"]]):
            assert engine.holding(groups, parts).tolist() == alone.holding(groups, HERE).tolist()


def test_what_is_removed_while_segments_are_joined_stays_removed(monkeypatch):
    engine = RankBM25()
    monkeypatch.setattr("retrieval.engines.rank_bm25.JOINED_AT_ONCE", 0)
    for key in range(4):
        engine.add([(key, ["war"])])
    real = Postings.joined

    def joined(segments):
        made = real(segments)
        engine.remove([2])
        engine.add([(9, ["war"])])
        return made

    monkeypatch.setattr(Postings, "joined", joined)
    engine.compact()
    assert keys(engine.search({"war": 1.0}, 10, HERE)) == [0, 1, 3, 9]


def test_words_only_ever_come_behind_those_that_were_there():
    engine = RankBM25()
    engine.add([(1, ["war", "peace"])])
    before = list(engine.words())
    engine.remove([1])
    engine.add([(2, ["veto", "war"])])
    assert list(engine.words()) == [*before, "veto"]
