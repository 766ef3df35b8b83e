"""Percentiles from counts by bucket: within the promised accuracy, and the same however the values came together."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.sketch import ACCURACY, SMALLEST, Sketch, bucket, value_of

VALUES = st.floats(min_value=0, max_value=1e12)


def sketch_of(values: list[float]) -> Sketch:
    made = Sketch()
    for value in values:
        made.add(value)
    return made


def nearest_rank(values: list[float], percent: int) -> float:
    return sorted(values)[max(1, (len(values) * percent + 99) // 100) - 1]


@given(st.lists(VALUES, min_size=1, max_size=300), st.integers(0, 100))
def test_a_percentile_is_as_near_to_the_value_at_its_rank_as_promised(
    values: list[float], percent: int
) -> None:
    (found,) = sketch_of(values).percentiles([percent])
    truth = nearest_rank(values, percent)
    assert found == pytest.approx(truth, rel=ACCURACY * (1 + 1e-9), abs=SMALLEST)


@given(st.lists(VALUES), st.lists(VALUES))
def test_merged_sketches_are_the_sketch_of_all_values(one: list[float], other: list[float]) -> None:
    merged, second = sketch_of(one), sketch_of(other)
    merged.merge(second.counts.keys(), second.counts.values())
    assert merged.counts == sketch_of(one + other).counts
    assert merged.total == len(one) + len(other)


def test_buckets_are_few_over_all_latencies_there_can_be() -> None:
    assert bucket(1e12) - bucket(SMALLEST) < 900
    assert all(math.isfinite(value_of(number)) for number in range(bucket(SMALLEST), bucket(1e12) + 1))


def test_of_nothing_there_is_no_percentile() -> None:
    assert Sketch().percentiles((50, 95)) == (None, None)
