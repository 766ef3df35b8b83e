"""Scores the detectors on streams whose truth is known, beside their rivals: writes docs/evaluation.md and .json.

    python tools/eval.py [--data DIR] [--seeds N] [--jobs N] [--out DIR]

Simulated streams need nothing. With --data, a folder of recordings (``*.jsonl.gz``, one output a line: model, period,
prompt_id, output, label_valid), streams are laid from them: a quiet model draws from what it answered to the same prompt
again and again; a change mixes in another model's or another prompt's answers. All randomness is seeded.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from math import log
from pathlib import Path
from random import Random
from typing import Any

from canary.core.drift import Policy, learn, start, step
from canary.core.drift.evaluate import (
    Delays,
    Pool,
    delay,
    distinct,
    draw,
    failing,
    invented,
    ours,
    regimes,
    told,
)
from canary.core.drift.watch import Watch, replay
from canary.core.fingerprint import canonical_fingerprint, fingerprint
from canary.core.model import CycleRecord, Sample, Severity

BASELINE, MONTH, PROMPTS = 72, 720, 20
A = 7200.0
CHANGED = "2025-12-14"  # the day gemini-flash-latest changed in silence

Alarms = list[int]
Source = dict[str, list[Sample]]

# --- rivals ------------------------------------------------------------------------------------------------


def support(cycles: Sequence[CycleRecord]) -> dict[str, Counter[str | None]]:
    """What each prompt said in these cycles."""
    seen: dict[str, Counter[str | None]] = defaultdict(Counter)
    for cycle in cycles:
        for sample in cycle.samples:
            seen[sample.prompt][sample.canonical] += 1
    return seen


def unseen_shares(cycles: Sequence[CycleRecord]) -> Iterator[tuple[int, float]]:
    """(cycle, share of outputs the baseline never gave) after the baseline."""
    known = support(cycles[:BASELINE])
    for cycle in cycles[BASELINE:]:
        unseen = sum(sample.canonical not in known[sample.prompt] for sample in cycle.samples)
        yield cycle.index, unseen / len(cycle.samples)


def naive(cycles: Sequence[CycleRecord]) -> Alarms:
    """Alarm whenever any output's hash is new."""
    return [index for index, share in unseen_shares(cycles) if share > 0]


def mmd(cycles: Sequence[CycleRecord]) -> Alarms:
    """One cycle against the baseline: MMD with an equality kernel, 1,999 draws of each prompt's own samples, p < .001."""
    known = support(cycles[:BASELINE])
    rng = Random(1)
    score: dict[str, Callable[[str | None, int], float]] = {}
    for prompt, counts in known.items():
        total = sum(counts.values())
        square = sum(c * c for c in counts.values()) / total**2
        score[prompt] = _distance(counts, total, square)
    pools = {prompt: list(counts.elements()) for prompt, counts in known.items()}
    null = sorted(sum(score[p](rng.choice(pool), 1) for p, pool in pools.items()) for _ in range(1999))
    limit = null[-2]
    return [
        c.index for c in cycles[BASELINE:] if sum(score[s.prompt](s.canonical, 0) for s in c.samples) > limit
    ]


def _distance(counts: Counter[str | None], total: int, square: float) -> Callable[[str | None, int], float]:
    return lambda output, own: 1 - 2 * (counts[output] - own) / (total - own) + square


def river_detector(name: str) -> Callable[[Sequence[CycleRecord]], Alarms]:
    """A detector of river on the cycles' share of unseen outputs (or of failed ones, where verdicts are there)."""

    def alarms(cycles: Sequence[CycleRecord]) -> Alarms:
        made = _river(name)
        known = support(cycles[:BASELINE])
        found = []
        for cycle in cycles:
            made.update(_signal(cycle, known))
            if made.drift_detected and cycle.index >= BASELINE:
                found.append(cycle.index)
        return found

    return alarms


def _river(name: str) -> Any:
    from river import drift

    kinds: dict[str, Any] = {
        "ADWIN": drift.ADWIN,
        "PageHinkley (50)": drift.PageHinkley,
        "KSWIN": drift.KSWIN,
    }
    options: dict[str, Any] = {"PageHinkley (50)": {"threshold": 50}, "KSWIN": {"seed": 1}}
    return kinds[name](**options.get(name, {}))


def _signal(cycle: CycleRecord, known: dict[str, Counter[str | None]]) -> float:
    """Unseen or failed, summed: what a single-number detector can be given of both."""
    bad = sum(sample.canonical not in known[sample.prompt] or bool(sample.failed) for sample in cycle.samples)
    return bad / len(cycle.samples)


DETECTORS: dict[str, Callable[[Sequence[CycleRecord]], Alarms]] = {
    "canary": ours(Policy()),
    "canary, strict": ours(Policy(guarantee="strict")),
    "any hash unseen": naive,
    "permutation MMD a cycle, .001": mmd,
    "river ADWIN": river_detector("ADWIN"),
    "river PageHinkley (50)": river_detector("PageHinkley (50)"),
    "river KSWIN": river_detector("KSWIN"),
}

# --- sources -------------------------------------------------------------------------------------------------


@cache
def recordings(folder: str) -> dict[str, Source]:
    """Recorded models: name -> prompt -> samples. A model's changed period is not part of its quiet source."""
    found: dict[str, Source] = {}
    for file in sorted(Path(folder).glob("*.jsonl.gz")):
        with gzip.open(file, "rb") as lines:
            for line in lines:
                _add(found, json.loads(line))
    return {name: source for name, source in found.items() if _repeated(source)}


def _add(found: dict[str, Source], value: dict[str, Any]) -> None:
    changed = value["model"] == "gemini-flash-latest" and value["period"] >= CHANGED
    if value["output"] is None or changed:
        return
    name = f"{value['source']} {value['model']}"
    if value["source"] == "llmdrift":
        name += f" {value['period']}"
    sample = _sample(value["prompt_id"], value["output"], value["label_valid"])
    found.setdefault(name, {}).setdefault(value["prompt_id"], []).append(sample)


def _sample(prompt: str, output: str, valid: bool | None) -> Sample:
    category = frozenset({"hallucination"})
    return Sample(
        prompt,
        fingerprint(output),
        canonical_fingerprint("text", output),
        category if valid is False else frozenset(),
        category if valid is not None else frozenset(),
        length=len(output),
    )


def _repeated(source: Source) -> bool:
    return len(source) >= 2 * PROMPTS and min(len(samples) for samples in source.values()) >= 4


def simulated(rng: Random) -> Source:
    """A made-up model of ordinary nondeterminism."""
    return invented(
        PROMPTS, rng.choice([1, 2, 4, 8]), rng, failing=[0.2 * rng.random() ** 3 for _ in range(PROMPTS)]
    )


def quiet_source(folder: str | None, name: str, rng: Random) -> tuple[Source, Source]:
    """Twenty prompts of that source, and other answers for them: another prompt's, of the same model."""
    if name == "simulated":
        return simulated(rng), invented(PROMPTS, 4, rng, tag="new", failing=[0.02] * PROMPTS)
    assert folder is not None
    source = recordings(folder)[name]
    picked = rng.sample(sorted(source), 2 * PROMPTS)
    mine, others = picked[:PROMPTS], picked[PROMPTS:]
    pool = {prompt: source[prompt] for prompt in mine}
    other = {p: [replace(s, prompt=p) for s in source[o]] for p, o in zip(mine, others, strict=True)}
    return pool, other


def source_names(folder: str | None) -> list[str]:
    return ["simulated", *(sorted(recordings(folder)) if folder else [])]


# --- streams -------------------------------------------------------------------------------------------------


def changed_stream(
    change: str, folder: str | None, name: str, rng: Random
) -> tuple[list[CycleRecord], int] | None:
    """A stream and the cycle of its change; None where this source cannot show it."""
    pool, other = quiet_source(folder, name, rng)
    since, share = BASELINE + rng.randrange(24, 72), 1.0
    if change == "10 % of the traffic":
        share = 0.1
    elif change == "2 of 20 prompts":
        differ = [p for p in pool if not {s.canonical for s in pool[p]} & {s.canonical for s in other[p]}]
        if len(differ) < 2:
            return None
        other = {prompt: other[prompt] for prompt in differ[:2]}
    elif change == "temperature 0 to 0.5":
        other = {p: [_warm(s, n) for n, s in enumerate(list(pool[p]) * 8)] for p in pool}
    elif change == "seen outputs swap frequency":
        other = swapped(pool)
        if len(other) < PROMPTS // 4:
            return None
    return draw(pool, since + 72, 1, rng, other=other, since=since, share=share), since


def _warm(sample: Sample, number: int) -> Sample:
    """Every second answer comes out in words never seen."""
    return sample if number % 2 else replace(sample, raw=f"warm{number}", canonical=f"warm{number}")


def swapped(pool: Pool) -> Source:
    """For each prompt with two outputs or more: the two most frequent change places."""
    found: Source = {}
    for prompt, samples in pool.items():
        order = [output for output, _ in Counter(s.canonical for s in samples).most_common(2)]
        if len(order) == 2:
            stands_for = {s.canonical: s for s in samples}
            turn = {order[0]: order[1], order[1]: order[0]}
            found[prompt] = [stands_for[turn.get(s.canonical, s.canonical)] for s in samples]
    return found


CHANGES = (
    "whole model",
    "10 % of the traffic",
    "2 of 20 prompts",
    "temperature 0 to 0.5",
    "seen outputs swap frequency",
)


# --- jobs (each one stream; run in any order) -----------------------------------------------------------------


def quiet_job(folder: str | None, name: str, seed: int) -> dict[str, int]:
    rng = Random(f"quiet {name} {seed}")
    pool, _ = quiet_source(folder, name, rng)
    cycles = draw(pool, BASELINE + MONTH, 1, rng)
    return {detector: distinct(alarms(cycles)) for detector, alarms in DETECTORS.items()}


def change_job(change: str, folder: str | None, name: str, seed: int) -> dict[str, int | None] | None:
    rng = Random(f"{change} {name} {seed}")
    made = changed_stream(change, folder, name, rng)
    if made is None:
        return None
    cycles, since = made
    return {detector: delay(alarms(cycles), since) for detector, alarms in DETECTORS.items()}


def bursty_job(folder: str | None, name: str, baseline: int, seed: int) -> tuple[int, int]:
    """(warnings or worse, confirmed or critical) in a month of regimes of about a day that come back."""
    rng = Random(f"bursty {name} {baseline} {seed}")
    pool, _ = quiet_source(folder, name, rng)
    count = min(10, *(len(samples) for samples in pool.values()))
    if name == "simulated":
        runs = [{p: [rng.choice(samples)] for p, samples in pool.items()} for _ in range(count)]
    else:
        runs = [{p: [samples[n]] for p, samples in pool.items()} for n in range(count)]
    heard = told(replay(regimes(runs, baseline + MONTH, 1, rng), Policy(baseline_cycles=baseline)))
    grave = [i for i in heard if i.confirmed_cycle is not None or i.severity is Severity.CRITICAL]
    return len(heard), len(grave)


def rates_job(low: float, high: float, unequal: bool, seed: int) -> dict[str, int | None]:
    rng = Random(f"rates {low} {high} {unequal} {seed}")
    weights = [rng.random() ** 4 + 0.01 for _ in range(PROMPTS)] if unequal else [1.0] * PROMPTS
    before = [low * PROMPTS * w / sum(weights) for w in weights]
    after = [min(0.99, rate * high / low) for rate in before]
    since = BASELINE + rng.randrange(24, 72)
    cycles = failing(before, since + 150, 3, rng, since=since, later=after)
    wanted = ("canary", "canary, strict", "river ADWIN", "river PageHinkley (50)", "river KSWIN")
    return {name: delay(DETECTORS[name](cycles), since) for name in wanted}


def large_suite_job(prompts: int, seed: int) -> int:
    rng = Random(f"large {prompts} {seed}")
    pool = invented(
        prompts, rng.choice([2, 4, 8, 30]), rng, failing=[0.3 * rng.random() ** 4 for _ in range(prompts)]
    )
    return len(told(replay(draw(pool, BASELINE + MONTH, 1, rng), Policy())))


def odd_hours_job(extras: bool, seed: int) -> int:
    """Alarms in a month in which 1 % of the hours have half of their samples off."""
    rng, policy = Random(f"odd {seed}"), Policy()
    pool, other = invented(PROMPTS, 4, rng), invented(PROMPTS, 4, rng, tag="odd")
    odd = [rng.random() < 0.01 for _ in range(BASELINE + MONTH)]

    def slot(t: int) -> tuple[Sample, ...]:
        return tuple(rng.choice(other[p] if odd[t] and rng.random() < 0.5 else xs) for p, xs in pool.items())

    baseline = learn([CycleRecord(t, slot(t)) for t in range(BASELINE)], policy)
    state, told_of = start(baseline, policy), 0
    for t in range(BASELINE, BASELINE + MONTH):
        cycle = CycleRecord(t, slot(t))
        after, report = step(baseline, state, cycle, policy)
        if extras and report.suspicious:
            after, report = step(baseline, state, replace(cycle, extras=slot(t)), policy)
        state = after
        told_of += sum(t.notify and t.incident.resolved_cycle is None for t in report.transitions)
    return told_of


def true_order_job(folder: str) -> dict[str, list[int]]:
    """One answer a day in the order recorded; the baseline is the first five days."""
    days: dict[str, dict[str, list[Sample]]] = defaultdict(lambda: defaultdict(list))
    path = Path(folder) / "daily.jsonl.gz"
    if not path.exists():
        return {}
    with gzip.open(path, "rb") as lines:
        for line in lines:
            value = json.loads(line)
            if value["output"] is not None:
                sample = _sample(value["prompt_id"], value["output"], None)
                days[value["model"]][value["period"]].append(sample)
    found = {}
    for model, periods in days.items():
        cycles = [CycleRecord(n, tuple(periods[day])) for n, day in enumerate(sorted(periods))]
        found[model] = [i.opened_cycle for i in told(replay(cycles, Policy(baseline_cycles=5)))]
    return found


# --- the evaluation ------------------------------------------------------------------------------------------


def rate_interval(count: int, months: int) -> tuple[float, float, float]:
    """Alarms a month with the exact 95 % Poisson interval."""
    from scipy.stats import chi2

    low = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    return count / months, low / months, float(chi2.ppf(0.975, 2 * count + 2)) / 2 / months


class Evaluation:
    """All jobs of all scenarios, on one pool of processes."""

    def __init__(self, folder: str | None, seeds: int, pool: ProcessPoolExecutor) -> None:
        self.folder, self.seeds, self.pool = folder, seeds, pool
        self.names = source_names(folder)

    def _all(
        self, job: Callable[..., Any], arguments: Iterable[tuple[Any, ...]]
    ) -> list[tuple[tuple[Any, ...], Any]]:
        waiting = [(words, self.pool.submit(job, *words)) for words in arguments]
        return [(words, future.result()) for words, future in waiting]

    def quiet(self) -> dict[str, Any]:
        done = self._all(quiet_job, ((self.folder, n, s) for n in self.names for s in range(self.seeds)))
        table: dict[str, Any] = {}
        for detector in DETECTORS:
            by_source = {n: sum(r[detector] for w, r in done if w[1] == n) for n in self.names}
            table[detector] = {
                "months": len(done),
                "alarms": sum(by_source.values()),
                "a_month": rate_interval(sum(by_source.values()), len(done)),
                "by_source": {n: count / self.seeds for n, count in by_source.items()},
            }
        return table

    def changes(self) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for change in CHANGES:
            arguments = ((change, self.folder, n, s) for n in self.names for s in range(self.seeds))
            done = [result for _, result in self._all(change_job, arguments) if result is not None]
            table[change] = {d: _delays([result[d] for result in done]) for d in DETECTORS}
        return table

    def rates(self) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for low, high in ((0.06, 0.12), (0.02, 0.04)):
            information = high * log(high / low) + (1 - high) * log((1 - high) / (1 - low))
            lorden = log(A) / (3 * PROMPTS * information)
            for unequal in (False, True):
                done = self._all(rates_job, ((low, high, unequal, s) for s in range(3 * self.seeds)))
                label = f"{low:.0%} to {high:.0%}, {'unequal' if unequal else 'equal'} prompts"
                found = {d: _delays([r[d] for _, r in done]) for d in done[0][1]}
                table[label] = {"lorden": lorden, "detectors": found}
        return table

    def bursty(self) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for baseline in (72, 336):
            done = self._all(
                bursty_job, ((self.folder, n, baseline, s) for n in self.names for s in range(self.seeds))
            )
            months = len(done)
            table[str(baseline)] = {
                "months": months,
                "warnings_a_month": sum(r[0] for _, r in done) / months,
                "confirmed_or_critical_a_month": sum(r[1] for _, r in done) / months,
            }
        return table

    def others(self) -> dict[str, Any]:
        months = 2 * self.seeds
        table: dict[str, Any] = {}
        for prompts in (60, 120):
            count = sum(r for _, r in self._all(large_suite_job, ((prompts, s) for s in range(months))))
            table[f"quiet, {prompts} prompts"] = rate_interval(count, months)
        for extras, label in ((True, "odd hours, with extras"), (False, "odd hours, without extras")):
            count = sum(r for _, r in self._all(odd_hours_job, ((extras, s) for s in range(months))))
            table[label] = rate_interval(count, months)
        return table


def _delays(values: Sequence[int | None]) -> dict[str, Any]:
    delays = Delays(tuple(values))
    return {
        "median": delays.median,
        "found": delays.found,
        "within_36": delays.within(36),
        "within_48": delays.within(48),
        "streams": len(values),
    }


def cost_of_a_cycle() -> dict[str, float]:
    """CPU of one step, 20 prompts x 3, in milliseconds: after 1,000 cycles and after 10,000."""
    rng, policy = Random(1), Policy()
    watch = Watch(policy)
    cycles = draw(invented(PROMPTS, 4, rng, failing=[0.1] * PROMPTS), 2000, 3, rng)
    marks: dict[str, float] = {}
    fed = 0
    for target in (1000, 10_000):
        while fed < target:
            watch.feed(replace(cycles[fed % 2000], index=fed))
            fed += 1
        began = time.process_time()
        for _ in range(500):
            watch.feed(replace(cycles[fed % 2000], index=fed))
            fed += 1
        marks[f"after {target} cycles"] = (time.process_time() - began) / 500 * 1000
    return marks


def evaluate(folder: str | None, seeds: int, jobs: int) -> dict[str, Any]:
    """Every table."""
    with ProcessPoolExecutor(jobs) as pool:
        work = Evaluation(folder, seeds, pool)
        tables: dict[str, Any] = {"sources": work.names, "seeds": seeds}
        for name in ("quiet", "changes", "rates", "bursty", "others"):
            began = time.monotonic()
            tables[name] = getattr(work, name)()
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    tables["true_order"] = true_order_job(folder) if folder else {}
    tables["cost_ms"] = cost_of_a_cycle()
    return tables


# --- the report ------------------------------------------------------------------------------------------------


def markdown(tables: dict[str, Any]) -> str:
    """The tables for people."""
    parts = [
        "# Evaluation of the detectors",
        "Written by `tools/eval.py`; every number is measured by it. Streams of 20 prompts x 1 sample with 72 "
        "baseline cycles unless said otherwise; a month is 720 hourly cycles; alarms are what a person "
        f"would be told, those within 24 cycles counted once. {tables['seeds']} seeds a source.",
        "Sources: " + "; ".join(f"`{name}`" for name in tables["sources"]) + ".",
        "## False alarms on quiet streams, and delays\n",
        _main_table(tables),
        "Delays are medians in cycles, the changed one counted as the first; in brackets the share found within 72 cycles "
        "where it is under all. `never` is a median that was missed.",
        "## Hallucination rates (20 prompts x 3)\n",
        _rates_table(tables["rates"]),
        "Lorden's bound is log(A)/KL for the same A = 7200: what no detector can beat on average to first order.",
        "## Bursty providers (regimes of about a day that come back)\n",
        _bursty_table(tables["bursty"]),
        "## Odd hours and large suites\n",
        _others_table(tables["others"]),
    ]
    if tables["true_order"]:
        parts += ["## In the order recorded\n", _true_order(tables["true_order"])]
    cost = "; ".join(f"{value:.2f} ms {name}" for name, value in tables["cost_ms"].items())
    parts += ["## Cost\n", f"CPU of one step, 20 prompts x 3: {cost}."]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _main_table(tables: dict[str, Any]) -> str:
    lines = [
        "| | false alarms a month (95 %) | " + " | ".join(CHANGES) + " |",
        "|---" * (2 + len(CHANGES)) + "|",
    ]
    for detector in DETECTORS:
        rate, low, high = tables["quiet"][detector]["a_month"]
        cells = [_cell(tables["changes"][change][detector]) for change in CHANGES]
        lines.append(f"| {detector} | {rate:.2f} ({low:.2f} to {high:.2f}) | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(found: dict[str, Any]) -> str:
    share = "" if found["found"] == 1 else f" ({found['found']:.0%})"
    return ("never" if found["median"] is None else f"{found['median']:g}") + share


def _rates_table(rates: dict[str, Any]) -> str:
    detectors = list(next(iter(rates.values()))["detectors"])
    lines = [
        "| | Lorden | " + " | ".join(detectors) + " | canary / Lorden |",
        "|---" * (3 + len(detectors)) + "|",
    ]
    for label, row in rates.items():
        cells = [_cell(row["detectors"][d]) for d in detectors]
        median = row["detectors"]["canary"]["median"]
        ratio = f"{median / row['lorden']:.2f}" if median else "-"
        lines.append(f"| {label} | {row['lorden']:.1f} | " + " | ".join(cells) + f" | {ratio} |")
    return "\n".join(lines)


def _bursty_table(bursty: dict[str, Any]) -> str:
    lines = [
        "| baseline cycles | warnings a month | confirmed or critical a month | months |",
        "|---|---|---|---|",
    ]
    for baseline, row in bursty.items():
        grave = row["confirmed_or_critical_a_month"]
        lines.append(f"| {baseline} | {row['warnings_a_month']:.2f} | {grave:.2f} | {row['months']} |")
    return "\n".join(lines)


def _others_table(others: dict[str, Any]) -> str:
    lines = ["| | alarms a month (95 %) |", "|---|---|"]
    return "\n".join(
        lines
        + [f"| {label} | {r:.2f} ({low:.2f} to {high:.2f}) |" for label, (r, low, high) in others.items()]
    )


def _true_order(found: dict[str, list[int]]) -> str:
    lines = [
        "One answer a day to 65 prompts, baseline five days; `gemini-flash-latest` changed on day 6.",
        "",
    ]
    return "\n".join(
        lines + [f"- `{m}`: " + (f"told on day {days[0]}" if days else "quiet") for m, days in found.items()]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", metavar="DIR", help="folder of recordings (*.jsonl.gz)")
    parser.add_argument("--seeds", type=int, default=8, help="streams a source and scenario (default 8)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "docs", metavar="DIR")
    args = parser.parse_args()
    tables = evaluate(args.data, args.seeds, args.jobs)
    text = markdown(tables)
    (args.out / "evaluation.md").write_text(text)
    (args.out / "evaluation.json").write_text(json.dumps(tables, indent=1) + "\n")
    print(text)


if __name__ == "__main__":
    main()
