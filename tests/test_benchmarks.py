"""The benchmarks are commands that are seldom run: each must at least still find what it measures."""

from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.collections import Asked, Collection
from benchmarks.verdict import Case, judge
from retrieval import Article

MODULES = sorted(path.stem for path in (Path(__file__).parents[1] / "benchmarks").glob("[!_]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_a_benchmark_imports_what_it_measures(name):
    import_module(f"benchmarks.{name}")


def test_a_near_miss_is_judged_as_in_an_archive_that_never_held_its_page():
    texts = ("Ferries to Saaremaa stop at noon.", "Ferries are late.", "Trains to Saaremaa are none.")
    pages = tuple(Article(id=str(n), headline=f"Page {n}", text=text) for n, text in enumerate(texts))
    asked = Asked("When do ferries to Saaremaa stop?", ("noon",), frozenset("0"), strict=True, day=700_000)
    held, missed = Case(asked, True, frozenset(), True), Case(asked, False, frozenset("0"), True)
    whole, lacking = (Collection("news", each, (asked,), (True,)) for each in (pages, pages[1:]))
    alone = [judge(whole, [held]).signs[0].tolist(), judge(lacking, [held]).signs[0].tolist()]
    assert alone[0] != alone[1]
    assert judge(whole, [held, missed, held, missed]).signs.tolist() == alone * 2
