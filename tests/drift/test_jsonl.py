"""Lines of observations: what is taken, what is refused, and in which words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.jsonl import Line, LineError, parse, render
from canary.core.model import FailureKind

GOOD: dict[str, Any] = {"target": "t", "suite": "s", "prompt": "p", "cycle": 3, "sample": 0, "output": "yes"}

names = st.text(min_size=1, max_size=20)
times = st.datetimes(timezones=st.just(UTC))
whole = st.integers(0, 2**53)
lines = st.builds(
    Line,
    target=names,
    suite=names,
    prompt=names,
    cycle=st.one_of(st.integers(-(2**53), 2**53), times),
    sample=whole,
    output=st.text(st.characters(codec=None), max_size=60),
    error=st.none(),
    at=st.none() | times,
    valid=st.none() | st.booleans(),
    model=st.none() | names,
    system_fingerprint=st.none() | names,
    latency_ms=st.none() | st.floats(0, 1e9),
    input_tokens=st.none() | whole,
    output_tokens=st.none() | whole,
)


@given(lines)
def test_what_is_rendered_parses_to_the_same_sample(line: Line) -> None:
    assert parse(render(line)) == line


@given(
    st.binary(max_size=80)
    | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(
        lambda value: json.dumps(value).encode()
    )
)
def test_anything_else_is_refused_as_a_line_error(text: bytes) -> None:
    with pytest.raises(LineError):
        parse(text)


def test_the_required_keys_are_enough() -> None:
    line = parse(json.dumps({k: v for k, v in GOOD.items() if k != "suite"}))
    assert (line.suite, line.cycle, line.output, line.error) == ("default", 3, "yes", None)


def test_a_cycle_may_be_a_time() -> None:
    line = parse(json.dumps(GOOD | {"cycle": "2026-03-01T12:00:00Z"}))
    assert line.cycle == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_neither_output_nor_error_is_unmeasured_of_unknown_kind() -> None:
    assert parse(json.dumps(GOOD | {"output": None, "error": None})).error is FailureKind.UNKNOWN
    assert parse(json.dumps(GOOD | {"output": None, "error": "rate_limit"})).error is FailureKind.RATE_LIMIT
    assert parse(json.dumps(GOOD | {"output": None, "error": "gremlins"})).error is FailureKind.UNKNOWN


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": None}, "target must be a non-empty string, not null"),
        ({"prompt": ""}, 'prompt must be a non-empty string, not ""'),
        ({"cycle": True}, "cycle must be a whole number or an ISO 8601 time, not true"),
        ({"cycle": "soon"}, 'cycle must be an ISO 8601 time, not "soon"'),
        ({"sample": -1}, "sample must be a whole number from 0 on, not -1"),
        ({"sample": 1.5}, "sample must be a whole number from 0 on, not 1.5"),
        ({"output": 7}, "output must be a string or null, not 7"),
        ({"error": "timeout"}, "output and error are both set; a sample is answered or unmeasured"),
        ({"valid": "yes"}, 'valid must be true, false or null, not "yes"'),
        ({"latency_ms": -1}, "latency_ms must be a number from 0 on or null, not -1"),
    ],
)
def test_a_wrong_value_is_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(LineError) as caught:
        parse(json.dumps(GOOD | change))
    assert str(caught.value) == message


@pytest.mark.parametrize("key", ["target", "prompt", "cycle", "sample"])
def test_a_missing_key_is_named(key: str) -> None:
    with pytest.raises(LineError, match=f"{key} must be .*; it is missing"):
        parse(json.dumps({k: v for k, v in GOOD.items() if k != key}))


def test_output_and_error_both_missing_is_an_error() -> None:
    with pytest.raises(LineError, match="output or error is required"):
        parse(json.dumps({k: v for k, v in GOOD.items() if k != "output"}))
