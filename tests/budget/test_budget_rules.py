"""What a limit allows: the most critical suites all of it, the others less, nobody more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.budget import CRITICALITIES, SHARES, Account, share_of


@pytest.mark.parametrize(
    ("asked", "shares"),
    [
        ({"high", "medium", "low"}, {"high": 1.0, "medium": 0.9, "low": 0.8}),
        ({"medium"}, {"medium": 1.0}),
        ({"low"}, {"low": 1.0}),
        ({"high", "low"}, {"high": 1.0, "low": 0.9}),
    ],
)
def test_the_most_critical_that_is_asked_may_use_all(asked: set[str], shares: dict[str, float]) -> None:
    assert {each: share_of(each, asked) for each in asked} == shares


def test_a_cycle_is_paid_for_before_it_begins() -> None:
    account = Account(None, 1.0, 0.95)
    assert account.refusal(1.0, 0.05) is None
    assert "does not pay for another cycle" in str(account.refusal(1.0, 0.06))
    assert account.refusal(1.0, None) is None  # what one costs is learned by asking


def test_what_is_under_way_is_not_free() -> None:
    assert Account(None, 1.0, 0.5, under_way=0.2).refusal(1.0, 0.3) is None
    assert Account(None, 1.0, 0.5, under_way=0.3).refusal(1.0, 0.3) is not None


def test_a_less_critical_suite_is_told_what_the_rest_is_kept_for() -> None:
    account = Account("gpt", 1.0, 0.85)
    assert "kept for more critical ones" in str(account.refusal(0.8, 0.01))
    assert account.refusal(1.0, 0.01) is None
    assert account.announced
    assert not account.exhausted


def test_a_spent_limit_pays_for_nothing() -> None:
    told = Account("gpt", 1.0, 1.2).refusal(1.0, None)
    assert told == "the day's budget of gpt of $1.00 is spent ($1.20)"


@given(
    st.floats(0.01, 100),
    st.floats(0, 150),
    st.floats(0, 10),
    st.none() | st.floats(0, 10),
    st.sampled_from(SHARES),
)
def test_nothing_known_is_ever_overspent(
    limit: float, spent: float, under_way: float, expected: float | None, share: float
) -> None:
    account = Account(None, limit, spent, under_way)
    if account.refusal(share, expected) is None:
        assert spent + under_way + (expected or 0.0) <= share * limit
    for greater in (each for each in SHARES if each > share):
        if account.refusal(greater, expected) is not None:
            assert account.refusal(share, expected) is not None


def test_the_criticalities_are_those_of_suites() -> None:
    from canary.settings.shape import SuiteHeadShape

    named = SuiteHeadShape.model_json_schema()["properties"]["criticality"]["enum"]
    assert set(named) == set(CRITICALITIES)
