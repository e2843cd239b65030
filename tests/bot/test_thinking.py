"""Answers are worked out in threads."""

import asyncio

import pytest

from bot.delivery.thinking import Thinking


async def test_an_iterator_that_ends_too_early_keeps_nobody_waiting():
    thinking = Thinking()
    async with asyncio.timeout(5):
        with pytest.raises(RuntimeError, match="ended too early"):
            await thinking.on(1, lambda: next(iter(())))
    assert thinking.longest() is None
    thinking.close()
