"""`make bench`: what a probe, a cycle's detection and a start cost here. Prints a markdown table; --json FILE keeps it.

Every rate is taken beside a plain loop on the same transport and the same server, in pairs, so that a
busy machine slows both.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support import postgres

HERE = Path(__file__).parent
CANARY = [sys.executable, "-c", "import sys; from canary.cli import main; sys.exit(main())"]


@contextlib.contextmanager
def llm(delay: float = 0.0) -> Iterator[str]:
    """A running server in a process of its own."""
    port = postgres.free_port()
    with subprocess.Popen([sys.executable, str(HERE / "bench_server.py"), str(port), str(delay)]) as process:
        try:
            time.sleep(1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def plain_loop(url: str, requests: int, concurrency: int) -> float:
    """Requests a second."""
    command = [sys.executable, str(HERE / "bench_loop.py"), url, str(requests), str(concurrency)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def canary_run(folder: Path, database: str, url: str, probes: int, concurrency: int) -> tuple[float, float]:
    """(probes a second of the cycle, of the whole process from its start to its end)."""
    prompts = 100
    (folder / "canaries").mkdir(exist_ok=True)
    suite = {
        "suite": "bench",
        "prompts": [
            {
                "id": f"p{number}",
                "messages": [
                    {
                        "role": "user",
                        "content": f"Summarise {number}: parcel TKT-10442 is late. Answer in JSON.",
                    }
                ],
                "canonical": "json",
                "validate": [
                    "nonempty",
                    {"regex": "TKT-[0-9]+"},
                    {"json_schema": {"type": "object", "required": ["summary", "ticket_ids"]}},
                ],
            }
            for number in range(prompts)
        ],
    }
    (folder / "canaries" / "bench.yaml").write_text(json.dumps(suite))
    target = {
        "name": "bench",
        "provider": "openai",
        "model": "bench",
        "base_url": f"{url}/v1",
        "params": {"temperature": 0},
        "samples": probes // prompts,
        "limits": {"concurrency": concurrency},
    }
    config = folder / "canary.yaml"
    config.write_text(json.dumps({"database": database, "targets": [target]}))
    began = time.perf_counter()
    done = subprocess.run(
        [*CANARY, "--config", str(config), "run", "--json"], check=True, capture_output=True
    )
    whole = time.perf_counter() - began
    (cycle,) = json.loads(done.stdout)["cycles"]
    assert cycle["answered"] == probes, cycle
    return probes / cycle["seconds"], probes / whole


def bench_probes(folder: Path, probes: int, pairs: int) -> list[dict[str, Any]]:
    rows = []
    with llm() as url, postgres.server(durable=True) as server:
        ratios, rates, wholes = [], [], []
        for _ in range(pairs):
            plain = plain_loop(url, probes, 32)
            rate, whole = canary_run(folder, server.url, url, probes, 32)
            ratios.append(rate / plain)
            rates.append(rate)
            wholes.append(whole / plain)
        rows.append(
            row(
                "probes a second, instant server",
                statistics.median(rates),
                "1/s",
                ">= 0.75 of the plain loop",
                statistics.median(ratios),
            )
        )
        rows.append(
            row("the same, with the program's start and end", statistics.median(wholes), "of the plain loop")
        )
    return rows


def bench_slow_server(folder: Path, probes: int) -> list[dict[str, Any]]:
    rows = []
    with llm(0.2) as url, postgres.server(durable=True) as server:
        for concurrency, bar in ((32, 0.85), (128, 0.75)):
            rate, _ = canary_run(folder, server.url, url, probes, concurrency)
            ideal = concurrency / 0.2
            rows.append(
                row(
                    f"probes a second at 200 ms, concurrency {concurrency}",
                    rate,
                    "1/s",
                    f">= {bar} of the ideal {ideal:.0f}",
                    rate / ideal,
                )
            )
    return rows


def bench_fleet(folder: Path, targets: int, at_once: int) -> list[dict[str, Any]]:
    """*targets* x 20 prompts x 3 in one slot at 200 ms a call, with *at_once* requests in flight on their one key."""
    with llm(0.2) as url, postgres.server(durable=True) as server:
        _write_fleet(folder, server.url, url, targets, at_once)
        cycles, seconds, used = _measured("--config", str(folder / "canary.yaml"), "run", "--json")
    samples = targets * 60
    assert sum(cycle["answered"] for cycle in cycles) == samples
    asking = max(cycle["seconds"] for cycle in cycles)
    ideal = samples * 0.2 / at_once
    what = f"{targets} targets x 20 prompts x 3 at 200 ms, {at_once} in flight"
    return [
        row(what, asking, "s", f">= 0.8 of the ideal {ideal:.0f} s", ideal / asking),
        row("the same, with the program's start and end", seconds, "s"),
        row("memory at most", used.ru_maxrss / 1024, "MB", "< 200 MB", used.ru_maxrss / 1024),
        row("processor time a sample", 1000 * (used.ru_utime + used.ru_stime) / samples, "ms"),
    ]


def _write_fleet(folder: Path, database: str, url: str, targets: int, at_once: int) -> None:
    (folder / "canaries").mkdir(exist_ok=True)
    prompts = [
        {
            "id": f"p{n}",
            "messages": [
                {"role": "user", "content": f"Summarise {n}: parcel TKT-10442 is late. Answer in JSON."}
            ],
            "canonical": "json",
            "validate": ["nonempty", {"regex": "TKT-[0-9]+"}],
        }
        for n in range(20)
    ]
    (folder / "canaries" / "fleet.yaml").write_text(json.dumps({"suite": "fleet", "prompts": prompts}))
    fleet = [
        {
            "name": f"target-{n}",
            "provider": "openai",
            "model": "bench",
            "base_url": f"{url}/v1",
            "samples": 3,
            "limits": {"per_key": {"concurrency": at_once}},
        }
        for n in range(targets)
    ]
    (folder / "canary.yaml").write_text(json.dumps({"database": database, "targets": fleet}))


def _measured(*args: str) -> tuple[list[dict[str, Any]], float, resource.struct_rusage]:
    """The cycles of a `canary run --json`, its seconds, and what it used of the machine."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said, subprocess.Popen([*CANARY, *args], stdout=said) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        said.seek(0)
        return json.loads(said.read())["cycles"], seconds, used


FILL_CYCLES = """
INSERT INTO cycle (target, suite, slot, vantage, origin, aside, state, started_at, finished_at,
                   samples, expected, answered, unmeasured)
SELECT 'history-' || t, 'bench', slot, 'bench', 'schedule', false, 'done', slot, slot + interval '1 minute', 1, 100, 100, 0
FROM generate_series(1, 20) AS t,
     LATERAL (SELECT timestamptz '2024-01-01 00:00+00' + h * interval '1 hour' AS slot
              FROM generate_series({first}, {last}) AS h) AS hours
ON CONFLICT DO NOTHING
"""
FILL_OBSERVATIONS = """
INSERT INTO observation (slot_at, cycle_id, prompt, sample, attempts, latency_ms, at,
                         input_tokens, output_tokens, chars, output_hash, canonical, model)
SELECT slot, id, 'p' || p, 0, 1, 200 + p, slot,
       60, 25, 80, sha256(('o' || p)::bytea), sha256(('c' || p)::bytea), 'bench-2026'
FROM cycle, generate_series(0, 99) AS p
WHERE target LIKE 'history-%' AND slot > timestamptz '2024-01-01 00:00+00' + {after} * interval '1 hour'
ON CONFLICT DO NOTHING
"""
READ = """
SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables
"""
BUFFERS = """
SELECT sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read, 0) + coalesce(idx_blks_hit, 0))
FROM pg_statio_user_tables
"""


def bench_history(folder: Path, sizes: tuple[int, int]) -> list[dict[str, Any]]:
    """What one cycle of 20 prompts x 3 costs with so many observations stored: its end, not its requests."""
    import psycopg

    found: list[tuple[float, float, float]] = []
    with postgres.server(durable=True) as server:
        _write_watched(folder, server.url)
        _run_cycles(folder, 30)  # learns its baseline from 24
        filled = 0
        for size in sizes:
            with psycopg.connect(server.dsn, autocommit=True) as connection:
                _fill(connection, filled, size // 2_000)
                filled = size // 2_000
                connection.execute("VACUUM ANALYZE")
            _run_cycles(folder, 3)  # warm
            before = _counters(server.dsn)
            seconds = _run_cycles(folder, 40)
            rows_read, buffers = (now - then for now, then in zip(_counters(server.dsn), before, strict=True))
            found.append((rows_read / 40, buffers / 40, statistics.median(seconds)))
    (rows_1, buffers_1, time_1), (rows_2, buffers_2, time_2) = found
    name = f"at {sizes[1]:,} stored observations against {sizes[0]:,}"
    return [
        row(f"rows read a cycle {name}", rows_2, "rows", "equal", rows_2 / rows_1),
        row(f"buffers touched a cycle {name}", buffers_2, "buffers", "equal", buffers_2 / buffers_1),
        row(f"time of a cycle {name}", 1000 * time_2, "ms", "<= 1.3 times", time_2 / time_1),
    ]


def _write_watched(folder: Path, database: str) -> None:
    (folder / "canaries").mkdir(exist_ok=True)
    prompts = [
        {
            "id": f"p{n}",
            "messages": [{"role": "user", "content": f"Tell me of {n}."}],
            "validate": ["nonempty"],
        }
        for n in range(20)
    ]
    (folder / "canaries" / "watched.yaml").write_text(json.dumps({"suite": "watched", "prompts": prompts}))
    target = {
        "name": "watched",
        "provider": "scripted",
        "samples": 3,
        "suites": ["watched"],
        "script": {"seed": 1, "nondeterminism": 0.1},
    }
    config = {
        "database": database,
        "vantage": "bench",
        "baseline": {"cycles": 24, "over": "0s"},
        "targets": [target],
    }
    (folder / "canary.yaml").write_text(json.dumps(config))


def _run_cycles(folder: Path, count: int) -> list[float]:
    """Seconds of each cycle."""
    command = [*CANARY, "--config", str(folder / "canary.yaml"), "run", "--cycles", str(count), "--json"]
    done = subprocess.run(command, check=True, capture_output=True)
    return [cycle["seconds"] for cycle in json.loads(done.stdout)["cycles"]]


def _fill(connection: Any, first: int, last: int) -> None:
    """History of 20 targets x 100 prompts, from hour *first* to *last*, in month partitions."""
    for number in range(36):
        year, month = 2024 + number // 12, number % 12 + 1
        following = f"{year + month // 12}-{month % 12 + 1:02}-01"
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS observation_{year}_{month:02} PARTITION OF observation "
            f"FOR VALUES FROM ('{year}-{month:02}-01+00') TO ('{following}+00')"
        )
    connection.execute(FILL_CYCLES.format(first=first + 1, last=last))
    connection.execute(FILL_OBSERVATIONS.format(after=first))


def _counters(dsn: str) -> tuple[float, float]:
    import psycopg

    time.sleep(1.5)  # statistics are reported when a session ends
    with psycopg.connect(dsn) as connection:
        return tuple(float(connection.execute(query).fetchone()[0]) for query in (READ, BUFFERS))  # type: ignore[return-value, index]


def bench_detection() -> list[dict[str, Any]]:
    """CPU of one cycle's detection: 20 prompts x 3 samples, a learned baseline, a quiet and noisy target."""
    import random

    from canary.core.drift import Policy, learn, start, step
    from canary.core.model import CycleRecord, Sample

    rng = random.Random(1)

    def cycle(index: int) -> CycleRecord:
        samples = []
        for prompt in range(20):
            for _ in range(3):
                said = f"{prompt}-{0 if rng.random() < 0.85 else rng.randrange(1, 6)}"
                judged = frozenset({"hallucination"})
                failed = judged if rng.random() < 0.06 else frozenset()
                samples.append(
                    Sample(
                        f"p{prompt}",
                        said,
                        said,
                        failed,
                        judged,
                        latency_ms=rng.gauss(200, 20),
                        length=80,
                        model="m",
                    )
                )
        return CycleRecord(index, tuple(samples))

    policy = Policy()
    cycles = [cycle(index) for index in range(572)]
    baseline = learn(cycles[:72], policy)
    state = start(baseline, policy)
    began = time.process_time()
    for record in cycles[72:]:
        state, _ = step(baseline, state, record, policy)
    each = 1000 * (time.process_time() - began) / 500
    return [row("detection of a cycle, 20 prompts x 3", each, "ms CPU", "< 5 ms", each)]


def bench_start() -> list[dict[str, Any]]:
    script = Path(sys.executable).parent / "canary"
    command = [str(script)] if script.exists() else CANARY
    times = []
    for _ in range(10):
        began = time.perf_counter()
        subprocess.run([*command, "--help"], check=True, capture_output=True)
        times.append(1000 * (time.perf_counter() - began))
    return [row("canary --help, best of 10", min(times), "ms", "< 150 ms", min(times))]


def row(what: str, value: float, unit: str, bar: str = "", against: float | None = None) -> dict[str, Any]:
    return {
        "what": what,
        "value": round(value, 3),
        "unit": unit,
        "bar": bar,
        "against_bar": against and round(against, 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--probes", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument(
        "--history",
        default="1000000,10000000",
        help="two sizes to compare a cycle's cost at; 0 leaves it out",
    )
    parser.add_argument("--json", type=Path, help="write the numbers here as well")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        rows = bench_start() + bench_detection()
        rows += bench_probes(Path(made), args.probes, args.pairs)
        rows += bench_slow_server(Path(made), args.probes)
    with tempfile.TemporaryDirectory() as made:
        rows += bench_fleet(Path(made), targets=100, at_once=100)
    if args.history != "0":
        small, large = (int(size) for size in args.history.split(","))
        with tempfile.TemporaryDirectory() as made:
            rows += bench_history(Path(made), (small, large))
    facts = {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.platform()}
    print(f"\n{facts['cores']} cores, Python {facts['python']}, Postgres with fsync on\n")
    print("| what | value | bar | measured against the bar |\n| --- | ---: | --- | ---: |")
    for each in rows:
        print(
            f"| {each['what']} | {each['value']:,.3g} {each['unit']} | {each['bar']} | {each['against_bar'] or ''} |"
        )
    if args.json:
        args.json.write_text(json.dumps({"machine": facts, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
