"""``python``, ``type_hint`` and ``sql``: what is right passes, what is made up is told, and hostile code does nothing."""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Message, Outcome, Prompt, ValidatorSpec, Verdict
from canary.core.validators import OptionsError, _known, build
from canary.core.validators.base import RAISED
from support.guard import bounded_work

CODE_KINDS = ("python", "type_hint", "alembic_migration", "sql")
PASS, FAIL, UNDECIDED = Outcome.PASS, Outcome.FAIL, Outcome.UNDECIDED


def judge(kind: str, text: str, asked: str = "", **options: Any) -> Verdict:
    prompt = Prompt("p", (Message("user", asked),))
    return build(ValidatorSpec(kind, options or None), prompt)(text)


# --- python --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "import os.path\nfrom collections.abc import Mapping\nprint(os.path.join('a', 'b'))",
        "from __future__ import annotations\nimport xml.etree.ElementTree as ET\nET.parse('x')",
        "try:\n    import tomli\nexcept ImportError:\n    import tomllib as tomli",
        "import asyncio\n\n\nasync def main() -> None:\n    await asyncio.sleep(0)",
        "import os\nos = object()\nos.anything_now()",
        "from os import *\nlistdir('.')",
        "pattern = '\\d'  # an odd escape is a warning, no error",
    ],
)
def test_code_whose_names_exist_passes(text: str) -> None:
    assert judge("python", text).outcome is PASS


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("import os\nimport leftpad", 2, "leftpad is neither in the standard library nor allowed"),
        ("from collections import OrderdDict", 1, "collections has no OrderdDict; did you mean OrderedDict?"),
        ("import json\n\njson.dump_string({})", 3, "json has no dump_string"),
        ("import os\nos.path.joinn('a')", 2, "os.path has no joinn; did you mean join?"),
        ("import os.pathlib", 1, "there is no module os.pathlib"),
        ("from . import secrets", 1, "the relative import of . leads nowhere"),
    ],
)
def test_a_name_that_does_not_exist_is_told(text: str, line: int, reason: str) -> None:
    verdict = judge("python", text)
    assert (verdict.outcome, verdict.category, verdict.line) == (FAIL, "hallucination", line)
    assert reason in verdict.reason


def test_allowed_packages_resolve_with_all_below_them() -> None:
    text = "import requests.adapters\nfrom google.cloud import storage\nimport google.oauth2"
    assert judge("python", text, allow=["requests", "google.cloud"]).reason == (
        "line 3: google.oauth2 is neither in the standard library nor allowed"
    )


def test_nothing_that_an_output_names_is_imported() -> None:
    before = set(sys.modules)
    judge("python", "import antigravity, this, idlelib.idle, turtledemo, leftpad", allow=["leftpad"])
    assert not (set(sys.modules) - before) & {"antigravity", "this", "idlelib", "turtledemo", "leftpad"}


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads it")
@pytest.mark.parametrize(
    "text", ["type Pair[T] = tuple[T, T]", "def first[T](x: list[T]) -> T:\n    return x[0]"]
)
def test_what_only_a_later_python_reads_is_undecided(text: str) -> None:
    verdict = judge("python", text)
    assert verdict.outcome is UNDECIDED
    assert "a later one may read it" in verdict.reason


def test_the_fence_around_code_is_taken_off_and_told() -> None:
    verdict = judge("python", "Sure:\n```python\nimport os\nimport leftpad\n```\n")
    assert verdict.line == 4
    assert judge("python", "```\nimport os\n```").reason == "judged inside a code fence"
    assert judge("python", 'def f():\n    """\n    ```\n    import leftpad\n    ```\n    """').reason == ""


# --- type_hint -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Optional[Dict[str, Any]]",
        "-> date",
        "`dict[str, int] | None`",
        "```python\nOptional[int]\n```",
        "None",
        "tuple[()]",
        "tuple[int, ...]",
        "Callable[[int, str], Awaitable[None]]",
        "Literal['a', 3, None]",
        "Annotated[int, 'whatever', f(x)]",
        "collections.abc.Mapping[str, 'Decimal']",
        "def due(day: int) -> date: ...",
        "def names() -> list: ...",
        "async def load(*ids: int, **more: str) -> AsyncIterator[bytes]: ...",
        "from datetime import date\n\nx: date | None = None",
        "import typing as t\n\ndef f(x: t.Optional[t.List[int]]) -> 't.Any': ...",
        "class Node:\n    left: 'Node | None'\n    def copy(self) -> Node: ...",
        "from typing import TypeVar\nT = TypeVar('T')\ndef f(x: T) -> list[T]: ...",
        "from shop.models import *\ndef f(x: Order) -> None: ...",
    ],
)
def test_valid_hints_pass(text: str) -> None:
    verdict = judge("type_hint", text)
    assert verdict.outcome is PASS, verdict.reason


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("any", 1, "any is a function, no type; from typing import Any"),
        ("Optional[Strng]", 1, "Strng is not defined"),
        ("dict[str]", 1, "dict takes 2 types in brackets, not 1"),
        ("Optional[str, int]", 1, "Optional takes 1 type in brackets, not 2"),
        ("Optional", 1, "Optional needs a type in brackets"),
        ("int[str]", 1, "int takes no types in brackets"),
        ("str or None", 1, "str or None is no type"),
        ("[int]", 1, "[int] is no type"),
        ("list[int, 'no type!']", 1, "holds no type"),
        ("x = 1\n\nasync def f(x) -> lst: ...", 3, "lst is not defined"),
        ("import datetime\ndef f() -> datetime: ...", 2, "datetime is a module"),
        ("import typing\ndef f() -> typing.Optionl[int]: ...", 2, "did you mean Optional?"),
        (
            "import os\ndef f() -> Optional[int]: ...",
            2,
            "Optional is not defined; from typing import Optional",
        ),
        ("from typing import Optinal\nx: Optinal[int]", 1, "typing has no Optinal"),
        ("x = 1", 1, "there is no type hint"),
    ],
)
def test_invalid_hints_are_told(text: str, line: int, reason: str) -> None:
    verdict = judge("type_hint", text)
    assert (verdict.outcome, verdict.line) == (FAIL, line), verdict
    assert reason in verdict.reason


EQUAL = [
    ("Optional[Dict[str, int]]", "dict[str, int] | None"),
    ("Optional[Dict[str, int]]", "Union[None, dict[str, int]]"),
    ("Optional[Dict[str, int]]", "'None | typing.Dict[str, int]'"),
    ("Union[int, Optional[str]]", "str | None | int"),
    ("List[Tuple[int, ...]]", "list[tuple[int, ...]]"),
    ("Callable[[int], None]", "collections.abc.Callable[[int], None]"),
    ("Type[int]", "type[int]"),
    ("Literal['a', 'b']", "Literal['b', 'a']"),
    ("int", "Annotated[int, 3]"),
    ("Optional[int]", "from typing import Optional as Maybe\ndef f(x) -> Maybe[int]: ..."),
    ("datetime.date", "from datetime import date\ndef f(x) -> date: ..."),
]


@pytest.mark.parametrize(("expected", "text"), EQUAL)
def test_hints_that_mean_the_same_are_equal(expected: str, text: str) -> None:
    verdict = judge("type_hint", text, expected=expected)
    assert verdict.outcome is PASS, verdict.reason


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("Optional[Dict[str, Any]]", "Optional[dict]"),
        ("Optional[Dict[str, Any]]", "def f(x: Optional[Dict[str, Any]]) -> Optional[dict]: ..."),
        ("Dict[str, int]", "Dict[int, str]"),
        ("Optional[int]", "int"),
        ("list[int]", "Sequence[int]"),
        ("Set[int]", "collections.abc.Set[int]"),
        ("tuple[int]", "tuple[int, ...]"),
    ],
)
def test_hints_that_mean_another_thing_are_told(expected: str, text: str) -> None:
    verdict = judge("type_hint", text, expected=expected)
    assert verdict.outcome is FAIL
    assert f"is not {expected}" in verdict.reason


def test_bare_generics_fail_only_where_it_is_asked() -> None:
    for text in ("Optional[dict]", "def f() -> list: ...", "async def f(x: 'Dict') -> None: ..."):
        assert judge("type_hint", text).outcome is PASS
        assert "say of what" in judge("type_hint", text, bare_generics="fail").reason
    assert judge("type_hint", "Optional[dict[str, int]]", bare_generics="fail").outcome is PASS


def test_names_that_the_prompt_speaks_of_or_the_options_allow_resolve() -> None:
    assert judge("type_hint", "list[Invoice]").outcome is FAIL
    assert judge("type_hint", "list[Invoice]", asked="Return all of Invoice.").outcome is PASS
    assert judge("type_hint", "list[Invoice]", allow=["Invoice"]).outcome is PASS
    assert judge("type_hint", "any", asked="any of these?").outcome is FAIL


# --- sql -----------------------------------------------------------------------------------------

TABLES = {"orders": ["id", "user_id", "total"], "users": ["id", "name"], "notes": None}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT u.name, sum(o.total) AS t FROM users u JOIN orders AS o ON o.user_id = u.id GROUP BY 1 ORDER BY t",
        "WITH big AS (SELECT user_id FROM orders WHERE total > 9) SELECT name FROM users "
        "WHERE id IN (SELECT user_id FROM big)",
        "SELECT name FROM users u WHERE EXISTS (SELECT 1 FROM orders WHERE user_id = u.id)",
        "SELECT x.n FROM (SELECT name AS n FROM users) x",
        "SELECT whatever FROM notes",
        "SELECT * FROM users UNION ALL SELECT id, total FROM orders;",
        "SELECT g.i FROM generate_series(1, 3) AS g(i)",
        "-- all names\nSELECT NAME FROM Users",
        "```sql\nSELECT name FROM users\n```",
    ],
)
def test_queries_over_known_names_pass(text: str) -> None:
    verdict = judge("sql", text, dialect="postgres", tables=TABLES)
    assert verdict.outcome is PASS, verdict.reason


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("SELECT name\nFROM usrs", (2, 6), "there is no table usrs; did you mean users?"),
        ("SELECT nme FROM users", (1, 8), "there is no column nme; did you mean name?"),
        ("SELECT u.total FROM users u", (1, 8), "there is no column u.total"),
        ("SELECT z.id FROM users u", (1, 8), "z in z.id is no table of this query"),
        ("SELECT x.q FROM (SELECT name FROM users) x", (1, 8), "there is no column x.q"),
        ("DROP TABLE users", (1, 12), "drop is not allowed here, only select"),
        ("SELECT id FROM users; DELETE FROM users", (1, 35), "delete is not allowed"),
        ("WITH d AS (DELETE FROM users RETURNING id) SELECT id FROM d", (1, 24), "delete is not allowed"),
        ("SELECT * INTO copies FROM users", (1, 15), "create is not allowed"),
        ("```sql\nSELECT nme\nFROM users\n```", (2, 8), "there is no column nme"),
    ],
)
def test_what_a_query_may_not_or_cannot_is_told(text: str, place: tuple[int, int], reason: str) -> None:
    verdict = judge("sql", text, dialect="postgres", tables=TABLES)
    assert (verdict.outcome, verdict.category) == (FAIL, "hallucination")
    assert reason in verdict.reason
    assert (verdict.line, verdict.column) == place


@pytest.mark.parametrize("text", ["SELEC name FRM users", "Sure! Here it is.", "", "I can't.", ";;"])
def test_what_is_no_sql_fails_as_a_format(text: str) -> None:
    verdict = judge("sql", text)
    assert (verdict.outcome, verdict.category) == (FAIL, "format")


@pytest.mark.parametrize(
    "joins", [" JOIN users" * 30, ", users JOIN orders" * 30, " JOIN users JOIN orders ON 1" * 30]
)
def test_joins_without_their_conditions_are_not_read_in_every_way(joins: str) -> None:
    judge("sql", "SELECT 1")  # what is loaded once is no part of it
    with bounded_work():
        verdict = judge("sql", f"SELECT * FROM orders{joins}")
    assert verdict.outcome is PASS or verdict.reason == "the SQL can be read in too many ways"


def test_a_long_query_is_not_taken_for_one_of_many_readings() -> None:
    part = "SELECT u.id, max(o.total) FROM users u JOIN orders o ON o.user_id = u.id AND o.total > 9 GROUP BY u.id"
    assert judge("sql", " UNION ALL\n".join([part] * 200)).outcome is PASS


def test_brackets_count_where_they_nest_and_not_in_literals() -> None:
    assert judge("sql", "SELECT '" + "(" * 500 + "'").outcome is PASS
    hidden = "SELECT " + "(')' + " * 50 + "1" + ")" * 50
    assert judge("sql", hidden).reason == "the SQL is nested too deeply"


def test_a_name_of_one_query_is_not_judged_by_another_that_looks_the_same() -> None:
    text = "SELECT name FROM (SELECT name FROM users) AS x WHERE EXISTS (SELECT name FROM orders)"
    assert "there is no column name" not in judge("sql", text, tables=TABLES).reason  # correlated: of x
    assert (
        judge("sql", "SELECT (SELECT total FROM users), (SELECT total FROM orders)", tables=TABLES).outcome
        is FAIL
    )


def test_statements_that_are_named_are_allowed() -> None:
    text = "UPDATE users SET name = 'x' WHERE id = 1"
    assert judge("sql", text).outcome is FAIL
    assert judge("sql", text, statements=["update"]).outcome is PASS


def test_tables_may_be_a_list() -> None:
    assert judge("sql", "SELECT anything FROM users", tables=["users"]).outcome is PASS
    assert judge("sql", "SELECT id FROM orders", tables=["users"]).outcome is FAIL


# --- options, hostile input, time ----------------------------------------------------------------

WRONG_OPTIONS: list[tuple[str, Mapping[str, Any]]] = [
    ("python", {"allow": {"a": 1}}),
    ("python", {"allow": [1]}),
    ("type_hint", {"expected": "not a type"}),
    ("type_hint", {"expected": 3}),
    ("type_hint", {"bare_generics": "no"}),
    ("sql", {"dialect": "klingon"}),
    ("sql", {"dialect": ["postgres"]}),
    ("sql", {"tables": {"users": "id"}}),
    ("sql", {"tables": 3}),
    ("sql", {"statements": ["explode"]}),
    ("sql", {"tabels": []}),
]


@pytest.mark.parametrize(("kind", "options"), WRONG_OPTIONS)
def test_wrong_options_are_refused_at_load(kind: str, options: Mapping[str, Any]) -> None:
    with pytest.raises(OptionsError):
        judge(kind, "", **options)


HOSTILE = [
    "(" * 5_000,
    "[" * 90 + "]" * 90,
    "-" * 100_000 + "1",
    "1" + "+1" * 60_000,
    "x" + ".y" * 50_000,
    "x: " + "Optional[" * 90 + "int" + "]" * 90,
    "x: " + "'" * 100_000,
    "'" + "a" * 100_000,
    "def f(" + "a, " * 20_000 + "): ...",
    "if x:\n" + "".join(" " * depth + "if x:\n" for depth in range(1, 150)),
    "lambda: " * 5_000,
    "{0:" * 90,
    "f'" + "{" * 90,
    "import " + "a." * 40_000 + "a",
    "x = '\ud800'",
    "x = '\0'",
    "9" * 100_000,
    "x: list[0x" + "f" * 5_000 + "] = 1",
    "Literal[0b" + "1" * 20_000 + "]",
    "0x" + "f" * 4_000,
    "x: 'list[0x" + "f" * 5_000 + "]'",
    "dict[" + "list[1, 2], " * 3_000 + "list]",
    "op.add_column(0x" + "f" * 5_000 + ", 'x')",
    "SELECT " + "(" * 2_000,
    "SELECT " + "CASE WHEN " * 3_000,
    "SELECT " + "NOT " * 8_000 + "b",
    "SELECT 1" + " UNION SELECT 1" * 2_000,
    "SELECT " + "a AND " * 5_000 + "b FROM t",
    "SELECT " + "f(" * 39 + "1" + ")" * 39,
    "SELECT * FROM " + "a, " * 5_000 + "b",
    "SELECT '" + "x" * 30_000,
    "/*" * 15_000,
    "```python\n" * 2_000,
    "a" * 2_000_000,
]


@pytest.mark.parametrize("kind", CODE_KINDS)
@pytest.mark.parametrize(
    "output", ["SELECT " + "(" * 5_000, "x" * 200_000, "SELECT * FROM a" + " JOIN a" * 60]
)
def test_no_composition_passes_what_is_too_large_to_judge(kind: str, output: str) -> None:
    found = judge(kind, output)
    if "not SQL" not in found.reason and "not Python" not in found.reason:
        assert judge("not", output, check=kind).outcome is FAIL
        assert found.category == "format"


@pytest.mark.parametrize("kind", CODE_KINDS)
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_code_is_judged_in_bounded_time(kind: str, number: int) -> None:
    judge(kind, "SELECT 1")  # what is loaded once is no part of it
    options: dict[str, Any] = {"tables": ["t"]} if kind == "sql" else {}
    with bounded_work():
        verdict = judge(kind, HOSTILE[number], **options)
    assert verdict.outcome is PASS or verdict.reason
    assert f" {RAISED} " not in verdict.reason


PIECES = (
    "def f(x: int) -> str:\n    ",
    "async def ",
    "class A:\n    ",
    "import os\n",
    "from typing import Optional\n",
    "op.create_table(",
    "sa.Column('user_id', sa.Integer())",
    "with op.batch_alter_table('t') as b:\n    ",
    "b.add_column(",
    ")",
    "]",
    "[",
    "(",
    "{",
    "}",
    "def upgrade():\n    pass\n",
    "def downgrade():\n    pass\n",
    "'",
    '"',
    '"""',
    "\n",
    "    ",
    ":",
    "=",
    ".",
    ",",
    "lambda",
    "*",
    "**",
    "SELECT ",
    "FROM ",
    "WHERE ",
    "WITH a AS (",
    "JOIN ",
    " ON ",
    "users",
    "name",
    "1",
    "--",
    "/*",
    "\\",
    "\0",
    "\ud800",
    "é",
    "`",
    "```\n",
    "Optional[",
    "dict",
    "None",
    "|",
    "->",
    "...",
    "@",
    "%",
    ";",
    "try:\n  ",
    "except ImportError:\n  ",
    "x: ",
    "return ",
    "f'{x}'",
    "#",
)


@given(st.sampled_from(CODE_KINDS), st.randoms(use_true_random=False))
def test_no_jumble_of_code_makes_a_validator_raise(kind: str, chance: random.Random) -> None:
    text = "".join(chance.choices(PIECES, k=chance.randrange(60)))
    options: dict[str, Any] = {"tables": {"users": ["name"]}} if kind == "sql" else {}
    verdict = judge(kind, text, **options)
    assert verdict.outcome is PASS or verdict.reason
    assert verdict.reason.isprintable()


@given(st.sampled_from(CODE_KINDS), st.text(max_size=300))
def test_no_text_makes_a_validator_raise(kind: str, text: str) -> None:
    verdict = judge(kind, text)
    assert verdict.outcome is PASS or verdict.reason


@pytest.mark.parametrize("kind", ["python", "type_hint", "alembic_migration"])
def test_odd_numbers_and_escapes_of_an_output_warn_nobody_of_the_daemon(kind: str) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for text in ("1if 1else 2", "x: list['1if 1else 2'] = '\\d'", "'\\d'"):
            judge(kind, text)
    assert not told


def test_the_table_of_names_holds_what_the_installed_libraries_offer() -> None:
    import alembic.op
    import sqlalchemy
    from sqlalchemy.dialects import mysql, postgresql

    for module in (sqlalchemy, postgresql, mysql, sqlalchemy.types, alembic.op):
        offered = {name for name in dir(module) if not name.startswith("_")}
        assert not {name for name in offered if _known.missing(module.__name__, name)}


def test_the_table_of_names_holds_what_this_python_offers() -> None:
    import asyncio
    import collections
    import datetime
    import os
    import typing

    for module in (asyncio, collections, datetime, os, os.path, typing):
        name = "os.path" if module is os.path else module.__name__
        offered = getattr(module, "__all__", None) or []
        assert not [each for each in offered if _known.missing(name, each)]


def test_sixty_kilobytes_of_plain_code_are_judged_and_dense_or_longer_code_is_not() -> None:
    function = "def total(prices: dict[str, float]) -> float:\n    return sum(prices.values()) * 2 - len(prices)\n\n\n"
    assert judge("python", function * 600).outcome is PASS
    assert judge("python", "x=1\n" * 15_000).reason == "the code has over 20,000 parts"
    assert judge("python", "#" * 65_537).reason == "the code is over 65,536 characters"
    aliases = judge("type_hint", "type A = int\n" * 4_000)
    assert aliases.reason == "the code has over 1,000 aliases and generic definitions"
