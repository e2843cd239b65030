"""Requests that Slack didn't sign: none is taken."""

from __future__ import annotations

import hmac
from unittest import mock

from tests.bot.test_front import accepted_mutations
from tests.faults.invariant import Tally
from tests.faults.programme import Outcome, Row, Trial


async def mutations(trial: Trial) -> Outcome:
    """`size` signed requests, each with one or a few things changed."""
    with mock.patch.object(hmac, "compare_digest", _anything_goes if trial.without else hmac.compare_digest):
        accepted = await accepted_mutations(trial.seed, trial.size)
    return Outcome(Tally(), {"accepted": str(accepted)}, ("accepted what Slack didn't sign",) if accepted else ())


def _anything_goes(*_both: object) -> bool:
    return True


SIGNATURES = Row(
    name="signatures",
    bar="100,000 mutations: 0 accepted",
    unit="requests",
    small=500,
    full=100_000,
    run=mutations,
    guards=("the signature",),
)
