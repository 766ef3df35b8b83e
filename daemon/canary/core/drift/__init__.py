"""Drift detection: a frozen baseline, a small state, and a pure step a cycle.

    baseline = learn(cycles, policy)
    state = start(baseline, policy)
    state, report = step(baseline, state, cycle, policy)

Everything is plain values; ``to_json`` / ``from_json`` carry baseline and state across a restart bit for bit.
"""

from canary.core.drift.baseline import Baseline, PromptBaseline
from canary.core.drift.early import glimpse
from canary.core.drift.engine import step
from canary.core.drift.harness import Doubt
from canary.core.drift.learning import learn, relearn
from canary.core.drift.life import adopt, resolve, start
from canary.core.drift.policy import Policy
from canary.core.drift.report import Report, needs_extras
from canary.core.drift.smallest import Power, power
from canary.core.drift.state import State

__all__ = [
    "Baseline",
    "Doubt",
    "Policy",
    "Power",
    "PromptBaseline",
    "Report",
    "State",
    "adopt",
    "glimpse",
    "learn",
    "needs_extras",
    "power",
    "relearn",
    "resolve",
    "start",
    "step",
]
