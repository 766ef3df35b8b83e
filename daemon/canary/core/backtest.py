"""Stored or imported samples through the detectors: what would have paged, and when. Holds one cycle of each pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from canary.core.canonical import CANONICALISERS
from canary.core.drift.policy import Policy
from canary.core.drift.watch import Watch
from canary.core.fingerprint import canonical_fingerprint, fingerprint
from canary.core.jsonl import Cycle, Line, LineError
from canary.core.model import CycleRecord, Finding, Incident, Judgement, Sample

Pair = tuple[str, str]
"""(target, suite)"""
Recorded = tuple[str, str, CycleRecord]
JudgeOf = Callable[[Pair, str], Callable[[str], Judgement] | None]
"""(pair, prompt) -> what judges its outputs, None where no suite is configured for it."""

MEMO_CHARACTERS = 32_000_000
CATEGORY = frozenset({"hallucination"})
NONE: frozenset[str] = frozenset()


def unconfigured(pair: Pair, prompt: str) -> None:
    """No suite is configured: fingerprints of the text form, validity as the lines say."""
    return


# --- lines -> cycles -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """The cycle of a pair that is being read."""

    cycle: Cycle
    index: int = 0
    at: datetime | None = None
    lines: dict[tuple[str, int], Line] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)


class Assembler:
    """Groups lines into cycles, pair by pair; a pair's cycle ends where its next one begins."""

    def __init__(self, judge_of: JudgeOf = unconfigured) -> None:
        self._open: dict[Pair, _Open] = {}
        self._samples = Samples(judge_of)

    def add(self, line: Line) -> Recorded | None:
        """One more line; the cycle it completes, if it does. Raises LineError for one out of order."""
        pair = (line.target, line.suite)
        current = self._open.get(pair)
        done = None
        if current is None:
            current = self._open[pair] = _Open(line.cycle, 0, line.at)
        elif line.cycle != current.cycle:
            _check_order(current.cycle, line, pair)
            done = (*pair, _record(current))
            current = self._open[pair] = _Open(line.cycle, current.index + 1, line.at)
        self._place(current, line, pair)
        return done

    def _place(self, current: _Open, line: Line, pair: Pair) -> None:
        key = (line.prompt, line.sample)
        known = current.lines.get(key)
        if known is None:
            current.lines[key] = line
            current.samples.append(self._samples.of(pair, line))
        elif known != line:
            raise LineError(
                f"cycle {line.cycle}, prompt {line.prompt!r}, sample {line.sample} of target {line.target!r} "
                "was there before with other content: number its samples apart"
            )

    def rest(self) -> Iterator[Recorded]:
        """The cycles still open at the end of the lines."""
        for pair, current in self._open.items():
            yield (*pair, _record(current))
        self._open.clear()


def _check_order(before: Cycle, line: Line, pair: Pair) -> None:
    if isinstance(before, int) != isinstance(line.cycle, int):
        raise LineError(
            f"cycle {line.cycle!r} mixes whole numbers and times in {pair[0]} x {pair[1]}: keep to one"
        )
    if line.cycle < before:  # type: ignore[operator]
        raise LineError(
            f"cycle {line.cycle} comes after {before} in {pair[0]} x {pair[1]}: sort the lines by cycle"
        )


def _record(current: _Open) -> CycleRecord:
    at = current.at or (current.cycle if isinstance(current.cycle, datetime) else None)
    return CycleRecord(current.index, tuple(current.samples), at)


class Samples:
    """Lines as detectors see them. Outputs repeat, so what is derived from one is kept, within a bound."""

    def __init__(self, judge_of: JudgeOf) -> None:
        self._judge_of = judge_of
        self._judges: dict[tuple[Pair, str], Callable[[str], Judgement] | None] = {}
        self._known: dict[Any, Sample] = {}
        self._characters = 0

    def of(self, pair: Pair, line: Line) -> Sample:
        """The sample of one line."""
        if line.output is None:
            return Sample(line.prompt, failure=line.error)
        key = (pair, line.prompt, line.valid, line.output)
        known = self._known.get(key)
        if known is None:
            known = self._keep(key, self._judged(pair, line, line.output))
        if line.latency_ms is None and line.model is None and line.system_fingerprint is None:
            return known
        return replace(
            known, latency_ms=line.latency_ms, model=line.model, system_fingerprint=line.system_fingerprint
        )

    def _keep(self, key: Any, sample: Sample) -> Sample:
        self._characters += (sample.length or 0) + 200
        if self._characters > MEMO_CHARACTERS:
            self._known.clear()
            self._characters = 0
        self._known[key] = sample
        return sample

    def _judged(self, pair: Pair, line: Line, output: str) -> Sample:
        judge = self._judge(pair, line.prompt)
        if judge is not None:
            return _by_suite(line.prompt, output, judge(output))
        judged = CATEGORY if line.valid is not None else NONE
        failed = CATEGORY if line.valid is False else NONE
        return Sample(
            line.prompt,
            fingerprint(output),
            canonical_fingerprint(CANONICALISERS["text"].name, output),
            failed,
            judged,
            ("valid",) if failed else (),
            length=len(output),
        )

    def _judge(self, pair: Pair, prompt: str) -> Callable[[str], Judgement] | None:
        if (pair, prompt) not in self._judges:
            self._judges[pair, prompt] = self._judge_of(pair, prompt)
        return self._judges[pair, prompt]


def _by_suite(prompt: str, output: str, judgement: Judgement) -> Sample:
    decided = [verdict for verdict in judgement.verdicts if verdict.outcome.value != "undecided"]
    failed = judgement.failed
    return Sample(
        prompt,
        judgement.raw,
        judgement.canonical,
        frozenset(verdict.category for verdict in failed),
        frozenset(verdict.category for verdict in decided),
        tuple(dict.fromkeys(verdict.validator for verdict in failed)),
        length=len(output),
    )


# --- cycles -> what would have paged -------------------------------------------------------------------------


def replay(cycles: Iterable[Recorded], policy: Policy) -> dict[Pair, Watch]:
    """Every cycle through the detectors of its pair. The cycles may come from a file or from the database."""
    watches: dict[Pair, Watch] = {}
    for target, suite, cycle in cycles:
        watch = watches.get((target, suite))
        if watch is None:
            watch = watches[target, suite] = Watch(policy)
        watch.feed(cycle)
    return watches


def document(watches: Mapping[Pair, Watch]) -> dict[str, Any]:
    """The JSON document of ``canary backtest --json``."""
    targets: dict[str, Any] = {}
    for (target, suite), watch in watches.items():
        entry = targets.setdefault(
            target, {"cycles": 0, "baseline_cycles": None, "findings": [], "incidents": []}
        )
        entry["cycles"] = max(entry["cycles"], watch.cycles)
        if watch.baseline is not None:
            entry["baseline_cycles"] = watch.baseline.cycles
        entry["findings"] += [_finding(suite, finding) for finding in watch.findings]
        entry["incidents"] += [_incident(suite, incident) for incident in watch.incidents.values()]
    for entry in targets.values():
        entry["findings"].sort(key=lambda finding: finding["cycle"])
        entry["incidents"].sort(key=lambda incident: incident["opened_cycle"])
    return {"targets": targets}


def _finding(suite: str, finding: Finding) -> dict[str, Any]:
    return {
        "signal": finding.signal.value,
        "suite": suite,
        "cycle": finding.cycle,
        "onset_cycle": finding.onset_cycle,
        "evidence": finding.evidence,
    }


def _incident(suite: str, incident: Incident) -> dict[str, Any]:
    return {
        "suite": suite,
        "kind": incident.kind.value,
        "cause": incident.cause,
        "severity": incident.severity.value,
        "opened_cycle": incident.opened_cycle,
        "confirmed_cycle": incident.confirmed_cycle,
        "resolved_cycle": incident.resolved_cycle,
        "onset_cycle": incident.onset_cycle,
        "signals": [signal.value for signal in incident.signals],
    }


def unlearned(watches: Mapping[Pair, Watch]) -> list[Pair]:
    """The pairs with too few cycles for their baseline."""
    return [pair for pair, watch in watches.items() if watch.baseline is None]
