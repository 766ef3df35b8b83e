"""What could not be measured: outage, rate limit, auth, retired model, each its own kind, none of it drift.

Null: the share of samples unmeasured for that group of reasons stays within the target's own bound (5 % before there is
a baseline). The statistic is the one of ``track``, with a cap of 100 a cycle, so that two dark cycles tell.
It needs no baseline. It is over after three cycles in a row back within the bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from canary.core.drift.bets import Bets, Tally
from canary.core.drift.null import Null
from canary.core.drift.track import Track, advance, fresh, onset
from canary.core.model import CycleRecord, FailureKind, Finding, Sample, Signal

USUAL = 0.05
CAP = 100.0
QUIET = 3  # cycles
BATCH = 20  # samples a cycle count at most: a large suite is no more certain that it is dark

GROUPS: dict[FailureKind, str] = {
    FailureKind.RATE_LIMIT: "rate_limit",
    FailureKind.AUTH: "auth",
    FailureKind.NOT_FOUND: "not_found",
    FailureKind.REJECTED: "rejected",
}
OUTAGE = "outage"


@dataclass(frozen=True, slots=True)
class Darkness:
    """One group of failures being counted; ``cause`` is set while an incident is open for it."""

    track: Track
    cause: str | None = None
    quiet: int = 0

    def to_json(self) -> dict[str, Any]:
        return {"track": self.track.to_json(), "cause": self.cause, "quiet": self.quiet}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Darkness:
        return cls(Track.from_json(value["track"]), value["cause"], value["quiet"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """After a cycle: the groups still counted, new findings with their cause, and causes that are over."""

    groups: Mapping[str, Darkness]
    opened: tuple[tuple[str, Finding], ...]
    ended: tuple[str, ...]
    evidence: float  # the largest statistic over the threshold


def group(kind: FailureKind) -> str:
    """The group of failures that one incident tells of."""
    return GROUPS.get(kind, OUTAGE)


@lru_cache(maxsize=256)
def _bets(usual: float) -> Bets:
    return Bets(Null({"": usual}, {"": usual}, usual, usual, 1.0, 1.0))


def bound(cycles: Sequence[CycleRecord]) -> dict[str, float]:
    """By group, the share of samples that may be unmeasured: at least 5 %, else the baseline's upper 95 % bound."""
    from scipy.special import betaincinv

    samples = [sample for cycle in cycles for sample in cycle.samples]
    counts = Counter(group(sample.failure) for sample in samples if sample.failure is not None)
    return {
        name: min(0.5, max(USUAL, float(betaincinv(hits + 1, len(samples) - hits, 0.95))))
        for name, hits in counts.items()
        if hits < len(samples)
    }


def watch(
    groups: Mapping[str, Darkness], cycle: CycleRecord, bounds: Mapping[str, float], threshold: float
) -> Outcome:
    """One more cycle, measured or not."""
    if not cycle.samples:
        return Outcome(groups, (), (), 0.0)
    failures = [sample for sample in cycle.samples if sample.failure is not None]
    if not failures and not groups:
        return Outcome(groups, (), (), 0.0)
    counts = Counter(group(sample.failure) for sample in failures if sample.failure is not None)
    after: dict[str, Darkness] = {}
    opened: list[tuple[str, Finding]] = []
    ended: list[str] = []
    evidence = 0.0
    for name in sorted({*groups, *counts}):
        usual = bounds.get(name, USUAL)
        share = counts[name] / len(cycle.samples)
        darkness = _counted(
            groups.get(name), share, min(BATCH, len(cycle.samples)), usual, cycle.index, threshold
        )
        evidence = max(evidence, darkness.track.statistic / threshold)
        if darkness.cause is None and darkness.track.crossed:
            cause = _leading(failures, name)
            opened.append((cause, _finding(darkness.track, cycle, share, usual, threshold)))
            darkness = replace(darkness, cause=cause, quiet=0)
        if darkness.cause is not None and darkness.quiet >= QUIET:
            ended.append(darkness.cause)
        elif darkness.cause is not None or darkness.track.statistic >= 0.01:
            after[name] = darkness
    return Outcome(after, tuple(opened), tuple(ended), evidence)


def _counted(
    before: Darkness | None, share: float, n: int, usual: float, cycle: int, threshold: float
) -> Darkness:
    bets = _bets(usual)
    before = before or Darkness(fresh(bets.size, cycle))
    tally = Tally({"": share * n} if share else {}, {"": n}, n)
    track = advance(before.track, bets.factors(tally, CAP), bets.floors, cycle, threshold)
    return replace(before, track=track, quiet=before.quiet + 1 if share <= usual else 0)


def _leading(failures: list[Sample], name: str) -> str:
    kinds = Counter(s.failure for s in failures if s.failure is not None and group(s.failure) == name)
    return str(max(kinds, key=lambda kind: (kinds[kind], kind)))


def _finding(track: Track, cycle: CycleRecord, share: float, usual: float, threshold: float) -> Finding:
    return Finding(
        Signal.AVAILABILITY,
        cycle.index,
        track.statistic / threshold,
        onset(track),
        "unmeasured_over_bound",
        rate=share,
        baseline_rate=usual,
        onset_before=cycle.at,
    )
