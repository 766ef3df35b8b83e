"""Outputs other than the usual one: sees known outputs that change frequency.

Null: O = 1[hash is not the prompt's most frequent one] with a tolerance of 0.05, because frequencies wander from day
to day. Prompts without a usual output (share 0.6 or more) are left out. Guarantee: see ``track``.
"""

from __future__ import annotations

from collections.abc import Collection

from canary.core.drift.baseline import PromptBaseline
from canary.core.drift.detector import Detector
from canary.core.drift.fingerprint import canonical
from canary.core.model import Kind, Sample, Severity, Signal


def unusual(sample: Sample, prompt: PromptBaseline, known: Collection[str]) -> bool | None:
    """Is it another output than the usual one? A learned alternate says nothing of frequency."""
    if sample.canonical is None or sample.canonical in known:
        return None
    return sample.canonical != prompt.mode


FREQUENCY = Detector(
    "frequency",
    Signal.FREQUENCY,
    "output",
    Kind.DRIFT,
    Severity.WARNING,
    unusual,
    canonical,
    tolerance=0.05,
    fit_below=0.6,
    sparse=True,
)
