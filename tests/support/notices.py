"""An incident with everything in it, for the tests of messages and sinks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from canary.core.message import Notice, compose
from canary.core.model import Incident, IncidentState, Kind, Severity, Signal, Transition

AT = datetime(2026, 11, 20, 3, 5, tzinfo=UTC)

EVIDENCE: dict[str, Any] = {
    "signals": {"fingerprint": 1.1, "hallucination": 3.2},
    "changed": 12,
    "of": 15,
    "rate": 0.8,
    "baseline_rate": 0.02,
    "prompts": [
        {"prompt": "shipping-delay", "changed": 9, "of": 9, "validators": ["grounded_ids"]},
        {"prompt": "refund", "changed": 2, "of": 3, "validators": ["json_schema"]},
        {"prompt": "angry", "changed": 1, "of": 3, "validators": []},
    ],
    "identity": {"model": {"before": "gpt-4o-mini-2024-07-18", "after": "gpt-4o-mini-2026-11-19"}},
    "reason": "hallucination above the baseline",
}
OUTPUTS = {"shipping-delay": ("Parcel TKT-10442 is late.", "Parcel TKT-99999 is late.")}


def incident(**changes: Any) -> Incident:
    values: dict[str, Any] = {
        "key": "validity:100",
        "kind": Kind.QUALITY,
        "cause": "validity",
        "severity": Severity.CRITICAL,
        "state": IncidentState.OPEN,
        "opened_cycle": 100,
        "opened_at": AT,
        "onset_cycle": 98,
        "onset_after": AT - timedelta(hours=3, minutes=5),
        "onset_before": AT - timedelta(hours=2, minutes=5),
        "signals": (Signal.HALLUCINATION, Signal.FINGERPRINT),
        "evidence": EVIDENCE,
    }
    return Incident(**{**values, **changes})


def transition(reason: str = "first_seen", **changes: Any) -> Transition:
    return Transition(incident(**changes), None, reason, True, 100, AT)


def notice(reason: str = "first_seen", outputs: Any = OUTPUTS, **changes: Any) -> Notice:
    return compose(
        "gpt-4o-mini",
        "ticket-triage",
        transition(reason, **changes),
        outputs=outputs,
        owner="payments",
        runbook="https://runbooks.example/llm?a=1&b=2",
        incident_id="12",
    )
