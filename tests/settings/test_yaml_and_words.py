"""The small languages of the configuration: YAML with lines, durations, variables."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from canary.settings.document import DocumentError, dotted, read_document
from canary.settings.durations import format_duration, parse_duration
from canary.settings.expand import expand
from canary.settings.slips import COLON, COMMENT, ESCAPE


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0s", 0),
        ("10s", 10),
        ("5m", 300),
        ("1h", 3600),
        ("3d", 259_200),
        ("1h30m", 5400),
        ("20ms", 0.02),
        ("1.5h", 5400),
        ("2w", 1_209_600),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", 5, None, "h", "-1h", "1 hour", "1h-2m", "1y", "١h", "1h,5m", True])
def test_what_is_no_duration_is_refused_with_the_way_to_write_one(text: object) -> None:
    with pytest.raises(ValueError, match="write a number and a unit"):
        parse_duration(text)


def test_a_duration_beyond_all_clocks_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than any clock"):
        parse_duration("999999999w")


@given(st.integers(min_value=0, max_value=10**12).map(lambda ms: timedelta(milliseconds=ms)))
def test_a_duration_survives_being_written_and_read(value: timedelta) -> None:
    assert parse_duration(format_duration(value)) == value


@given(st.text(max_size=30))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_duration(text) >= timedelta(0)


ENV = {"A": "1", "EMPTY": "", "B": "${A}"}


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("x${A}y${A}", "x1y1"),
        ("${NOPE:-d}", "d"),
        ("${NOPE:-}", ""),
        ("${A:-d}", "1"),
        ("${EMPTY:-d}", "d"),
        ("${EMPTY}", ""),
        ("${B}", "${A}"),
        ("$${A}", "${A}"),
        ("$A $ {A} 5$", "$A $ {A} 5$"),
        ("${NOPE:-http://h:1/-}", "http://h:1/-"),
    ],
)
def test_variables(text: str, expanded: str) -> None:
    assert expand(text, ENV) == expanded


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${NOPE}", "environment variable NOPE is not set"),
        ("${A", "is not a reference"),
        ("${1A}", "is not a reference"),
        ("${}", "is not a reference"),
        ("${NOPE} ${NADA}", "NOPE is not set.*NADA is not set"),
    ],
)
def test_wrong_references_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        expand(text, ENV)


def test_an_unset_variable_may_leave_a_placeholder_and_a_wrong_reference_may_not() -> None:
    assert expand("https://${NOPE}/v1", ENV, "unset") == "unset"
    assert expand("${A}${NOPE:-d}", ENV, "unset") == "1d"
    with pytest.raises(ValueError, match="is not a reference"):
        expand("${NOPE} ${1A}", ENV, "unset")


@given(st.text().filter(lambda text: "${" not in text))
def test_text_without_references_is_left_alone(text: str) -> None:
    assert expand(text, {}) == text


@given(st.text())
def test_escaped_text_comes_back(text: str) -> None:
    assert expand(text.replace("${", "$${"), {}) == text.replace("$${", "${") or "$${" in text


@given(st.text())
def test_a_variables_value_is_taken_as_it_is(value: str) -> None:
    assert expand("<${V}>", {"V": value}) == f"<{value}>"


def plain(source: str) -> Any:
    return read_document(source.encode()).plain()


def test_plain_words_numbers_and_nothing() -> None:
    source = "{a: yes, b: no, c: 12:30, d: 2024-01-01, e: 0o7, f: true, g: ~, h: -3, i: 1e3, j: '1', k: 0x10, l: .inf}"
    assert plain(source) == {
        "a": "yes", "b": "no", "c": "12:30", "d": "2024-01-01", "e": "0o7", "f": True, "g": None, "h": -3, "i": 1000.0,
        "j": "1", "k": "0x10", "l": ".inf",
    }  # fmt: skip


def test_a_reference_may_stand_unquoted_in_braces() -> None:
    assert plain('{a: ${A}, b: "${B:-x}", c: ${C:-http://h:1/}}') == {
        "a": "${A}",
        "b": "${B:-x}",
        "c": "${C:-http://h:1/}",
    }


def test_an_alias_repeats_its_anchor_and_knows_its_lines() -> None:
    document = read_document(b"a: &x\n  k: 1\nb: *x\n")
    assert document.plain() == {"a": {"k": 1}, "b": {"k": 1}}
    assert document.line_of(("b", "k")) == 2


def test_lines_are_those_of_keys_and_of_the_nearest_thing_that_exists() -> None:
    document = read_document(b"a: 1\nb:\n  - x: 1\n\n  - y:\n      z: 2\n")
    assert [document.line_of(path) for path in [("a",), ("b",), ("b", 1), ("b", 1, "y", "z"), ("b", 1, "nope"), ()]] == [
        1, 2, 5, 6, 5, 1,
    ]  # fmt: skip
    assert dotted(("b", 1, "y")) == "b[1].y"


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3", 3, "key 'a' is given twice (first in line 1)"),
        ("a: 1\n---\nb: 2", 2, "a second document begins here; keep one per file"),
        ("a: *x", 1, "alias *x stands for nothing before it"),
        ("a: !x 1", 1, "tag '!x' is not supported; write the plain value"),
        ("a: &x {b: 1}\nc:\n  <<: *x", 3, "merge keys (<<) are not supported; write the values out"),
        ("? [a]\n: 1", 1, "a key must be plain text"),
        ("a: {b: {{prompt}}}", 1, 'a key must be plain text; quote a placeholder: "{{prompt}}"'),
        ("[" * 62 + "]" * 62, 1, "nested deeper than 60 levels"),
        ("[" * 100_000, 1, "nested deeper than 60 levels"),
        (
            "a: [1",
            1,
            "not YAML: did not find expected ',' or ']'; "
            "likely: a comma is missing, or the bracket opened in line 1 is not closed",
        ),
        ("#" * 2_000_001, 1, "the file is over 2,000,000 bytes"),
    ],
)
def test_what_is_refused_names_its_line(source: str, line: int, message: str) -> None:
    with pytest.raises(DocumentError) as raised:
        read_document(source.encode())
    assert (raised.value.line, str(raised.value)) == (line, message)


@pytest.mark.parametrize(
    ("source", "likely"),
    [
        ("a: Answer: yes", COLON),
        ("a: [{b: 1,\n  c: Answer: yes}]", COLON),
        ('a: "TKT-\\d+"', ESCAPE),
        ('a: "C:\\Users"', ESCAPE),
        ("a: {b: #c}", f"in line 1, {COMMENT}"),
        ("a: ['#b',\n  #c]\nd: 1", f"in line 2, {COMMENT}"),
        ("a: {b: ${X}, c: #d}", f"in line 1, {COMMENT}"),
        ("a: 1\n  b: 2", "check the indentation"),
        ("a: 1\n\tb: 2", "never with a tab"),
        ("a: @b", "must stand in quotes"),
        ("a: **b**", "must stand in quotes"),
        ('a: "say "b" now"', "the other kind of quotes"),
        ("a: 'b\nc: 1\n", "the quote opened in line 1 is not closed"),
        ("a: {b: '#c', d: [1\ne: 2", "the bracket opened in line 1 is not closed"),
    ],
)
def test_a_likely_slip_is_named_with_the_way_out(source: str, likely: str) -> None:
    with pytest.raises(DocumentError) as raised:
        read_document(source.encode())
    assert likely in str(raised.value).partition("; likely: ")[2]


@pytest.mark.parametrize(
    ("source", "lost"), [("a: #b", True), ("a:   #b\nc: 1", True), ("a: # b", False), ("a:\n#b", False)]
)
def test_an_empty_value_before_a_glued_comment_is_noted(source: str, lost: bool) -> None:
    assert read_document(source.encode()).value["a"].lost is lost


def test_bytes_that_are_no_text_are_refused_at_their_line() -> None:
    with pytest.raises(DocumentError, match="not UTF-8") as raised:
        read_document(b"a: 1\nb: \xff")
    assert raised.value.line == 2


JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("abc ${}:#é'\"\n-", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abk-1 ", max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text("abc", min_size=1), JSONISH))
def test_what_pyyaml_writes_is_read_back(value: dict[str, Any]) -> None:
    assert plain(yaml.safe_dump(value, allow_unicode=True)) == value


@given(st.text("{}[]:,&*!|>'\"#- \nab%@`?", max_size=60) | st.text(max_size=60))
def test_any_text_is_read_or_refused(source: str) -> None:
    with contextlib.suppress(DocumentError):
        assert read_document(source.encode()).line >= 1
