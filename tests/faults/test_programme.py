"""Each row of the fault programme holds in its small size, and fails when a guard that it watches is taken away."""

import pytest

from tests.faults.programme import Trial
from tests.faults.rows import ROWS
from tests.faults.sabotage import GUARDS

SEED = 20_250_131


@pytest.mark.parametrize("name", ROWS)
async def test_a_row_holds(name, tmp_path):
    outcome = await ROWS[name].run(Trial(ROWS[name].small, SEED, tmp_path))
    assert outcome.holds, outcome


@pytest.mark.slow
@pytest.mark.parametrize(("name", "guard"), [(row.name, guard) for row in ROWS.values() for guard in row.guards])
async def test_a_row_fails_without_its_guard(name, guard, tmp_path):
    row = ROWS[name]
    outcome = await row.run(Trial(row.sabotaged or row.small, SEED, tmp_path, without=guard))
    assert not outcome.holds, outcome


def test_every_guard_that_can_be_taken_away_is_watched_by_a_row():
    watched = {guard for row in ROWS.values() for guard in row.guards}
    assert GUARDS.keys() <= watched
