"""equals, one_of, contains, not_regex, similarity, max_length, min_length."""

from __future__ import annotations

from typing import Any

import pytest

from canary.core.model import Outcome, ValidatorSpec
from canary.core.validators import OptionsError, category_of
from validators.kinds import passes, reason, verdict


@pytest.mark.parametrize("output", ["Paris", " paris\n", "```\nParis\n```", "\u200bPARIS"])
def test_equals_compares_in_the_prompts_canonical_form(output: str) -> None:
    assert passes("equals", "Paris", output)


def test_equals_in_another_form_than_the_prompts() -> None:
    assert passes("equals", {"value": '{"a":1,"b":2}', "canonical": "json"}, '{"b": 2, "a": 1}')
    assert not passes("equals", {"value": "Paris", "canonical": "raw"}, "paris")
    assert not passes("equals", "Paris", "paris", canonical="raw")


def test_equals_says_both_texts() -> None:
    assert reason("equals", "Paris", "Lyon\n") == "'Lyon' is not 'Paris'"
    assert len(reason("equals", "Paris", "x" * 5_000)) < 100


def test_one_of_takes_the_whole_output() -> None:
    assert passes("one_of", ["positive", "negative"], "Negative\n")
    assert passes("one_of", "yes", "YES")
    assert reason("one_of", ["A", "B"], "The answer is B") == "'The answer is B' is none of 'A', 'B'"
    assert reason("one_of", [str(n) for n in range(20)], "x").endswith("'7', …")


def test_contains_wants_every_text() -> None:
    assert passes("contains", "14 days", "within 14 days")
    assert reason("contains", ["refund", "14 days"], "A refund.") == "'14 days' is not in the output"
    assert not passes("contains", "refund", "REFUND")
    assert passes("contains", {"texts": "straße", "ignore_case": True}, "STRASSE")


def test_not_regex_fails_at_the_place_of_the_match() -> None:
    assert passes("not_regex", "(?i)todo", "done")
    assert passes("not_regex", "x", "")
    found = verdict("not_regex", r"TODO\w*", "é\nétwo TODOs")
    assert (found.reason, found.line, found.column) == (r"'TODOs' matches 'TODO\\w*'", 2, 6)


def test_similarity_is_the_share_of_text_in_common() -> None:
    assert passes("similarity", "The parcel is late.", "the parcel is late")
    assert reason("similarity", {"reference": "abcd", "threshold": 0.9}, "abc") == (
        "similarity 0.857 to the reference; at least 0.9"
    )
    assert not passes("similarity", "The parcel is late.", "Sure! Let me look into that for you.")
    assert "131,072" in reason("similarity", "a", "a" * 140_000)


def test_lengths_count_characters_words_and_lines_without_the_space_around() -> None:
    assert passes("max_length", 3, "  abc\n\n")
    assert reason("max_length", 3, "abcd") == "4 characters; at most 3"
    assert reason("max_length", {"words": 2, "lines": 1}, "a b\nc") == "3 words; at most 2"
    assert reason("max_length", {"words": 5, "lines": 1}, "a b\nc") == "2 lines; at most 1"
    assert passes("min_length", {"words": 3}, "a b\nc")
    assert reason("min_length", 2_000, "") == "0 characters; at least 2,000"
    assert verdict("max_length", 3, "abcd").category == "length"


@pytest.mark.parametrize(
    ("name", "options"),
    [("equals", "a"), ("one_of", ["a"]), ("contains", "a"), ("similarity", "a"), ("number", 1)],
)
def test_an_empty_output_decides_nothing_but_its_format(name: str, options: Any) -> None:
    key = {"one_of": "values", "contains": "texts", "similarity": "reference"}.get(name, "value")
    for category, outcome in (("hallucination", Outcome.UNDECIDED), ("format", Outcome.FAIL)):
        found = verdict(name, {key: options, "category": category}, " \n")
        assert found.outcome is outcome
        assert found.reason


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("equals", 391, "value must be a non-empty text; quote it in YAML with single quotes"),
        ("equals", {"value": "a", "canonical": "xml"}, "canonical must be one of: first_line, json, python, raw, sql, text"),
        ("one_of", [], "values must hold 1 to 1,000 texts"),
        ("one_of", ["a", True], "values[1] must be a non-empty text; quote it in YAML with single quotes"),
        ("contains", None, "contains needs texts"),
        ("contains", {"texts": "a", "ignore_case": "yes"}, "ignore_case must be true or false"),
        ("contains", "a" * 10_001, "texts is over 10,000 characters"),
        ("not_regex", "a*", "pattern matches the empty text; every output would fail"),
        ("similarity", {"reference": "a", "threshold": 80}, "threshold must be over 0 and at most 1"),
        ("similarity", {"reference": "a", "threshold": float("nan")}, "threshold must be a number"),
        ("max_length", 0, "characters must be a whole number from 1 on"),
        ("max_length", {"words": True}, "words must be a whole number from 1 on"),
        ("min_length", {"category": "length"}, "at least one of these must be given: characters, words, lines"),
        ("min_length", {"chars": 3}, "unknown option 'chars' of min_length; known: category, characters, lines, words"),
        ("number", "391", "value must be a number"),
        ("number", 10**400, "value must be a number"),
        ("number", {"value": 1, "abs": -1}, "abs and rel must not be negative"),
        ("number", {"value": 1, "which": "best"}, "which must be one of: any, first, last, only"),
    ],
)  # fmt: skip
def test_options_are_checked_when_the_suite_loads(name: str, options: Any, message: str) -> None:
    with pytest.raises(OptionsError) as raised:
        verdict(name, options, "")
    assert str(raised.value) == message


def test_a_category_can_be_given_to_kinds_with_several_options() -> None:
    assert category_of(ValidatorSpec("max_length", {"words": 3, "category": "format"})) == "format"
    assert verdict("number", {"value": 3, "category": "format"}, "none").outcome is Outcome.FAIL
