"""``sql`` reads plain SQL by short cuts of its own. What they read is what sqlglot reads, token by token, node by node."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from sqlglot import Token
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, TokenError

from canary.core.model import Outcome
from canary.core.validators._sql_parser import parser
from canary.core.validators._sql_tokens import plain, tokens
from validators.kinds import verdict
from validators.test_sql_answers import RIGHT, WRONG

DIALECTS = (
    "postgres",
    "mysql",
    "sqlite",
    "tsql",
    "bigquery",
    "snowflake",
    "duckdb",
    "oracle",
    "clickhouse",
    "teradata",
)
ODD = """
' " -- /* */ $$ {{ %} -> ->> <=> <-> -|- || (+) :: := order BYE E N'x' X 1.5 1. .5 1e5 0x1 1_0 é @a # ? [a] `b` USER-DEFINED
user FETCH SHOW \\ // BULK a.b.c "a"."b" 'it''s' "x""y" NULL CASE END IN(1) IS NOT x'1' DATE'2026-01-01' ::int :name $1
"""
UNEVEN = (
    "GROUP\nBY",
    "group\tby",
    "ORDER\u00a0BY",
    "e'\\n'",
    "\r\n",
    "\x0c",
    "DOUBLE  PRECISION",
    "BULK COLLECT INTO",
)


def written(dialect: str) -> list[str]:
    """Answers in a dialect, and any with a few of their pieces dropped, or others put there: most of these are no SQL."""
    rng = random.Random(4)
    pieces = [re.findall(r"\w+|\s+|[^\w\s]", text) for _, text, *_ in (*RIGHT, *WRONG)]
    odd = (*ODD.split(), *UNEVEN, "")
    answers = [text for known, text, *_ in (*RIGHT, *WRONG) if known == dialect]
    for _ in range(150):
        changed = list(rng.choice(pieces))
        for _ in range(rng.randint(1, 3)):
            changed[rng.randrange(len(changed))] = rng.choice((*odd, rng.choice(rng.choice(pieces))))
        answers.append("".join(changed))
    return answers


def told(found: list[Token]) -> list[tuple[Any, ...]]:
    return [(each.token_type, each.text, each.line, each.col, each.start, each.end) for each in found]


def parsed(with_parser: Any, found: list[Token], text: str) -> Any:
    try:
        return [each and each.dump() for each in with_parser.parse(found, text)]
    except ParseError as error:
        return error.errors
    except (AttributeError, TypeError, KeyError, IndexError, ValueError) as error:
        return type(error)


@pytest.mark.parametrize("name", DIALECTS)
def test_the_short_cuts_read_what_sqlglot_reads(name: str) -> None:
    dialect = Dialect.get_or_raise(name)
    by_short_cut = 0
    for text in written(name):
        try:
            whole = dialect.tokenize(text)
        except TokenError:
            assert plain(text, dialect) is None, text
            continue
        quick = plain(text, dialect)
        if quick is not None:
            by_short_cut += 1
            assert told(quick) == told(whole), text
        found = tokens(text, dialect)
        same = parsed(dialect.parser(max_nodes=2_000), found, text)
        assert parsed(parser(dialect, max_nodes=2_000), found, text) == same, text
    assert by_short_cut > 40


def test_a_comment_does_not_tell_the_parser_what_to_make_of_a_name() -> None:
    text = "SELECT customers . /* sqlglot.meta start=x */ nope FROM customers"
    found = verdict("sql", {"tables": {"customers": ["id"]}}, text)
    assert (found.outcome, found.line, found.column) == (Outcome.FAIL, 1, 8)
