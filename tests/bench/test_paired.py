"""Two targets on the same prompts: against SciPy, and by rates on seeded streams."""

import itertools
from collections.abc import Iterable

import numpy as np
import pytest
from scipy.stats import binomtest, permutation_test

from canary.core.paired import MCNEMAR, SIGN_FLIP, Comparison, compare, mcnemar, more_prompts, sign_flip

Counts = dict[tuple[str, str], tuple[int, int]]


def counts(failed: Iterable[int], of: int = 1) -> Counts:
    return {("suite", f"p{i}"): (int(f), of) for i, f in enumerate(failed)}


def compared(a: Counts, b: Counts) -> Comparison:
    found = compare(a, b)
    assert found is not None
    return found


@pytest.mark.parametrize(("a_only", "b_only"), list(itertools.product((0, 1, 5, 9, 60), repeat=2)))
def test_mcnemar_is_the_binomial_test_of_the_discordant_pairs(a_only: int, b_only: int) -> None:
    n = a_only + b_only
    expected = binomtest(a_only, n).pvalue if n else 1.0
    assert mcnemar(a_only, b_only) == pytest.approx(expected)
    if n <= 12:  # one answer a prompt makes the permutation test the same, exactly
        assert sign_flip([1.0] * a_only + [-1.0] * b_only + [0.0] * 7) == pytest.approx(expected)


def test_many_prompts_are_permuted_at_random_and_agree_with_the_exact_value() -> None:
    assert sign_flip([1.0] * 30 + [-1.0] * 14) == pytest.approx(binomtest(14, 44).pvalue, abs=0.004)


def test_the_exact_permutation_counts_every_sign_pattern() -> None:
    moved = [0.5, 0.2, -0.1, 0.4]
    patterns = itertools.product((1, -1), repeat=4)
    reached = [abs(sum(s * d for s, d in zip(signs, moved, strict=True))) >= 1.0 - 1e-9 for signs in patterns]
    assert sign_flip(moved) == sum(reached) / 16


@pytest.mark.parametrize("seed", range(4))
def test_the_permutation_test_is_scipys_for_paired_samples(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.binomial(5, 0.4, 10) / 5, rng.binomial(5, 0.2, 10) / 5
    expected = permutation_test(
        (a, b), lambda x, y: np.mean(x - y), permutation_type="samples", alternative="two-sided"
    )
    assert sign_flip(list(a - b)) == pytest.approx(expected.pvalue, abs=1e-9)


def test_only_prompts_judged_for_both_count() -> None:
    found = compared({("s", "a"): (1, 1), ("s", "b"): (1, 1)}, {("s", "a"): (0, 1), ("s", "c"): (1, 1)})
    assert (found.prompts, found.a_rate, found.b_rate) == (1, 1.0, 0.0)
    assert compare({("s", "a"): (1, 1)}, {("s", "b"): (1, 1)}) is None
    assert compare({("s", "a"): (0, 0)}, {("s", "a"): (1, 1)}) is None


def test_a_clear_difference_may_be_said() -> None:
    found = compared(counts([1] * 20 + [0] * 80), counts([0] * 100))
    assert (found.test, found.certain, found.more) == (MCNEMAR, True, None)
    assert (found.a_only, found.b_only) == (20, 0)
    assert found.low < 0.2 < found.high
    assert found.low > 0


def test_no_difference_at_all_is_not_certain_and_has_an_interval_about_zero() -> None:
    found = compared(counts([0] * 50), counts([0] * 50))
    assert (found.p_value, found.certain, found.more) == (1.0, False, None)
    assert found.low < 0 < found.high


def two_models(
    rng: np.random.Generator, prompts: int, samples: int, a: float, b: float, sameness: float
) -> tuple[Counts, Counts]:
    """Failures of two models with these rates; answers to one prompt, of either model, correlate by *sameness*."""
    hard = rng.random(prompts)  # shared: a hard prompt is hard for both
    own = rng.random((2, prompts))
    rates = []
    for model, share in enumerate((a, b)):
        drawn = np.where(rng.random(prompts) < 0.5, hard, own[model])
        rates.append(np.where(drawn < share, 1.0, 0.0) * sameness + share * (1 - sameness))
    return counts(rng.binomial(samples, rates[0]), samples), counts(rng.binomial(samples, rates[1]), samples)


@pytest.mark.parametrize(("samples", "sameness"), [(1, 0.0), (1, 0.8), (5, 0.0), (5, 0.8)])
def test_equal_models_are_seldom_told_apart_and_the_interval_holds_zero(
    samples: int, sameness: float
) -> None:
    """Nominal 5 %; three standard errors of 600 runs are 2.7 points."""
    rng = np.random.default_rng(5)
    runs = [compared(*two_models(rng, 40, samples, 0.2, 0.2, sameness)) for _ in range(600)]
    assert sum(run.certain for run in runs) / 600 <= 0.077
    assert sum(run.low <= 0 <= run.high for run in runs) / 600 >= 0.923


@pytest.mark.parametrize(("samples", "sameness"), [(1, 0.5), (5, 0.5)])
def test_the_interval_holds_the_true_difference(samples: int, sameness: float) -> None:
    rng = np.random.default_rng(6)
    runs = [compared(*two_models(rng, 60, samples, 0.3, 0.1, sameness)) for _ in range(600)]
    assert sum(run.low <= 0.2 <= run.high for run in runs) / 600 >= 0.923
    assert sum(run.certain and run.difference > 0 for run in runs) / 600 > 0.5


def test_models_that_differ_only_in_which_prompts_they_fail_are_not_told_apart() -> None:
    """Equal rates in all, opposite on every prompt: flipping the signs of prompts allows for that."""
    rng = np.random.default_rng(7)
    false = 0
    for _ in range(400):
        first = rng.random(40) < 0.5
        a, b = np.where(first, 0.5, 0.1), np.where(first, 0.1, 0.5)
        false += compared(counts(rng.binomial(5, a), 5), counts(rng.binomial(5, b), 5)).certain
    assert false / 400 <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5


@pytest.mark.parametrize("samples", [1, 4])
def test_as_many_more_prompts_as_are_asked_for_do_decide(samples: int) -> None:
    """Of 40 prompts without a result: ask as many alike to them as it says, and four in five such runs have one."""
    rng = np.random.default_rng(8)
    runs = (two_models(rng, 40, samples, 0.2, 0.1, 0.3) for _ in range(20))
    a, b, found = next((a, b, c) for a, b in runs if not (c := compared(a, b)).certain)
    assert found.more is not None
    keys = list(a)
    decided = 0
    for _ in range(100):
        drawn = rng.choice(len(keys), len(keys) + found.more)
        again = [("suite", f"d{i}") for i in range(len(drawn))]
        decided += compared(
            {key: a[keys[k]] for key, k in zip(again, drawn, strict=True)},
            {key: b[keys[k]] for key, k in zip(again, drawn, strict=True)},
        ).certain
    assert 0.65 <= decided / 100 <= 0.97


def test_few_prompts_need_at_least_six_that_differ() -> None:
    assert mcnemar(5, 0) > 0.05 > mcnemar(6, 0)
    more = more_prompts([1.0, 1.0, 0.0])
    assert more is not None
    assert more >= 5
    assert more_prompts([0.5, -0.5]) is None


def test_several_samples_are_permuted_by_prompt() -> None:
    assert compared(counts([3, 0, 1], 5), counts([0, 0, 1], 5)).test == SIGN_FLIP
