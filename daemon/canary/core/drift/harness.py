"""Is it us? Signs that our own harness changed, not the model.

Three signs, each with a name: stored anchor outputs, canonicalised and judged anew, no longer give the stored
fingerprints or verdicts; a control target (a pinned model) drifts; targets of two unrelated providers cross in one
slot. An anchor of another fingerprint means that nothing is comparable: outputs are then not compared at all. The other
signs hold drift alerts for at most three cycles. Quality alerts are never held.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from canary.core.model import Judgement, Signal


class Doubt(StrEnum):
    """Why our own harness is in doubt."""

    ANCHOR_FINGERPRINT = "anchor_fingerprint"
    ANCHOR_VERDICT = "anchor_verdict"
    CONTROL_TARGET = "control_target"
    SIMULTANEOUS = "simultaneous"


COMPARED = frozenset({Signal.FINGERPRINT, Signal.FREQUENCY})


def anchors(pairs: Iterable[tuple[Judgement, Judgement]]) -> Doubt | None:
    """What the pairs (as stored, as judged now by the same validators) of anchor outputs say."""
    verdicts_differ = False
    for stored, now in pairs:
        if (stored.raw, stored.canonical) != (now.raw, now.canonical):
            return Doubt.ANCHOR_FINGERPRINT
        verdicts_differ = verdicts_differ or _outcomes(stored) != _outcomes(now)
    return Doubt.ANCHOR_VERDICT if verdicts_differ else None


def _outcomes(judgement: Judgement) -> list[tuple[str, str]]:
    return [(verdict.validator, verdict.outcome.value) for verdict in judgement.verdicts]


def fleet(crossings: Iterable[tuple[str, Iterable[Signal]]], *, control_drifts: bool) -> Doubt | None:
    """What one slot's crossings say: (provider, signals that crossed) for each target; *control_drifts* whether a
    control target has an open drift incident or crossed."""
    if control_drifts:
        return Doubt.CONTROL_TARGET
    providers = {provider for provider, signals in crossings if COMPARED & set(signals)}
    return Doubt.SIMULTANEOUS if len(providers) > 1 else None
