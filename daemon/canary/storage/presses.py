"""Buttons that people pressed, each kept once under Slack's own id: what arrives again is not obeyed again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from canary.storage.dialect import insert_ignore
from canary.storage.tables import press


def take(
    connection: sa.Connection, press_id: str, *, at: datetime, by: str, action: str, incident_id: int | None
) -> bool:
    """Store a press; False if it was taken before. Commit it with what it leads to."""
    row = {"id": press_id, "at": at, "by": by, "action": action, "incident_id": incident_id, "outcome": ""}
    new = insert_ignore(connection, press).values(row).returning(press.c.id)
    return connection.execute(new).first() is not None


def conclude(connection: sa.Connection, press_id: str, outcome: str) -> None:
    """Store what became of it."""
    connection.execute(sa.update(press).where(press.c.id == press_id).values(outcome=outcome))
