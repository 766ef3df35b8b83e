"""What a report costs over a long history: 20 targets x 100 prompts, hourly, made up and stored as the daemon stores it.

`.venv/bin/python tools/bench_reports.py --observations 10000000 --database postgres`. Prints a markdown table; --json FILE
keeps it. Every time is the best of three, in one process and warm, unless it says otherwise.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from canary.app import utc_now
from canary.core.model import Suite, Target, judge_version
from canary.settings import Settings, data_dir, load
from canary.storage import cycles, history, migrate, rolled, rollups
from canary.storage.cycles import CycleKey, ensure_partition
from canary.storage.encoding import pack_judge
from canary.storage.engine import Database
from canary.storage.history import Scope
from canary.storage.tables import cycle, detector_state, observation, output, verdict
from support import postgres

CANARY = [sys.executable, "-c", "import sys; from canary.cli import main; sys.exit(main())"]
HOUR = timedelta(hours=1)
TARGETS, PROMPTS, TEXTS = 20, 100, 4
LATENCIES = 4_096  # drawn once and given in turn: a draw for each row would take longer than storing it


def configure(folder: Path, database: str) -> Settings:
    """canary.yaml and a suite of 100 prompts in *folder*."""
    (folder / "canaries").mkdir(exist_ok=True)
    prompts = [
        {
            "id": f"summary-of-ticket-{number:03}",
            "messages": [{"role": "user", "content": f"Summarise TKT-{10_000 + number}: it is late."}],
            "validate": ["nonempty", {"grounded_ids": {"pattern": "TKT-\\d{4,}"}}],
        }
        for number in range(PROMPTS)
    ]
    (folder / "canaries" / "bench.yaml").write_text(json.dumps({"suite": "bench", "prompts": prompts}))
    targets = [{"name": f"model-{number:02}", "provider": "scripted"} for number in range(TARGETS)]
    config = {"database": database, "vantage": "bench", "targets": targets}
    (folder / "canary.yaml").write_text(json.dumps(config))
    return load(folder / "canary.yaml", {})


class Filler:
    """Hours of history, the newest at *last*."""

    def __init__(self, database: Database, settings: Settings, last: datetime, hours: int) -> None:
        self.database, self.settings = database, settings
        self.first, self.hours = last - (hours - 1) * HOUR, hours
        self.suite: Suite = settings.suites["bench"]
        rng = random.Random(1)
        self.latencies = [round(rng.lognormvariate(6.5, 0.5), 3) for _ in range(LATENCIES)]
        self.texts = {p.id: [f"{p.id} text {n}" for n in range(TEXTS)] for p in self.suite.prompts}
        self.rng = rng

    def fill(self) -> None:
        version = self.database.call(self._outputs)
        for number in range(self.hours):
            slot = self.first + number * HOUR
            self.database.call(self._hour, slot, 1_000 + number * TARGETS, version)
        self.database.call(self._state)

    def _outputs(self, connection: sa.Connection) -> int:
        """Texts and verdicts, and the suite's version."""
        key = CycleKey("none", "bench", self.first - HOUR, "bench")
        target = Target("none", "scripted", "")
        cycles.begin(
            connection, key, target=target, suite=self.suite, origin="manual", aside=True, now=self.first
        )
        for prompt in self.suite.prompts:
            judge = pack_judge(judge_version(prompt))
            for number, text in enumerate(self.texts[prompt.id]):
                digest = hashlib.sha256(text.encode()).digest()
                failed = "hallucination" if number == TEXTS - 1 else ""
                connection.execute(
                    sa.insert(output).values(hash=digest, text=text, escaped=False, first_seen_at=self.first)
                )
                connection.execute(
                    sa.insert(verdict).values(
                        output_hash=digest, judge=judge, failed=failed, judged="format,hallucination"
                    )
                )
        found = connection.execute(sa.select(cycle.c.suite_version_id).where(cycle.c.target == "none"))
        version = int(found.scalar_one())
        connection.execute(sa.delete(cycle).where(cycle.c.target == "none"))
        return version

    def _hour(self, connection: sa.Connection, slot: datetime, first_id: int, version: int) -> None:
        ensure_partition(connection, slot)
        asked = [
            {
                "id": first_id + number,
                "target": f"model-{number:02}",
                "suite": "bench",
                "slot": slot,
                "vantage": "bench",
                "origin": "schedule",
                "aside": False,
                "state": "done",
                "suite_version_id": version,
                "started_at": slot,
                "finished_at": slot,
                "samples": 1,
                "expected": PROMPTS,
                "answered": PROMPTS,
                "unmeasured": 0,
                "cost_usd": 0.0021 * PROMPTS,
                "match_ratio": 1.0,
                "hallucination_ratio": 0.05,
            }
            for number in range(TARGETS)
        ]
        connection.execute(sa.insert(cycle), asked)
        rows = [row for each in asked for row in self._rows(each["id"], slot)]
        if connection.dialect.name == "postgresql":
            self._copy(connection, rows)
        else:
            marks = ",".join("?" * len(_COLUMNS))
            statement = f"INSERT INTO observation ({','.join(_COLUMNS)}) VALUES ({marks})"
            shown = slot.strftime("%Y-%m-%d %H:%M:%S.%f")
            connection.exec_driver_sql(statement, [(shown, *row[1:6], shown, *row[7:]) for row in rows])

    def _rows(self, cycle_id: int, slot: datetime) -> Iterator[tuple[Any, ...]]:
        rng = self.rng
        start = rng.randrange(LATENCIES)
        for number, prompt in enumerate(self.suite.prompts):
            which = TEXTS - 1 if rng.random() < 0.05 else rng.randrange(TEXTS - 1) if number % 5 == 0 else 0
            digest = hashlib.sha256(self.texts[prompt.id][which].encode()).digest()
            latency = self.latencies[(start + number) % LATENCIES]
            yield (
                *(slot, cycle_id, prompt.id, 0, 1, latency, slot, 60, 25, 80, 0.0021, digest, digest),
                *("bench-2026-01-01", "fp_1f2e3d4c5b", "stop", f"req_{cycle_id:012}{number:04}"),
            )

    def _copy(self, connection: sa.Connection, rows: list[tuple[Any, ...]]) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY observation ({','.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types(_TYPES)
            for row in rows:
                copy.write_row(row)

    def _state(self, connection: sa.Connection) -> None:
        last = self.first + (self.hours - 1) * HOUR
        connection.execute(
            sa.insert(detector_state),
            [
                {
                    "target": f"model-{number:02}",
                    "suite": "bench",
                    "vantage": "bench",
                    "cycles": self.hours,
                    "last_slot": last,
                    "updated_at": last,
                }
                for number in range(TARGETS)
            ],
        )


_COLUMNS = (
    *("slot_at", "cycle_id", "prompt", "sample", "attempts", "latency_ms", "at", "input_tokens"),
    *("output_tokens", "chars", "cost_usd", "output_hash", "canonical", "model", "system_fingerprint"),
    *("finish_reason", "request_id"),
)
_TYPES = (
    *("timestamptz", "int8", "text", "int2", "int2", "float4", "timestamptz", "int4"),
    *("int4", "int4", "float4", "bytea", "bytea", "text", "text", "text", "text"),
)


def best(work: Callable[[], Any], times: int = 3) -> float:
    """Seconds of the quickest."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def measure(folder: Path, url: str, observations: int) -> list[dict[str, Any]]:
    settings = configure(folder, url)
    now = utc_now()
    hours = observations // (TARGETS * PROMPTS)
    with Database(url) as database:
        database.call(migrate.upgrade, data_dir("migrations"))
        Filler(database, settings, now.replace(minute=0, second=0, microsecond=0), hours).fill()
        began = time.perf_counter()
        counted = rollups.rebuild(database)
        rebuilding = time.perf_counter() - began
        _settle_down(database)
        rows = [
            row("roll-ups made anew, a cycle of 100 samples", 1_000 * rebuilding / counted, "ms"),
            *_windows(database, settings, now),
            *_commands(folder, now),
        ]
        if database.engine.dialect.name == "postgresql":
            rows += database.read(_sizes, hours * TARGETS * PROMPTS)
    return rows


def _windows(database: Database, settings: Settings, now: datetime) -> Iterator[dict[str, Any]]:
    for name, since, bar in (("whole history", None, 50), ("last 7 days", now - timedelta(days=7), 10)):
        scope = Scope(since=since)
        raw = best(lambda: database.read(history.tallies, scope, settings.suites), 1)  # noqa: B023
        quick = best(lambda: database.read(rolled.tallies, scope, settings.suites))  # noqa: B023
        yield row(f"all targets, {name}: from the observations", raw, "s")
        yield row(f"all targets, {name}: from roll-ups", quick, "s", f"<= 1/{bar}", raw / quick)
        truth = database.read(history.tallies, scope, settings.suites)
        found = database.read(rolled.tallies, scope, settings.suites)
        yield row(f"all targets, {name}: counts that differ", _differences(found, truth), "", "0")
        yield row(f"all targets, {name}: furthest percentile off", _furthest(found, truth), "%", "<= 5 %")


def _differences(found: list[history.Tally], truth: list[history.Tally]) -> int:
    names = ("cycles", "answered", "unmeasured", "judged", "invalid", "hallucination_judged", "hallucinated")
    sums = ("input_tokens", "output_tokens", "priced", "invalid_effect", "hallucination_effect")
    pairs = zip(found, truth, strict=True)
    return sum(getattr(a, n) != getattr(b, n) for a, b in pairs for n in (*names, *sums))


def _furthest(found: list[history.Tally], truth: list[history.Tally]) -> float:
    pairs = [
        (getattr(a, name), getattr(b, name))
        for a, b in zip(found, truth, strict=True)
        for name in ("p50_ms", "p95_ms")
    ]
    return 100 * max(abs(mine / its - 1) for mine, its in pairs)


def _commands(folder: Path, now: datetime) -> Iterator[dict[str, Any]]:
    for args in ((), ("rates",), ("rates", "--since", "3650d"), ("cost", "--since", "3650d", "--by", "day")):
        command = [*CANARY, "--config", str(folder / "canary.yaml"), "report", *args, "--format", "json"]
        took = best(lambda: subprocess.run(command, check=True, capture_output=True))  # noqa: B023
        yield row(
            f"`canary {' '.join(('report', *args))}`, a process of its own", took, "s", "<= 1 s; SQLite 2 s"
        )


def _settle_down(database: Database) -> None:
    """As autovacuum leaves it."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if database.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM ANALYZE")
        else:
            connection.exec_driver_sql("ANALYZE")


def _sizes(connection: sa.Connection, observations: int) -> list[dict[str, Any]]:
    sizes = sa.text(
        "SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relkind = 'r'"
    )
    found: dict[str, int] = {}
    for name, size in connection.execute(sizes):
        kind = "observation" if name.startswith("observation") else name
        found[kind] = found.get(kind, 0) + size
    texts = found.pop(output.name)
    each = {name: size / observations for name, size in found.items()}
    rows = [row("stored, without texts", sum(each.values()), "bytes an observation", "<= 600")]
    for name in (observation.name, cycle.name, "rollup_hourly", "rollup_daily", verdict.name):
        rows.append(row(f"- {name}", each[name], "bytes an observation"))
    return [*rows, row("- texts", texts / observations, "bytes an observation")]


def row(what: str, value: float, unit: str, bar: str = "", times: float | None = None) -> dict[str, Any]:
    return {
        "what": what,
        "value": round(value, 4),
        "unit": unit,
        "bar": bar,
        "times": times and round(times, 1),
    }


@contextlib.contextmanager
def place(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'canary.db'}"
        return
    with postgres.server() as server:
        yield server.url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--observations", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("postgres", "sqlite"), default="postgres")
    parser.add_argument("--json", type=Path, help="write the numbers here as well")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made, place(args.database, Path(made)) as url:
        rows = measure(Path(made), url, args.observations)
    print(
        f"\n{args.observations:,} observations, {args.database}\n\n"
        "| what | value | bar | times as quick |\n|---|---:|---|---:|"
    )
    for each in rows:
        print(
            f"| {each['what']} | {each['value']:,.4g} {each['unit']} | {each['bar']} | {each['times'] or ''} |"
        )
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
