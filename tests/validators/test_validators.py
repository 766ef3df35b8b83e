"""Validators: verdicts with reasons, options refused at load, and hostile outputs that only ever fail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Message, Outcome, Prompt, ValidatorSpec, Verdict
from canary.core.validators import VALIDATORS, OptionsError, build, build_all, category_of
from canary.core.validators.base import MAX_OUTPUT, MAX_REASON
from support.guard import bounded_work

PROMPT = Prompt(
    "p", (Message("system", "Never mention TKT-0001."), Message("user", "See TKT-10442 and TKT-20001é."))
)
SCHEMA = {
    "type": "object",
    "required": ["ids"],
    "properties": {"ids": {"type": "array", "items": {"type": "string", "pattern": "^TKT"}}},
}


def verdict(name: str, options: Any, output: str) -> Verdict:
    return build(ValidatorSpec(name, options), PROMPT)(output)


def test_nonempty_wants_more_than_white_space() -> None:
    assert verdict("nonempty", None, " x").outcome is Outcome.PASS
    assert [verdict("nonempty", None, text).reason for text in ("", " \n\t")] == ["the output is empty"] * 2


@pytest.mark.parametrize("output", ["TKT-1", "see\nTKT-22"])
def test_regex_passes_on_a_match_anywhere(output: str) -> None:
    assert verdict("regex", r"TKT-\d+", output).outcome is Outcome.PASS


def test_regex_matches_characters_and_not_bytes() -> None:
    assert verdict("regex", "^h.llo$", "héllo").outcome is Outcome.PASS
    assert verdict("regex", "^.$", "\ud800").outcome is Outcome.PASS


def test_regex_says_what_it_missed() -> None:
    assert verdict("regex", r"TKT-\d+", "none").reason == r"no match for 'TKT-\\d+'"


def test_regex_is_linear_on_a_pattern_made_to_backtrack() -> None:
    with bounded_work():
        assert verdict("regex", "(a+)+$", "a" * 200_000 + "b").outcome is Outcome.FAIL


def test_json_schema_points_at_what_is_wrong() -> None:
    assert verdict("json_schema", SCHEMA, '{"ids": ["TKT-1"]}') == Verdict(
        "json_schema", "format", Outcome.PASS
    )
    assert (
        verdict("json_schema", SCHEMA, '{"ids": ["TKT-1", 7]}').reason == '/ids/1: 7 is not of type "string"'
    )
    assert verdict("json_schema", SCHEMA, "{}").reason == '(root): "ids" is a required property'


def test_json_schema_takes_one_fence_off_and_says_so() -> None:
    fenced = verdict("json_schema", SCHEMA, '```json\n{"ids": []}\n```')
    assert (fenced.outcome, fenced.reason) == (Outcome.PASS, "valid inside a code fence")


def test_json_schema_names_the_place_of_a_syntax_error() -> None:
    plain, fenced = (verdict("json_schema", SCHEMA, text) for text in ('{"ids": [}', '```\n{"ids": [}\n```'))
    assert (plain.outcome, plain.line, plain.column) == (Outcome.FAIL, 1, 10)
    assert (fenced.line, fenced.column) == (2, 10)


def test_json_schema_does_not_search_json_in_chatter() -> None:
    assert verdict("json_schema", SCHEMA, 'Sure! {"ids": []}').reason.startswith("not JSON: ")
    assert verdict("json_schema", SCHEMA, "").reason == "not JSON: the output is empty"


@pytest.mark.parametrize(
    "deep", ["[" * 200 + "]" * 200, "[" * 400 + "]" * 400, "[" * 200_000, '{"a":' * 10_000]
)
def test_json_nested_without_end_fails_with_a_reason(deep: str) -> None:
    found = verdict("json_schema", {"type": "object"}, deep)
    assert found.outcome is Outcome.FAIL
    assert found.reason


def test_json_over_its_bound_fails_with_that_reason() -> None:
    assert (
        verdict("json_schema", True, json.dumps("a" * 300_000)).reason
        == "the JSON is over 262,144 characters"
    )


def test_grounded_ids_knows_every_message_of_the_prompt() -> None:
    options = {"pattern": r"TKT-\d{4,}"}
    assert verdict("grounded_ids", options, "TKT-10442, TKT-0001, TKT-20001").outcome is Outcome.PASS
    assert verdict("grounded_ids", options, "no ids at all").outcome is Outcome.PASS


def test_grounded_ids_fails_an_invented_or_a_truncated_id_at_its_place() -> None:
    found = verdict("grounded_ids", r"TKT-\d{4,}", "é first\né TKT-1044 and TKT-99999")
    assert found == Verdict(
        "grounded_ids", "hallucination", Outcome.FAIL, "TKT-1044, TKT-99999 are not in the prompt", 2, 3
    )


def test_grounded_ids_bounds_how_much_it_reads_and_says() -> None:
    assert verdict("grounded_ids", r"\d", "7 " * 5_000).reason == "more than 1000 identifiers"
    many = verdict("grounded_ids", r"\d+", " ".join(str(n) for n in range(900)))
    assert many.reason == "0, 1, 2 and 897 more are not in the prompt"


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("nope", None, f"unknown validator 'nope'; known: {', '.join(sorted(VALIDATORS))}"),
        ("nonempty", 3, "nonempty takes no options but category; write just: nonempty"),
        ("nonempty", {"min": 3}, "unknown option 'min' of nonempty; known: category"),
        ("regex", None, "regex needs pattern"),
        ("regex", "(", "bad pattern '(': missing ): ("),
        (
            "regex",
            "(?=a)",
            "bad pattern '(?=a)': invalid perl operator: (?= (RE2 has no look-around and no back-references)",
        ),
        ("regex", 7, "pattern must be a non-empty text; quote it in YAML with single quotes"),
        (
            "regex",
            {"pattern": "a", "flags": "i"},
            "unknown option 'flags' of regex; known: category, pattern",
        ),
        (
            "regex",
            {"pattern": "a", "category": "a b"},
            "category must be a word such as hallucination, format or refusal",
        ),
        ("grounded_ids", "a*", "pattern matches the empty text; it must match at least one character"),
        ("json_schema", None, "json_schema needs schema"),
        (
            "json_schema",
            "x",
            "json_schema needs a JSON Schema: a mapping such as {type: object, required: [id]}",
        ),
    ],
)
def test_wrong_options_are_refused_when_built(name: str, options: Any, message: str) -> None:
    with pytest.raises(OptionsError) as raised:
        build(ValidatorSpec(name, options), PROMPT)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "objct"},
        {"$ref": "http://example.com/s.json"},
        {"$ref": "file:///etc/passwd"},
        {"pattern": "("},
    ],
)
def test_a_wrong_schema_or_one_from_elsewhere_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(OptionsError, match="not a JSON Schema"):
        build(ValidatorSpec("json_schema", schema), PROMPT)


@pytest.mark.parametrize(
    ("name", "options", "output"),
    [
        ("json_schema", {"schema": SCHEMA, "category": "hallucination"}, "Sure!"),
        ("regex", {"pattern": "391", "category": "hallucination"}, " "),
    ],
)
def test_an_unreadable_answer_is_no_hallucination(name: str, options: Any, output: str) -> None:
    """It fails the checks of format; a check of content has nothing to decide on."""
    found = verdict(name, options, output)
    assert found.outcome is Outcome.UNDECIDED
    assert found.reason


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("nonempty", {"category": "refusal"}),
        ("regex", {"pattern": "x", "category": "refusal"}),
        ("json_schema", {"schema": SCHEMA, "category": "refusal"}),
        ("grounded_ids", {"pattern": "x", "category": "refusal"}),
    ],
)
def test_any_validator_can_be_given_another_category(name: str, options: Any) -> None:
    assert category_of(ValidatorSpec(name, options)) == verdict(name, options, "").category == "refusal"


def test_the_kinds_have_the_categories_that_rates_count() -> None:
    of: dict[str, set[str]] = {}
    for name, kind in VALIDATORS.items():
        of.setdefault(kind.category, set()).add(name)
    assert of["hallucination"] >= {"grounded_ids", "grounded_urls", "grounded_dates", "number"}
    assert of["refusal"] == {"refusal"}
    assert of["length"] == {"max_length", "min_length"}
    assert of["inner"] == {"not", "any_of"}


def test_two_of_a_kind_are_told_apart() -> None:
    prompt = Prompt(
        "p",
        (),
        validators=(ValidatorSpec("regex", "a"), ValidatorSpec("nonempty"), ValidatorSpec("regex", "b")),
    )
    assert [check("").validator for check in build_all(prompt)] == ["regex", "nonempty", "regex#2"]


def test_an_output_over_the_bound_fails_every_validator() -> None:
    for name, options in (("nonempty", None), ("regex", "a"), ("grounded_ids", "a")):
        assert (
            verdict(name, options, "a" * (MAX_OUTPUT + 1)).reason == "the output is over 1,000,000 characters"
        )


ALL = [("nonempty", None), ("regex", "a"), ("json_schema", SCHEMA), ("grounded_ids", r"\w+-\d")]
HOSTILE = st.text(st.characters(codec=None)) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
).map(json.dumps)


@given(HOSTILE)
def test_no_output_makes_a_validator_raise_or_speak_unprintably(output: str) -> None:
    for name, options in ALL:
        found = verdict(name, options, output)
        assert found.reason.isprintable()
        assert len(found.reason) <= 10 * MAX_REASON
        assert found.outcome is Outcome.PASS or found.reason
