"""How fast the validators are, and how they stand 50,000 hostile outputs. Part of `make bench`; exit 1 if a bar is missed.

Times are of the processor, the median of several runs, so that a busy machine does not count. The hostile outputs
come from a seed; each is judged by every validator, once.
"""

from __future__ import annotations

import argparse
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
from validators.samples import PROMPT, text_checks

TEXT_BAR = 20.0  # KB/ms
PARSING_BAR = 5.0  # ms for 4 KB
SLOWEST_BAR = 1.0  # s for any output
MEMORY_BAR = 500  # MB, of which a 10 MB output of wide characters takes 40 itself
TEXT = ("nonempty", "regex", "contains", "contains:fold", "grounded_ids", "grounded_ids:kinds", "refusal")
CODE: tuple[tuple[str, Any], ...] = (
    ("python", None),
    ("sql", None),
    ("type_hint", None),
    ("alembic_migration", None),
)
PROSE = (  # an identifier every hundred characters
    "The parcel TKT-10442 left Oslo on Monday, and the customer asks for her money, for nobody has called her back. "
    "Her order number 90817 is late; a refund takes 14 days. "
    "She was told so twice. "
)
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
    hint = sized(
        lambda n: f"dict[str, list[int | None]] | tuple[str, {n}] | ".replace(f"{n}]", "float]"), size
    )
    columns = sized(lambda n: f"c{n} + {n} AS d{n}, ", size - 20)
    plain = dict.fromkeys(("json", "json_schema", "fields", "tool_call"), document)
    return {
        **plain,
        "python": sized(lambda n: FUNCTION.format(n=n), size),
        "sql": f"SELECT {columns}1 AS one FROM t",
        "type_hint": hint + "None",
        "alembic_migration": migration(size),
    }


def milliseconds(check: Check, output: str, runs: int) -> float:
    """Median processor time of one verdict."""
    taken = []
    for _ in range(runs):
        began = time.process_time_ns()
        check(output)
        taken.append((time.process_time_ns() - began) / 1e6)
    return statistics.median(taken)


def row(what: str, value: float, unit: str, bar: str, holds: bool) -> dict[str, Any]:
    return {"what": what, "value": value, "unit": unit, "bar": bar, "holds": holds}


def bench_text(checks: dict[str, Check]) -> list[dict[str, Any]]:
    text = sized(lambda _: PROSE, 40_000)
    rows = []
    for name in TEXT:
        found = checks[name](text)
        rate = len(text) / 1_000 / milliseconds(checks[name], text, 15)
        rows.append(
            row(f"{name}, 40 KB ({found.outcome})", rate, "KB/ms", f"≥ {TEXT_BAR:g}", rate >= TEXT_BAR)
        )
    return rows


def bench_parsing(checks: dict[str, Check]) -> list[dict[str, Any]]:
    rows = []
    for name, answer in answers(4_096).items():
        checks[name](answer)  # what is loaded once is not part of a verdict
        taken = milliseconds(checks[name], answer, 15)
        said = f"{name}, {len(answer) / 1_024:.1f} KB ({checks[name](answer).outcome})"
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
    checks = text_checks() | {name: build(ValidatorSpec(name, options), PROMPT) for name, options in CODE}
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
