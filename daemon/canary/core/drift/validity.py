"""Outputs that fail their validators: hallucination, any category, refusal; and their mirrors, improvements.

Null: V = 1[a validator of the category failed] among samples the category judged, at the baseline's rates; no
tolerance. Prompts that failed in 60 % of their samples or more are left out: they cannot get much worse.
A rise is a quality incident and critical at once, whatever the cause. Guarantee: see ``track``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from canary.core.drift.baseline import PromptBaseline
from canary.core.drift.detector import Detector, Event
from canary.core.model import Kind, Sample, Severity, Signal

FIT_BELOW = 0.6


def _failed(category: str) -> Event:
    def event(sample: Sample, prompt: PromptBaseline, known: Collection[str]) -> bool | None:
        return category in sample.failed if category in sample.judged else None

    return event


def invalid(sample: Sample, prompt: PromptBaseline, known: Collection[str]) -> bool | None:
    """Did any validator fail, of those that decided?"""
    return bool(sample.failed) if sample.judged else None


def _quality(signal: Signal, event: Event) -> Detector:
    return Detector(
        signal.value,
        signal,
        "validity",
        Kind.QUALITY,
        Severity.CRITICAL,
        event,
        fit_below=FIT_BELOW,
        own_shifts=False,
    )


def _mirror(of: Detector) -> Detector:
    return replace(
        of,
        name=f"{of.name}_fall",
        kind=Kind.IMPROVEMENT,
        severity=Severity.INFO,
        fit_below=1.01,
        falls=True,
        mirrors=of.name,
    )


HALLUCINATION = _quality(Signal.HALLUCINATION, _failed("hallucination"))
INVALID = _quality(Signal.INVALID, invalid)
REFUSAL = _quality(Signal.REFUSAL, _failed("refusal"))
HALLUCINATION_FALL = _mirror(HALLUCINATION)
INVALID_FALL = _mirror(INVALID)
