"""Answers that were right until something happened to them: what parsers of SQL, Python and JSON read far into before they
stumble, where random bytes stop them at once.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

SQL = """\
WITH paid AS (
    SELECT o.customer_id, count(*) AS orders, sum(i.quantity * i.unit_price) AS total
    FROM orders AS o JOIN order_items AS i ON i.order_id = o.id
    WHERE o.status IN ('paid', 'it''s sent') AND o.created_at >= DATE '2026-01-01'
    GROUP BY o.customer_id HAVING count(*) > 3
)
SELECT c.name, p.total, CASE WHEN p.total > 1e3 THEN 'gold' ELSE NULL END AS tier,
       row_number() OVER (PARTITION BY c.country ORDER BY p.total DESC) AS place -- by country
FROM customers AS c LEFT JOIN paid AS p ON p.customer_id = c.id
WHERE NOT EXISTS (SELECT 1 FROM bans AS b WHERE b.customer_id = c.id) ORDER BY 2 DESC LIMIT 10;
"""
CHANGE = """\
CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id), cents int CHECK (cents > 0));
INSERT INTO refunds (id, order_id, cents) VALUES (1, 2, 300), (2, 3, -4) ON CONFLICT DO NOTHING;
UPDATE orders SET status = 'refunded' WHERE id IN (SELECT order_id FROM refunds) RETURNING id;
"""
CODE = '''\
from __future__ import annotations
import re, json as j
from typing import Any, Optional, Dict

@cache
async def load(path: str, *, limit: Optional[int] = None) -> dict[str, list[tuple[int, ...]]] | None:
    """Rows by name."""
    rows: Dict[str, Any] = {k: [int(x) for x in v if x] for k, v in j.loads(open(path).read()).items()}
    try:
        return {name: rows[name][:limit] for name in sorted(rows, key=lambda n: (-len(n), n))}
    except (KeyError, ValueError) as error:
        raise RuntimeError(f"bad {path!r}: {error:>{10}}") from error

class Row(Base):
    id: Mapped[int] = mapped_column(ForeignKey("rows.id"), primary_key=True)
'''
MIGRATION = '''\
"""add refunds"""
from alembic import op
import sqlalchemy as sa

revision: str = "a1"
down_revision: str | None = None

def upgrade() -> None:
    op.create_table("refunds", sa.Column("id", sa.Integer(), primary_key=True),
                    sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id"), nullable=False))
    op.add_column("orders", sa.Column("note", sa.String(length=20), server_default="x"))
    op.execute("UPDATE orders SET note = ''")

def downgrade() -> None:
    op.drop_column("orders", "note")
    op.drop_table("refunds")
'''
DOCUMENT = """\
{"name": "search", "arguments": {"query": "TKT-10442", "limit": 1e2, "due": "2026-11-20", "tags": ["a", null, true]},
 "ids": ["3f2504e0-4f89-41d3-9a0c-0305e82c3301"], "note": "caf\\u00e9 \\ud83d\\ude00", "rows": [{"a": -0.5}, {"a": [[]]}]}
"""
HINT = "Optional[Dict[str, Union[list[int], Callable[[int, str], Awaitable[None]], Literal['a', 1]]]] | Annotated[int, 'x']"
PROSE = "I'm sorry, ticket TKT-10442 (see https://help.example.com/a) is due by 20 November 2026, and 17 × 23 = 391. "
ANSWERS = (SQL, SQL, CHANGE, CODE, CODE, MIGRATION, DOCUMENT, HINT, PROSE)

# Marks that a text may hold and a careless reader chokes on.
MARKS = (
    "\ud800",
    "\udfff",
    "\0",
    "\r",
    "\r\n",
    "\x85",
    "\u2028",
    "\ufeff",
    "\u202e",
    "\u2066",
    "\u0301",
    "\x1b[2J",
    "٣",
    "ﬁ",
    "\xa0",
)
LITERALS = (
    "9" * 5_000, "1" + "_0" * 2_000, "0x" + "f" * 5_000, "1e999999", "-1e-999999", "1" + "0" * 308 + ".0", "Ⅷ",
    "'" + "a" * 5_000 + "'", '"' + "\\" * 999, "'''", '"""', "$$", "/*", "--", "#", "\\", "f'{x!r:{y}}'", "b'\\xff'",
    "{{", "{%", "&a", "*a",
)  # fmt: skip
# What opens a level without a bracket, or with one.
OPENERS = (
    "(", "[", "{", "((", "f(", '{"a":', "[[", "NOT ", "not ", "- ", "~", "+", "*", "**", "a.", "a := ", "a AND ",
    "a or ", "a = ", "a < ", "CASE WHEN 1 THEN ", "a JOIN ", "JOIN a ", ", a JOIN b ", "SELECT ", "(SELECT ",
    "SELECT 1 UNION ", "EXISTS (", "WITH a AS (", "INTERVAL ", "ARRAY<", "STRUCT<a ", "f(x -> ", "CAST(a AS ",
    "BEGIN ", "EXPLAIN ", "FROM ", "TABLE ", "CREATE TABLE a AS ", "INSERT INTO a ", "VALUES ", "DISTINCT ",
    "1::int[]", "a::", "IN (", "BETWEEN 1 AND ", "OVER (", "PIVOT (", "lambda: ", "lambda x: ", "await ",
    "x if x else ", "a if (", "x for x in [", "f'{", "f'{f\"{", "if x:\n ", "def f():\n ", "class a:\n ",
    "with a:\n ", "@a\n", "x = ", "a[0]", "a()", "List[", "Optional[", "int | ", "'\"", "```\n", "> ", "<think>",
)  # fmt: skip
DEPTHS = (2, 20, 39, 41, 90, 300, 1_100, 4_000)
TOKEN = re.compile(r"\w+|[^\S\n]+|.|\n")


def mutant(rng: random.Random) -> str:
    """A plausible answer after one to six mishaps; now and then in a code fence."""
    tokens = TOKEN.findall(rng.choice(ANSWERS))
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        rng.choice(MISHAPS)(tokens, rng)
    text = "".join(tokens)
    return text if rng.random() < 0.8 else f"```{rng.choice(('sql', 'python', 'json', ''))}\n{text}\n```"


def _swap(tokens: list[str], rng: random.Random) -> None:
    one, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]


def _drop(tokens: list[str], rng: random.Random) -> None:
    start = rng.randrange(len(tokens))
    del tokens[start : min(start + rng.randrange(1, 9), len(tokens) - 1)]


def _repeat(tokens: list[str], rng: random.Random) -> None:
    start = rng.randrange(len(tokens))
    tokens[start:start] = tokens[start : start + rng.randrange(1, 12)] * rng.choice((1, 2, 30, 400))


def _borrow(tokens: list[str], rng: random.Random) -> None:
    """A stretch of another answer."""
    other = TOKEN.findall(rng.choice(ANSWERS))
    start, at = rng.randrange(len(other)), rng.randrange(len(tokens))
    tokens[at:at] = other[start : start + rng.randrange(1, 60)]


def _mark(tokens: list[str], rng: random.Random) -> None:
    at = rng.randrange(len(tokens))
    tokens[at] = rng.choice((tokens[at], "")) + rng.choice(MARKS)


def _literal(tokens: list[str], rng: random.Random) -> None:
    tokens[rng.randrange(len(tokens))] = rng.choice(LITERALS)


def _nest(tokens: list[str], rng: random.Random) -> None:
    """A token under many levels, closed or not."""
    at, opener, depth = rng.randrange(len(tokens)), rng.choice(OPENERS), rng.choice(DEPTHS)
    closer = "".join({"(": ")", "[": "]", "{": "}", "<": ">"}.get(char, "") for char in reversed(opener))
    tokens[at] = opener * depth + tokens[at] + closer * rng.choice((0, depth, depth))


def _cut(tokens: list[str], rng: random.Random) -> None:
    """The end is missing, as where a reply was truncated."""
    del tokens[max(1, rng.randrange(len(tokens))) :]


def _recode(tokens: list[str], rng: random.Random) -> None:
    """Other line ends, another case, or full-width letters throughout."""
    change: Callable[[str], str] = rng.choice(
        (
            str.upper,
            str.swapcase,
            lambda text: text.replace("\n", "\r"),
            lambda text: text.replace(" ", "\t"),
            _wide,
        )
    )
    tokens[:] = map(change, tokens)


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


MISHAPS: tuple[Callable[[list[str], random.Random], None], ...] = (
    _swap, _drop, _repeat, _borrow, _mark, _mark, _literal, _nest, _nest, _cut, _recode,
)  # fmt: skip
