"""What people and pages ask of the stored history. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from canary.core.model import IncidentState
from canary.storage.tables import baseline, cycle, detector_state, incident, transition


@dataclass(frozen=True, slots=True)
class StoredIncident:
    """An incident as stored. ``content`` is the whole of it as plain JSON."""

    id: int
    target: str
    suite: str
    vantage: str
    key: str
    kind: str
    severity: str
    state: str
    opened_at: datetime
    resolved_at: datetime | None
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PairStatus:
    """Where one target x suite stands. Ratios are 0..1, None where nothing was measured."""

    target: str
    suite: str
    vantage: str
    cycles: int
    last_slot: datetime | None
    baseline: str | None  # provisional | frozen
    baseline_cycles: int | None
    answered: int | None
    unmeasured: int | None
    match_ratio: float | None
    hallucination_ratio: float | None
    evidence: Mapping[str, float]
    note: str | None
    incidents: tuple[StoredIncident, ...]


def open_incidents(connection: sa.Connection) -> list[StoredIncident]:
    """Every incident that is not resolved, oldest first."""
    rows = connection.execute(
        sa.select(incident)
        .where(incident.c.state != IncidentState.RESOLVED.value)
        .order_by(incident.c.opened_at, incident.c.id)
    )
    return [stored_incident(row) for row in rows]


def find_incident(connection: sa.Connection, incident_id: int) -> StoredIncident | None:
    """The incident of that id, open or not."""
    row = connection.execute(sa.select(incident).where(incident.c.id == incident_id)).first()
    return stored_incident(row) if row is not None else None


def transitions_of(connection: sa.Connection, incident_id: int) -> list[Mapping[str, Any]]:
    """What happened to an incident, oldest first, each with whether people were told."""
    rows = connection.execute(
        sa.select(transition).where(transition.c.incident_id == incident_id).order_by(transition.c.id)
    )
    return [{str(name): value for name, value in row._mapping.items()} for row in rows]


def stored_incident(row: Any) -> StoredIncident:
    """A row of the table as a value."""
    return StoredIncident(
        row.id,
        row.target,
        row.suite,
        row.vantage,
        row.key,
        row.kind,
        row.severity,
        row.state,
        row.opened_at,
        row.resolved_at,
        row.content,
    )


def status(connection: sa.Connection) -> list[PairStatus]:
    """Every target x suite that was ever judged. Costs a few look-ups a pair, whatever the history holds."""
    by_pair: dict[tuple[str, str, str], list[StoredIncident]] = {}
    for each in open_incidents(connection):
        by_pair.setdefault((each.target, each.suite, each.vantage), []).append(each)
    state = detector_state
    rows = connection.execute(
        sa.select(
            state.c.target,
            state.c.suite,
            state.c.vantage,
            state.c.cycles,
            state.c.last_slot,
            baseline.c.state.label("baseline"),
            baseline.c.cycles.label("baseline_cycles"),
            cycle.c.answered,
            cycle.c.unmeasured,
            cycle.c.match_ratio,
            cycle.c.hallucination_ratio,
            cycle.c.evidence,
            cycle.c.note,
        )
        .select_from(
            state.outerjoin(baseline, baseline.c.id == state.c.baseline_id).outerjoin(
                cycle,
                (cycle.c.target == state.c.target)
                & (cycle.c.suite == state.c.suite)
                & (cycle.c.vantage == state.c.vantage)
                & (cycle.c.slot == state.c.last_slot),
            )
        )
        .order_by(state.c.target, state.c.suite, state.c.vantage)
    )
    return [_pair(row._mapping, by_pair.get((row.target, row.suite, row.vantage), ())) for row in rows]


def _pair(row: Mapping[Any, Any], incidents: Sequence[StoredIncident]) -> PairStatus:
    values = {**row, "evidence": row["evidence"] or {}}
    return PairStatus(**values, incidents=tuple(incidents))
