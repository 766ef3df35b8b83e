"""The last cycles as the detectors saw them: enough to say what changed and since when, and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from canary.core.drift.baseline import Baseline
from canary.core.drift.bets import Tally
from canary.core.drift.registry import DETECTORS
from canary.core.model import CycleRecord, Sample

KEPT = 36  # cycles; the slow detector looks back over a day, evidence over a day and a half
IDENTITIES = 8  # of one cycle

PRIMARY = tuple(detector for detector in DETECTORS.values() if not detector.mirrors)
BIT = {detector.name: 1 << place for place, detector in enumerate(PRIMARY)}
_BY_VALUE = ("latency", "cost")  # depend on more than the output: judged afresh each time
_BY_OUTPUT = tuple((BIT[d.name], d.event) for d in PRIMARY if d.name not in _BY_VALUE)
_LATENCY, _COST = (DETECTORS[name].event for name in _BY_VALUE)
_LATENCY_BIT, _COST_BIT = (BIT[name] for name in _BY_VALUE)

Alternates = Mapping[str, Mapping[str, str]]
"""prompt -> canonical fingerprint of a learned alternate -> a raw fingerprint that stands for it."""


class Cell(NamedTuple):
    """One sample: what it said, which detectors it speaks to (``seen``) and which events it showed (``hit``), as bits."""

    prompt: str
    canonical: str | None
    raw: str | None
    validators: tuple[str, ...]
    seen: int
    hit: int


@dataclass(frozen=True, slots=True)
class Row:
    """One judged cycle. ``identity`` holds the pairs (served model, system_fingerprint) that answered."""

    cycle: int
    at: datetime | None
    cells: tuple[Cell, ...]
    identity: tuple[tuple[str | None, str | None], ...] = ()


def row(cycle: CycleRecord, samples: Iterable[Sample], baseline: Baseline, alternates: Alternates) -> Row:
    """The measured *samples* of *cycle* whose prompts the baseline knows at that version."""
    memo = _memo(baseline, alternates)
    cells: list[Cell] = []
    identity: set[tuple[str | None, str | None]] = set()
    versions, prompts = cycle.versions, baseline.prompts
    for sample in samples:
        prompt = prompts.get(sample.prompt)
        if prompt is None or sample.failure is not None or versions.get(sample.prompt, "") != prompt.version:
            continue
        slow = None if sample.latency_ms is None else _LATENCY(sample, prompt, ())
        costly = None if sample.cost is None else _COST(sample, prompt, ())
        key = (
            sample.prompt, sample.canonical, sample.raw, sample.failed, sample.judged,
            sample.validators, sample.truncated, sample.length, slow, costly,
        )  # fmt: skip
        cell = memo.get(key)
        if cell is None:
            if len(memo) > 20_000:
                memo.clear()
            cell = memo[key] = _cell(sample, baseline, alternates, slow, costly)
        cells.append(cell)
        if sample.model is not None or sample.system_fingerprint is not None:
            identity.add((sample.model, sample.system_fingerprint))
    known = sorted(identity, key=repr)
    return Row(cycle.index, cycle.at, tuple(cells), tuple(known[:IDENTITIES]))


def _memo(baseline: Baseline, alternates: Alternates) -> dict[Any, Cell]:
    """Cells by sample: outputs repeat, so most are computed once. New alternates void them all."""
    of, memo = baseline.memo.get("cells", (None, None))
    if of is not alternates or memo is None:
        memo = {}
        baseline.memo["cells"] = (alternates, memo)
    return memo  # type: ignore[no-any-return]


def _cell(
    sample: Sample, baseline: Baseline, alternates: Alternates, slow: bool | None, costly: bool | None
) -> Cell:
    prompt, known = baseline.prompts[sample.prompt], alternates.get(sample.prompt, ())
    seen, hit = _bits(((bit, event(sample, prompt, known)) for bit, event in _BY_OUTPUT))
    timed, late = _bits(((_LATENCY_BIT, slow), (_COST_BIT, costly)))
    return Cell(sample.prompt, sample.canonical, sample.raw, sample.validators[:8], seen | timed, hit | late)


def _bits(events: Iterable[tuple[int, bool | None]]) -> tuple[int, int]:
    seen = hit = 0
    for bit, event in events:
        if event is not None:
            seen |= bit
            hit |= bit * event
    return seen, hit


def tallies(row: Row, prompts: Collection[str]) -> dict[str, Tally]:
    """By detector, the row's events. *prompts* are all the baseline knows."""
    totals: dict[str, float] = {}
    common, any_seen, any_hit = -1, 0, 0
    for cell in row.cells:
        totals[cell.prompt] = totals.get(cell.prompt, 0) + 1
        common &= cell.seen
        any_seen |= cell.seen
        any_hit |= cell.hit
    uniform = _uniform(totals, prompts)
    found: dict[str, Tally] = {}
    for name, bit in BIT.items():
        if not any_seen & bit:
            continue
        hits = _count(row.cells, lambda cell, bit=bit: cell.hit & bit) if any_hit & bit else {}  # type: ignore[misc]
        if common & bit:
            found[name] = Tally(hits, totals, uniform)
        else:
            found[name] = Tally(hits, _count(row.cells, lambda cell, bit=bit: cell.seen & bit))  # type: ignore[misc]
    return found


def _uniform(totals: Mapping[str, float], prompts: Collection[str]) -> float | None:
    counts = set(totals.values())
    return counts.pop() if len(counts) == 1 and len(totals) == len(prompts) else None


def _count(cells: Iterable[Cell], wanted: Callable[[Cell], int]) -> dict[str, float]:
    counts: dict[str, float] = {}
    for cell in cells:
        if wanted(cell):
            counts[cell.prompt] = counts.get(cell.prompt, 0) + 1
    return counts


def remembered(rows: Sequence[Row], new: Row) -> tuple[Row, ...]:
    """*rows* with the new one, the oldest forgotten."""
    return (*rows[-(KEPT - 1) :], new)


# --- JSON: cells repeat, so each is written once -------------------------------------------------------


def rows_to_json(rows: Sequence[Row]) -> dict[str, Any]:
    places: dict[Cell, int] = {}
    cycles = [
        {
            "cycle": row.cycle,
            "at": row.at.isoformat() if row.at else None,
            "cells": [places.setdefault(cell, len(places)) for cell in row.cells],
            "identity": [list(pair) for pair in row.identity],
        }
        for row in rows
    ]
    cells = [[c.prompt, c.canonical, c.raw, list(c.validators), c.seen, c.hit] for c in places]
    return {"cells": cells, "cycles": cycles}


def rows_from_json(value: Mapping[str, Any]) -> tuple[Row, ...]:
    cells = [Cell(c[0], c[1], c[2], tuple(c[3]), c[4], c[5]) for c in value["cells"]]
    return tuple(
        Row(
            row["cycle"],
            datetime.fromisoformat(row["at"]) if row["at"] else None,
            tuple(cells[place] for place in row["cells"]),
            tuple((pair[0], pair[1]) for pair in row["identity"]),
        )
        for row in value["cycles"]
    )


def most_common(values: Iterable[str | None]) -> str | None:
    """The most frequent value; ties go to the one met first."""
    counts = Counter(value for value in values if value is not None)
    return counts.most_common(1)[0][0] if counts else None
