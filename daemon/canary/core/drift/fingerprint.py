"""Outputs never seen at baseline: canonical (drift) and raw (cosmetic).

Null: U = 1[hash not in the prompt's support] happens no more often than a cycle's hash was missing from all other
cycles of the baseline (leave-one-cycle-out). Guarantee: see ``track``. The canonical stream is warned about; the raw
one counts only samples whose canonical form is known, so a crossing of it alone is a change of form, not of content.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable

from canary.core.drift.baseline import PromptBaseline
from canary.core.drift.detector import Detector
from canary.core.model import Kind, Sample, Severity, Signal


def unseen(sample: Sample, prompt: PromptBaseline, known: Collection[str]) -> bool | None:
    """Is the canonical fingerprint new?"""
    canonical = sample.canonical
    if canonical is None:
        return None
    return canonical not in prompt.outputs and canonical not in known


def raw_unseen(sample: Sample, prompt: PromptBaseline, known: Collection[str]) -> bool | None:
    """Is the raw fingerprint new, where the canonical one is not?"""
    if sample.raw is None or sample.canonical not in prompt.outputs:
        return None
    return sample.raw not in prompt.raws


def canonical(sample: Sample) -> Hashable:
    return sample.canonical


def raw(sample: Sample) -> Hashable:
    return sample.raw


FINGERPRINT = Detector(
    "fingerprint",
    Signal.FINGERPRINT,
    "output",
    Kind.DRIFT,
    Severity.WARNING,
    unseen,
    canonical,
    left_out=True,
)
RAW = Detector(
    "raw",
    Signal.FINGERPRINT,
    "output",
    Kind.COSMETIC,
    Severity.INFO,
    raw_unseen,
    raw,
    left_out=True,
    fit_below=0.6,
)
