"""No output makes a validator raise, stall, or speak unprintably. ``tools/bench_validators.py`` runs 50,000 of them."""

from __future__ import annotations

import resource
import sys
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Outcome, Verdict
from canary.core.validators import VALIDATORS, Check
from canary.core.validators.base import RAISED
from support.guard import bounded_work
from validators.hostile import hostile_outputs, large_outputs
from validators.samples import built_checks

CHECKS = built_checks()
MEGABYTE = 1024 if sys.platform == "linux" else 1024**2  # in the unit of ru_maxrss


def assert_sound(check: Check, output: str) -> Verdict:
    found = check(output)
    assert found.outcome is Outcome.PASS or found.reason
    assert f" {RAISED} " not in found.reason
    assert found.reason.isprintable()
    assert len(found.reason) <= 3_000
    assert found.outcome is Outcome.PASS or found.line is None or found.line >= 1
    return found


def assert_quick(check: Check, outputs: Iterator[str]) -> None:
    """Each in bounded time, all within 200 MB."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for output in outputs:
        with bounded_work():
            assert_sound(check, output)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * MEGABYTE


def test_every_validator_is_among_the_samples() -> None:
    assert {name.partition(":")[0] for name in CHECKS} == set(VALIDATORS)


@pytest.mark.parametrize("name", CHECKS)
def test_a_hundred_hostile_outputs_of_a_seed(name: str) -> None:
    assert_quick(CHECKS[name], hostile_outputs(100, seed=zlib.crc32(name.encode())))


@given(st.text(st.characters(codec=None)))
def test_any_text_is_judged_the_same_way_twice(output: str) -> None:
    for check in CHECKS.values():
        assert assert_sound(check, output) == check(output)


@pytest.mark.parametrize("name", CHECKS)
def test_no_large_output_takes_long(name: str) -> None:
    assert_quick(CHECKS[name], (output for output in large_outputs() if len(output) in (32_000, 10_000_000)))
