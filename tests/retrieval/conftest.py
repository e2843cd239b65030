"""What several tests of retrieval ask."""

from pathlib import Path

import pytest

from retrieval import Archive, Search, read_seeds

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def search():
    """The first article, ready to be asked."""
    archive = Archive()
    archive.add_all(read_seeds(SEEDS))
    yield Search(archive)
    archive.close()
