"""Outputs other than the usual one: sees known outputs that change frequency.

Null: O = 1[hash is not the prompt's most frequent one] with a tolerance of 0.05, because frequencies wander from day
to day. Left out are prompts without a usual output (share 0.6 or more), and those that gave one output only: they have
no frequencies to exchange (another output of theirs is new, which ``fingerprint`` sees), and each one that goes on as
ever would speak against the change of the others. Guarantee: see ``track``.
"""

from __future__ import annotations

from collections.abc import Collection

from canary.core.drift.baseline import PromptBaseline
from canary.core.drift.detector import Detector
from canary.core.drift.fingerprint import canonical
from canary.core.model import Kind, Sample, Severity, Signal


def unusual(sample: Sample, prompt: PromptBaseline, known: Collection[str]) -> bool | None:
    """Is it another output than the usual one? Nothing is said where there is no other, nor by a learned alternate."""
    if sample.canonical is None or sample.canonical in known or len(prompt.outputs) < 2:
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
