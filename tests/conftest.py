"""Fixtures of every test."""

import pytest

from tests.newsroom import newsroom as start_newsroom


@pytest.fixture
async def newsroom(tmp_path):
    async with start_newsroom(tmp_path) as running:
        yield running
