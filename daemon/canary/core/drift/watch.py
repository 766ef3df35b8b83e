"""One target x suite watched from its first cycle: learn, then step. What a replay of stored cycles needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from canary.core.drift.baseline import Baseline
from canary.core.drift.engine import step
from canary.core.drift.learning import learn, mostly_measured
from canary.core.drift.life import start
from canary.core.drift.policy import Policy
from canary.core.drift.report import Report
from canary.core.drift.state import State
from canary.core.model import CycleRecord, Finding, Incident


class Watch:
    """Feeds cycles to the detectors and keeps what they said.

    The baseline is the first ``policy.baseline_cycles`` cycles with half of their samples measured; nothing is
    reported before it is complete. ``incidents`` holds every incident by key, as it was last.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.baseline: Baseline | None = None
        self.state: State = State()
        self.cycles = 0
        self.findings: list[Finding] = []
        self.incidents: dict[str, Incident] = {}
        self._learning: list[CycleRecord] = []

    def feed(self, cycle: CycleRecord) -> Report | None:
        """One more cycle, in order; None while learning."""
        self.cycles += 1
        if self.baseline is None:
            self._learn(cycle)
            return None
        self.state, report = step(self.baseline, self.state, cycle, self.policy)
        self.findings.extend(report.findings)
        for transition in report.transitions:
            self.incidents[transition.incident.key] = transition.incident
        return report

    def _learn(self, cycle: CycleRecord) -> None:
        if not mostly_measured(cycle):
            return
        self._learning.append(cycle)
        if len(self._learning) >= self.policy.baseline_cycles:
            self.baseline = learn(self._learning, self.policy)
            self.state = start(self.baseline, self.policy)
            self._learning = []


def replay(cycles: Iterable[CycleRecord], policy: Policy) -> Watch:
    """All *cycles* through one watch, numbered from 0 as they come."""
    watch = Watch(policy)
    for index, cycle in enumerate(cycles):
        watch.feed(cycle if cycle.index == index else replace(cycle, index=index))
    return watch
