"""Intervals of shares: against an independent formula, and by their coverage on seeded streams."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.intervals import clustered_wilson, design_effect, wilson

Counts = list[tuple[int, int]]


def asked(rng: np.random.Generator, prompts: int, samples: int, rate: float, sameness: float) -> Counts:
    """Beta-binomial counts whose answers to one prompt correlate by *sameness*."""
    if sameness == 0:
        failed = rng.binomial(samples, rate, prompts)
    else:
        weight = 1 / sameness - 1
        failed = rng.binomial(samples, rng.beta(rate * weight, (1 - rate) * weight, prompts))
    return [(int(f), samples) for f in failed]


def covered(interval: tuple[float, float] | None, rate: float) -> bool:
    assert interval is not None
    return interval[0] <= rate <= interval[1]


def test_nothing_asked_has_no_interval() -> None:
    assert wilson(0, 0) is None
    assert clustered_wilson([]) is None
    assert clustered_wilson([(0, 0)]) is None


def test_the_design_effect_is_rao_and_scotts_ratio_of_variances() -> None:
    counts = [(0, 4), (4, 4), (1, 4), (3, 6), (0, 2)]
    failed, of = np.array(counts, dtype=float).T
    p = failed.sum() / of.sum()
    clustered = 5 / 4 * np.sum((failed - p * of) ** 2) / of.sum() ** 2
    assert design_effect(counts) == pytest.approx(clustered / (p * (1 - p) / of.sum()))


@pytest.mark.parametrize(
    "counts", [[], [(1, 9)], [(0, 1), (1, 1), (1, 1)], [(0, 5), (0, 5)], [(5, 5), (5, 5)], [(0, 0), (3, 9)]]
)
def test_what_cannot_be_estimated_has_no_effect(counts: Counts) -> None:
    assert design_effect(counts) == 1.0


def test_a_model_that_always_says_the_same_is_worth_one_answer_a_prompt() -> None:
    once = [(1, 1)] * 4 + [(0, 1)] * 36
    often = [(1_000 * f, 1_000) for f, _ in once]
    assert design_effect(often) == pytest.approx(1_000 * 40 / 39)
    low, high = clustered_wilson(often) or (0.0, 0.0)
    assert (low, high) == pytest.approx(wilson(4, 40), abs=0.005)


@given(
    st.lists(st.integers(0, 30).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), max_size=30)
)
def test_clusters_never_narrow_an_interval(counts: Counts) -> None:
    plain = wilson(sum(f for f, _ in counts), sum(of for _, of in counts))
    wide = clustered_wilson(counts)
    assert design_effect(counts) >= 1.0
    assert (plain is None) == (wide is None)
    if plain and wide:
        assert 0.0 <= wide[0] <= wide[1] <= 1.0
        assert wide[1] - wide[0] >= plain[1] - plain[0] - 1e-12


@pytest.mark.parametrize("sameness", [0.0, 0.3, 0.9])
def test_nineteen_of_twenty_intervals_hold_the_truth_however_alike_answers_to_a_prompt_are(
    sameness: float,
) -> None:
    rng = np.random.default_rng(4)
    runs = [asked(rng, 40, 10, 0.1, sameness) for _ in range(2_000)]
    assert sum(covered(clustered_wilson(run), 0.1) for run in runs) / 2_000 >= 0.925
    if sameness == 0.9:  # what the plain interval would claim
        plain = [wilson(sum(f for f, _ in run), 400) for run in runs]
        assert sum(covered(interval, 0.1) for interval in plain) / 2_000 < 0.6
