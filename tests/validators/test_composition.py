"""not and any_of: what they make of their parts' verdicts, and how they name them."""

from __future__ import annotations

from typing import Any

import pytest

from canary.core.model import Outcome, Prompt, ValidatorSpec
from canary.core.validators import OptionsError, UnknownValidatorError, build_all, category_of
from canary.core.validators.base import MAX_OUTPUT, MAX_REASON
from validators.kinds import passes, reason, verdict

UNDECIDED = {"number": {"value": 3}}


def test_not_turns_pass_and_fail_round() -> None:
    assert passes("not", {"contains": "TODO"}, "done")
    assert reason("not", {"contains": "TODO"}, "TODO") == "contains passes, and must not"
    assert passes("not", "json", "no json")


def test_not_leaves_undecided_undecided() -> None:
    found = verdict("not", UNDECIDED, "none")
    assert (found.outcome, found.reason) == (Outcome.UNDECIDED, "number: there is no number in the output")


@pytest.mark.parametrize("output", ["a" * (MAX_OUTPUT + 1), "[" * 300_000, "[" * 2_000])
def test_not_never_passes_what_was_too_large_to_be_judged(output: str) -> None:
    for options in ("json", {"any_of": ["json", "json"]}, {"not": {"not": "json"}}):
        assert verdict("not", options, output).outcome is Outcome.FAIL


def test_any_of_passes_with_one_and_names_all_that_failed() -> None:
    checks = [{"equals": "unknown"}, {"regex": r"^\d{5}$"}]
    assert passes("any_of", checks, "Unknown")
    assert passes("any_of", checks, "12345")
    assert reason("any_of", checks, "maybe") == (
        r"none passes: equals: 'maybe' is not 'unknown'; regex: no match for '^\\d{5}$'"
    )


def test_any_of_is_undecided_when_a_part_is_and_none_passes() -> None:
    assert verdict("any_of", [{"contains": "x"}, UNDECIDED], "none").outcome is Outcome.UNDECIDED
    assert passes("any_of", [UNDECIDED, {"contains": "n"}], "none")


def test_the_reason_is_bounded_however_many_parts_there_are() -> None:
    assert len(reason("any_of", [{"equals": "x" * 99}] * 20, "y" * 9_999)) <= MAX_REASON


def test_the_category_is_the_first_inner_ones_unless_given() -> None:
    assert category_of(ValidatorSpec("not", {"contains": "x"})) == "format"
    assert category_of(ValidatorSpec("not", "refusal")) == "refusal"
    assert category_of(ValidatorSpec("any_of", [{"not": {"number": 3}}, "json"])) == "hallucination"
    written = {"check": {"contains": "x"}, "category": "hallucination"}
    assert verdict("not", written, "x").category == "hallucination"
    assert verdict("any_of", {"checks": ["json"], "category": "refusal"}, "x").category == "refusal"


def test_compositions_nest_and_keep_their_own_name() -> None:
    spec = ValidatorSpec("not", {"any_of": [{"contains": "a"}, {"not": {"contains": "b"}}]})
    first, second = build_all(Prompt("p", (), validators=(spec, spec)))
    assert first("b").outcome is Outcome.PASS
    assert first("c").reason == "any_of passes, and must not"
    assert second("c").validator == "not#2"


def deep(levels: int) -> Any:
    written: Any = "json"
    for _ in range(levels):
        written = {"not": written}
    return written


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("not", None, "not needs check, for example - not: refusal, or - not: {contains: sorry}"),
        ("any_of", None, "any_of needs checks, for example - any_of: [json, {regex: 'TKT-[0-9]+'}]"),
        ("not", 3, "check must be a validator's name, or one name with its options: {regex: 'TKT-[0-9]+'}"),
        ("not", {3: 4}, "check must be a validator's name, or one name"),
        ("not", {"regex": "a", "contains": "b"}, "check must be a validator's name, or one name"),
        ("not", {"regex": "("}, "regex: bad pattern '(': missing ): ("),
        ("not", "jsonn", "unknown validator 'jsonn'; known: "),
        ("any_of", [], "checks must be a list of 1 to 20 validators, for example - any_of: [json, {regex: "),
        ("any_of", "json", "checks must be a list of 1 to 20 validators"),
        ("any_of", ["json", {"regex": 7}], "checks[1] regex: pattern must be a non-empty text"),
        ("any_of", ["json", 7], "checks[1] must be a validator's name"),
        ("not", deep(400), ""),
    ],
)  # fmt: skip
def test_wrong_parts_are_named_when_the_suite_loads(name: str, options: Any, message: str) -> None:
    with pytest.raises(OptionsError) as raised:
        verdict(name, options, "")
    assert str(raised.value).startswith(message)
    assert not isinstance(raised.value, UnknownValidatorError)  # the composition itself is known
