"""From cycles to a baseline. The one expensive step: it imports NumPy and SciPy, and runs once a baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from canary.core.drift import noise
from canary.core.drift.availability import bound
from canary.core.drift.baseline import Baseline, PromptBaseline, Window
from canary.core.drift.detector import Detector
from canary.core.drift.null import Null, fit
from canary.core.drift.performance import limits
from canary.core.drift.policy import Policy
from canary.core.drift.registry import DETECTORS
from canary.core.model import CycleRecord, Sample
from canary.errors import NotMeasuredError

Measured = list[list[tuple[str, Sample]]]  # by cycle: (prompt, sample), measured ones only

OUTPUTS_KEPT = 400  # distinct outputs a prompt; a free-running prompt's hashes say little anyway
IDENTITIES_KEPT = 32


def mostly_measured(cycle: CycleRecord) -> bool:
    """At least half of the samples were measured: what a cycle needs to be judged or learned from."""
    measured = sum(sample.failure is None for sample in cycle.samples)
    return measured > 0 and 2 * measured >= len(cycle.samples)


def learn(cycles: Sequence[CycleRecord], policy: Policy) -> Baseline:
    """The baseline of these cycles; those under half measured are passed over.

    A prompt is learned at the version it had last. Raises NotMeasuredError with fewer than two usable cycles.
    """
    usable = [cycle for cycle in cycles if mostly_measured(cycle)]
    if len(usable) < 2:
        raise NotMeasuredError(
            f"a baseline takes at least 2 cycles with half of their samples measured; there are {len(usable)}: "
            "let more cycles run"
        )
    versions = _last_versions(usable)
    measured = [_measured(cycle, versions) for cycle in usable]
    prompts, events = _prompts(measured, versions)
    return Baseline(
        prompts=prompts,
        nulls=_nulls(prompts, measured, events),
        cycles=len(usable),
        provisional=len(usable) < policy.baseline_cycles,
        window=_window(prompts, measured),
        held_out=held_out_level(measured, policy.day),
        models=_common(sample.model for row in measured for _, sample in row),
        system_fingerprints=_common(sample.system_fingerprint for row in measured for _, sample in row),
        unmeasured=bound(usable),
    )


def relearn(baseline: Baseline, cycles: Sequence[CycleRecord], policy: Policy) -> Baseline:
    """*baseline* with the prompts of *cycles* that it lacks, or has at another version, learned from *cycles*.

    Everything it knows of the other prompts stays; noise is taken as the larger of what both windows showed.
    """
    fresh = learn(cycles, policy)
    new = {
        name: prompt
        for name, prompt in fresh.prompts.items()
        if name not in baseline.prompts or baseline.prompts[name].version != prompt.version
    }
    prompts = {**baseline.prompts, **new}
    lasting = max(_lasting(baseline.nulls), _lasting(fresh.nulls))
    nulls = {
        name: null
        for name, detector in DETECTORS.items()
        if (null := _merged(detector, prompts, baseline.nulls.get(name), fresh.nulls.get(name), lasting))
    }
    kept = baseline.window
    untouched = [place for place, name in enumerate(kept.prompts) if name not in new]
    window = Window(
        tuple(kept.prompts[place] for place in untouched),
        tuple(tuple(row[place] for place in untouched) for row in kept.codes),
    )
    return replace(baseline, prompts=prompts, nulls=nulls, window=window, memo={})


def _merged(
    detector: Detector,
    prompts: dict[str, PromptBaseline],
    old: Null | None,
    new: Null | None,
    lasting: float,
) -> Null | None:
    known = [null for null in (old, new) if null is not None]
    if not known:
        return None
    phi, tau = max(null.phi for null in known), max(null.tau for null in known)
    return _null(detector, prompts, phi, tau, lasting)


def _last_versions(cycles: Sequence[CycleRecord]) -> dict[str, str]:
    versions: dict[str, str] = {}
    for cycle in cycles:
        for sample in cycle.samples:
            versions[sample.prompt] = cycle.versions.get(sample.prompt, "")
    return versions


def _measured(cycle: CycleRecord, versions: dict[str, str]) -> list[tuple[str, Sample]]:
    return [
        (sample.prompt, sample)
        for sample in cycle.samples
        if sample.failure is None and cycle.versions.get(sample.prompt, "") == versions[sample.prompt]
    ]


def _common(values: Iterable[str | None]) -> dict[str, int]:
    counts = Counter(value for value in values if value is not None)
    return dict(counts.most_common(IDENTITIES_KEPT))


# --- prompts -------------------------------------------------------------------------------------


def _prompts(
    measured: Measured, versions: dict[str, str]
) -> tuple[dict[str, PromptBaseline], dict[str, dict[str, list[tuple[int, bool]]]]]:
    """The prompts' baselines, and by detector and prompt each sample's (cycle, event)."""
    samples: dict[str, list[tuple[int, Sample]]] = {name: [] for name in versions}
    for position, row in enumerate(measured):
        for name, sample in row:
            samples[name].append((position, sample))
    prompts: dict[str, PromptBaseline] = {}
    events: dict[str, dict[str, list[tuple[int, bool]]]] = {name: {} for name in DETECTORS}
    for name, placed in samples.items():
        if placed:
            prompts[name] = _prompt(name, versions[name], placed, events)
    return prompts, events


def _prompt(
    name: str,
    version: str,
    placed: list[tuple[int, Sample]],
    events: dict[str, dict[str, list[tuple[int, bool]]]],
) -> PromptBaseline:
    bare = PromptBaseline(
        version, len(placed), _outputs(placed), 0.0, {}, limits([sample for _, sample in placed])
    )
    counts: dict[str, tuple[int, int]] = {}
    for detector in DETECTORS.values():
        if detector.mirrors:
            continue
        found = _events(detector, bare, placed)
        if found:
            events[detector.name][name] = found
            counts[detector.name] = (sum(hit for _, hit in found), len(found))
    hits, seen = counts.get("fingerprint", (0, 0))
    return PromptBaseline(
        version, len(placed), bare.outputs, hits / seen if seen else 0.0, counts, bare.limits
    )


def _outputs(placed: list[tuple[int, Sample]]) -> dict[str, dict[str, int]]:
    outputs: dict[str, dict[str, int]] = {}
    totals: Counter[str] = Counter()
    for _, sample in placed:
        if sample.canonical is not None:
            raws = outputs.setdefault(sample.canonical, {})
            raw = sample.raw or sample.canonical
            raws[raw] = raws.get(raw, 0) + 1
            totals[sample.canonical] += 1
    kept = sorted(totals, key=lambda canonical: -totals[canonical])[:OUTPUTS_KEPT]
    return {canonical: outputs[canonical] for canonical in kept}


def _events(
    detector: Detector, prompt: PromptBaseline, placed: list[tuple[int, Sample]]
) -> list[tuple[int, bool]]:
    if detector.left_out and detector.symbol is not None:
        return _left_out(detector, prompt, placed)
    judged = ((position, detector.event(sample, prompt, ())) for position, sample in placed)
    return [(position, event) for position, event in judged if event is not None]


def _left_out(
    detector: Detector, prompt: PromptBaseline, placed: list[tuple[int, Sample]]
) -> list[tuple[int, bool]]:
    """Was the hash missing from every other cycle?"""
    assert detector.symbol is not None
    cycles: dict[Any, set[int]] = {}
    for position, sample in placed:
        cycles.setdefault(detector.symbol(sample), set()).add(position)
    return [
        (position, len(cycles[detector.symbol(sample)]) == 1)
        for position, sample in placed
        if detector.event(sample, prompt, ()) is not None
    ]


# --- nulls ---------------------------------------------------------------------------------------


def _nulls(
    prompts: dict[str, PromptBaseline],
    measured: Measured,
    events: dict[str, dict[str, list[tuple[int, bool]]]],
) -> dict[str, Null]:
    persistence: dict[Any, float] = {}
    nulls: dict[str, Null] = {}
    for name, detector in DETECTORS.items():
        found = {
            prompt: e for prompt, e in events[detector.tallied_as].items() if _fit(detector, prompts[prompt])
        }
        if not found:
            continue
        tau = _tau(detector, measured, found, persistence)
        null = _null(detector, prompts, _phi(found, len(measured)), tau, _lasting(nulls))
        if null is not None:
            nulls[name] = null
    return nulls


def _fit(detector: Detector, prompt: PromptBaseline) -> bool:
    hits, seen = prompt.counts.get(detector.tallied_as, (0, 0))
    return seen > 0 and hits / seen < detector.fit_below


def _lasting(nulls: Mapping[str, Null]) -> float:
    """The persistence of the outputs, which their verdicts share even where too few failed to show it."""
    return nulls["fingerprint"].tau if "fingerprint" in nulls else 1.0


def _null(
    detector: Detector, prompts: dict[str, PromptBaseline], phi: float, tau: float, lasting: float
) -> Null | None:
    counts = {
        name: prompt.counts[detector.tallied_as] for name, prompt in prompts.items() if _fit(detector, prompt)
    }
    if not counts or (detector.falls and not any(hits for hits, _ in counts.values())):
        return None
    of_verdicts = lasting if detector.cause == "validity" else 1.0
    return fit(counts, phi, tau, lasting=of_verdicts, tolerance=detector.tolerance, falls=detector.falls)


def _phi(events: dict[str, list[tuple[int, bool]]], cycles: int) -> float:
    import numpy as np

    hits, seen = np.zeros((cycles, len(events))), np.zeros((cycles, len(events)))
    for place, found in enumerate(events.values()):
        for position, hit in found:
            seen[position, place] += 1
            hits[position, place] += hit
    return noise.overdispersion(hits, seen)


def _tau(
    detector: Detector,
    measured: Measured,
    events: dict[str, list[tuple[int, bool]]],
    known: dict[Any, float],
) -> float:
    """Persistence of the detector's symbol; hashes are shared by several detectors, so computed once."""
    key = detector.symbol or detector.tallied_as
    if key not in known:
        symbols = (
            _symbol_codes(detector, measured) if detector.symbol else _event_codes(events, len(measured))
        )
        known[key] = noise.persistence(*noise.likeness(symbols, len(symbols[0])))
    return known[key]


def _event_codes(events: dict[str, list[tuple[int, bool]]], cycles: int) -> list[list[list[int]]]:
    codes: list[list[list[int]]] = [[[] for _ in events] for _ in range(cycles)]
    for place, found in enumerate(events.values()):
        for position, hit in found:
            codes[position][place].append(int(hit))
    return codes


def _symbol_codes(detector: Detector, measured: Measured) -> list[list[list[int]]]:
    assert detector.symbol is not None
    names = {name: place for place, name in enumerate(dict.fromkeys(n for row in measured for n, _ in row))}
    known: list[dict[Any, int]] = [{} for _ in names]
    codes: list[list[list[int]]] = []
    for row in measured:
        cells: list[list[int]] = [[] for _ in names]
        for name, sample in row:
            place = names[name]
            cells[place].append(known[place].setdefault(detector.symbol(sample), len(known[place])))
        codes.append(cells)
    return codes


# --- the window ----------------------------------------------------------------------------------


def _window(prompts: dict[str, PromptBaseline], measured: Measured) -> Window:
    names = [name for name, prompt in prompts.items() if not prompt.unfit]
    places = {name: place for place, name in enumerate(names)}
    codes = {name: {canonical: c for c, canonical in enumerate(prompts[name].outputs)} for name in names}
    rows: list[tuple[tuple[int, ...], ...]] = []
    for row in measured:
        cells: list[list[int]] = [[] for _ in names]
        for name, sample in row:
            if name in places and sample.canonical in codes[name]:
                cells[places[name]].append(codes[name][sample.canonical])
        rows.append(tuple(tuple(cell) for cell in cells))
    return Window(tuple(names), tuple(rows))


def held_out_level(measured: Measured, day: int) -> float | None:
    """The highest share of unseen outputs on any day, judged by the other days; None with under two days."""
    days = [measured[start : start + day] for start in range(0, len(measured), day)]
    if len(days) > 1 and 2 * len(days[-1]) < day:
        days[-2:] = [days[-2] + days[-1]]
    if len(days) < 2:
        return None
    where: dict[tuple[str, str | None], set[int]] = {}
    for number, rows in enumerate(days):
        for row in rows:
            for name, sample in row:
                where.setdefault((name, sample.canonical), set()).add(number)
    return max(_share_alone(rows, where) for rows in days)


def _share_alone(rows: Measured, where: dict[tuple[str, str | None], set[int]]) -> float:
    alone = [len(where[name, sample.canonical]) == 1 for row in rows for name, sample in row]
    return sum(alone) / len(alone) if alone else 0.0
