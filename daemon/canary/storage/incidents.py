"""Incidents with their transitions, and the outbox: the notifications that a decision to tell owes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from canary.core.model import IncidentState, Transition
from canary.storage.dialect import insert_ignore
from canary.storage.queries import StoredIncident, stored_incident
from canary.storage.tables import incident, notification, transition
from canary.storage.watch import WatchKey

AHEAD = timedelta(minutes=45)
"""No instant that is waited for lies further ahead, for a notification or a claim on one. One that does was written
before the clock was set back, and is waited for no longer."""

PENDING, SENT, FAILED, SUPERSEDED = "pending", "sent", "failed", "superseded"


def record(
    connection: sa.Connection,
    key: WatchKey,
    change: Transition,
    *,
    cycle_id: int | None,
    now: datetime,
    by: str | None = None,
) -> int:
    """Store a transition and its incident as it is after it; returns the transition's id.

    Who is told of it is decided later, and lost by no crash in between.
    """
    incident_id = _save_incident(connection, key, change, now)
    return note(connection, incident_id, change, cycle_id=cycle_id, now=now, by=by)


def note(
    connection: sa.Connection,
    incident_id: int,
    change: Transition,
    *,
    now: datetime,
    cycle_id: int | None = None,
    by: str | None = None,
    decision: str | None = None,
) -> int:
    """Store a transition and leave its incident as it stands; returns the transition's id.

    Without a *decision* it waits for one.
    """
    made = connection.execute(
        sa.insert(transition).values(
            incident_id=incident_id,
            at=now,
            previous=change.previous.value if change.previous else None,
            state=change.incident.state.value,
            kind=change.incident.kind.value,
            severity=change.incident.severity.value,
            reason=change.reason,
            notify=change.notify,
            decision=decision,
            cycle_id=cycle_id,
            by=by,
        )
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def mark(connection: sa.Connection, incident_id: int, state: IncidentState, now: datetime) -> StoredIncident:
    """The incident in another state by people's decision. Hold its detectors' state: then nobody writes it as well."""
    row = connection.execute(sa.select(incident).where(incident.c.id == incident_id)).one()
    content = {**row.content, "state": state.value}
    connection.execute(
        sa.update(incident)
        .where(incident.c.id == incident_id)
        .values(state=state.value, content=content, updated_at=now)
    )
    return replace(stored_incident(row), state=state.value, content=content)


def closed_before(
    connection: sa.Connection, key: WatchKey, cause: str, since: datetime
) -> StoredIncident | None:
    """The last incident of that cause that was resolved after *since*; None if there is none."""
    row = connection.execute(
        sa.select(incident)
        .where(
            incident.c.target == key.target,
            incident.c.suite == key.suite,
            incident.c.vantage == key.vantage,
            incident.c.cause == cause,
            incident.c.state == IncidentState.RESOLVED.value,
            incident.c.resolved_at >= since,
        )
        .order_by(incident.c.resolved_at.desc(), incident.c.id.desc())
        .limit(1)
    ).first()
    return stored_incident(row) if row is not None else None


def owe(
    connection: sa.Connection,
    notices: Mapping[str, Mapping[str, Any]],
    *,
    dedupe: str,
    now: datetime,
    transition_id: int | None = None,
) -> None:
    """Add a pending notification for each sink in *notices*, unless the same was owed before."""
    rows = [
        {
            "transition_id": transition_id,
            "key": notice["key"],
            "sink": sink,
            "dedupe": dedupe,
            "notice": notice,
            "state": PENDING,
            "created_at": now,
            "attempts": 0,
            "due_at": now,
        }
        for sink, notice in notices.items()
    ]
    if rows:
        connection.execute(insert_ignore(connection, notification), rows)


def _save_incident(connection: sa.Connection, key: WatchKey, change: Transition, now: datetime) -> int:
    values = {
        "kind": change.incident.kind.value,
        "cause": change.incident.cause,
        "severity": change.incident.severity.value,
        "state": change.incident.state.value,
        "resolved_at": change.incident.resolved_at,
        "updated_at": now,
        "content": orjson.loads(orjson.dumps(asdict(change.incident))),
    }
    ours = (
        incident.c.target == key.target,
        incident.c.suite == key.suite,
        incident.c.vantage == key.vantage,
        incident.c.key == change.incident.key,
    )
    found = connection.execute(sa.select(incident.c.id).where(*ours)).scalar()
    if found is not None:
        connection.execute(sa.update(incident).where(incident.c.id == found).values(values))
        return int(found)
    made = connection.execute(
        sa.insert(incident).values(
            target=key.target,
            suite=key.suite,
            vantage=key.vantage,
            key=change.incident.key,
            opened_at=change.incident.opened_at or now,
            **values,
        )
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


# --- the outbox ----------------------------------------------------------------------------------


def claim(connection: sa.Connection, now: datetime, lease: timedelta, limit: int) -> list[sa.Row[Any]]:
    """Take the notifications that are due, *limit* of each sink, oldest first; what is claimed is free after *lease*.

    Only the newest pending one of a key and sink is taken: what it is about has moved on since the others. While one
    of them is being delivered none is taken, so that states arrive in their order.
    """
    other = notification.alias("other")
    taken_until = sa.and_(other.c.claimed_until >= now, other.c.claimed_until <= now + AHEAD)
    same = (other.c.key == notification.c.key, other.c.sink == notification.c.sink, other.c.state == PENDING)
    # A sink that is slow, and so has much to be sent, takes no other's turn.
    turn = sa.func.row_number().over(partition_by=notification.c.sink, order_by=notification.c.id)
    due = (
        sa.select(notification.c.id, turn.label("turn"))
        .where(
            notification.c.state == PENDING,
            sa.or_(
                notification.c.attempts == 0,  # due at once, whatever the clock said when it was owed
                notification.c.due_at <= now,
                notification.c.due_at > now + AHEAD,
            ),
            ~sa.exists().where(*same, other.c.id > notification.c.id),
            ~sa.exists().where(*same, taken_until),
        )
        .subquery()
    )
    free = sa.or_(
        notification.c.claimed_until.is_(None),
        notification.c.claimed_until < now,
        notification.c.claimed_until > now + AHEAD,
    )
    ids = (
        sa.select(notification.c.id)
        .where(notification.c.id.in_(sa.select(due.c.id).where(due.c.turn <= limit)))
        .where(notification.c.state == PENDING, free)  # as the row is once it is ours to lock
        .order_by(notification.c.id)
    )
    if connection.dialect.name == "postgresql":
        ids = ids.with_for_update(skip_locked=True)
    taken = connection.execute(
        sa.update(notification)
        .where(notification.c.id.in_(ids.scalar_subquery()))
        .values(claimed_until=now + lease, attempts=notification.c.attempts + 1)
        .returning(notification)
    ).all()
    return sorted(taken, key=lambda row: row.id)


def missed(connection: sa.Connection, row: sa.Row[Any]) -> Sequence[sa.Row[Any]]:
    """The older states of the same message that were never delivered, oldest first."""
    return connection.execute(sa.select(notification).where(*_older(row)).order_by(notification.c.id)).all()


def _older(row: sa.Row[Any]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        notification.c.key == row.key,
        notification.c.sink == row.sink,
        notification.c.state == PENDING,
        notification.c.id < row.id,
    )


def owed_of(connection: sa.Connection, key: str) -> int:
    """How many notifications there have been about *key*."""
    query = sa.select(sa.func.count()).select_from(notification).where(notification.c.key == key)
    return int(connection.execute(query).scalar_one())


def last_ref(connection: sa.Connection, key: str, sink: str) -> str | None:
    """What the sink called the newest message it shows for this key."""
    return connection.execute(
        sa.select(notification.c.ref)
        .where(
            notification.c.key == key,
            notification.c.sink == sink,
            notification.c.state == SENT,
            notification.c.ref.is_not(None),
        )
        .order_by(notification.c.id.desc())
        .limit(1)
    ).scalar()


def mark_sent(connection: sa.Connection, row: sa.Row[Any], ref: str | None, now: datetime) -> None:
    """The sink has it, and with it what the older states of the same message would have said."""
    connection.execute(sa.update(notification).where(*_older(row)).values(state=SUPERSEDED))
    _mark(connection, row.id, state=SENT, sent_at=now, ref=ref, error=None, claimed_until=None)


def mark_failed(connection: sa.Connection, notification_id: int, error: str) -> None:
    """The sink will never take it; it stays visible as failed."""
    _mark(connection, notification_id, state=FAILED, error=error, claimed_until=None)


def mark_later(connection: sa.Connection, notification_id: int, error: str, due: datetime) -> None:
    """The sink did not take it this time."""
    _mark(connection, notification_id, due_at=due, error=error, claimed_until=None)


def _mark(connection: sa.Connection, notification_id: int, **values: Any) -> None:
    connection.execute(sa.update(notification).where(notification.c.id == notification_id).values(values))


def pending(connection: sa.Connection) -> int:
    """How many notifications wait for delivery."""
    query = sa.select(sa.func.count()).select_from(notification).where(notification.c.state == PENDING)
    return int(connection.execute(query).scalar_one())
