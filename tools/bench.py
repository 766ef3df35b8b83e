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
    parser.add_argument("--json", type=Path, help="write the numbers here as well")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        rows = bench_start()
        rows += bench_probes(Path(made), args.probes, args.pairs)
        rows += bench_slow_server(Path(made), args.probes)
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
