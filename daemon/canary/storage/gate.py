"""What a gate asks of the stored history: open incidents, and when each suite was last measured. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from canary.core.model import IncidentState, Severity
from canary.storage import cycles
from canary.storage.queries import StoredIncident, stored_incident
from canary.storage.tables import cycle, detector_state, incident


@dataclass(frozen=True, slots=True)
class Measured:
    """The slot of a suite's newest judged cycle with at least half its samples answered, from any vantage."""

    suite: str
    slot: datetime | None
    baseline: bool  # whether there is any to judge it against


def incidents(connection: sa.Connection, target: str, suites: Collection[str]) -> list[StoredIncident]:
    """The open incidents people are told of, the gravest first, silenced and acknowledged ones included."""
    rows = connection.execute(
        sa.select(incident)
        .where(
            incident.c.target == target,
            incident.c.suite.in_(suites),
            incident.c.state.not_in((IncidentState.RESOLVED.value, IncidentState.SUSPECTED.value)),
            incident.c.severity != Severity.INFO.value,
        )
        .order_by(incident.c.id)
    )
    return sorted(map(stored_incident, rows), key=lambda each: -Severity(each.severity).rank)


def measured(connection: sa.Connection, target: str, suites: Collection[str]) -> list[Measured]:
    """Each of *suites* with its newest good cycle, in their order."""
    good = (
        cycle.c.target == target,
        cycle.c.state == cycles.DONE,
        cycle.c.aside.is_(False),
        cycle.c.answered * 2 >= cycle.c.expected,
    )
    newest = sa.select(cycle.c.suite, sa.func.max(cycle.c.slot)).where(*good).group_by(cycle.c.suite)
    slots = {row[0]: row[1] for row in connection.execute(newest)}
    learned = sa.select(detector_state.c.suite).where(
        detector_state.c.target == target, detector_state.c.baseline_id.is_not(None)
    )
    known = set(connection.execute(learned).scalars())
    return [Measured(suite, slots.get(suite), suite in known) for suite in suites]
