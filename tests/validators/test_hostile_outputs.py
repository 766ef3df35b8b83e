"""No output makes a validator raise, stall, or speak unprintably. ``tools/bench_validators.py`` runs 50,000 of them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Outcome, Verdict
from canary.core.validators import VALIDATORS, Check
from canary.core.validators.base import RAISED
from validators.hostile import hostile_outputs, large_outputs
from validators.samples import text_checks

CHECKS = text_checks()


def assert_sound(check: Check, output: str) -> Verdict:
    found = check(output)
    assert found.outcome is Outcome.PASS or found.reason
    assert f" {RAISED} " not in found.reason
    assert found.reason.isprintable()
    assert len(found.reason) <= 3_000
    assert found.outcome is Outcome.PASS or found.line is None or found.line >= 1
    return found


def test_every_text_validator_is_among_the_samples() -> None:
    from_code = {"alembic_migration", "python", "sql", "type_hint"}
    assert {name.partition(":")[0] for name in CHECKS} == set(VALIDATORS) - from_code


@pytest.mark.parametrize("name", CHECKS)
def test_two_hundred_hostile_outputs_of_a_seed(name: str) -> None:
    for output in hostile_outputs(200, seed=len(name)):
        assert_sound(CHECKS[name], output)


@given(st.text(st.characters(codec=None)))
def test_any_text_is_judged_the_same_way_twice(output: str) -> None:
    for check in CHECKS.values():
        assert assert_sound(check, output) == check(output)


@pytest.mark.parametrize("name", CHECKS)
def test_no_large_output_takes_long(name: str) -> None:
    slowest = 0.0
    for output in large_outputs():
        if len(output) in (262_144, 10_000_000):
            began = time.process_time()
            assert_sound(CHECKS[name], output)
            slowest = max(slowest, time.process_time() - began)
    assert slowest < 1
