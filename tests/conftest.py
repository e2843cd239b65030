"""Fixtures of every test."""

import gc
import os

import pytest
from hypothesis import settings

from tests import postgres as postgresql
from tests.newsroom import newsroom as start_newsroom

# How long an example takes says more of the machine's other work than of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Keeps Python's cycle collector from what is there for the whole run: thousands of tests, and every module."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture
async def newsroom(tmp_path):
    async with start_newsroom(tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server; without one the test is skipped, but not where everything must hold."""
    if postgresql.binaries() is None:
        reason = "there is no PostgreSQL server here: `apt-get install postgresql` brings one"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with postgresql.server() as server:
        yield server


@pytest.fixture
def postgres(postgres_server):
    """The URL of an empty PostgreSQL database."""
    return postgres_server.schema()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The URL of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    return request.getfixturevalue("postgres")
