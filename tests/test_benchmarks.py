"""The benchmarks are commands that are seldom run: each must at least still find what it measures."""

from importlib import import_module
from pathlib import Path

import pytest

MODULES = sorted(path.stem for path in (Path(__file__).parents[1] / "benchmarks").glob("[!_]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_a_benchmark_imports_what_it_measures(name):
    import_module(f"benchmarks.{name}")
