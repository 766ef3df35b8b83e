"""The parts, each against an independent implementation or its own definition."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from math import exp, log
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from canary.core.drift import (
    Baseline,
    Doubt,
    Policy,
    State,
    adopt,
    glimpse,
    learn,
    power,
    relearn,
    resolve,
    start,
    step,
)
from canary.core.drift.bets import CAP, Bets, Tally
from canary.core.drift.ceiling import lower_bound
from canary.core.drift.distribution import p_value
from canary.core.drift.evaluate import draw, failing, invented, regimes, told
from canary.core.drift.fingerprint import FINGERPRINT
from canary.core.drift.frequency import FREQUENCY
from canary.core.drift.harness import anchors, fleet
from canary.core.drift.noise import likeness, overdispersion, persistence
from canary.core.drift.null import Null, fit
from canary.core.drift.rows import Row, row
from canary.core.drift.strict import StrictBets
from canary.core.drift.track import advance, fresh, onset
from canary.core.drift.watch import Watch, replay
from canary.core.model import (
    CycleRecord,
    FailureKind,
    IncidentState,
    Judgement,
    Kind,
    Outcome,
    Sample,
    Signal,
    Verdict,
)

# --- null and noise against SciPy --------------------------------------------------------------------------


def test_the_shrunken_rates_are_those_of_the_beta_binomial_likelihood_found_by_an_optimiser() -> None:
    rng = np.random.default_rng(1)
    true = rng.beta(0.8, 6.0, 40)
    hits = rng.binomial(72, true)
    null = fit({f"p{i}": (int(x), 72) for i, x in enumerate(hits)}, 1.0, 1.0)

    def loss(parameters: np.ndarray) -> float:
        a, b = np.exp(parameters)
        return -float(stats.betabinom.logpmf(hits, 72, a, b).sum())

    a, b = np.exp(optimize.minimize(loss, [0.0, 1.0], method="Nelder-Mead").x)
    shift = stats.beta.ppf(0.95, hits.sum() + 1, 40 * 72 - hits.sum()) - hits.sum() / (40 * 72)
    expected = (a + hits) / (a + b + 72) + shift
    assert list(null.rates.values()) == pytest.approx(expected, abs=0.004)
    assert null.pooled == pytest.approx(stats.beta.ppf(0.95, hits.sum() + 1, 40 * 72 - hits.sum()))


def test_verdicts_about_outputs_that_last_are_worth_fewer_samples() -> None:
    counts = {"a": (0, 72), "b": (3, 72)}
    short, lasting = fit(counts, 1.0, 1.0), fit(counts, 1.0, 1.0, lasting=20.0)
    assert lasting.pooled > short.pooled
    assert lasting.spread == short.spread


def test_lower_bounds_mirror_the_upper_ones() -> None:
    counts = {"a": (10, 100), "b": (30, 100)}
    fall = fit(counts, 1.0, 1.0, falls=True)
    assert fall.pooled == pytest.approx(stats.binomtest(40, 200).proportion_ci(0.9).low)
    assert all(fall.rates[name] < hits / seen for name, (hits, seen) in counts.items())


def test_the_ceiling_s_bound_is_clopper_and_pearson_s() -> None:
    assert lower_bound(13, 20) == pytest.approx(stats.binomtest(13, 20).proportion_ci(0.9).low)


def test_independent_samples_are_not_overdispersed_and_shared_shocks_are() -> None:
    rng = np.random.default_rng(2)
    seen = np.ones((200, 30))
    alone = (rng.random((200, 30)) < 0.2).astype(float)
    together = (rng.random((200, 30)) < np.where(rng.random((200, 1)) < 0.2, 0.7, 0.1)).astype(float)
    assert overdispersion(alone, seen) < 1.5
    assert overdispersion(together, seen) > 4


def test_persistence_is_one_for_independent_cycles_and_large_for_regimes() -> None:
    rng = Random(3)
    independent = [[[rng.randrange(3)] for _ in range(20)] for _ in range(120)]
    served = [[[(t // 24 + i) % 3] for i in range(20)] for t in range(120)]
    assert persistence(*likeness(independent, 20)) == 1.0
    assert persistence(*likeness(served, 20)) > 10


# --- bets and tracks -------------------------------------------------------------------------------------


def null_of(rates: list[float], spread: float = 1.0) -> Null:
    named = {f"p{i}": rate for i, rate in enumerate(rates)}
    mean = sum(rates) / len(rates)
    return Null(named, named, mean, mean, spread, 1.0)


@given(st.lists(st.floats(0.001, 0.9), min_size=1, max_size=5), st.floats(1, 5), st.data())
@settings(max_examples=40, deadline=None)
def test_log_e_is_the_formula_s(rates: list[float], spread: float, data: st.DataObject) -> None:
    bets = Bets(null_of(rates, spread))
    seen = {f"p{i}": data.draw(st.integers(1, 4)) for i in range(len(rates))}
    hits = {name: data.draw(st.integers(0, n)) for name, n in seen.items()}
    first = bets.logs(Tally({k: v for k, v in hits.items() if v}, seen))[3]  # own rates, c = 0.2
    wanted = 0.0
    for i, p in enumerate(rates):
        q, x, n = p + 0.2 * (1 - p), hits[f"p{i}"], seen[f"p{i}"]
        wanted += (x * log(q / p) + (n - x) * log((1 - q) / (1 - p))) / spread
    assert first == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("make", [Bets, StrictBets])
def test_the_mean_of_e_is_at_most_one_under_the_null(make: type[Bets] | type[StrictBets]) -> None:
    rng = np.random.default_rng(4)
    rates = [0.01, 0.02, 0.05, 0.1, 0.3]
    bets = make(null_of(rates))
    total = np.zeros(bets.size)
    for _ in range(4000):
        hits = {f"p{i}": 1 for i, p in enumerate(rates) if rng.random() < p}
        total += np.array(bets.factors(Tally(hits, {f"p{i}": 1 for i in range(5)}, 1)))
    assert (total / 4000 < 1.12).all()


def test_tempering_keeps_the_mean_at_most_one_when_whole_clusters_move_together() -> None:
    rng = np.random.default_rng(5)
    bets = Bets(null_of([0.1] * 10, spread=10.0))
    total = np.zeros(bets.size)
    for _ in range(4000):
        hits = {f"p{i}": 1 for i in range(10)} if rng.random() < 0.1 else {}
        total += np.array(bets.factors(Tally(hits, {f"p{i}": 1 for i in range(10)}, 1)))
    assert (total / 4000 < 1.12).all()


@given(st.lists(st.lists(st.floats(0, CAP), min_size=3, max_size=3), min_size=1, max_size=40))
def test_a_track_never_exceeds_the_plain_shiryaev_roberts_statistic(cycles: list[list[float]]) -> None:
    track, plain = fresh(3, 0), [0.0] * 3
    for index, factors in enumerate(cycles):
        track = advance(track, tuple(factors), (1.0, 1.0, 1.0), index, 1e4)
        plain = [e * (m + 1) for e, m in zip(factors, plain, strict=True)]
        assert all(level <= m * (1 + 1e-9) + 1e-12 for level, m in zip(track.levels, plain, strict=True))


def test_odd_cycles_each_followed_by_a_silent_one_do_not_add_up() -> None:
    track = fresh(1, 0)
    for index in range(0, 20, 2):
        track = advance(track, (CAP,), (5.0,), index, 7200)
        track = advance(track, (0.2,), (5.0,), index + 1, 7200)
    assert track.statistic < 25


def test_three_cycles_in_a_row_at_the_cap_alarm_and_the_onset_is_the_first_of_them() -> None:
    track = fresh(1, 0)
    for index in range(30):
        track = advance(track, (0.5,), (1.0,), index, 7200)
    for index in range(30, 33):
        assert not track.crossed
        track = advance(track, (CAP,), (1.0,), index, 7200)
    assert track.crossed
    assert onset(track) == 30


def test_false_alarms_of_one_stream_are_rarer_than_the_threshold_promises() -> None:
    """Streams exactly at the null, no bound in our favour: at threshold 200, at most one alarm in 200 cycles on average."""
    rng = np.random.default_rng(6)
    bets = Bets(null_of([0.05] * 20))
    waits = []
    for _ in range(40):
        track, cycle = fresh(bets.size, 0), 0
        while not track.crossed and cycle < 1500:
            hits = {f"p{i}": 1 for i in np.nonzero(rng.random(20) < 0.05)[0]}
            track = advance(
                track, bets.factors(Tally(hits, dict.fromkeys(bets.prompts, 1), 1)), bets.floors, cycle, 200
            )
            cycle += 1
        waits.append(cycle)
    assert np.mean(waits) > 200


# --- the slow detector -------------------------------------------------------------------------------------


def rows_of(cycles: list[CycleRecord], baseline: Baseline) -> list[Row]:
    return [row(cycle, cycle.samples, baseline, {}) for cycle in cycles]


def test_the_slow_detector_s_p_value_is_that_of_scipy_s_permutation_test() -> None:
    rng = Random(7)
    pool = invented(6, 4, rng)
    cycles = draw(pool, 96, 2, rng)
    baseline = learn(cycles[:72], Policy())
    mine = p_value(baseline, rows_of(cycles[72:], baseline))
    columns: dict[tuple[str, str | None], int] = {}
    features = np.zeros((96, 40))
    for t, cycle in enumerate(cycles):
        for sample in cycle.samples:
            features[t, columns.setdefault((sample.prompt, sample.canonical), len(columns))] += 0.5

    def distance(x: np.ndarray, y: np.ndarray) -> float:
        return float(((features[x].mean(0) - features[y].mean(0)) ** 2).sum())

    theirs = stats.permutation_test(
        (np.arange(72), np.arange(72, 96)), distance, n_resamples=1999, alternative="greater", rng=1
    ).pvalue
    assert mine == pytest.approx(theirs, abs=0.05)


def test_the_slow_detector_finds_outputs_that_change_frequency_and_opens_nothing() -> None:
    rng = Random(8)
    pool = {f"p{i}": [Sample(f"p{i}", f"r{v}", f"c{v}") for v in (0, 0, 0, 0, 1)] for i in range(20)}
    other = {f"p{i}": [Sample(f"p{i}", f"r{v}", f"c{v}") for v in (0, 0, 0, 1, 1, 1, 0)] for i in range(4)}
    watch = replay(draw(pool, 240, 1, rng, other=other, since=96), Policy())
    slow = [finding for finding in watch.findings if finding.signal is Signal.DISTRIBUTION]
    assert slow
    assert all(Signal.DISTRIBUTION not in incident.signals for incident in watch.incidents.values())


# --- frequencies ---------------------------------------------------------------------------------------------


def said_unevenly(varying: int, common: int) -> dict[str, list[Sample]]:
    """Twenty prompts; the first *varying* ones give output *common* (0 or 1) four times of five, the others always 0."""
    often = (common, common, common, common, 1 - common)
    codes = [often if i < varying else (0,) * 5 for i in range(20)]
    return {f"p{i}": [Sample(f"p{i}", f"r{v}", f"c{v}") for v in code] for i, code in enumerate(codes)}


def test_outputs_that_change_places_are_found_though_most_prompts_never_vary() -> None:
    delays = []
    for seed in range(5):
        cycles = draw(said_unevenly(6, 0), 150, 1, Random(seed), other=said_unevenly(6, 1), since=96)
        heard = told(replay(cycles, Policy()))
        assert heard
        assert set(heard[0].signals) == {Signal.FREQUENCY}
        delays.append(heard[0].opened_cycle - 96 + 1)
    assert max(delays) <= 9


def test_prompts_of_one_output_say_nothing_of_frequency() -> None:
    baseline = learn(draw(said_unevenly(6, 0), 72, 1, Random(1)), Policy())
    assert set(baseline.nulls["frequency"].rates) == {f"p{i}" for i in range(6)}
    other = Sample("p10", "new", "new")
    assert FREQUENCY.event(other, baseline.prompts["p10"], ()) is None
    assert FINGERPRINT.event(other, baseline.prompts["p10"], ()) is True


# --- adaptive sampling ---------------------------------------------------------------------------------------


def asked_again(
    pool: dict[str, list[Sample]], other: dict[str, list[Sample]], seed: int
) -> list[tuple[str, bool]]:
    rng, policy = Random(seed), Policy()
    cycles = draw(pool, 110, 1, rng)
    watch = Watch(policy)
    for cycle in cycles:
        watch.feed(cycle)
    assert watch.baseline is not None
    state, said = watch.state, []
    for cycle in draw(other, 2, 1, rng):
        now = replace(cycle, index=110 + cycle.index)
        after, report = step(watch.baseline, state, now, policy)
        if report.suspicious:
            extras = draw(other, 1, 1, rng)[0].samples
            after, report = step(watch.baseline, state, replace(now, extras=extras), policy)
        state = after
        said += [(transition.reason, transition.notify) for transition in report.transitions]
    return said


def test_a_whole_change_is_suspected_in_its_slot_and_alarmed_in_the_second() -> None:
    rng = Random(9)
    pool, other = invented(20, 3, rng), invented(20, 3, rng, tag="new")
    assert asked_again(pool, other, 10) == [("suspected", False), ("severity_rose", True)]


def test_extras_that_do_not_agree_dismiss_the_suspicion() -> None:
    rng, policy = Random(11), Policy()
    pool, other = invented(20, 3, rng), invented(20, 3, rng, tag="odd")
    watch = replay(draw(pool, 110, 1, rng), policy)
    assert watch.baseline is not None
    odd = replace(draw(other, 1, 1, rng)[0], index=110)
    _, report = step(watch.baseline, watch.state, odd, policy)
    assert report.suspicious
    asked = replace(odd, extras=draw(pool, 1, 1, rng)[0].samples)
    state, report = step(watch.baseline, watch.state, asked, policy)
    assert not report.transitions
    alone, _ = step(watch.baseline, watch.state, odd, policy)
    assert state.tracks["fingerprint"].statistic <= alone.tracks["fingerprint"].statistic


def test_odd_hours_do_not_alarm_with_extras() -> None:
    alarms = 0
    for seed in range(3):
        rng, policy = Random(seed), Policy()
        pool, other = invented(20, 3, rng), invented(20, 3, rng, tag="odd")

        def slot(odd: bool, rng: Random = rng, pool: dict = pool, other: dict = other) -> tuple[Sample, ...]:  # type: ignore[type-arg]
            return tuple(rng.choice(other[p] if odd and rng.random() < 0.5 else xs) for p, xs in pool.items())

        hours = [rng.random() < 0.01 for _ in range(400)]
        baseline = learn([CycleRecord(t, slot(hours[t])) for t in range(72)], policy)
        state = start(baseline, policy)
        for t in range(72, 400):
            cycle = CycleRecord(t, slot(hours[t]))
            after, report = step(baseline, state, cycle, policy)
            if report.suspicious:
                after, report = step(baseline, state, replace(cycle, extras=slot(hours[t])), policy)
            state = after
            alarms += sum(transition.notify for transition in report.transitions)
    assert alarms == 0


# --- harness -----------------------------------------------------------------------------------------------


def judged(canonical: str, outcome: Outcome) -> Judgement:
    return Judgement("raw", canonical, (Verdict("v", "format", outcome),))


def test_anchors_tell_a_broken_canonicaliser_and_an_edited_validator() -> None:
    same, form, verdict = judged("c", Outcome.PASS), judged("d", Outcome.PASS), judged("c", Outcome.FAIL)
    assert anchors([(same, same)]) is None
    assert anchors([(same, same), (same, form)]) is Doubt.ANCHOR_FINGERPRINT
    assert anchors([(same, verdict)]) is Doubt.ANCHOR_VERDICT


def test_two_providers_or_a_control_target_put_the_harness_in_doubt() -> None:
    crossed = (Signal.FINGERPRINT,)
    assert fleet([("openai", crossed), ("openai", crossed)], control_drifts=False) is None
    assert fleet([("openai", crossed), ("mistral", (Signal.LATENCY,))], control_drifts=False) is None
    assert fleet([("openai", crossed), ("mistral", crossed)], control_drifts=False) is Doubt.SIMULTANEOUS
    assert fleet([], control_drifts=True) is Doubt.CONTROL_TARGET


def broken(doubt: Doubt, cycles: int) -> tuple[State, list[tuple[str, str]]]:
    rng, policy = Random(12), Policy()
    pool, other = invented(20, 2, rng), invented(20, 2, rng, tag="form")
    watch = replay(draw(pool, 110, 1, rng), policy)
    assert watch.baseline is not None
    state, said = watch.state, []
    for cycle in draw(other, cycles, 1, rng):
        state, report = step(watch.baseline, state, replace(cycle, index=110 + cycle.index), policy, doubt)
        said += [(t.incident.kind.value, t.reason) for t in report.transitions]
    return state, said


def test_a_broken_canonicaliser_is_harness_and_never_drift() -> None:
    state, said = broken(Doubt.ANCHOR_FINGERPRINT, 30)
    assert said == [("harness", "first_seen")]
    assert [incident.kind for incident in state.incidents] == [Kind.HARNESS]


def test_other_doubts_hold_drift_for_three_cycles_at_most() -> None:
    assert broken(Doubt.SIMULTANEOUS, 3)[1] == [("harness", "first_seen")]
    assert ("drift", "first_seen") in broken(Doubt.SIMULTANEOUS, 6)[1]


def test_doubt_is_called_off_after_three_quiet_cycles() -> None:
    rng, policy = Random(13), Policy()
    watch = replay(draw(invented(10, 2, rng), 80, 1, rng), policy)
    state, said = watch.state, []
    for index, doubt in enumerate((Doubt.CONTROL_TARGET, None, None, None, None)):
        cycle = CycleRecord(80 + index, draw(invented(10, 1, Random(1)), 1, 1, rng)[0].samples)
        state, report = step(None, state, cycle, policy, doubt)
        said += [transition.reason for transition in report.transitions]
    assert said == ["first_seen", "recovered"]


# --- baseline life ---------------------------------------------------------------------------------------


def test_changing_one_prompt_relearns_that_prompt_alone() -> None:
    rng, policy = Random(14), Policy()
    pool = invented(10, 3, rng, failing=[0.1] * 10)
    old = learn(draw(pool, 72, 1, rng), policy)
    edited = {**pool, "p0": invented(1, 2, rng, tag="edited", failing=[0.0])["p0"]}
    versions = {"p0": "v2"}
    later = [replace(cycle, versions=versions) for cycle in draw(edited, 72, 1, rng)]
    merged = relearn(old, later, policy)
    assert merged.prompts["p0"].version == "v2"
    assert all(merged.prompts[name] == old.prompts[name] for name in pool if name != "p0")
    assert Baseline.from_json(json.loads(json.dumps(merged.to_json()))) == merged
    state = start(merged, policy)
    for cycle in draw(edited, 100, 1, rng):
        state, report = step(merged, state, replace(cycle, versions=versions), policy)
        assert not report.transitions


def test_a_new_baseline_resolves_what_was_open_against_the_old_one() -> None:
    rng, policy = Random(15), Policy()
    pool, other = invented(20, 2, rng), invented(20, 2, rng, tag="new")
    cycles = draw(pool, 180, 1, rng, other=other, since=100)
    watch = replay(cycles[:140], policy)
    fresh_baseline = learn(cycles[105:], policy)
    state, transitions = adopt(fresh_baseline, watch.state, policy, 140)
    assert [t.reason for t in transitions] == ["baseline_approved"]
    assert not state.incidents
    for cycle in cycles[141:]:
        state, report = step(fresh_baseline, state, cycle, policy)
        assert not report.transitions


def test_a_person_resolves_an_incident_and_a_silenced_one_stays_so() -> None:
    rng, policy = Random(16), Policy()
    pool, other = invented(20, 2, rng), invented(20, 2, rng, tag="new")
    cycles = draw(pool, 180, 1, rng, other=other, since=100)
    watch = replay(cycles[:105], policy)
    (incident,) = watch.state.incidents
    state, (transition,) = resolve(watch.state, incident.key, 105)
    assert (transition.reason, transition.incident.state) == ("resolved_by_person", IncidentState.RESOLVED)
    assert not state.follows
    assert resolve(state, "no:such", 105) == (state, ())
    assert watch.baseline is not None
    silenced, said = watch.state.marked(incident.key, IncidentState.SILENCED), []
    for cycle in cycles[105:]:
        silenced, report = step(watch.baseline, silenced, cycle, policy)
        said += [t.notify for t in report.transitions]
    assert said  # who is told of it while it is silenced is not the detectors' business
    assert {i.state for i in silenced.incidents} <= {IncidentState.SILENCED}


def test_while_learning_only_a_change_too_large_for_noise_is_told() -> None:
    rng, policy = Random(17), Policy()
    pool, other = invented(20, 3, rng), invented(20, 3, rng, tag="new")
    quiet = draw(pool, 30, 1, rng)
    assert not any(glimpse(quiet[:n], policy) for n in range(5, 31, 5))
    (finding, *_) = glimpse(draw(pool, 30, 1, rng, other=other, since=27), policy)
    assert finding.signal is Signal.FINGERPRINT


def test_a_bursty_target_waits_and_learns_its_regimes() -> None:
    rng = Random(18)
    outputs = {f"p{i}": [f"p{i}.{v}" for v in range(3)] for i in range(20)}

    def run() -> dict[str, list[Sample]]:
        return {p: [Sample(p, f"r{(x := rng.choice(xs))}", f"c{x}")] for p, xs in outputs.items()}

    watch = replay(regimes([run() for _ in range(6)], 600, 1, rng), Policy())
    assert watch.baseline is not None
    assert watch.baseline.tau > 2
    told = [incident for incident in watch.incidents.values() if incident.severity.value != "info"]
    assert len(told) <= 3


# --- the rest -------------------------------------------------------------------------------------------------


def test_power_is_said_in_words_and_more_samples_find_less() -> None:
    rng, policy = Random(19), Policy()
    rates = [0.05] * 20
    one = power(learn(failing(rates, 72, 1, rng, since=99, later=rates), policy), policy)
    three = power(learn(failing(rates, 72, 3, rng, since=99, later=rates), policy), policy)
    assert one.hallucination is not None
    assert three.hallucination is not None
    assert three.hallucination[1] < one.hallucination[1]
    assert one.prompts == 1
    assert one.traffic is not None
    assert one.traffic < 0.1
    assert any("New answers to 1 of 20 prompts" in sentence for sentence in one.in_words())


def test_what_power_promises_is_found() -> None:
    rng, policy = Random(20), Policy()
    rates = [0.05] * 20
    promise = power(learn(failing(rates, 72, 3, rng, since=99, later=rates), policy), policy).hallucination
    assert promise is not None
    found = 0
    for seed in range(9):
        cycles = failing(rates, 134, 3, Random(seed), since=100, later=[promise[1]] * 20)
        found += any(i.severity.value == "critical" for i in replay(cycles, policy).incidents.values())
    assert found >= 5


def test_the_strict_guarantee_finds_a_whole_change_too() -> None:
    rng, policy = Random(21), Policy(guarantee="strict")
    pool, other = invented(20, 3, rng), invented(20, 3, rng, tag="new")
    watch = replay(draw(pool, 120, 1, rng, other=other, since=100), policy)
    (incident,) = watch.incidents.values()
    assert incident.opened_cycle - 100 <= 6


def remade(cycles: list[CycleRecord], change: Callable[[int, Sample], Sample]) -> list[CycleRecord]:
    return [replace(c, samples=tuple(change(c.index, sample) for sample in c.samples)) for c in cycles]


@pytest.mark.parametrize("signal", [Signal.LATENCY, Signal.COST])
def test_a_slower_or_dearer_target_is_a_performance_incident(signal: Signal) -> None:
    rng = Random(22)

    def measured(cycle: int, sample: Sample) -> Sample:
        value = rng.lognormvariate(0, 0.3) * (4 if cycle >= 100 else 1)
        return replace(sample, latency_ms=value) if signal is Signal.LATENCY else replace(sample, cost=value)

    cycles = remade(draw(invented(20, 2, rng), 130, 1, rng), measured)
    (incident,) = replay(cycles, Policy()).incidents.values()
    assert (incident.kind, incident.signals) == (Kind.PERFORMANCE, (signal,))


def test_one_huge_value_buys_no_alarm() -> None:
    rng = Random(23)

    def hiccup(cycle: int, sample: Sample) -> Sample:
        return replace(sample, latency_ms=1e9 if cycle % 40 == 39 else 100.0 + rng.random())

    assert not replay(remade(draw(invented(20, 2, rng), 300, 1, rng), hiccup), Policy()).incidents


def test_a_little_trouble_is_no_outage() -> None:
    rng = Random(24)

    def trouble(cycle: int, sample: Sample) -> Sample:
        return replace(sample, failure=FailureKind.TIMEOUT) if rng.random() < 0.02 else sample

    assert not replay(remade(draw(invented(20, 2, rng), 400, 1, rng), trouble), Policy()).incidents


def test_quiet_streams_seldom_alarm() -> None:
    alarms = 0
    for seed in range(6):
        rng = Random(seed)
        prompts = rng.choice([20, 60])
        pool = invented(
            prompts, rng.choice([2, 5, 30]), rng, failing=[0.3 * rng.random() ** 3 for _ in range(prompts)]
        )
        watch = replay(draw(pool, 400, 1, rng), Policy())
        alarms += sum(incident.severity.value != "info" for incident in watch.incidents.values())
    assert alarms <= 1


def test_the_state_does_not_grow_with_history() -> None:
    rng, policy = Random(26), Policy()
    cycles = draw(invented(10, 4, rng), 600, 1, rng)
    baseline = learn(cycles[:72], policy)
    state, sizes = start(baseline, policy), []
    for cycle in cycles[72:]:
        state, _ = step(baseline, state, cycle, policy)
        sizes.append(len(json.dumps(state.to_json())))
    assert max(sizes[300:]) <= 1.2 * max(sizes[40:300])


def test_the_cap_is_what_three_cycles_need() -> None:
    assert CAP * (CAP * (CAP + 1) + 1) >= Policy().threshold > CAP * (CAP + 1)
    assert exp(log(CAP)) == pytest.approx(CAP)
