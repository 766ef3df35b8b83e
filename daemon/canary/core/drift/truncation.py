"""Answers cut off at the token limit more often than at baseline.

Null: the share of truncated answers stays within the baseline's bounds, with a tolerance of 0.02. Guarantee: see
``track``.
"""

from __future__ import annotations

from collections.abc import Collection

from canary.core.drift.baseline import PromptBaseline
from canary.core.drift.detector import Detector
from canary.core.model import Kind, Sample, Severity, Signal


def truncated(sample: Sample, prompt: PromptBaseline, known: Collection[str]) -> bool | None:
    """Was it cut off? None where the provider does not say."""
    return sample.truncated


TRUNCATION = Detector(
    "truncation",
    Signal.TRUNCATION,
    "output",
    Kind.DRIFT,
    Severity.WARNING,
    truncated,
    tolerance=0.02,
    fit_below=0.6,
)
