"""The detectors' bets against one baseline: derived once, and kept with it."""

from __future__ import annotations

from collections.abc import Mapping

from canary.core.drift.baseline import Baseline
from canary.core.drift.bets import Bets, Betting
from canary.core.drift.detector import Detector
from canary.core.drift.null import Null
from canary.core.drift.policy import Policy
from canary.core.drift.registry import DETECTORS
from canary.core.drift.strict import StrictBets


def bets_of(baseline: Baseline, policy: Policy) -> Mapping[str, Betting]:
    """The detectors' bets against this baseline, derived once and kept with it."""
    if policy.guarantee == "tempered":
        return tempered_bets(baseline)
    if "strict" not in baseline.memo:
        baseline.memo["strict"] = {
            name: StrictBets(null, falls=DETECTORS[name].falls) for name, null in baseline.nulls.items()
        }
    return baseline.memo["strict"]  # type: ignore[no-any-return]


def tempered_bets(baseline: Baseline) -> dict[str, Bets]:
    """The likelihood-ratio bets, whatever the guarantee asked for."""
    if "tempered" not in baseline.memo:
        baseline.memo["tempered"] = {
            name: _tempered(DETECTORS[name], null) for name, null in baseline.nulls.items()
        }
    return baseline.memo["tempered"]  # type: ignore[no-any-return]


def _tempered(detector: Detector, null: Null) -> Bets:
    return Bets(null, falls=detector.falls, sparse=detector.sparse, own_shifts=detector.own_shifts)
