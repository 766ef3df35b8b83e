"""Choosing the cheapest target that is good enough: what counts as enough, and what is said where nothing is."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.intervals import wilson
from canary.core.tiering import Choice, Counts, Evidence, choose, evidence, required


def counts(failed: list[int], of: int, *, target: str = "a", cost: float | None = None) -> Evidence:
    """One prompt for each entry, asked *of* times."""
    priced, paid = (of, of * cost) if cost is not None else (0, 0.0)
    return evidence(
        target, [Counts(target, "s", f"p{i}", of, of, part, priced, paid) for i, part in enumerate(failed)]
    )


def named(choice: Choice) -> str | None:
    return choice.target.target if choice.target else None


def test_four_hundred_answers_without_a_failure_are_enough_for_one_percent() -> None:
    known = counts([0] * 20, 20)
    assert known.upper == pytest.approx(0.00951, abs=1e-5)
    assert known.within(0.01)
    assert not counts([0] * 19, 20).within(0.01)


def test_independent_failures_are_bounded_about_as_wilson_does() -> None:
    rng = random.Random(5)
    for _ in range(20):
        known = counts([sum(rng.random() < 0.05 for _ in range(20)) for _ in range(50)], 20)
        plain = wilson(known.failed, known.judged)
        assert plain is not None
        assert plain[1] <= (known.upper or 0) < plain[1] * 1.15


def test_a_prompt_that_always_fails_is_not_proof_of_a_thousand_answers() -> None:
    known = counts([1000] + [0] * 19, 1000)
    plain = wilson(1, 20)
    assert known.effect == pytest.approx(1000, rel=0.1)
    assert known.upper == pytest.approx(plain[1] if plain else 0, abs=0.02)


def test_the_cheapest_within_the_budget_is_chosen_not_the_best() -> None:
    best, cheap = counts([0] * 20, 50, target="best", cost=0.01), counts([0] * 20, 20, target="x", cost=0.001)
    choice = choose(0.05, [best, cheap])
    assert named(choice) == "x"
    assert [each.target for each in choice.within] == ["x", "best"]
    assert choice.needed == 0


def test_an_unknown_price_is_never_the_cheapest() -> None:
    free, paid = counts([0] * 20, 20, target="unpriced"), counts([0] * 20, 20, target="paid", cost=9.0)
    assert named(choose(0.05, [free, paid])) == "paid"
    assert named(choose(0.05, [free, counts([0] * 20, 20, target="z")])) is None
    assert named(choose(0.05, [free])) == "unpriced"  # the only one: nothing to compare


def test_what_is_needed_is_where_the_bound_meets_the_budget() -> None:
    known = counts([0] * 10, 10)
    assert known.needed(0.01) == 281
    assert counts([0] * 10, 10).needed(0.05) == 0


def test_no_number_of_samples_helps_a_rate_over_the_budget() -> None:
    choice = choose(0.01, [counts([1] * 20, 20)])
    assert choice == Choice(None, (), None, None)


def test_the_one_that_needs_least_is_the_nearest_and_one_never_judged_comes_last() -> None:
    far, near = counts([0] * 10, 10, target="far"), counts([0] * 10, 35, target="near")
    choice = choose(0.01, [far, near, Evidence("new")])
    assert choice.nearest == near
    assert choice.needed == 31
    alone = choose(0.01, [Evidence("new"), counts([1] * 20, 20)])
    assert (alone.nearest, alone.needed) == (Evidence("new"), 381)


@given(st.integers(0, 30), st.integers(1, 500), st.floats(0.001, 0.99))
def test_as_many_answers_as_are_said_to_be_needed_suffice_and_one_less_does_not(
    failed: int, of: int, budget: float
) -> None:
    rate = min(failed, of) / of
    wanted = required(rate, budget)
    if wanted is None:
        assert rate >= budget
        return
    enough, short = wilson(rate * (wanted + 1e-6), wanted + 1e-6), wilson(rate * (wanted - 1), wanted - 1)
    assert enough is not None
    assert enough[1] <= budget + 1e-9
    assert short is None or short[1] > budget


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_any_counts_make_a_bound_or_none(pairs: list[tuple[int, int]]) -> None:
    rows = [Counts("a", "s", str(i), of, of, min(part, of), 0, 0.0) for i, (part, of) in enumerate(pairs)]
    known = evidence("a", rows)
    assert (known.upper is None) == (known.judged == 0)
    assert known.upper is None or (known.rate is not None and known.rate <= known.upper <= 1)
