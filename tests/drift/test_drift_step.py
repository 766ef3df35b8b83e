"""What the detectors say of streams whose truth is known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from canary.core.drift import Baseline, Policy, State, learn, start, step
from canary.core.drift.evaluate import draw, failed_calls, failing, invented, told
from canary.core.drift.watch import Watch, replay
from canary.core.model import CycleRecord, FailureKind, IncidentState, Kind, Sample, Severity, Signal

CHANGE = 100


def changed(seed: int, *, share: float = 1.0, prompts: int = 20, length: int = 160) -> list[CycleRecord]:
    rng = Random(seed)
    pool = invented(20, 4, rng)
    other = dict(list(invented(20, 4, rng, tag="new").items())[:prompts])
    return draw(pool, length, 1, rng, other=other, since=CHANGE, share=share)


def dated(cycles: Sequence[CycleRecord]) -> list[CycleRecord]:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    return [replace(cycle, at=begin + timedelta(hours=cycle.index)) for cycle in cycles]


@pytest.mark.parametrize("seed", range(4))
def test_another_model_is_told_in_three_cycles_as_drift(seed: int) -> None:
    (incident,) = told(replay(changed(seed), Policy()))
    assert incident.opened_cycle <= CHANGE + 2
    assert (incident.kind, incident.severity, incident.cause) == (Kind.DRIFT, Severity.WARNING, "output")
    assert Signal.FINGERPRINT in incident.signals


def test_a_change_that_lasts_is_confirmed_after_a_day() -> None:
    (incident,) = told(replay(changed(1), Policy()))
    assert incident.confirmed_cycle is not None
    assert 24 <= incident.confirmed_cycle - incident.opened_cycle <= 48


def test_a_tenth_of_the_traffic_is_found_and_confirmed_as_a_rollout() -> None:
    (incident,) = told(replay(changed(2, share=0.1), Policy()))
    assert incident.opened_cycle - CHANGE < 16
    assert incident.kind is Kind.ROLLOUT


def test_an_incident_says_what_changed_and_since_when() -> None:
    cycles = dated(changed(3, prompts=2, length=110))
    (incident,) = told(replay(cycles, Policy()))
    assert incident.onset_cycle == CHANGE
    assert (incident.onset_after, incident.onset_before) == (cycles[CHANGE - 1].at, cycles[CHANGE].at)
    prompts = incident.evidence["prompts"]
    assert {entry["prompt"] for entry in prompts} == {"p0", "p1"}
    assert prompts[0]["old"] == "raw:p0.0"
    assert prompts[0]["new"].startswith("raw:newp")
    assert prompts[0]["changed"] == prompts[0]["of"]
    assert json.loads(json.dumps(incident.evidence)) == incident.evidence


def test_the_served_model_is_shown_beside_the_change() -> None:
    cycles = [
        replace(c, samples=tuple(replace(s, model="m-1" if c.index < CHANGE else "m-2") for s in c.samples))
        for c in changed(4, length=110)
    ]
    (incident,) = told(replay(cycles, Policy()))
    assert incident.evidence["identity"]["model"] == {"before": "m-1", "after": "m-2"}


def test_a_shift_that_returns_closes_as_a_serving_regime_and_is_known_from_then_on() -> None:
    rng = Random(5)
    pool = invented(20, 3, rng)
    other = {name: samples[:1] for name, samples in invented(20, 3, rng, tag="new").items()}
    cycles = [
        replace(cycle, index=index)
        for index, cycle in enumerate(
            draw(pool, 100, 1, rng)
            + draw(other, 10, 1, rng)
            + draw(pool, 100, 1, rng)
            + draw(other, 10, 1, rng)
        )
    ]
    watch = replay(cycles, Policy())
    (incident,) = watch.incidents.values()
    assert (incident.kind, incident.state) == (Kind.REGIME, IncidentState.RESOLVED)
    assert incident.evidence["resolved_because"] == "regime_closed"
    assert watch.state.alternates["p0"]


def test_a_target_whose_shifts_come_and_go_is_known_to_serve_in_regimes() -> None:
    rng = Random(32)
    pool = invented(20, 3, rng)
    served = [*draw(pool, 100, 1, rng)]
    for number in range(4):
        other = {n: xs[:1] for n, xs in list(invented(20, 3, rng, tag=f"regime{number}").items())[:10]}
        served += draw(pool, 12, 1, rng, other=other) + draw(pool, 40, 1, rng)
    watch = replay(served, Policy())
    severities = [incident.severity for incident in watch.incidents.values()]
    assert severities == [Severity.WARNING, Severity.WARNING, Severity.INFO, Severity.INFO]
    whole = draw(invented(20, 2, rng, tag="new"), 12, 1, rng)
    for cycle in whole:
        watch.feed(replace(cycle, index=watch.cycles))
    assert told(watch)[-1].opened_cycle >= len(served)


def test_a_shift_that_has_not_returned_is_never_learned() -> None:
    watch = replay(changed(6, length=400), Policy())
    assert not watch.state.alternates
    assert [incident.state for incident in watch.incidents.values()] == [IncidentState.OPEN]


def test_a_rise_of_the_hallucination_rate_is_critical_and_named() -> None:
    cycles = failing([0.05] * 20, 140, 3, Random(7), since=CHANGE, later=[0.4] * 20)
    (incident,) = told(replay(cycles, Policy()))
    assert (incident.kind, incident.severity, incident.cause) == (Kind.QUALITY, Severity.CRITICAL, "validity")
    assert incident.opened_cycle - CHANGE < 4
    assert Signal.HALLUCINATION in incident.signals
    assert incident.evidence["prompts"][0]["validators"] == ["v"]


def test_a_fall_of_the_hallucination_rate_is_an_improvement_and_wakes_nobody() -> None:
    cycles = failing([0.3] * 20, 160, 3, Random(8), since=CHANGE, later=[0.02] * 20)
    watch = replay(cycles, Policy())
    (incident,) = watch.incidents.values()
    assert (incident.kind, incident.severity) == (Kind.IMPROVEMENT, Severity.INFO)


def test_a_change_of_form_alone_is_cosmetic() -> None:
    rng = Random(9)
    pool = invented(20, 2, rng)
    reformatted = {n: [replace(s, raw=f"{s.raw}!") for s in samples] for n, samples in pool.items()}
    cycles = draw(pool, 130, 1, rng, other=reformatted, since=CHANGE)
    (incident,) = replay(cycles, Policy()).incidents.values()
    assert (incident.kind, incident.severity) == (Kind.COSMETIC, Severity.INFO)


@pytest.mark.parametrize(
    "kind", [FailureKind.TIMEOUT, FailureKind.RATE_LIMIT, FailureKind.AUTH, FailureKind.NOT_FOUND]
)
def test_what_cannot_be_measured_is_an_outage_and_leaves_the_drift_state_alone(kind: FailureKind) -> None:
    rng = Random(10)
    pool = invented(20, 3, rng)
    cycles = failed_calls(draw(pool, 160, 1, rng), 100, 120, Sample("", failure=kind))
    watch = Watch(Policy())
    for cycle in cycles[:100]:
        watch.feed(cycle)
    before = watch.state.tracks
    for cycle in cycles[100:120]:
        report = watch.feed(cycle)
        assert report is not None
        assert report.skipped == "under_half_measured"
    assert watch.state.tracks == before
    for cycle in cycles[120:]:
        watch.feed(cycle)
    (incident,) = watch.incidents.values()
    assert (incident.kind, incident.cause, incident.state) == (
        Kind.OUTAGE,
        kind.value,
        IncidentState.RESOLVED,
    )
    assert incident.opened_cycle == 101


def test_failing_every_validator_is_critical_in_its_slot_even_without_a_baseline() -> None:
    policy = Policy(hallucination_ceiling=0.5)
    (cycle,) = failing([1.0] * 20, 1, 1, Random(11), since=0, later=[1.0] * 20)
    state, report = step(None, start(None, policy), cycle, policy)
    (transition,) = report.transitions
    assert transition.notify
    assert transition.incident.severity is Severity.CRITICAL
    assert report.hallucination_ratio == 1.0
    _, again = step(None, state, replace(cycle, index=1), policy)
    assert not again.transitions


def test_a_crossed_ceiling_stays_open_while_the_rate_stays_above_the_baseline() -> None:
    policy = Policy(hallucination_ceiling=0.5)
    rng = Random(31)
    cycles = failing([0.02] * 20, 200, 3, rng, since=100, later=[0.9] * 20)
    cycles[104:] = [
        replace(c, index=104 + c.index) for c in failing([0.3] * 20, 96, 3, rng, since=99, later=[])
    ]
    (incident,) = replay(cycles, policy).incidents.values()
    assert (incident.opened_cycle, incident.state, incident.severity) == (
        100,
        IncidentState.OPEN,
        Severity.CRITICAL,
    )


def test_a_prompt_of_another_version_is_not_compared() -> None:
    rng = Random(12)
    cycles = changed(12, prompts=1)
    cycles = [replace(c, versions={"p0": "new" if c.index >= CHANGE else ""}) for c in cycles]
    assert not told(replay(cycles, Policy()))
    del rng


def test_cycles_without_a_sample_are_skipped() -> None:
    baseline = learn(changed(1)[:72], Policy())
    state, report = step(baseline, start(baseline, Policy()), CycleRecord(0, ()), Policy())
    assert report.skipped == "under_half_measured"
    assert state.judged == 0


def test_the_state_continues_bit_for_bit_after_any_cycle() -> None:
    cycles = dated(changed(13, share=0.3, length=150))
    policy = Policy()
    baseline = learn(cycles[:72], policy)
    again = Baseline.from_json(json.loads(json.dumps(baseline.to_json())))
    assert again == baseline
    state = reborn = start(baseline, policy)
    for cycle in cycles[72:]:
        state, report = step(baseline, state, cycle, policy)
        reborn = State.from_json(json.loads(json.dumps(reborn.to_json())))
        reborn, other = step(Baseline.from_json(again.to_json()), reborn, cycle, policy)
        assert other == report
        assert reborn == state
