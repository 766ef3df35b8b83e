"""The fast detectors, by name. A new one touches its file, a line here, and its test."""

from __future__ import annotations

from canary.core.drift.detector import Detector
from canary.core.drift.fingerprint import FINGERPRINT, RAW
from canary.core.drift.frequency import FREQUENCY
from canary.core.drift.performance import COST, LATENCY, LENGTH
from canary.core.drift.truncation import TRUNCATION
from canary.core.drift.validity import HALLUCINATION, HALLUCINATION_FALL, INVALID, INVALID_FALL, REFUSAL

DETECTORS: dict[str, Detector] = {
    detector.name: detector
    for detector in (
        FINGERPRINT,
        FREQUENCY,
        RAW,
        HALLUCINATION,
        INVALID,
        REFUSAL,
        HALLUCINATION_FALL,
        INVALID_FALL,
        TRUNCATION,
        LATENCY,
        LENGTH,
        COST,
    )
}
