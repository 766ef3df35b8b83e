"""json, fields, tool_call."""

from __future__ import annotations

import json
from typing import Any

import pytest

from canary.core.model import Outcome
from canary.core.validators import OptionsError
from validators.kinds import passes, reason, verdict

TRIAGE = {
    "summary": "str",
    "ticket_ids": "list[str]",
    "score": "float",
    "due?": "date | null",
    "level": "Literal['low', 'high']",
    "owner?": {"name": "str", "tags?": "dict[str, int | str]"},
}
GOOD: dict[str, Any] = {"summary": "s", "ticket_ids": ["TKT-1"], "score": 1, "level": "low"}
WEATHER = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS = {"weather": WEATHER, "stop": None}


def triage(**changes: Any) -> str:
    return json.dumps({**GOOD, **changes})


@pytest.mark.parametrize("output", ["{}", "[1]", '"x"', "3", " null\n"])
def test_json_takes_any_document(output: str) -> None:
    assert passes("json", None, output)


@pytest.mark.parametrize("output", ["", "{'a': 1}", "[1,]", '{"a": 1} and more', "NaN", "\x00", "Sure: {}"])
def test_json_refuses_what_is_nearly_json(output: str) -> None:
    assert reason("json", None, output).startswith("not JSON: ")


def test_a_fence_is_taken_off_and_told() -> None:
    found = verdict("json", None, "```json\n[1]\n```")
    assert (found.outcome, found.reason) == (Outcome.PASS, "valid inside a code fence")
    assert verdict("fields", {"a": "int"}, '```\n{"a": 1}\n```').reason == "valid inside a code fence"


@pytest.mark.parametrize("name", ["json", "fields", "tool_call", "json_schema"])
def test_deep_or_large_json_fails_whatever_the_category(name: str) -> None:
    key: dict[str, dict[str, Any]] = {
        "json": {},
        "fields": {"fields": {"a": "any"}},
        "tool_call": {"tools": ["a"]},
    }
    options = {**key.get(name, {"schema": True}), "category": "hallucination"}
    for output in ("[" * 251 + "]" * 251, "[" * 100_000, '{"a":' * 2_000 + "1" + "}" * 2_000):
        assert reason(name, options, output) == "the JSON is nested too deeply"
    assert reason(name, options, "[" + "1," * 200_000 + "1]") == "the JSON is over 262,144 characters"
    assert verdict(name, options, "[" * 200 + "]" * 200).reason != "the JSON is nested too deeply"


def test_fields_that_fit_pass() -> None:
    assert passes("fields", TRIAGE, triage())
    owner = {"name": "a", "tags": {"x": 1, "y": "z"}}
    assert passes("fields", TRIAGE, triage(due=None, owner=owner, more=[1]))
    assert passes("fields", TRIAGE, triage(due="2026-11-20"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"summary": 7}, '/summary: 7 is not of type "string"'),
        ({"ticket_ids": ["a", 7]}, '/ticket_ids/1: 7 is not of type "string"'),
        ({"score": "1"}, '/score: "1" is not of type "number"'),
        ({"score": True}, '/score: true is not of type "number"'),
        ({"level": "medium"}, '/level: "medium" is not one of "low" or "high"'),
        ({"owner": {"tags": {}}}, '/owner: "name" is a required property'),
    ],
)
def test_fields_point_at_what_does_not_fit(changes: dict[str, Any], said: str) -> None:
    assert reason("fields", TRIAGE, triage(**changes)) == said


def test_fields_must_all_be_there_and_dates_be_dates() -> None:
    assert reason("fields", {"a": "str", "b?": "str"}, "{}") == '(root): "a" is a required property'
    assert reason("fields", {"a": "str"}, "[]") == '(root): [] is not of type "object"'
    assert "due" in reason("fields", TRIAGE, triage(due="2026-13-45"))
    assert not passes("fields", {"a": "uuid"}, '{"a": "12"}')
    assert not passes("fields", {"a": "url"}, '{"a": "12"}')
    assert not passes("fields", {"a": "datetime"}, '{"a": "2026-11-20"}')


def test_closed_fields_take_no_others() -> None:
    options = {"fields": {"a": {"b": "int"}}, "closed": True}
    assert passes("fields", options, '{"a": {"b": 1}}')
    assert reason("fields", options, '{"a": {"b": 1, "c": 2}}').startswith("/a: ")


@pytest.mark.parametrize("kind", ["Optional[int]", "Union[int, None]", "int | None", "null | int"])
def test_a_type_that_may_be_null_in_every_spelling(kind: str) -> None:
    assert passes("fields", {"a": kind}, '{"a": null}')
    assert passes("fields", {"a": kind}, '{"a": 1}')
    assert not passes("fields", {"a": kind}, '{"a": "1"}')


def test_lists_of_objects_are_written_as_lists() -> None:
    assert passes("fields", {"rows": [{"id": "int"}]}, '{"rows": [{"id": 1}, {"id": 2}]}')
    assert reason("fields", {"rows": [{"id": "int"}]}, '{"rows": [{"id": 1}, {}]}').startswith("/rows/1: ")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("str", "fields must map names to types"),
        ({}, "fields must map names to types"),
        ({"a": "string"}, "fields.a: 'string' is not a type; known: str, int, "),
        ({"a": "list[strr]"}, "fields.a: 'list[strr]' is not a type"),
        ({"a": "dict[int, str]"}, "fields.a: 'dict[int, str]' is not a type"),
        ({"a": "list[int, str]"}, "fields.a: 'list[int, str]' is not a type"),
        ({"a": "Literal[b'x']"}, "fields.a: "),
        ({"a": "__import__('os')"}, "fields.a: "),
        ({"a": "(" * 400}, "fields.a: "),
        ({"a": "str" * 400}, "fields.a must be a type"),
        ({"a": 7}, "fields.a must be a type, a mapping of fields, or a list of one type"),
        ({"a": "int", "a?": "int"}, "fields has both a and a?; keep one"),
        ({"a": {"b": "x y"}}, "fields.a.b: 'x y' is not a type"),
        ({"fields": {"a": "int"}, "closed": "yes"}, "closed must be true or false"),
    ],
)
def test_wrong_types_are_refused_when_the_suite_loads(options: Any, message: str) -> None:
    with pytest.raises(OptionsError) as raised:
        verdict("fields", options, "")
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    "output",
    [
        '{"name": "weather", "arguments": {"city": "Oslo"}}',
        '{"name": "weather", "arguments": "{\\"city\\": \\"Oslo\\"}"}',
        '{"type": "function", "function": {"name": "weather", "arguments": {"city": "Oslo"}}}',
        '{"type": "tool_use", "name": "weather", "input": {"city": "Oslo"}}',
        '{"tool": "weather", "args": {"city": "Oslo"}}',
        '[{"name": "stop"}, {"name": "weather", "parameters": {"city": "Oslo"}}]',
        '{"tool_calls": [{"function": {"name": "stop", "arguments": "{}"}}]}',
        '```json\n{"name": "stop", "arguments": {"any": 1}}\n```',
    ],
)
def test_a_call_of_a_known_tool_passes_in_the_usual_shapes(output: str) -> None:
    assert passes("tool_call", TOOLS, output)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ('{"name": "forecast", "arguments": {}}', "/name: unknown tool 'forecast'; known: stop, weather"),
        ('{"name": "weather", "arguments": {}}', '/arguments: "city" is a required property'),
        ('{"name": "weather"}', '(root): "city" is a required property'),
        ('[{"name": "stop"}, {"name": "weather", "input": {"city": 7}}]', '/1/input/city: 7 is not of type "string"'),
        ('{"name": "weather", "arguments": "Oslo"}', "/arguments: the arguments are no JSON object"),
        ('{"name": "stop", "arguments": [1]}', "/arguments: the arguments are no JSON object"),
        ('{"tool_calls": [{"function": {"name": 7}}]}', "/tool_calls/0/function/name: unknown tool '7'; "
         "known: stop, weather"),
        ('{"city": "Oslo"}', "(root): not a call: it names no tool"),
        ("[]", "(root): no call of a tool"),
        ("[3]", "/0: not a call: it names no tool"),
        ("weather(Oslo)", "not JSON: unexpected character, expected a JSON value"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_pointed_at(output: str, said: str) -> None:
    assert reason("tool_call", TOOLS, output) == said


def test_calls_are_bounded_in_number_and_depth() -> None:
    assert reason("tool_call", "stop", json.dumps([{"name": "stop"}] * 200)) == "more than 100 calls"
    deep = json.dumps({"name": "stop", "arguments": '{"a":' * 300 + "1" + "}" * 300})
    assert reason("tool_call", "stop", deep) == "/arguments: the arguments are no JSON object"


def test_an_invented_tool_may_be_called_a_hallucination() -> None:
    options = {"tools": TOOLS, "category": "hallucination"}
    assert verdict("tool_call", options, '{"name": "forecast"}').outcome is Outcome.FAIL
    assert verdict("tool_call", options, "Sure!").outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "tools must be names, or map each name"),
        ({}, "tools must be names, or map each name"),
        ([7], "tools must be names, or map each name"),
        ({"a": "x"}, "tools.a must be a JSON Schema, or nothing for any arguments"),
        ({"a": {"type": "objct"}}, "tools.a: not a JSON Schema: "),
    ],
)
def test_wrong_tools_are_refused_when_the_suite_loads(options: Any, message: str) -> None:
    with pytest.raises(OptionsError) as raised:
        verdict("tool_call", options, "")
    assert str(raised.value).startswith(message)
