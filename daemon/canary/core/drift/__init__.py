"""Drift detection: a frozen baseline, a small state, and a pure step a cycle.

    baseline = learn(cycles, policy)
    state = start(baseline, policy)
    state, report = step(baseline, state, cycle, policy)

Everything is plain values; ``to_json`` / ``from_json`` carry baseline and state across a restart bit for bit.
"""

from canary.core.drift.baseline import Baseline, PromptBaseline
from canary.core.drift.policy import Policy
from canary.core.drift.state import State
from canary.core.drift.step import Report, adopt, needs_extras, resolve, start, step

__all__ = [
    "Baseline",
    "Policy",
    "PromptBaseline",
    "Report",
    "State",
    "adopt",
    "learn",
    "needs_extras",
    "relearn",
    "resolve",
    "start",
    "step",
]

from canary.core.drift.learn import learn, relearn
