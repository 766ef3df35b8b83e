"""Incidents, their transitions, and the notifications that a transition owes: one transaction for all three."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from canary.core.model import Transition
from canary.storage.dialect import insert_ignore
from canary.storage.tables import incident, notification, transition
from canary.storage.watch import WatchKey

PENDING, SENT, FAILED = "pending", "sent", "failed"


def record(
    connection: sa.Connection,
    key: WatchKey,
    change: Transition,
    notices: Callable[[int], Mapping[str, Mapping[str, Any]]],
    *,
    cycle_id: int | None,
    now: datetime,
    by: str | None = None,
) -> None:
    """Store a transition, its incident as it is after it, and the notifications they owe.

    *notices* makes of the incident's id one notice for each sink that is to have one.
    """
    incident_id = _save_incident(connection, key, change, now)
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
            cycle_id=cycle_id,
            by=by,
        )
    )
    assert made.inserted_primary_key is not None
    transition_id = int(made.inserted_primary_key[0])
    owe(
        connection,
        notices(incident_id),
        dedupe=f"transition/{transition_id}",
        now=now,
        transition_id=transition_id,
    )


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
    """Take the notifications that are due, oldest first; what is claimed is free again after *lease*.

    Only the oldest pending one of a key and sink is taken, so that states arrive in their order.
    """
    older = notification.alias("older")
    ids = (
        sa.select(notification.c.id)
        .where(
            notification.c.state == PENDING,
            notification.c.due_at <= now,
            sa.or_(notification.c.claimed_until.is_(None), notification.c.claimed_until < now),
            ~sa.exists().where(
                older.c.key == notification.c.key,
                older.c.sink == notification.c.sink,
                older.c.state == PENDING,
                older.c.id < notification.c.id,
            ),
        )
        .order_by(notification.c.id)
        .limit(limit)
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


def mark_sent(connection: sa.Connection, notification_id: int, ref: str | None, now: datetime) -> None:
    """The sink has it."""
    _mark(connection, notification_id, state=SENT, sent_at=now, ref=ref, error=None, claimed_until=None)


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
