"""What people ask of incidents: a list, and for one of them its silences, its group and its notifications. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from canary.core.model import IncidentState
from canary.storage.incidents import FAILED, PENDING, SENT
from canary.storage.queries import StoredIncident, stored_incident
from canary.storage.tables import incident, notification, transition

OVERDUE = timedelta(minutes=10)  # a notification that waits longer is worth knowing of
_RESOLVED = incident.c.state == IncidentState.RESOLVED.value


@dataclass(frozen=True, slots=True)
class Listed:
    """An incident, and the group it is told in."""

    stored: StoredIncident
    group: int | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notification: what it is about, and what became of it.

    ``state`` is pending, sent, failed (given up), or superseded by a later state of the same message.
    """

    key: str
    sink: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    due_at: datetime
    attempts: int
    error: str | None
    title: str
    target: str
    suite: str
    vantage: str


def listed(
    connection: sa.Connection, states: Collection[str], targets: Collection[str], limit: int | None
) -> list[Listed]:
    """The incidents in one of *states* on one of *targets* (empty: any), open ones first, the newest first."""
    query = _chosen(sa.select(incident), states, targets)
    query = query.order_by(_RESOLVED, incident.c.opened_at.desc(), incident.c.id.desc()).limit(limit)
    return [Listed(stored_incident(row), row.group_id) for row in connection.execute(query)]


def counted(connection: sa.Connection, states: Collection[str], targets: Collection[str]) -> tuple[int, int]:
    """How many of those there are, and how many of them are not resolved."""
    chosen = _chosen(sa.select(incident.c.state), states, targets).subquery()
    still_open = sa.func.count().filter(chosen.c.state != IncidentState.RESOLVED.value)
    row = connection.execute(sa.select(sa.func.count(), still_open).select_from(chosen)).one()
    return row[0], row[1]


def _chosen(query: sa.Select[Any], states: Collection[str], targets: Collection[str]) -> sa.Select[Any]:
    if states:
        query = query.where(incident.c.state.in_(states))
    return query.where(incident.c.target.in_(targets)) if targets else query


def group_of(connection: sa.Connection, incident_id: int) -> tuple[int, int] | None:
    """The group an incident is told in, and how many incidents that has; None if it is told alone."""
    number = connection.execute(sa.select(incident.c.group_id).where(incident.c.id == incident_id)).scalar()
    if number is None:
        return None
    members = sa.select(sa.func.count()).select_from(incident).where(incident.c.group_id == number)
    return number, connection.execute(members).scalar_one()


def deliveries(connection: sa.Connection, incident_id: int, group: int | None) -> list[Delivery]:
    """Every notification about an incident, and about the *group* it is told in, oldest first."""
    mine = sa.select(transition.c.id).where(transition.c.incident_id == incident_id)
    about: sa.ColumnElement[bool] = notification.c.transition_id.in_(mine)
    if group is not None:
        key = notification.c.key
        about = about | (key == f"group/{group}") | key.startswith(f"group/{group}/", autoescape=True)
    return _deliveries(connection, about)


def undelivered(connection: sa.Connection, since: datetime | None, now: datetime) -> list[Delivery]:
    """What failed for good after *since*, and what has waited for more than ten minutes, oldest first."""
    lately = notification.c.created_at >= since if since is not None else sa.true()
    late = (notification.c.state == PENDING) & (notification.c.created_at <= now - OVERDUE)
    return _deliveries(connection, (notification.c.state == FAILED) & lately | late)


def last_sent(connection: sa.Connection) -> dict[str, datetime]:
    """Sink -> when it last took anything."""
    query = (
        sa.select(notification.c.sink, sa.func.max(notification.c.sent_at))
        .where(notification.c.state == SENT)
        .group_by(notification.c.sink)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _deliveries(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Delivery]:
    rows = connection.execute(sa.select(notification).where(condition).order_by(notification.c.id))
    return [
        Delivery(
            row.key,
            row.sink,
            row.state,
            row.created_at,
            row.sent_at,
            row.due_at,
            row.attempts,
            row.error,
            *(str(row.notice.get(name) or "") for name in ("title", "target", "suite", "vantage")),
        )
        for row in rows
    ]
