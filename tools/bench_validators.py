"""How fast the validators are, and how they stand 50,000 hostile outputs. Part of `make bench`; exit 1 if a bar is missed.

Times are of the processor, medians in the quietest of several rounds, so that a busy machine counts little. The hostile
outputs come from a seed; each is judged by every validator, once: about twelve minutes. `--hostile 2000` is quick.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from canary.core.model import Outcome, ValidatorSpec
from canary.core.validators import Check, build
from canary.core.validators.base import RAISED
from validators.hostile import hostile_outputs, large_outputs
from validators.samples import PROMPT, built_checks

TEXT_BAR = 20.0  # KB/ms
PARSING_BAR = 5.0  # ms for 4 KB
SLOWEST_BAR = 1.0  # s for any output
MEMORY_BAR = 500  # MB, of which a 10 MB output of wide characters takes 40 itself
TEXT = ("nonempty", "regex", "contains", "contains:fold", "grounded_ids", "grounded_ids:kinds", "refusal")
PROSE = (  # two identifiers in a hundred characters
    "The parcel TKT-10442 left Oslo on Monday, and her order number 90817 is late; she asks for her money. "
)
ANSWER = (  # as short as most answers are, with an identifier in a hundred characters
    "The parcel TKT-10442 left Oslo on Monday, and the customer asks for her money, for nobody has called her back. "
    "Her order number 90817 is late; a refund takes 14 days. She was told so twice, and does not want a voucher instead. "
    "She will wait until Friday, and then ask her bank for what she paid."
)
SCHEMA = {
    "dialect": "postgres",
    "tables": {
        "customers": ["id", "country"],
        "orders": ["id", "customer_id", "placed_at", "status"],
        "order_items": ["order_id", "quantity", "unit_price_cents"],
    },
}
SELECTED = """\
revenue_of_month_{n} AS (
    SELECT
        customers.country,
        date_trunc('month', orders.placed_at) AS month,
        COUNT(DISTINCT orders.id) AS orders,
        SUM(order_items.quantity * order_items.unit_price_cents) AS revenue_cents
    FROM orders
    JOIN customers ON customers.id = orders.customer_id
    LEFT JOIN order_items ON order_items.order_id = orders.id
    WHERE orders.status IN ('paid', 'shipped')
      AND orders.placed_at >= DATE '2026-01-{n:02}'
    GROUP BY customers.country, month
    HAVING COUNT(*) > {n}
),
"""
FUNCTION = '''
def total_{n}(prices: dict[str, float], skip: list[str] | None = None) -> float:
    """Sum of the prices that are not skipped."""
    wanted = [name for name in prices if name not in (skip or [])]
    return sum(prices[name] for name in wanted) + {n}
'''
MIGRATION = '''"""add tables"""
from alembic import op
import sqlalchemy as sa

revision: str = "a1"
down_revision: str | None = None


def upgrade() -> None:
'''


def sized(make: Callable[[int], str], size: int) -> str:
    """Pieces of ``make`` up to *size* characters, none of them cut."""
    pieces, length = [], 0
    while length + len(piece := make(len(pieces))) <= size:
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces)


def migration(size: int) -> str:
    """A migration that makes and drops as many tables as fit."""
    half = (size - len(MIGRATION)) * 5 // 6
    made = sized(
        lambda n: f'    op.create_table("t{n}", sa.Column("id", sa.Integer(), primary_key=True))\n', half
    )
    count = made.count("\n")
    dropped = "".join(f'    op.drop_table("t{n}")\n' for n in reversed(range(count)))
    return f"{MIGRATION}{made}\n\ndef downgrade() -> None:\n{dropped}"


def answers(size: int) -> dict[str, str]:
    """An answer of *size* characters that each parsing validator reads to its end."""
    rows = sized(lambda n: f'{{"id": {n}, "ids": ["TKT-{n}"], "note": "late"}}, ', size - 60)
    document = f'{{"name": "stop", "arguments": {{"rows": [{rows}{{}}]}}}}'
    selected = sized(lambda n: SELECTED.format(n=n + 1), size - 160).rstrip(",\n")
    query = f"WITH {selected}\nSELECT country, SUM(revenue_cents) AS cents\nFROM revenue_of_month_1 GROUP BY country;"
    code = sized(lambda n: FUNCTION.format(n=n), size)
    plain = dict.fromkeys(("json", "json_schema", "fields", "tool_call"), document)
    return {
        **plain,
        "python": code,
        "sql": query,
        "sql:schema": query,
        "type_hint": code,
        "alembic_migration": migration(size),
    }


def milliseconds(judge: Callable[[], object], runs: int) -> float:
    """Processor time of a call: the median of *runs*, in the quietest of five rounds."""
    gc.collect()
    return min(statistics.median(timed(judge) for _ in range(runs)) for _ in range(5))


def timed(judge: Callable[[], object]) -> float:
    began = time.process_time_ns()
    judge()
    return (time.process_time_ns() - began) / 1e6


def row(what: str, value: float, unit: str, bar: str, holds: bool) -> dict[str, Any]:
    return {"what": what, "value": value, "unit": unit, "bar": bar, "holds": holds}


def bench_text(checks: dict[str, Check]) -> list[dict[str, Any]]:
    """Over one long text, and over short answers."""
    what = {"40 KB": [sized(lambda _: PROSE, 40_000)], f"{len(ANSWER)} B": [ANSWER] * 100}
    return [text_row(name, checks[name], texts, said) for said, texts in what.items() for name in TEXT]


def text_row(name: str, check: Check, texts: list[str], what: str) -> dict[str, Any]:
    taken = milliseconds(lambda: [check(text) for text in texts], 9)
    rate = sum(map(len, texts)) / 1_000 / taken
    said = f"{name}, {what} ({check(texts[0]).outcome})"
    return row(said, rate, "KB/ms", f"≥ {TEXT_BAR:g}", rate >= TEXT_BAR)


def bench_parsing(checks: dict[str, Check]) -> list[dict[str, Any]]:
    rows = []
    for name, answer in answers(4_096).items():
        check = checks.get(name) or build(ValidatorSpec("sql", SCHEMA), PROMPT)
        found = check(answer)  # what is loaded once is not part of a verdict
        taken = milliseconds(lambda check=check, answer=answer: check(answer), 15)
        said = f"{name}, {len(answer) / 1_024:.1f} KB ({found.outcome})"
        rows.append(row(said, taken, "ms", f"< {PARSING_BAR:g}", taken < PARSING_BAR))
    return rows


def bench_hostile(checks: dict[str, Check], count: int) -> list[dict[str, Any]]:
    """Every check over every hostile output."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    slowest, wrong, judged = (0.0, "", 0), Counter[str](), 0
    for number, output in enumerate(chain(large_outputs(), hostile_outputs(count))):
        for name, check in checks.items():
            taken, problem = judge(check, output)
            judged += 1
            slowest = max(slowest, (taken, name, number))
            if problem:
                wrong[name] += 1
                print(f"{name}, output {number}, {output[:60]!r}: {problem}", file=sys.stderr)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1_024
    crashes = (
        f"crashes in {judged:,} verdicts on {count:,} hostile outputs and large ones {dict(wrong) or ''}"
    )
    return [
        row(crashes, wrong.total(), "", "0", not wrong),
        row(
            f"slowest of them ({slowest[1]})", slowest[0], "s", f"< {SLOWEST_BAR:g}", slowest[0] < SLOWEST_BAR
        ),
        row("memory that they took at most", grown, "MB", f"< {MEMORY_BAR}", grown < MEMORY_BAR),
    ]


def judge(check: Check, output: str) -> tuple[float, str]:
    """Seconds of processor time for a verdict, and what is wrong with it."""
    began = time.process_time()
    verdict = check(output)
    taken = time.process_time() - began
    silent = verdict.outcome is not Outcome.PASS and not verdict.reason
    unfit = silent or f" {RAISED} " in verdict.reason or not verdict.reason.isprintable()
    return taken, repr(verdict) if unfit else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hostile", type=int, default=50_000, metavar="N", help="hostile outputs to judge")
    parser.add_argument("--json", type=Path, help="write the numbers here as well")
    args = parser.parse_args()
    checks = built_checks()
    rows = bench_text(checks) + bench_parsing(checks) + bench_hostile(checks, args.hostile)
    print("| what | value | bar | holds |\n| --- | ---: | --- | --- |")
    for each in rows:
        held = "yes" if each["holds"] else "NO"
        print(f"| {each['what']} | {each['value']:,.4g} {each['unit']} | {each['bar']} | {held} |")
    if args.json:
        args.json.write_text(json.dumps({"rows": rows}, indent=1) + "\n")
    return 0 if all(each["holds"] for each in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
