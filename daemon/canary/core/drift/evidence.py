"""What a person needs to see of a crossing: which prompts, how often, old and new output, who served it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from canary.core.drift.baseline import Baseline
from canary.core.drift.rows import BIT, Cell, Row, most_common
from canary.core.model import Finding, PromptChange

PROMPTS_SHOWN = 10


def since(rows: Sequence[Row], onset: int) -> list[Row]:
    """The remembered cycles from *onset* on."""
    return [row for row in rows if row.cycle >= onset]


def changes(rows: Iterable[Row], detector: str, baseline: Baseline) -> tuple[PromptChange, ...]:
    """The prompts that show the detector's event more often in these cycles than at baseline, most changed first."""
    bit = BIT[detector]
    by_prompt: dict[str, list[Cell]] = {}
    for row in rows:
        for cell in row.cells:
            if cell.seen & bit:
                by_prompt.setdefault(cell.prompt, []).append(cell)
    found = [_change(prompt, cells, bit, baseline) for prompt, cells in by_prompt.items()]
    excess = {change.prompt: _excess(change, baseline, detector) for change in found}
    shown = [change for change in found if excess[change.prompt] > 0]
    return tuple(sorted(shown, key=lambda c: (-excess[c.prompt], -c.changed, c.prompt))[:PROMPTS_SHOWN])


def _excess(change: PromptChange, baseline: Baseline, detector: str) -> float:
    hits, seen = baseline.prompts[change.prompt].counts.get(detector, (0, 0))
    return change.changed / change.of - (hits / seen if seen else 0.0)


def _change(prompt: str, cells: list[Cell], bit: int, baseline: Baseline) -> PromptChange:
    hit = [cell for cell in cells if cell.hit & bit]
    known = baseline.prompts[prompt]
    validators = dict.fromkeys(name for cell in hit for name in cell.validators)
    return PromptChange(
        prompt,
        len(hit),
        len(cells),
        known.representative(known.mode),
        most_common(cell.raw for cell in hit),
        tuple(validators)[:8],
    )


def rate(rows: Iterable[Row], detector: str) -> tuple[int, int]:
    """(events, samples) of the detector in these cycles."""
    bit = BIT[detector]
    cells = [cell for row in rows for cell in row.cells if cell.seen & bit]
    return sum(bool(cell.hit & bit) for cell in cells), len(cells)


def interval(rows: Sequence[Row], onset: int) -> tuple[datetime | None, datetime | None]:
    """The slots between which the change began: the last judged one before *onset*, and the first from it on."""
    before = [row.at for row in rows if row.cycle < onset]
    after = [row.at for row in rows if row.cycle >= onset]
    return (before[-1] if before else None, after[0] if after else None)


def identity(rows: Iterable[Row], baseline: Baseline) -> dict[str, Any]:
    """Served models and system fingerprints now that the baseline never saw, beside its own. Evidence, not a cause."""
    pairs = [pair for row in rows for pair in row.identity]
    models = sorted({model for model, _ in pairs if model is not None} - set(baseline.models))
    prints = sorted({mark for _, mark in pairs if mark is not None} - set(baseline.system_fingerprints))
    found: dict[str, Any] = {}
    if models and baseline.models:
        found["model"] = {"before": next(iter(baseline.models)), "after": models[0]}
    if prints and baseline.system_fingerprints:
        found["system_fingerprint"] = {"before": next(iter(baseline.system_fingerprints)), "after": prints[0]}
    return found


def plain(finding: Finding, who: dict[str, Any], reason: str) -> dict[str, Any]:
    """The evidence of an incident, as plain JSON."""
    return {
        "reason": reason,
        "signals": {finding.signal.value: finding.evidence},
        "changed": sum(change.changed for change in finding.prompts),
        "of": sum(change.of for change in finding.prompts),
        "rate": finding.rate,
        "baseline_rate": finding.baseline_rate,
        "prompts": [
            {
                "prompt": change.prompt,
                "changed": change.changed,
                "of": change.of,
                "old": change.old,
                "new": change.new,
                "validators": list(change.validators),
            }
            for change in finding.prompts
        ],
        "identity": who,
        "onset_cycle": finding.onset_cycle,
        "onset_after": finding.onset_after.isoformat() if finding.onset_after else None,
        "onset_before": finding.onset_before.isoformat() if finding.onset_before else None,
    }
