"""While a target is still learning: a change too large for any noise is already told, as information."""

from __future__ import annotations

from collections.abc import Sequence

from canary.core.drift.engine import step
from canary.core.drift.learning import learn, mostly_measured
from canary.core.drift.life import start
from canary.core.drift.policy import Policy
from canary.core.model import CycleRecord, Finding

BEFORE = 8  # cycles to compare with, at least
NOW = 3  # cycles that must all say so
RISE = 0.5  # of the share of changed or failed samples


def glimpse(cycles: Sequence[CycleRecord], policy: Policy) -> tuple[Finding, ...]:
    """Findings of the last three of the *cycles* learned so far, against all before them; none with fewer than 11.

    Information only: no incident, and no bound on how often it is wrong beyond the size of the change it takes.
    """
    usable = [cycle for cycle in cycles if mostly_measured(cycle)]
    if len(usable) < BEFORE + NOW:
        return ()
    baseline = learn(usable[:-NOW], policy)
    state = start(baseline, policy)
    found: tuple[Finding, ...] = ()
    for cycle in usable[-NOW:]:
        state, report = step(baseline, state, cycle, policy)
        found = tuple(finding for finding in (*found, *report.findings) if _large(finding))
    return found


def _large(finding: Finding) -> bool:
    return (finding.rate or 0.0) - (finding.baseline_rate or 0.0) >= RISE
