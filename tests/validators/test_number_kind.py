"""number: which numbers an answer holds, and how near they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Outcome
from canary.core.validators._numbers import numbers
from validators.kinds import passes, reason, verdict


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The answer is 391.", [391]),
        ("17 × 23 = 391", [17, 23, 391]),
        ("-3 and +4 and −5", [-3, 4, -5]),
        ("1,234.5 or 1.234,5 or 1 234.5", [1234.5, 1234.5, 1, 234.5]),
        ("1\u202f234,5 and 1'234.5 and 1_000", [1234.5, 1234.5, 1000]),
        ("1,234 but 3,14 and 0,125 and 1.234", [1234, 3.14, 0.125, 1.234]),
        ("1,234,567.89 and 1.234.567", [1234567.89, 1234567]),
        ("6.02e23, 6.02 × 10^23, 6.02x10^{23}, 2*10**-3", [6.02e23, 6.02e23, 6.02e23, 2e-3]),
        ("$42, 42%, 42kg, (42), \\boxed{42}, **42**", [42] * 6),
        ("[1,2,3]", [1, 2, 3]),
        ("GPT-4 and TKT-10442 and B12 and v1.2.3", []),
        ("on 2026-11-20 at 10:30 and 20.11.2026", []),
        ("10-20 apples", [10, 20]),
        ("nothing", []),
        ("٣", [3]),
    ],
)
def test_numbers_are_read_in_the_usual_notations(text: str, found: list[float]) -> None:
    assert list(numbers(text)) == found


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_that_python_prints_is_read_back(value: float) -> None:
    assert list(numbers(f"It is {value!r}.")) == [value]
    assert list(numbers(f"It is {round(value):,}.")) == [round(value)]


@given(st.text("0123456789.,'-+eE×10^*{} \u202f"))
def test_any_heap_of_digits_and_marks_is_read_without_an_error(text: str) -> None:
    assert all(isinstance(number, float) for number in numbers(text))


def test_a_tolerance_is_absolute_or_relative_whichever_is_more() -> None:
    assert passes("number", 0.3, "0.3")
    assert passes("number", {"value": 3.14, "abs": 0.01}, "3.15")
    assert not passes("number", {"value": 3.14, "abs": 0.01}, "3.16")
    assert passes("number", {"value": -1000, "rel": 0.01}, "-1,009")
    assert passes("number", {"value": 100, "rel": 0.01, "abs": 5}, "105")


def test_where_to_look_can_be_said() -> None:
    text = "First 17, then 23, so 391."
    assert passes("number", 23, text)
    assert passes("number", {"value": 17, "which": "first"}, text)
    assert passes("number", {"value": 391, "which": "last"}, text)
    assert passes("number", {"value": 391, "which": "only"}, "391, that is 391")
    assert reason("number", {"value": 391, "which": "only"}, text) == "3 different numbers; wanted 391"
    assert reason("number", {"value": 17, "abs": 1, "which": "last"}, text) == (
        "the last number is 391; wanted 17 ± 1"
    )
    assert reason("number", 5, " ".join("12346789")) == "1, 2, 3, 4, 6 and 3 more; wanted 5"


def test_no_number_decides_nothing_and_too_many_fail() -> None:
    assert verdict("number", 5, "I do not know").outcome is Outcome.UNDECIDED
    assert reason("number", 5, "1 " * 2_000) == "more than 1000 numbers"
    assert reason("number", 5, "9" * 900) == "inf; wanted 5"
