"""The fault matrix, in whole cycles: a server that answered well fails, and nothing of that is drift or hallucination.

docs/faults.md is made of it. After a deliberate change: ``CANARY_REWRITE_EXPECTED=1 pytest
tests/providers/test_fault_matrix.py``, then read the difference.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary.app import App, CycleOutcome, open_app
from canary.core.model import FailureKind, Kind, Signal, Suite, Target
from canary.providers import base
from canary.settings import load
from canary.storage.tables import cycle, observation, output
from support.faults import MATRIX, SHORT, Fault, Stand, answering, has_ipv6
from support.servers import always, chat_completion, response
from support.world import HOUR, Clock

DOC = Path(__file__).parents[2] / "docs" / "faults.md"
BEGIN, END = "<!-- made by tests/providers/test_fault_matrix.py -->\n", "<!-- end -->\n"
KEY = "sk-matrix-0123456789-abcdefghij"
LEARNED = 2  # cycles that the baseline is learned from
AT_ONCE = 8  # cycles
NO_MEASURE = {Kind.OUTAGE, Kind.PERFORMANCE}  # of an answer's latency, only the clock is real here
SUITE: dict[str, Any] = {
    "suite": "s",
    "prompts": [
        {
            "id": name,
            "messages": [{"role": "user", "content": f"Which city is {name}? Known: Paris (TKT-1001)."}],
            "validate": ["nonempty", {"regex": "Paris"}, {"grounded_ids": {"pattern": r"TKT-\d{4,}"}}],
        }
        for name in ("here", "there")
    ],
}

Stands = dict[str, Stand]


@pytest.fixture(autouse=True)
def _no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "BACKOFF_FIRST", 0.02)
    monkeypatch.setenv("RES_OPTIONS", "attempts:1 timeout:1")  # of a resolver that does not answer
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def configured(
    folder: Path, database: str, stands: Stands, faults: dict[str, Fault], *, failed: bool
) -> Path:
    """The configuration of all targets, each at its own stand, as it is before or after they failed."""
    (folder / "canaries").mkdir(exist_ok=True)
    (folder / "canaries" / "s.yaml").write_text(json.dumps(SUITE))
    config = {
        "database": database,
        "vantage": "test",
        "baseline": {"cycles": LEARNED, "over": "0s"},
        "targets": [_target(name, stand, faults[name], failed) for name, stand in stands.items()],
    }
    (folder / "canary.yaml").write_text(json.dumps(config))
    return folder / "canary.yaml"


def _target(name: str, stand: Stand, fault: Fault, failed: bool) -> dict[str, Any]:
    said = {**stand.config, **(stand.later if failed else {})}
    timeout = fault.deadline if failed else 60.0
    return {
        "name": name,
        "provider": "openai",
        "model": "gpt-4o-mini",
        "api_key": KEY,
        **said,
        "base_url": f"{said['base_url']}/v1",
        "limits": {"timeout": f"{timeout}s"},
    }


async def cycle_of(app: App, clock: Clock) -> dict[str, CycleOutcome]:
    """A cycle of every target; what came of it, by target. Those that only their deadline ends go first and at once,
    so that it is not our own work that makes them wait."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def run(target: Target, suite: Suite) -> CycleOutcome:
        async with turns:
            return await app.run_cycle(target, suite, clock())

    short = [pair for pair in app.pairs() if pair[0].limits.timeout == SHORT]
    others = [pair for pair in app.pairs() if pair[0].limits.timeout != SHORT]
    outcomes = await asyncio.gather(*(app.run_cycle(*pair, clock()) for pair in short))
    outcomes += await asyncio.gather(*(run(*pair) for pair in others))
    clock.at += HOUR
    return {outcome.key.target: outcome for outcome in outcomes}


async def played(
    folder: Path, database: str, faults: dict[str, Fault]
) -> tuple[dict[str, CycleOutcome], dict[str, list[Any]]]:
    """What came of a cycle under each fault, and the rows of their samples."""
    clock = Clock()
    async with AsyncExitStack() as stack:
        stands = {name: await stack.enter_async_context(fault.place()) for name, fault in faults.items()}
        well = load(configured(folder, database, stands, faults, failed=False), {})
        async with open_app(well, sinks={}, now=clock, pace=0.0) as app:
            for _ in range(LEARNED):
                learning = await cycle_of(app, clock)
                assert [name for name, outcome in learning.items() if outcome.progress.unmeasured] == []
        since = clock()
        for stand in stands.values():
            await stand.fail()
        ill = load(configured(folder, database, stands, faults, failed=True), {})
        async with open_app(ill, sinks={}, now=clock, pace=0.0) as app:
            outcomes = await cycle_of(app, clock)
            rows = await app.database.run(_rows, since)
    return outcomes, rows


def _rows(connection: sa.Connection, since: Any) -> dict[str, list[Any]]:
    query = (
        sa.select(cycle.c.target, observation, output.c.hash.label("kept"))
        .join(cycle, cycle.c.id == observation.c.cycle_id)
        .outerjoin(output, output.c.hash == observation.c.output_hash)
        .where(observation.c.slot_at >= since)
    )
    found: dict[str, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.target, []).append(row)
    return found


def faults_to_play() -> dict[str, Fault]:
    return {name: fault for name, fault in MATRIX.items() if name != "ipv6_only" or has_ipv6()}


@pytest.mark.timeout(600)
async def test_every_fault_is_stored_as_its_kind_and_counts_for_nothing_else(
    tmp_path: Path, sqlite_url: str
) -> None:
    faults = faults_to_play()
    outcomes, rows = await played(tmp_path, sqlite_url, faults)
    asked = {name: max(row.attempts for row in rows[name]) for name in faults}
    assert [name for name, attempts in asked.items() if not attempts] == []
    wrong = {name: list(_amiss(faults[name], outcomes[name], rows[name])) for name in faults}
    assert {name: said for name, said in wrong.items() if said} == {}


def _amiss(fault: Fault, outcome: CycleOutcome, rows: list[Any]) -> Iterator[str]:
    """What is not as it must be of a cycle under one fault."""
    if len(rows) != len(SUITE["prompts"]):
        yield f"{len(rows)} samples are stored"
    for row in rows:
        yield from _amiss_in_row(fault, row)
    yield from _amiss_in_cycle(fault, outcome)


def _attempts_fit(fault: Fault, row: Any) -> bool:
    if row.attempts == 0:  # a sample before it was told to wait for longer than this one may
        return fault.attempts == 1 and str(row.failure_detail).startswith("not asked")
    if fault.deadline == SHORT:  # how many attempts fit in is not ours alone to say
        return row.attempts in range(1, base.MAX_ATTEMPTS + 1)
    return bool(row.attempts == fault.attempts)


def _amiss_in_row(fault: Fault, row: Any) -> Iterator[str]:
    kind = FailureKind(row.failure) if row.failure else None
    if kind is not fault.kind or not _attempts_fit(fault, row):
        yield f"stored as {kind} after {row.attempts} attempts: {row.failure_detail}"
    if fault.kind is not None:
        if any(value is not None for value in (row.output_hash, row.canonical, row.kept, row.chars)):
            yield "has an output"
        if not row.failure_detail or not row.failure_detail.isprintable() or KEY[:9] in row.failure_detail:
            yield f"is explained as {row.failure_detail!r}"
    elif row.kept is None:
        yield "has no output"


def _amiss_in_cycle(fault: Fault, outcome: CycleOutcome) -> Iterator[str]:
    report = outcome.settled.report if outcome.settled else None
    if report is None:
        yield "was not judged"
        return
    if found := {finding.signal for finding in report.findings} - {Signal.AVAILABILITY, Signal.LATENCY}:
        yield f"found {found}"
    if kinds := {change.incident.kind for change in report.transitions} - NO_MEASURE:
        yield f"told of {kinds}"
    if fault.kind is not None and (said := report.evidence.keys() - {Signal.AVAILABILITY}):
        yield f"was weighed by {said}"
    measured = (report.match_ratio, report.hallucination_ratio)
    if measured != ((1.0, 0.0) if fault.kind is None else (None, None)):
        yield f"was measured as {measured}"


async def test_an_answer_that_did_change_is_seen_by_the_same_eyes(tmp_path: Path, sqlite_url: str) -> None:
    """Lest the matrix pass because nobody looks."""
    broken = always(response(chat_completion("Lyon, as TKT-9999 says.")))
    control = Fault("another answer", None, 1, answering(broken))
    outcomes, rows = await played(tmp_path, sqlite_url, {"control": control})
    said = " ".join(_amiss(control, outcomes["control"], rows["control"]))
    assert "found {<Signal.HALLUCINATION: 'hallucination'>}" in said
    assert "was measured as (0.0, 1.0)" in said


# --- the page -------------------------------------------------------------------------------------


def table() -> str:
    lines = ["| fault | kind | asked again | attempts | stored |", "|---|---|---|---|---|"]
    for fault in MATRIX.values():
        kind = f"`{fault.kind}`" if fault.kind else "none: it is an answer"
        again = "yes" if fault.attempts > 1 else "no"
        stored = "kind and reason, no output" if fault.kind else "the output and its verdicts"
        lines.append(f"| {fault.what} | {kind} | {again} | {fault.attempts} | {stored} |")
    return "\n".join(lines) + "\n"


def test_the_page_of_faults_is_what_the_matrix_says() -> None:
    text = DOC.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    made, _, after = rest.partition(END)
    if os.environ.get("CANARY_REWRITE_EXPECTED"):
        DOC.write_text(f"{before}{BEGIN}{table()}{END}{after}", encoding="utf-8")
        made = table()
    assert made == table()
    assert f"{len(MATRIX)} faults" in before
