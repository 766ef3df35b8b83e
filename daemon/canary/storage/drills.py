"""Drills that were held, and what the notifications of one say of each sink."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from canary.storage.dialect import insert_ignore
from canary.storage.incidents import FAILED, SENT
from canary.storage.tables import drill, notification


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one notification. ``taken`` None: neither taken nor refused for good yet."""

    sink: str
    resolved: bool
    taken: bool | None
    error: str | None


def begin(connection: sa.Connection, at: datetime) -> int | None:
    """Claim the drill of that moment; returns its id, None if somebody else holds it."""
    made = connection.execute(insert_ignore(connection, drill).values(at=at).returning(drill.c.id)).first()
    return int(made.id) if made is not None else None


def begin_due(connection: sa.Connection, every: timedelta, now: datetime) -> int | None:
    """Claim the drill that is due; None if none is, or another daemon holds it.

    Counted from the newest one, on whatever day it fell due: what was missed is held once. The first is due at once.
    """
    last = connection.execute(sa.select(sa.func.max(drill.c.at))).scalar()
    if last is None:
        return begin(connection, now.replace(minute=0, second=0, microsecond=0))
    passed = (now - last) // every
    return begin(connection, last + passed * every) if passed > 0 else None


def finish(
    connection: sa.Connection, drill_id: int, now: datetime, detail: Mapping[str, Any], *, passed: bool
) -> None:
    """Store what came of it."""
    connection.execute(
        sa.update(drill)
        .where(drill.c.id == drill_id)
        .values(ended_at=now, passed=passed, detail=dict(detail))
    )


def last_passed(connection: sa.Connection) -> datetime | None:
    """When the newest drill that passed was over."""
    found: datetime | None = connection.execute(
        sa.select(sa.func.max(drill.c.ended_at)).where(drill.c.passed)
    ).scalar()
    return found


def answers(connection: sa.Connection) -> Sequence[Answer]:
    """Every notification that is owed or was, oldest first."""
    rows = connection.execute(sa.select(notification).order_by(notification.c.id))
    taken = {SENT: True, FAILED: False}
    return [Answer(row.sink, bool(row.notice["resolved"]), taken.get(row.state), row.error) for row in rows]
