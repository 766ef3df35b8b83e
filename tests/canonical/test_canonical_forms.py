"""Canonical forms: what they fold, what they keep, and that nothing makes them fail or linger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.canonical import CANONICALISERS, MAX_CHARS, canonicalise, fenced_block, scheme
from support.guard import bounded_work

ANY_TEXT = st.text(st.characters(codec=None), max_size=300) | st.text(
    "`~-*#'\"\\/(){}[]:;,\n\t a1é́", max_size=200
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello  World\r\n", "hello world"),
        ("It’s “fine” – really", 'it\'s "fine" - really'),
        ("ﬁne ½", "fine 1⁄2"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("```\nplain\n```", "plain"),
        ("* one\n* two", "- one\n- two"),
        ("• one", "- one"),
        ("1) one\n2) two", "1. one\n2. two"),
        ("a\u00a0b\u200b", "a b"),
    ],
)
def test_text_folds_what_carries_no_meaning(one: str, other: str) -> None:
    assert canonicalise("text", one) == canonicalise("text", other)


@pytest.mark.parametrize(
    ("one", "other"), [("yes", "no"), ("12", "1 2"), ("a-b", "ab"), ("is", "is not"), ("1", "-1")]
)
def test_text_keeps_what_differs_in_content(one: str, other: str) -> None:
    assert canonicalise("text", one) != canonicalise("text", other)


@pytest.mark.parametrize(
    "same",
    [
        '{"b":[1,2],"a":"é"}',
        '{ "a": "\\u00e9",\n "b": [1, 2] }',
        'Here:\n```json\n{"a":"é","b":[1,2]}\n```\nDone.',
    ],
)
def test_json_ignores_order_spacing_escapes_and_a_fence(same: str) -> None:
    assert canonicalise("json", same) == '{"a":"é","b":[1,2]}'


def test_json_keeps_values_exactly_and_falls_back_to_text() -> None:
    assert (
        canonicalise("json", '{"n":123456789012345678901234567890}') == '{"n":123456789012345678901234567890}'
    )
    assert canonicalise("json", '"A"') != canonicalise("json", '"a"')
    assert canonicalise("json", "Sorry, NO") == "sorry, no"
    assert canonicalise("json", "[" * 5_000) == "[" * 5_000


BLACK = 'def f(a: int, b):\n    # add\n    if a:\n        return {"x": a}\n\n    return a + b\n'


@pytest.mark.parametrize(
    "other",
    [
        "def f(a:int,b):\n  if a:\n    return {'x':a}\n  return a+b",
        f"```python\n{BLACK}```",
        f"Here you are:\n\n```py\n{BLACK}```\nHope this helps!",
        BLACK.replace("\n", "\r\n"),
        BLACK.replace("a: int, b", "\n    a: int,\n    b"),
        BLACK.replace("    ", "\t"),
    ],
)
def test_python_ignores_layout_comments_quotes_and_the_talk_around_the_fence(other: str) -> None:
    assert canonicalise("python", other) == canonicalise("python", BLACK)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("if a:\n    b\nc", "if a:\n    b\n    c"),
        ("x = 'a b'", "x = 'a  b'"),
        ("x = '# no'", "x = '"),
        ("not x", "notx"),
        ('x = """a\n\nb"""', 'x = """a\nb"""'),
    ],
)
def test_python_keeps_structure_and_strings(one: str, other: str) -> None:
    assert canonicalise("python", one) != canonicalise("python", other)


def test_sql_folds_case_and_space_outside_quotes_only() -> None:
    one = canonicalise("sql", "SELECT a,  b FROM T -- why\nWHERE x = 'It''s A' ;")
    assert one == canonicalise("sql", "```sql\nselect A, b\nfrom t where X='It''s A'\n```")
    assert one != canonicalise("sql", "select a, b from t where x = 'it''s a'")


def test_first_line_ignores_the_explanation() -> None:
    assert canonicalise("first_line", "\n  Billing\nbecause it is about money") == "billing"
    assert canonicalise("first_line", " \n ") == ""


def test_raw_is_the_output_and_an_oversized_output_is_its_own_form() -> None:
    assert canonicalise("raw", " A ") == " A "
    huge = "A " * MAX_CHARS
    assert all(canonicalise(name, huge) == huge for name in CANONICALISERS)


def test_the_first_closed_fence_counts() -> None:
    assert fenced_block("a\n```py\nx\n```\n```\ny\n```") == "x\n"
    assert fenced_block("```\nnever closed") is None
    assert fenced_block("no fence") is None


def test_every_form_has_a_versioned_scheme() -> None:
    assert scheme("text") == "text/1"
    assert all(form.scheme == f"{name}/{form.version}" for name, form in CANONICALISERS.items())


@given(ANY_TEXT)
def test_no_output_makes_a_form_raise_or_waver(output: str) -> None:
    for name in CANONICALISERS:
        assert canonicalise(name, output) == canonicalise(name, output)


@given(st.text("abc XYZ019.,!?", max_size=200))
def test_text_of_text_is_text(output: str) -> None:
    form = canonicalise("text", output)
    assert canonicalise("text", form) == form


@pytest.mark.parametrize("name", sorted(CANONICALISERS))
@pytest.mark.parametrize(
    "unit",
    [
        '"\\"',
        "'''",
        '"""',
        "~~~x\n",
        "```\n",
        "- ",
        "([{",
        '{"a":',
        "/*",
        "\\\n",
        "a\u0301\u0323",
        "\ufdfa",
        "\n ",
    ],
)
def test_hostile_repetition_stays_linear(name: str, unit: str) -> None:
    """Quadratic scanning of these would take minutes; the slowest measured is a tenth of a second."""
    output = (unit * MAX_CHARS)[:MAX_CHARS]
    with bounded_work():
        canonicalise(name, output)
