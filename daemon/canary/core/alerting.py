"""The life of an incident: what the detectors say of one cause, and the incident open for it -> transitions.

Says which of them people should hear of. Who does hear, and what keeps them from it, is decided in ``telling``. Pure:
cycles and slots are arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from canary.core.model import Finding, Incident, IncidentState, Kind, Severity, Signal, Transition

REOPENABLE = frozenset({"recovered", "regime_closed", "resolved_by_person"})
REOPEN_WITHIN = timedelta(hours=24)  # of its resolution; later, the same cause is another incident


class Reason(StrEnum):
    """Why a transition happened."""

    FIRST_SEEN = "first_seen"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    SEVERITY_ROSE = "severity_rose"
    KIND_CHANGED = "kind_changed"
    SIGNAL_ADDED = "signal_added"
    REOPENED = "reopened"
    RECOVERED = "recovered"
    DISMISSED = "dismissed"
    REGIME_CLOSED = "regime_closed"
    BASELINE_APPROVED = "baseline_approved"
    RESOLVED_BY_PERSON = "resolved_by_person"


@dataclass(frozen=True, slots=True)
class Case:
    """What the detectors say of one cause after a cycle.

    Without ``findings`` and news it is merely still there. ``settled`` is the reason to resolve it.
    ``waiting`` says that it is suspected only: recorded, told to nobody yet.
    """

    cause: str
    kind: Kind
    severity: Severity
    findings: tuple[Finding, ...] = ()
    waiting: bool = False
    confirmed: bool = False
    settled: Reason | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


def decide(
    incidents: Sequence[Incident], case: Case, cycle: int, at: datetime | None
) -> tuple[tuple[Incident, ...], tuple[Transition, ...]]:
    """The open incidents after *case*, and what changed. At most one incident is open for a cause."""
    others = tuple(incident for incident in incidents if incident.cause != case.cause)
    current = next((incident for incident in incidents if incident.cause == case.cause), None)
    if current is None:
        if case.settled or not case.findings:
            return others, ()
        opened = _open(case, cycle, at)
        reason = Reason.SUSPECTED if case.waiting else Reason.FIRST_SEEN
        return (*others, opened), (_transition(opened, None, reason, cycle, at),)
    if case.settled:
        closed = _close(current, case, cycle, at)
        return others, (_transition(closed, current.state, case.settled, cycle, at, before=current),)
    changed, news = _update(current, case, cycle)
    transitions = tuple(_transition(changed, current.state, why, cycle, at, before=current) for why in news)
    return (*others, changed), transitions


def _open(case: Case, cycle: int, at: datetime | None) -> Incident:
    first = case.findings[0]
    return Incident(
        key=f"{case.cause}:{cycle}",
        kind=case.kind,
        cause=case.cause,
        severity=case.severity,
        state=IncidentState.SUSPECTED if case.waiting else IncidentState.OPEN,
        opened_cycle=cycle,
        opened_at=at,
        onset_cycle=first.onset_cycle,
        onset_after=first.onset_after,
        onset_before=first.onset_before,
        signals=_signals((), case.findings),
        evidence=dict(case.evidence),
    )


def _close(current: Incident, case: Case, cycle: int, at: datetime | None) -> Incident:
    evidence = {**current.evidence, "resolved_because": str(case.settled)}
    return replace(
        current,
        kind=case.kind,
        state=IncidentState.RESOLVED,
        resolved_cycle=cycle,
        resolved_at=at,
        evidence=evidence,
    )


def _update(current: Incident, case: Case, cycle: int) -> tuple[Incident, list[Reason]]:
    """The incident with what is new, and the one reason that matters most."""
    rose = case.severity.rank > current.severity.rank
    woken = current.state is IncidentState.SUSPECTED and not case.waiting
    confirmed = case.confirmed and current.confirmed_cycle is None
    signals = _signals(current.signals, case.findings)
    changed = replace(
        current,
        kind=case.kind,
        severity=case.severity if rose else current.severity,
        state=_awake(current)
        if woken or (rose and current.state is IncidentState.ACKNOWLEDGED)
        else current.state,
        confirmed_cycle=cycle if confirmed else current.confirmed_cycle,
        signals=signals,
        evidence=_merged(current.evidence, case.evidence),
    )
    reasons = (
        (Reason.REOPENED, woken and current.reopened > 0),
        (Reason.CONFIRMED, confirmed),
        (Reason.SEVERITY_ROSE, rose or woken),
        (Reason.KIND_CHANGED, case.kind is not current.kind),
        (Reason.SIGNAL_ADDED, signals != current.signals),
    )
    return changed, [reason for reason, holds in reasons if holds][:1]


def _awake(incident: Incident) -> IncidentState:
    return IncidentState.REOPENED if incident.reopened else IncidentState.OPEN


def can_resume(old: Incident, new: Incident, at: datetime) -> bool:
    """Whether *new*, which opened at *at*, is the resolved *old* come back, and not an incident of its own."""
    closed = old.evidence.get("resolved_because") in REOPENABLE
    return (
        closed
        and old.cause == new.cause
        and old.resolved_at is not None
        and at - old.resolved_at <= REOPEN_WITHIN
    )


def resume(old: Incident, change: Transition) -> Transition:
    """*change*, which opens an incident, as the reopening of *old*: under the old key, its episodes counted."""
    opened = change.incident
    again = replace(opened, key=old.key, reopened=old.reopened + 1)
    again = replace(again, state=_awake(again) if opened.state is IncidentState.OPEN else opened.state)
    reason = change.reason if change.reason == Reason.SUSPECTED else str(Reason.REOPENED)
    return replace(change, incident=again, previous=IncidentState.RESOLVED, reason=reason)


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    return {**old, **new, "signals": {**old.get("signals", {}), **new.get("signals", {})}}


def _signals(known: tuple[Signal, ...], findings: Sequence[Finding]) -> tuple[Signal, ...]:
    return tuple(dict.fromkeys((*known, *(finding.signal for finding in findings))))


def _transition(
    incident: Incident,
    previous: IncidentState | None,
    reason: Reason,
    cycle: int,
    at: datetime | None,
    *,
    before: Incident | None = None,
) -> Transition:
    return Transition(incident, previous, str(reason), _notify(incident, before, reason), cycle, at)


def _notify(incident: Incident, before: Incident | None, reason: Reason) -> bool:
    """Should anybody be told? Information is recorded only, and a suspicion that did not hold as well."""
    if incident.severity is Severity.INFO or incident.state is IncidentState.SUSPECTED:
        return False
    if incident.state is IncidentState.RESOLVED:
        return before is not None and before.state is not IncidentState.SUSPECTED
    if before is not None and before.state is IncidentState.ACKNOWLEDGED:
        return reason in (Reason.SEVERITY_ROSE, Reason.CONFIRMED)
    return reason is not Reason.SIGNAL_ADDED


# --- JSON ----------------------------------------------------------------------------------------


def incident_to_json(incident: Incident) -> dict[str, Any]:
    """Plain JSON values; ``incident_from_json`` gives back an equal incident."""
    return {
        "key": incident.key,
        "kind": incident.kind.value,
        "cause": incident.cause,
        "severity": incident.severity.value,
        "state": incident.state.value,
        "opened_cycle": incident.opened_cycle,
        "opened_at": _text(incident.opened_at),
        "confirmed_cycle": incident.confirmed_cycle,
        "resolved_cycle": incident.resolved_cycle,
        "resolved_at": _text(incident.resolved_at),
        "onset_cycle": incident.onset_cycle,
        "onset_after": _text(incident.onset_after),
        "onset_before": _text(incident.onset_before),
        "signals": [signal.value for signal in incident.signals],
        "evidence": dict(incident.evidence),
        "reopened": incident.reopened,
    }


def incident_from_json(value: Mapping[str, Any]) -> Incident:
    """The incident written by ``incident_to_json``."""
    return Incident(
        key=value["key"],
        kind=Kind(value["kind"]),
        cause=value["cause"],
        severity=Severity(value["severity"]),
        state=IncidentState(value["state"]),
        opened_cycle=value["opened_cycle"],
        opened_at=_time(value["opened_at"]),
        confirmed_cycle=value["confirmed_cycle"],
        resolved_cycle=value["resolved_cycle"],
        resolved_at=_time(value["resolved_at"]),
        onset_cycle=value["onset_cycle"],
        onset_after=_time(value["onset_after"]),
        onset_before=_time(value["onset_before"]),
        signals=tuple(Signal(signal) for signal in value["signals"]),
        evidence=value["evidence"],
        reopened=value.get("reopened", 0),
    )


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
