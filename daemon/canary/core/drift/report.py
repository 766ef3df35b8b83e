"""What one cycle said, for the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from canary.core.model import Finding, Signal, Transition


@dataclass(frozen=True, slots=True)
class Report:
    """What one cycle said.

    ``evidence`` is the current statistic over the threshold by signal, ``match_ratio`` the share of samples whose
    canonical fingerprint the baseline knows, ``hallucination_ratio`` failed over judged; None where nothing was
    measured. ``skipped`` names why drift was not judged. ``suspicious`` asks for extras.
    """

    findings: tuple[Finding, ...] = ()
    transitions: tuple[Transition, ...] = ()
    evidence: Mapping[Signal, float] = field(default_factory=dict)
    skipped: str | None = None
    match_ratio: float | None = None
    hallucination_ratio: float | None = None
    suspicious: bool = False


def needs_extras(report: Report) -> bool:
    """Should the caller ask again within the slot? Then step again, from the same previous state, with the extras."""
    return report.suspicious
