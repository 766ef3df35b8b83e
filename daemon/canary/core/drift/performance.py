"""Latency, length and cost far outside the baseline's quantiles.

A rank-based, bounded score, so that no value however large can buy an alarm: the event is a latency over 1.5 times the
prompt's 95th percentile, a cost over 1.25 times it, a length over 1.25 times it or under 0.75 times the 5th.
Null: such events stay within the baseline's rate plus a tolerance of 0.05. Guarantee: see ``track``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from canary.core.drift.baseline import PromptBaseline
from canary.core.drift.detector import Detector, Event
from canary.core.model import Kind, Sample, Severity, Signal

LATENCY_FACTOR, COST_FACTOR, LONGER, SHORTER = 1.5, 1.25, 1.25, 0.75


def slow(sample: Sample, prompt: PromptBaseline, known: Collection[str]) -> bool | None:
    """Did it take unusually long?"""
    limit = prompt.limits.get("latency")
    return None if limit is None or sample.latency_ms is None else sample.latency_ms > limit


def odd_length(sample: Sample, prompt: PromptBaseline, known: Collection[str]) -> bool | None:
    """Is it unusually long or short?"""
    longest = prompt.limits.get("longest")
    if longest is None or sample.length is None:
        return None
    return sample.length > longest or sample.length < prompt.limits["shortest"]


def costly(sample: Sample, prompt: PromptBaseline, known: Collection[str]) -> bool | None:
    """Did it cost unusually much?"""
    limit = prompt.limits.get("cost")
    return None if limit is None or sample.cost is None else sample.cost > limit


def limits(samples: Sequence[Sample]) -> dict[str, float]:
    """The limits of one prompt's baseline samples: ms, characters, US dollars."""
    found: dict[str, float] = {}
    latencies = [s.latency_ms for s in samples if s.latency_ms is not None]
    costs = [s.cost for s in samples if s.cost is not None]
    lengths = [float(s.length) for s in samples if s.length is not None]
    if latencies:
        found["latency"] = LATENCY_FACTOR * quantile(latencies, 0.95)
    if costs:
        found["cost"] = COST_FACTOR * quantile(costs, 0.95)
    if lengths:
        found["longest"] = LONGER * quantile(lengths, 0.95)
        found["shortest"] = SHORTER * quantile(lengths, 0.05)
    return found


def quantile(values: Sequence[float], share: float) -> float:
    """The value at that rank (no interpolation); *values* is not empty."""
    return sorted(values)[round(share * (len(values) - 1))]


def _performance(signal: Signal, event: Event) -> Detector:
    return Detector(
        signal.value,
        signal,
        "performance",
        Kind.PERFORMANCE,
        Severity.WARNING,
        event,
        tolerance=0.05,
        fit_below=0.6,
    )


LATENCY = _performance(Signal.LATENCY, slow)
LENGTH = _performance(Signal.LENGTH, odd_length)
COST = _performance(Signal.COST, costly)
